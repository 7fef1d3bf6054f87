#include "media/source_video.h"

#include "base/clock.h"
#include "base/error.h"
#include "media/descriptor_io.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <time.h>

#include <libavutil/log.h>

/* Without a byte or a frame for so long, a URL or camera is given up. */
#define LIVE_PATIENCE_MS 30000.0

/* A camera that has no frame yet is asked again after so long; a tenth of a frame at 50 frames/s.
 */
#define CAMERA_POLL_NS 2000000L

/* A container's index may go by the order of decoding: a key frame is sought so much earlier,
   seconds, which is further than any reordering of frames reaches. */
#define REORDERING 1.0

int facs_video_is_late(const facs_video *video)
{
    return video->deadline > 0 && facs_clock_ms() > video->deadline;
}

static int ask_to_give_up(void *opaque)
{
    const facs_video *video = opaque;
    return facs_source_cancelled(&video->source) || facs_video_is_late(video);
}

void facs_video_begin_wait(facs_video *video)
{
    video->deadline = video->live ? facs_clock_ms() + LIVE_PATIENCE_MS : 0;
}

AVIOInterruptCB facs_video_interrupt(facs_video *video)
{
    return (AVIOInterruptCB){.callback = ask_to_give_up, .opaque = video};
}

int facs_video_errno(int status)
{
    switch (status) {
    case AVERROR_HTTP_NOT_FOUND:
        return -ENOENT;
    case AVERROR_HTTP_FORBIDDEN:
    case AVERROR_HTTP_UNAUTHORIZED:
    case AVERROR(EPERM):
        return -EACCES;
    case AVERROR(ENOMEM):
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

static void close_video(facs_source *source)
{
    facs_video *video = (facs_video *)source;
    facs_picture_release(&video->picture);
    av_frame_free(&video->frame);
    av_packet_free(&video->packet);
    avcodec_free_context(&video->codec);
    avformat_close_input(&video->format);
    if (video->piped)
        facs_descriptor_io_close(&video->io);
    avio_closep(&video->io);
}

static int read_video(facs_source *source, facs_frame_pool *pool, facs_pool_frame **out,
                      facs_error *error);
static int seek_video(facs_source *source, double time);

int facs_video_create(facs_video **out, const char *name, const facs_source_options *options,
                      facs_error *error)
{
    static const facs_source_calls calls = {
        .read = read_video, .seek = seek_video, .close = close_video};

    /* A level that the program itself chose for FFmpeg's log stays; the default is to be noisy. */
    if (av_log_get_level() == AV_LOG_INFO)
        av_log_set_level(AV_LOG_QUIET);

    *out = facs_source_create(sizeof(**out), &calls, name, options);
    return *out ? 0 : facs_fail_memory(error, "a video source");
}

void facs_video_abandon(facs_video *video)
{
    facs_source *source = &video->source;
    facs_source_close(&source);
}

static void count_failed(facs_video *video, const char *why)
{
    video->source.info.failed++;
    facs_warnings_add(video->source.options.warnings, FACS_WARNING_UNDECODED_FRAMES, video->decoded,
                      video->timeline.last, "%s", why);
}

/* Read the next packet of the pictures; 0, or FFmpeg's status once there are no more. */
static int read_packet(facs_video *video)
{
    const struct timespec pause = {.tv_nsec = CAMERA_POLL_NS};

    facs_video_begin_wait(video);
    for (;;) {
        if (ask_to_give_up(video))
            return AVERROR_EXIT;
        int status = av_read_frame(video->format, video->packet);
        if (status == AVERROR(EAGAIN)) {
            nanosleep(&pause, NULL);
            continue;
        }
        /* FFmpeg takes an interruption within a packet for the end of the input. */
        if (status < 0)
            return ask_to_give_up(video) ? AVERROR_EXIT : status;
        const AVPacket *packet = video->packet;
        if (packet->stream_index == video->stream->index && packet->size > 0)
            break;
        av_packet_unref(video->packet);
    }
    /* Of the picture at the cut, only a part is there. */
    if (facs_container_is_cut(&video->container) && video->packet->flags & AV_PKT_FLAG_CORRUPT) {
        av_packet_unref(video->packet);
        return AVERROR_EOF;
    }
    video->packets++;
    /* Needed to decode, but before the video begins (its edit list cuts it away). */
    if (video->packet->flags & AV_PKT_FLAG_DISCARD && video->source.info.frames_expected > 0)
        video->source.info.frames_expected--;
    return 0;
}

/* Give the decoder the next packet, or word that there are no more. 0, or FFmpeg's fatal status. */
static int feed(facs_video *video)
{
    if (video->end) /* it was told, and goes on giving what it holds */
        return 0;
    if (!video->packet_waits) {
        video->end = read_packet(video);
        if (video->end == AVERROR_EXIT || video->end == AVERROR(ENOMEM))
            return video->end;
        video->packet_waits = !video->end;
    }
    int status = avcodec_send_packet(video->codec, video->end ? NULL : video->packet);
    if (status == AVERROR(EAGAIN))
        return 0;
    av_packet_unref(video->packet);
    video->packet_waits = 0;
    if (status == AVERROR(ENOMEM))
        return status;
    if (status < 0 && !video->end)
        count_failed(video, av_err2str(status));
    return 0;
}

/* Decode into video->frame. 0; AVERROR_EOF when there are no more; FFmpeg's fatal status. */
static int decode(facs_video *video)
{
    for (;;) {
        int status = avcodec_receive_frame(video->codec, video->frame);
        if (status == 0 || status == AVERROR_EOF || status == AVERROR(ENOMEM))
            return status;
        if (status != AVERROR(EAGAIN))
            count_failed(video, av_err2str(status));
        status = feed(video);
        if (status)
            return status;
    }
}

/* The packets have ended, and the decoder is empty: was that the whole of the input? */
static int conclude(const facs_video *video, facs_error *error)
{
    const facs_source_info *info = &video->source.info;
    const char *name = video->source.name;
    const int whole = video->indexed > 0 && video->packets >= video->indexed;
    char frames[64];

    if (info->frames_expected > video->decoded)
        snprintf(frames, sizeof(frames), "%lld of %lld", (long long)video->decoded,
                 (long long)info->frames_expected);
    else
        snprintf(frames, sizeof(frames), "%lld", (long long)video->decoded);
    if (facs_container_is_cut(&video->container) && !whole)
        return facs_fail(
            error, FACS_ERROR_INPUT, -EINVAL,
            "%s: the file is cut short: %s frames could be read, and %lld of its %s%lld "
            "bytes are there; copy it again, or convert what is left with ffmpeg",
            name, frames, (long long)video->container.bytes,
            video->container.fragmented ? "at least " : "", (long long)video->container.declared);
    if (video->piped && video->indexed > 0 && video->packets == 0)
        return facs_fail(error, FACS_ERROR_INPUT, -EINVAL,
                         "%s: this MP4 or MOV has its index at its end, which cannot be read from "
                         "a pipe: give the file itself, or convert it with ffmpeg's -movflags "
                         "faststart",
                         name);
    if (video->piped && video->indexed > video->packets)
        return facs_fail(error, FACS_ERROR_INPUT, -EINVAL,
                         "%s: the video is cut short: %s frames came; see what ended its sender",
                         name, frames);
    if (video->end != AVERROR_EOF && !whole)
        return facs_fail(error, FACS_ERROR_INPUT, facs_video_errno(video->end),
                         "%s: reading failed after %s frames: %s; %s", name, frames,
                         av_err2str(video->end),
                         video->live ? "check the connection and try again"
                                     : "the file is damaged there, copy it again");
    if (video->decoded == 0)
        return facs_fail(error, FACS_ERROR_INPUT, -EINVAL,
                         "%s: no frame of it could be decoded (codec %s, %lld failed)", name,
                         info->codec, (long long)info->failed);
    return 0;
}

static int report_fatal(const facs_video *video, int status, facs_error *error)
{
    if (status == AVERROR(ENOMEM))
        return facs_fail_memory(error, "decoding");
    if (!facs_video_is_late(video))
        return facs_source_give_up(&video->source, error);
    return facs_fail(error, FACS_ERROR_INPUT, -EIO,
                     "%s: nothing came for %.0f seconds, after %lld frames; check the connection "
                     "and try again",
                     video->source.name, LIVE_PATIENCE_MS / 1000, (long long)video->decoded);
}

/* The first frame sets size and orientation; a later one of another size is an error. */
static int accept_size(facs_video *video, facs_error *error)
{
    const AVFrame *frame = video->frame;

    if (video->decoded == 0) {
        const AVFrameSideData *side = av_frame_get_side_data(frame, AV_FRAME_DATA_DISPLAYMATRIX);
        int status = facs_video_check_size(video, frame->width, frame->height, error);
        if (status)
            return status;
        if (side && side->size >= 9 * sizeof(int32_t))
            facs_picture_orient(&video->picture, side->data);
        video->width = frame->width;
        video->height = frame->height;
        facs_video_set_size(video, frame->width, frame->height);
    } else if (frame->width != video->width || frame->height != video->height) {
        return facs_fail(error, FACS_ERROR_INPUT, -EINVAL,
                         "%s: the size of the pictures changes from %dx%d to %dx%d at frame %lld "
                         "(the first is 1); convert it to one size",
                         video->source.name, video->width, video->height, frame->width,
                         frame->height, (long long)video->decoded + 1);
    }
    return 0;
}

static int get_target(const facs_video *video, facs_frame_pool *pool, facs_pool_frame **target,
                      facs_error *error)
{
    const facs_source_info *info = &video->source.info;
    int status = facs_frame_pool_get(pool, info->width, info->height, target);
    if (status == -ENOMEM)
        return facs_fail_memory(error, "a frame");
    if (status == -ECANCELED)
        return facs_source_give_up(&video->source, error);
    if (status)
        return facs_fail(error, FACS_ERROR_INPUT, status,
                         "%s: its pictures are %dx%d, which is not the size expected",
                         video->source.name, info->width, info->height);
    return 0;
}

static int convert(facs_video *video, facs_pool_frame *target, facs_error *error)
{
    const AVFrame *frame = video->frame;
    int status = facs_picture_convert(&video->picture, frame, target);
    if (status == -ENOMEM)
        return facs_fail_memory(error, "converting a frame");
    if (status)
        return facs_fail(error, FACS_ERROR_INPUT, status,
                         "%s: its pictures (pixel format %d of FFmpeg) could not be converted to "
                         "blue-green-red",
                         video->source.name, frame->format);
    target->index = video->decoded++;
    target->time =
        facs_timeline_next(&video->timeline, frame->best_effort_timestamp == AV_NOPTS_VALUE
                                                 ? NAN
                                                 : (double)frame->best_effort_timestamp *
                                                       av_q2d(video->stream->time_base));
    video->source.info.start = video->timeline.start;
    video->source.info.variable_frame_rate = facs_timeline_is_variable(&video->timeline);
    return 0;
}

static int read_video(facs_source *source, facs_frame_pool *pool, facs_pool_frame **out,
                      facs_error *error)
{
    facs_video *video = (facs_video *)source;
    facs_pool_frame *target = NULL;
    const double start = facs_clock_ms();

    int status = decode(video);
    if (status == AVERROR_EOF)
        return conclude(video, error);
    if (status)
        return report_fatal(video, status, error);
    const double decoded = facs_clock_ms();
    status = accept_size(video, error);
    if (status == 0)
        status = get_target(video, pool, &target, error);
    if (status)
        goto done;
    const double waited = facs_clock_ms();
    status = convert(video, target, error);
    if (status) {
        facs_frame_pool_put(pool, target);
        goto done;
    }
    target->decode_ms = facs_clock_ms() - waited + decoded - start;
    *out = target;

done:
    av_frame_unref(video->frame);
    return status;
}

static int seek_video(facs_source *source, double time)
{
    facs_video *video = (facs_video *)source;
    const double stamp = facs_timeline_stamp(&video->timeline, fmax(0, time - REORDERING));
    if (video->live || isnan(stamp))
        return -ENOSYS;
    const int64_t target = (int64_t)llround(stamp / av_q2d(video->stream->time_base));
    if (av_seek_frame(video->format, video->stream->index, target, AVSEEK_FLAG_BACKWARD) < 0)
        return -ENOSYS;
    avcodec_flush_buffers(video->codec);
    av_packet_unref(video->packet);
    video->packet_waits = 0;
    video->end = 0;
    facs_timeline_jump(&video->timeline);
    return 0;
}
