/* From packets to decoded frames: what cannot be read or decoded on the way is counted and passed
 * over. */
#include "media/source_video.h"

#include "base/clock.h"

#include <math.h>
#include <time.h>

/* A camera that has no frame yet is asked again after so long; a tenth of a frame at 50 frames/s.
 */
#define CAMERA_POLL_NS 2000000L

/* So many failures in a row to find the next packet end the input; failures of the disk, each of
   which may take seconds. */
#define MAX_STUMBLES      1000
#define MAX_READ_FAILURES 16

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
    video->deadline = video->live ? facs_clock_ms() + FACS_LIVE_PATIENCE_MS : 0;
}

AVIOInterruptCB facs_video_interrupt(facs_video *video)
{
    return (AVIOInterruptCB){.callback = ask_to_give_up, .opaque = video};
}

static void count_failed(facs_video *video, const char *why)
{
    video->source.info.failed++;
    facs_warnings_add(facs_video_warnings(video), FACS_WARNING_UNDECODED_FRAMES,
                      facs_video_frames(video), video->timeline.last, "%s", why);
}

/* Reading has come to the end of what is there, and there should be or was more. */
static int is_at_cut(const facs_video *video)
{
    return video->descriptor.ended && (facs_container_is_cut(&video->container) ||
                                       facs_descriptor_growth(&video->descriptor) < 0);
}

/* 1: after this failure of the demuxer there may be more packets. */
static int may_go_on(facs_video *video, int status)
{
    if (status == AVERROR_EOF || status == AVERROR(ENOMEM) || is_at_cut(video))
        return 0;
    if (status == AVERROR_INVALIDDATA)
        return video->stumbles++ < MAX_STUMBLES;
    return !video->live && video->stumbles++ < MAX_READ_FAILURES;
}

/* The next packet of any stream. 0 or FFmpeg's status. */
static int read_any(facs_video *video)
{
    const struct timespec pause = {.tv_nsec = CAMERA_POLL_NS};

    for (;;) {
        if (ask_to_give_up(video))
            return AVERROR_EXIT;
        int status = av_read_frame(video->format, video->packet);
        if (status >= 0) {
            video->stumbles = 0;
            return 0;
        }
        /* FFmpeg takes an interruption within a packet for the end of the input. */
        if (ask_to_give_up(video))
            return AVERROR_EXIT;
        if (status == AVERROR(EAGAIN)) {
            if (video->live)
                nanosleep(&pause, NULL);
        } else if (!may_go_on(video, status)) {
            return is_at_cut(video) ? AVERROR_EOF : status;
        } else {
            facs_warnings_add(facs_video_warnings(video), FACS_WARNING_DAMAGED_DATA,
                              facs_video_frames(video), video->timeline.last, "%s",
                              av_err2str(status));
        }
    }
}

/* 1: of this packet, the last, only a part is there. */
static int is_cut_packet(const facs_video *video)
{
    const AVPacket *packet = video->packet;
    if (!(packet->flags & AV_PKT_FLAG_CORRUPT))
        return 0;
    return is_at_cut(video) || (video->descriptor.ended && packet->pos >= 0 &&
                                packet->pos + packet->size >= video->container.bytes);
}

/* Read the next packet of the pictures; 0, or FFmpeg's status once there are no more. */
static int read_packet(facs_video *video)
{
    facs_video_begin_wait(video);
    for (;;) {
        int status = read_any(video);
        if (status < 0)
            return status;
        const AVPacket *packet = video->packet;
        if (packet->stream_index == video->stream->index && packet->size > 0)
            break;
        av_packet_unref(video->packet);
    }
    if (is_cut_packet(video)) {
        av_packet_unref(video->packet);
        video->cut = 1;
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

int facs_video_decode(facs_video *video)
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
