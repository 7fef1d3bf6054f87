/* How a video ended, complete, truncated or in a failure, and what to report. */
#include "media/source_video.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>

int facs_video_refuse_late_index(const facs_video *video, facs_error *error)
{
    return facs_source_refuse(
        error,
        "%s: this MP4 or MOV has its index at its end, which cannot be read from a pipe: give the "
        "file itself, or convert it with ffmpeg's -movflags faststart",
        video->source.name);
}

/* Returns 1 if all packets in the index have come. */
static int is_whole(const facs_video *video)
{
    return video->indexed > 0 && video->packets + video->losses.dropped >= video->indexed;
}

/* Not one frame came: reports the likeliest cause. */
static int refuse_empty(const facs_video *video, facs_error *error)
{
    const facs_container *container = &video->container;
    const char *name = video->source.name;

    if (facs_container_is_cut(container) && !is_whole(video))
        return facs_source_refuse(error,
                                  "%s: the file is cut short: no frame could be read; only %lld of "
                                  "its %s%lld bytes are there; copy it again",
                                  name, (long long)container->bytes,
                                  container->fragmented ? "at least " : "",
                                  (long long)container->declared);
    if (video->descriptor.piped && video->indexed > 0 && video->packets == 0 &&
        container->late_index)
        return facs_video_refuse_late_index(video, error);
    if (video->end != AVERROR_EOF)
        return facs_fail(error, FACS_ERROR_INPUT, facs_source_errno(video->end),
                         "%s: reading failed before the first frame: %s; %s", name,
                         av_err2str(video->end),
                         video->live ? "check the connection and try again"
                                     : "the file is damaged there, copy it again");
    return facs_source_refuse(error,
                              "%s: none of its frames could be decoded (codec %s, %lld failed)",
                              name, video->source.info.codec, (long long)video->source.info.failed);
}

#define WARN_OF_END(video, kind, ...)                                                              \
    ((video)->source.info.is_incomplete = 1,                                                       \
     facs_warnings_add(facs_video_warnings(video), kind, -1, NAN, __VA_ARGS__))

static void warn_of_failure(facs_video *video, const char *why)
{
    WARN_OF_END(video, FACS_WARNING_READ_FAILED, "after %lld frames: %s", (long long)video->decoded,
                why);
}

/* Warns about what is missing at the end, if anything. */
static void warn_of_cut(facs_video *video)
{
    const facs_container *container = &video->container;
    const facs_source_info *info = &video->source.info;
    const int64_t growth = facs_descriptor_growth(&video->descriptor);
    char of[32] = "";

    if (info->frames_expected > video->decoded)
        snprintf(of, sizeof(of), " of %lld", (long long)info->frames_expected);
    if (growth < 0)
        WARN_OF_END(video, FACS_WARNING_CUT_SHORT,
                    "the file shrank by %lld of its %lld bytes while it was read",
                    (long long)-growth, (long long)container->bytes);
    else if (facs_container_is_cut(container))
        WARN_OF_END(video, FACS_WARNING_CUT_SHORT,
                    "%lld%s frames and %lld of its %s%lld bytes are there",
                    (long long)video->decoded, of, (long long)container->bytes,
                    container->fragmented ? "at least " : "", (long long)container->declared);
    else if (growth > 0)
        WARN_OF_END(video, FACS_WARNING_CUT_SHORT,
                    "the file grew while it was read: it is still being recorded or copied");
    else if (video->cut || video->log.cut ||
             (video->indexed > video->packets && container->declared == 0))
        WARN_OF_END(video, FACS_WARNING_CUT_SHORT, "%lld%s frames are there",
                    (long long)video->decoded, of);
}

/* The packets have ended and the decoder is empty: checks whether that was the whole input. */
static int conclude(facs_video *video, facs_error *error)
{
    const int failure = video->descriptor.failure;

    if (video->decoded == 0 && video->refused[0] &&
        facs_video_check_size(video, video->refused[0], video->refused[1], error))
        return -EINVAL;
    if (video->decoded == 0)
        return refuse_empty(video, error);
    if (video->end == AVERROR_EOF && !failure && !video->cut &&
        !facs_container_is_cut(&video->container) &&
        facs_descriptor_growth(&video->descriptor) >= 0)
        facs_video_note_tail(video);
    if (is_whole(video))
        return 0;
    if (failure)
        warn_of_failure(video, facs_strerror(-failure));
    else if (video->end != AVERROR_EOF)
        warn_of_failure(video, av_err2str(video->end));
    else
        warn_of_cut(video);
    return 0;
}

/* Nothing came for a long time. */
static int end_late(facs_video *video, facs_error *error)
{
    const double seconds = FACS_LIVE_PATIENCE_MS / 1000;
    char why[64];

    if (video->decoded == 0)
        return facs_fail(error, FACS_ERROR_INPUT, -EIO,
                         "%s: no data came for %.0f seconds; check the connection and try again",
                         video->source.name, seconds);
    snprintf(why, sizeof(why), "no data came for %.0f seconds", seconds);
    warn_of_failure(video, why);
    return 0;
}

int facs_video_end(facs_video *video, int status, facs_error *error)
{
    if (status == AVERROR_EOF)
        return conclude(video, error);
    if (status == AVERROR(ENOMEM))
        return facs_fail_memory(error, "decoding");
    return facs_video_is_late(video) ? end_late(video, error)
                                     : facs_source_give_up(&video->source, error);
}
