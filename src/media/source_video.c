#include "media/source_video.h"

#include "os/clock.h"
#include "os/file.h"

#include <errno.h>
#include <math.h>

/* A container's index may follow decoding order, so a seek goes this many seconds further back,
 * more than any reordering of frames. */
#define REORDERING 1.0

static void close_video(facs_source *source)
{
    facs_video *video = (facs_video *)source;
    facs_stream_log_close(&video->log);
    facs_picture_release(&video->picture);
    for (int i = 0; i < FACS_TIMELINE_WINDOW; i++)
        av_frame_free(&video->held[i]);
    av_frame_free(&video->frame);
    av_packet_free(&video->packet);
    avcodec_free_context(&video->codec);
    avformat_close_input(&video->format);
    facs_stills_close(video);
    facs_descriptor_io_close(&video->io);
    if (video->file >= 0)
        facs_handle_close(video->file);
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
    int status = facs_stills_widen(video) < 0
                     ? -ENOMEM
                     : facs_picture_convert(&video->picture, frame, target);
    if (status == -ENOMEM)
        return facs_fail_memory(error, "converting a frame");
    if (status)
        return facs_fail(error, FACS_ERROR_INPUT, status,
                         "%s: its pictures (pixel format %d of FFmpeg) could not be converted to "
                         "blue-green-red",
                         video->source.name, frame->format);
    target->index = video->decoded;
    facs_video_set_time(video, target);
    target->damaged = facs_video_judge(video, target->time);
    if (video->picture.is_comb && !video->picture.deinterlace)
        facs_warnings_add(facs_video_warnings(video), FACS_WARNING_INTERLACED, target->index,
                          target->time, NULL);
    video->decoded++;
    return 0;
}

static int read_video(facs_source *source, facs_frame_pool *pool, facs_pool_frame **out,
                      facs_error *error)
{
    facs_video *video = (facs_video *)source;
    facs_pool_frame *target = NULL;
    const double start = facs_clock_ms();

    int status = facs_video_next(video);
    if (status)
        return facs_video_end(video, status, error);
    const double decoded = facs_clock_ms();
    status = facs_video_accept_shape(video, error);
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
    if (!facs_stills_seek(video, time) &&
        av_seek_frame(video->format, video->stream->index, target, AVSEEK_FLAG_BACKWARD) < 0)
        return -ENOSYS;
    avcodec_flush_buffers(video->codec);
    av_packet_unref(video->packet);
    video->packet_waits = 0;
    video->end = 0;
    video->sought = 1;
    facs_video_forget_held(video);
    video->damage.count = 0;
    return 0;
}

int facs_video_open(facs_source **out, const char *name, const facs_source_options *options,
                    facs_video_opener *open_input, facs_error *error)
{
    static const facs_source_calls calls = {
        .read = read_video, .seek = seek_video, .close = close_video};
    facs_video *video = facs_source_create(sizeof(*video), &calls, name, options);
    if (!video)
        return facs_fail_memory(error, "a video source");
    video->file = -1;
    *out = &video->source;
    const int status = open_input(video, error);
    if (status)
        facs_source_close(out);
    return status;
}
