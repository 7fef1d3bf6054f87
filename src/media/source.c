#include "media/source.h"

#include "media/source_internal.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <libavutil/error.h>

void *facs_source_create(size_t size, const facs_source_calls *calls, const char *name,
                         const facs_source_options *options)
{
    facs_source *source = calloc(1, size);
    if (!source)
        return NULL;
    source->name = strdup(name);
    if (!source->name) {
        free(source);
        return NULL;
    }
    source->calls = calls;
    source->info.sound_start = NAN;
    if (options)
        source->options = *options;
    return source;
}

int facs_source_cancelled(const facs_source *source)
{
    return source->options.cancelled && source->options.cancelled(source->options.opaque);
}

int facs_source_give_up(const facs_source *source, facs_error *error)
{
    return facs_fail(error, FACS_ERROR_CANCELLED, -ECANCELED, "%s: reading was stopped on request",
                     source->name);
}

int facs_source_tell_failure(const char *name, const facs_source_options *options, int status,
                             facs_error *error)
{
    const int failure = options && options->from ? facs_input_bytes_failure(options->from) : 0;
    if (!failure)
        return status;
    return facs_fail(error, failure == -ECANCELED ? FACS_ERROR_CANCELLED : FACS_ERROR_INPUT,
                     failure, "%s: reading failed: %s", name, facs_strerror(failure));
}

int facs_source_errno(int status)
{
    switch (status) {
    case AVERROR_HTTP_NOT_FOUND:
        return -ENOENT;
    case AVERROR_HTTP_FORBIDDEN:
    case AVERROR_HTTP_UNAUTHORIZED:
    case AVERROR(EPERM):
        return -EACCES;
    case AVERROR(ENOMEM):
    case AVERROR(EMFILE):
    case AVERROR(ENFILE):
    case AVERROR(ENOENT):
    case AVERROR(EACCES):
    case AVERROR(EINVAL):
        return status;
    case AVERROR_INVALIDDATA:
    case AVERROR_PROTOCOL_NOT_FOUND:
        return -EINVAL;
    default:
        return -EIO;
    }
}

void facs_source_close(facs_source **address)
{
    facs_source *source = *address;
    if (!source)
        return;
    source->calls->close(source);
    free(source->name);
    free(source);
    *address = NULL;
}

int facs_source_read(facs_source *source, facs_frame_pool *pool, facs_pool_frame **frame,
                     facs_error *error)
{
    *frame = NULL;
    if (facs_source_cancelled(source))
        return facs_source_give_up(source, error);
    int status = source->calls->read(source, pool, frame, error);
    if (status < 0 || !*frame)
        return facs_source_tell_failure(source->name, &source->options, status, error);
    source->info.decoded++;
    source->info.damaged += (*frame)->damaged;
    return 0;
}

int facs_source_seek(facs_source *source, double time)
{
    return source->calls->seek ? source->calls->seek(source, time) : -ENOSYS;
}

const facs_source_info *facs_source_get_info(const facs_source *source)
{
    return &source->info;
}
