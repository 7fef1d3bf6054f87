#include "output/stream.h"

#include "base/error.h"
#include "base/log.h"
#include "os/clock.h"
#include "os/file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define PATIENCE_MS  50    /* how often a waiting stream asks whether to give up */
#define LAST_LINE_MS 500.0 /* how long a reader has to take the rest of the line after that */

struct facs_stream {
    facs_stream_options options;
    char *name; /* for messages */
    int fd;
    int closed; /* 1: the reader has gone, and the run goes on */
};

static int wants_stop(const facs_stream *stream)
{
    return stream->options.cancelled && stream->options.cancelled(stream->options.opaque);
}

static int stopped(const facs_stream *stream, facs_error *error)
{
    return facs_fail(error, FACS_ERROR_CANCELLED, -ECANCELED,
                     "%s: stopped while waiting for its reader", stream->name);
}

static int cannot_write(const facs_stream *stream, int status, facs_error *error)
{
    return facs_fail(error, FACS_ERROR_OUTPUT, status,
                     "%s cannot be written (%s): check where it leads", stream->name,
                     facs_strerror(status));
}

/* Opened without blocking, which fails while nobody has the FIFO open for reading. */
static int open_fifo(facs_stream *stream, const char *path, facs_error *error)
{
    while ((stream->fd = facs_handle_open(path, FACS_OPEN_PIPE)) < 0) {
        if (stream->fd != -ENXIO && stream->fd != -EINTR)
            return cannot_write(stream, stream->fd, error);
        if (wants_stop(stream))
            return stopped(stream, error);
        facs_clock_sleep_ms(PATIENCE_MS);
    }
    return 0;
}

static int open_descriptor(facs_stream *stream, const char *path, facs_error *error)
{
    if (strcmp(path, "-") == 0) {
        stream->fd = FACS_STANDARD_OUTPUT;
        return 0;
    }
    if (facs_path_kind(path) == FACS_PIPE)
        return open_fifo(stream, path, error);
    stream->fd = facs_handle_open(path, FACS_OPEN_REPLACE);
    return stream->fd < 0 ? cannot_write(stream, stream->fd, error) : 0;
}

int facs_stream_open(facs_stream **out, const char *path, const facs_stream_options *options,
                     facs_error *error)
{
    *out = NULL;
    facs_stream *stream = calloc(1, sizeof(*stream));
    if (!stream)
        return facs_fail_memory(error, "a stream of rows");
    stream->options = *options;
    if (options->opening)
        stream->options.cancelled = options->opening;
    stream->fd = -1;
    stream->name = strdup(strcmp(path, "-") == 0 ? "standard output" : path);
    int status = stream->name ? open_descriptor(stream, path, error)
                              : facs_fail_memory(error, "a stream of rows");
    stream->options.cancelled = options->cancelled;
    if (status < 0)
        facs_stream_close(&stream);
    *out = stream;
    return status;
}

/* 0 or -errno; -ECANCELED: asked to stop. Files and terminals are always ready. */
static int write_all(const facs_stream *stream, const char *text, size_t length)
{
    double last_ms = 0; /* when to give up; 0: not asked to */
    while (length > 0) {
        if (!facs_handle_wait(stream->fd, 1, PATIENCE_MS)) {
            if (last_ms == 0 && wants_stop(stream))
                last_ms = facs_clock_ms() + LAST_LINE_MS;
            if (last_ms > 0 && facs_clock_ms() >= last_ms)
                return -ECANCELED;
            continue;
        }
        const int64_t written = facs_handle_write(
            stream->fd, text, length < facs_pipe_bytes ? length : facs_pipe_bytes);
        if (written < 0 && written != -EINTR && written != -EAGAIN)
            return (int)written;
        if (written > 0) {
            text += written;
            length -= (size_t)written;
        }
    }
    return 0;
}

int facs_stream_write(facs_stream *stream, const char *text, size_t length, facs_error *error)
{
    if (stream->closed)
        return 0;
    const int failure = write_all(stream, text, length);
    if (failure == -ECANCELED)
        return stopped(stream, error);
    if (failure == -EPIPE && !stream->options.goes_on)
        return facs_fail(error, FACS_ERROR_CLOSED, -ECANCELED,
                         "%s: its reader has gone, so the run ends here", stream->name);
    if (failure == -EPIPE) {
        stream->closed = 1;
        facs_log_write(&stream->options.log, FACS_LOG_WARNING,
                       "%s: its reader has gone; the files are still being written", stream->name);
        return 0;
    }
    return failure ? cannot_write(stream, failure, error) : 0;
}

void facs_stream_close(facs_stream **address)
{
    facs_stream *stream = *address;
    if (!stream)
        return;
    if (stream->fd >= 0 && stream->fd != FACS_STANDARD_OUTPUT)
        facs_handle_close(stream->fd);
    free(stream->name);
    free(stream);
    *address = NULL;
}
