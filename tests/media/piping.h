/* Reads a video that a thread of the test sends to standard input. */
#ifndef FACS_TESTS_MEDIA_PIPING_H
#define FACS_TESTS_MEDIA_PIPING_H

#include "reading.h"

#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

typedef struct sender {
    int fd;
    const unsigned char *bytes;
    size_t count;
    int keeps_open; /* 1: keeps the pipe open after sending, until the test closes it */
} sender;

/* Sends pieces as small as a network's. */
static inline void *send_bytes(void *opaque)
{
    const sender *s = opaque;
    for (size_t at = 0; at < s->count;) {
        const size_t left = s->count - at;
        ssize_t sent = write(s->fd, s->bytes + at, left < 1400 ? left : 1400);
        if (sent <= 0)
            break;
        at += (size_t)sent;
    }
    if (!s->keeps_open)
        close(s->fd);
    return NULL;
}

/* Closes standard input; its number stays in use, so that no pipe gets it. */
static inline void forget_input(void)
{
    int fd = open("/dev/null", O_RDONLY);
    assert_true(fd > STDIN_FILENO && dup2(fd, STDIN_FILENO) == STDIN_FILENO);
    close(fd);
}

/* Reads bytes that are piped in. */
static inline void read_piped(reading *all, const unsigned char *bytes, size_t count)
{
    int ends[2];
    pthread_t thread;
    assert_int_equal(pipe(ends), 0);
    assert_true(dup2(ends[0], STDIN_FILENO) == STDIN_FILENO);
    close(ends[0]);
    sender s = {.fd = ends[1], .bytes = bytes, .count = count};
    assert_int_equal(pthread_create(&thread, NULL, send_bytes, &s), 0);
    read_source(all, "-", 0);
    forget_input(); /* unblocks a sender that is still writing */
    assert_int_equal(pthread_join(thread, NULL), 0);
}

static inline void read_piped_file(reading *all, const char *path)
{
    size_t count;
    unsigned char *bytes = read_whole(path, &count);
    read_piped(all, bytes, count);
    free(bytes);
}

/* Reads a file as standard input, which can then seek. */
static inline void read_redirected(reading *all, const char *path)
{
    int fd = open(path, O_RDONLY);
    assert_true(fd >= 0 && dup2(fd, STDIN_FILENO) == STDIN_FILENO);
    close(fd);
    read_source(all, "-", 0);
    forget_input();
}

#endif
