#include "media/descriptor_io.h"

#include <errno.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <libavutil/error.h>
#include <libavutil/mem.h>

#define BUFFER_BYTES (32 * 1024)

/* How often a descriptor without bytes asks whether to give up. */
#define PATIENCE_MS 50

static int note_end(facs_descriptor *d)
{
    if (d->piped && !d->ended)
        facs_container_end(d->container);
    d->ended = 1;
    return AVERROR_EOF;
}

/* A pipe's end that is broken is an end of its bytes, too: what has come is read. */
static int note_failure(facs_descriptor *d, int failure)
{
    if (!d->failure)
        d->failure = failure;
    if (d->piped)
        note_end(d);
    return AVERROR(failure);
}

static int read_bytes(void *opaque, uint8_t *bytes, int size)
{
    facs_descriptor *d = opaque;
    for (;;) {
        struct pollfd poll_for = {.fd = d->fd, .events = POLLIN};
        if (d->interrupt.callback(d->interrupt.opaque))
            return AVERROR_EXIT;
        if (d->piped && poll(&poll_for, 1, PATIENCE_MS) <= 0)
            continue;
        ssize_t count = read(d->fd, bytes, (size_t)size);
        if (count > 0 && d->piped)
            facs_container_pass(d->container, bytes, (size_t)count);
        if (count > 0)
            return (int)count;
        if (count == 0)
            return note_end(d);
        if (errno != EINTR && errno != EAGAIN)
            return note_failure(d, errno);
    }
}

static int64_t seek(void *opaque, int64_t offset, int whence)
{
    const facs_descriptor *d = opaque;
    struct stat status;
    /* From the size of a file that is cut FFmpeg would draw wrong conclusions. */
    if ((whence & AVSEEK_SIZE || whence == SEEK_END) && facs_container_is_cut(d->container))
        return AVERROR(ENOSYS);
    if (whence & AVSEEK_SIZE)
        return fstat(d->fd, &status) == 0 ? (int64_t)status.st_size - d->start : AVERROR(errno);
    if (whence == SEEK_SET)
        offset += d->start;
    off_t at = lseek(d->fd, (off_t)offset, whence);
    return at < 0 ? AVERROR(errno) : (int64_t)at - d->start;
}

int facs_descriptor_begin(facs_descriptor *d, int fd, AVIOInterruptCB interrupt,
                          facs_container *container)
{
    struct stat status;

    *d = (facs_descriptor){.fd = fd, .interrupt = interrupt, .piped = 1, .container = container};
    *container = (facs_container){0};
    if (fstat(fd, &status) != 0)
        return -errno;
    d->start = S_ISREG(status.st_mode) ? (int64_t)lseek(fd, 0, SEEK_CUR) : -1;
    if (d->start < 0)
        return 0;
    d->piped = 0;
    return facs_container_inspect(container, fd, d->start);
}

AVIOContext *facs_descriptor_io_open(facs_descriptor *d)
{
    unsigned char *buffer = av_malloc(BUFFER_BYTES);
    AVIOContext *io = buffer ? avio_alloc_context(buffer, BUFFER_BYTES, 0, d, read_bytes, NULL,
                                                  d->piped ? NULL : seek)
                             : NULL;
    if (!io)
        av_free(buffer);
    return io;
}

void facs_descriptor_io_close(AVIOContext **io)
{
    if (!*io)
        return;
    av_freep(&(*io)->buffer);
    avio_context_free(io);
}

int64_t facs_descriptor_growth(const facs_descriptor *d)
{
    struct stat status;
    if (!d->container || d->piped || fstat(d->fd, &status) != 0)
        return 0;
    return (int64_t)status.st_size - d->start - d->container->bytes;
}
