#include "media/descriptor_io.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <libavutil/error.h>
#include <libavutil/mem.h>

#define BUFFER_BYTES (32 * 1024)

/* How often a descriptor without bytes asks whether to give up. */
#define PATIENCE_MS 50

typedef struct descriptor {
    int fd;
    AVIOInterruptCB interrupt;
    int64_t start; /* of the video in the file; of one that can be sought */
} descriptor;

static int read_bytes(void *opaque, uint8_t *bytes, int size)
{
    const descriptor *d = opaque;
    for (;;) {
        struct pollfd poll_for = {.fd = d->fd, .events = POLLIN};
        if (d->interrupt.callback(d->interrupt.opaque))
            return AVERROR_EXIT;
        if (poll(&poll_for, 1, PATIENCE_MS) <= 0)
            continue;
        ssize_t count = read(d->fd, bytes, (size_t)size);
        if (count > 0)
            return (int)count;
        if (count == 0)
            return AVERROR_EOF;
        if (errno != EINTR && errno != EAGAIN)
            return AVERROR(errno);
    }
}

static int64_t seek(void *opaque, int64_t offset, int whence)
{
    const descriptor *d = opaque;
    struct stat status;
    if (whence & AVSEEK_SIZE)
        return fstat(d->fd, &status) == 0 ? (int64_t)status.st_size - d->start : AVERROR(errno);
    if (whence == SEEK_SET)
        offset += d->start;
    off_t at = lseek(d->fd, (off_t)offset, whence);
    return at < 0 ? AVERROR(errno) : (int64_t)at - d->start;
}

static int can_seek(descriptor *d)
{
    struct stat status;
    if (fstat(d->fd, &status) != 0 || !S_ISREG(status.st_mode))
        return 0;
    d->start = (int64_t)lseek(d->fd, 0, SEEK_CUR);
    return d->start >= 0;
}

AVIOContext *facs_descriptor_io_open(int fd, AVIOInterruptCB interrupt)
{
    AVIOContext *io = NULL;
    unsigned char *buffer = av_malloc(BUFFER_BYTES);
    descriptor *d = calloc(1, sizeof(*d));
    if (d && buffer) {
        d->fd = fd;
        d->interrupt = interrupt;
        io = avio_alloc_context(buffer, BUFFER_BYTES, 0, d, read_bytes, NULL,
                                can_seek(d) ? seek : NULL);
    }
    if (!io) {
        av_free(buffer);
        free(d);
    }
    return io;
}

void facs_descriptor_io_close(AVIOContext **io)
{
    if (!*io)
        return;
    free((*io)->opaque);
    av_freep(&(*io)->buffer);
    avio_context_free(io);
}
