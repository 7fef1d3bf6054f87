/* Frames decoded ahead until their times are certain, and warnings about these times. */
#include "media/source_video.h"

#include "os/clock.h"

#include <math.h>
#include <string.h>

#define HELD_BYTES (32 << 20) /* held at most, unless 3 frames need more */
#define HELD_MIN   3

/* Returns 1 if the frames' own stamps are out of order again and again, as if decoding order had
 * been written instead of display order. A few wrong ones do not count. */
static int is_out_of_order(facs_video *video, int64_t stamp)
{
    video->stamped++;
    if (video->latest_stamp != AV_NOPTS_VALUE && stamp < video->latest_stamp)
        video->stamps_back++;
    video->latest_stamp = stamp;
    return video->stamps_back > 3 && 8 * video->stamps_back > video->stamped;
}

static double stamp_of(facs_video *video)
{
    /* After one wrong stamp, FFmpeg's best effort may follow decoding order from there on. */
    const AVFrame *frame = video->frame;
    const int64_t stamp = frame->pts == AV_NOPTS_VALUE || is_out_of_order(video, frame->pts)
                              ? frame->best_effort_timestamp
                              : frame->pts;
    return stamp == AV_NOPTS_VALUE ? (double)NAN : (double)stamp * av_q2d(video->stream->time_base);
}

static size_t bytes_of(const AVFrame *frame)
{
    size_t bytes = 1;
    for (int i = 0; i < AV_NUM_DATA_POINTERS && frame->buf[i]; i++)
        bytes += (size_t)frame->buf[i]->size;
    return bytes;
}

/* Appends video->frame to the waiting frames. */
static int hold(facs_video *video)
{
    facs_timeline *timeline = &video->timeline;
    AVFrame **place = &video->held[timeline->waiting];

    if (!*place && !(*place = av_frame_alloc()))
        return AVERROR(ENOMEM);
    const size_t room = HELD_BYTES / bytes_of(video->frame);
    timeline->window = (int)FFMIN(FFMAX(room, HELD_MIN), FACS_TIMELINE_WINDOW);
    facs_timeline_add(timeline, stamp_of(video));
    av_frame_move_ref(*place, video->frame);
    return 0;
}

/* Moves the frame that has waited longest to video->frame. */
static void release(facs_video *video)
{
    AVFrame *first = video->held[0];
    const int left = video->timeline.waiting;

    av_frame_move_ref(video->frame, first);
    for (int i = 0; i < left; i++)
        video->held[i] = video->held[i + 1];
    video->held[left] = first;
}

static int next_at_once(facs_video *video)
{
    int status = facs_video_decode(video);
    if (status)
        return status;
    const double now = facs_clock_ms();
    const double elapsed = video->arrived > 0 ? (now - video->arrived) / 1000 : 0;
    video->arrived = now;
    facs_timeline_at_once(&video->timeline, stamp_of(video), elapsed, &video->moment);
    return 0;
}

/* Returns 1 if this frame is too large although the first was not. */
static int leave_out(facs_video *video)
{
    const AVFrame *frame = video->frame;
    if (video->decoded == 0 || facs_video_check_size(video, frame->width, frame->height, NULL) == 0)
        return 0;
    if (!facs_video_distrust(video)) {
        video->source.info.failed++;
        facs_warnings_add(facs_video_warnings(video), FACS_WARNING_UNDECODED_FRAMES,
                          facs_video_frames(video), video->timeline.last, "%dx%d is too large",
                          frame->width, frame->height);
    }
    av_frame_unref(video->frame);
    return 1;
}

/* Returns 1 for a camera and, in a live run, for anything that comes as it happens. */
static int is_urgent(const facs_video *video)
{
    return strcmp(video->source.info.kind, "camera") == 0 ||
           (video->source.options.live && (video->live || video->descriptor.piped));
}

int facs_video_next(facs_video *video)
{
    if (is_urgent(video))
        return next_at_once(video);
    for (;;) {
        if (facs_timeline_take(&video->timeline, video->decoder_end != 0, &video->moment)) {
            release(video);
            return 0;
        }
        if (video->decoder_end)
            return video->decoder_end;
        int status = facs_video_decode(video);
        if (status == AVERROR_EOF)
            video->decoder_end = status;
        else if (status == 0 && !leave_out(video))
            status = hold(video);
        if (status && status != AVERROR_EOF)
            return status;
    }
}

void facs_video_forget_held(facs_video *video)
{
    for (int i = 0; i < FACS_TIMELINE_WINDOW; i++)
        if (video->held[i])
            av_frame_unref(video->held[i]);
    facs_timeline_jump(&video->timeline);
    video->latest_stamp = AV_NOPTS_VALUE;
    video->decoder_end = 0;
}

/* Seconds from the first frame to the start of the sound; NAN: no sound, or unknown. */
static double sound_start(const facs_video *video)
{
    AVFormatContext *format = video->format;
    const int sound =
        av_find_best_stream(format, AVMEDIA_TYPE_AUDIO, -1, video->stream->index, NULL, 0);
    if (sound < 0 || format->streams[sound]->start_time == AV_NOPTS_VALUE ||
        !video->timeline.anchored)
        return NAN;
    const AVStream *stream = format->streams[sound];
    return (double)stream->start_time * av_q2d(stream->time_base) - video->timeline.origin;
}

static void warn(const facs_video *video, const facs_pool_frame *target)
{
    facs_warnings *warnings = facs_video_warnings(video);
    const facs_moment *moment = &video->moment;

    if (moment->timing != FACS_TIMING_GIVEN)
        facs_warnings_add(warnings,
                          moment->timing == FACS_TIMING_MENDED ? FACS_WARNING_WRONG_TIMES
                                                               : FACS_WARNING_CLOCK_RESTART,
                          target->index, target->time, "it said %.3f s", moment->said);
    else if (moment->is_still)
        facs_warnings_add(warnings, FACS_WARNING_STILL_TIMES, target->index, target->time, NULL);
}

/* The container took a wrong time for its end, so the duration is unknown. */
static void distrust_duration(facs_video *video)
{
    facs_source_info *info = &video->source.info;
    if (video->moment.timing != FACS_TIMING_MENDED || video->indexed > 0 || info->duration <= 0 ||
        video->moment.said + 2 * video->timeline.step < info->duration)
        return;
    info->duration = 0;
    info->frames_expected = 0;
}

void facs_video_set_time(facs_video *video, facs_pool_frame *target)
{
    facs_source_info *info = &video->source.info;
    const facs_timeline *timeline = &video->timeline;

    target->time = video->moment.time;
    if (timeline->count > 0 && target->index == 0) {
        info->start = timeline->origin;
        info->sound_start = sound_start(video);
    }
    info->variable_frame_rate = facs_timeline_is_variable(timeline);
    info->shortest_step = timeline->shortest;
    info->longest_step = timeline->longest;
    distrust_duration(video);
    warn(video, target);
}
