#include "media/source.h"

#include "media/ffmpeg.h"
#include "media/source_internal.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

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
    source->range.last = -1;
    if (options)
        source->options = *options;
    source->range.begun = source->options.begin <= 0;
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

/* ---- A part of the input --------------------------------------------------------------------- */

int facs_source_is_early(facs_source *source, double time)
{
    facs_source_range *range = &source->range;
    if (time < source->options.begin - FACS_SOURCE_ROUNDING) {
        range->last = time;
        return 1;
    }
    if (!range->begun) {
        range->failed_before = source->info.failed;
        range->lost_before = source->info.lost;
    }
    range->begun = 1;
    return 0;
}

int facs_source_is_beyond(facs_source *source, double time)
{
    source->range.ended |=
        source->options.end > 0 && time >= source->options.end - FACS_SOURCE_ROUNDING;
    return source->range.ended;
}

/* How many frames the part should have; 0: unknown. */
static int64_t expect(const facs_source *source)
{
    const facs_source_info *info = &source->info;
    const double begin = source->options.begin, end = source->options.end;
    if (info->frames_expected == 0 || info->duration <= 0)
        return 0;
    const double until = end > 0 ? fmin(end, info->duration) : info->duration;
    const double rate = (double)info->frames_expected / info->duration;
    return until > begin ? llround((until - begin) * rate) : 0;
}

void facs_source_show(facs_source *source, int over)
{
    facs_source_info *shown = &source->range.shown;
    *shown = source->info;
    if (source->options.begin <= 0 && source->options.end <= 0)
        return;
    shown->failed -= source->range.failed_before;
    shown->lost -= source->range.lost_before;
    /* Afterwards, the part has what was there and what was missing. */
    shown->frames_expected = over ? shown->decoded + shown->failed + shown->lost : expect(source);
}

static int refuse_part(const facs_source *source, facs_error *error)
{
    if (source->range.ended)
        return facs_source_refuse(error, "%s: it has no frame from %.3f to %.3f s", source->name,
                                  source->options.begin, source->options.end);
    return facs_source_refuse(
        error, "%s: its last frame is at %.3f s, but only those from %.3f s on were asked for",
        source->name, source->range.last, source->options.begin);
}

/* Reads the next frame of the part. */
static int read_part(facs_source *source, facs_frame_pool *pool, facs_pool_frame **frame,
                     facs_error *error)
{
    const int status = source->range.ended ? 0 : source->calls->read(source, pool, frame, error);
    if (status < 0 || *frame)
        return status;
    const int empty = !source->range.begun || (source->range.ended && source->info.decoded == 0);
    return empty ? refuse_part(source, error) : 0;
}

int facs_source_read(facs_source *source, facs_frame_pool *pool, facs_pool_frame **frame,
                     facs_error *error)
{
    *frame = NULL;
    if (facs_source_cancelled(source))
        return facs_source_give_up(source, error);
    int status = read_part(source, pool, frame, error);
    if (status == 0 && *frame) {
        source->info.decoded++;
        source->info.damaged += (*frame)->damaged;
    }
    facs_source_show(source, !*frame);
    return status < 0 || !*frame
               ? facs_source_tell_failure(source->name, &source->options, status, error)
               : 0;
}

int facs_source_seek(facs_source *source, double time)
{
    return source->calls->seek ? source->calls->seek(source, time) : -ENOSYS;
}

const facs_source_info *facs_source_get_info(const facs_source *source)
{
    return &source->range.shown;
}
