/* From packets to decoded frames. Anything that cannot be read or decoded is counted and skipped.
 * */
#include "media/source_video.h"

#include "os/clock.h"

#include <stdio.h>
#include <string.h>

/* How often to ask a camera for a frame: a tenth of a frame at 50 frames/s. */
#define CAMERA_POLL_MS 2

/* This many consecutive failures to find the next packet end the input; fewer for disk failures,
 * each of which may take seconds. */
#define MAX_STUMBLES      1000
#define MAX_READ_FAILURES 16

/* A packet's header may be between its position and its bytes. */
#define HEADER_BYTES 32

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

/* Counts the latest packet as failed. Before the first key frame none can be decoded; and if even
 * the first one is too large, the end reports that. */
static void count_failed(facs_video *video, const char *why)
{
    if (facs_video_distrust(video) || !video->started ||
        (video->refused[0] && facs_video_frames(video) == 0))
        return;
    video->source.info.failed++;
    facs_damage_of(&video->damage, video->packets - 1);
    facs_warnings_add(facs_video_warnings(video), FACS_WARNING_UNDECODED_FRAMES,
                      facs_video_frames(video), video->timeline.last, "%s", why);
}

/* Returns 1 if everything there has been read, but there should be or was more. */
static int is_at_cut(const facs_video *video)
{
    return video->descriptor.ended && (facs_container_is_cut(&video->container) ||
                                       facs_descriptor_growth(&video->descriptor) < 0);
}

/* Returns 1 if packets may follow this failure of the demuxer. */
static int may_go_on(facs_video *video, int status)
{
    if (status == AVERROR_EOF || status == AVERROR(ENOMEM) || is_at_cut(video))
        return 0;
    if (status == AVERROR_INVALIDDATA)
        return video->stumbles++ < MAX_STUMBLES;
    return !video->live && video->stumbles++ < MAX_READ_FAILURES;
}

/* Reads the next packet of any stream. Returns 0 or FFmpeg's status. */
static int read_any(facs_video *video)
{
    for (;;) {
        if (ask_to_give_up(video))
            return AVERROR_EXIT;
        int status = facs_stills_next(video);
        if (status >= 0) {
            video->stumbles = 0;
            return 0;
        }
        /* FFmpeg mistakes an interruption within a packet for the end of the input. */
        if (ask_to_give_up(video))
            return AVERROR_EXIT;
        if (status == AVERROR(EAGAIN)) {
            if (video->live)
                facs_clock_sleep_ms(CAMERA_POLL_MS);
        } else if (!may_go_on(video, status)) {
            return is_at_cut(video) ? AVERROR_EOF : status;
        } else {
            video->stumbled = 1;
        }
    }
}

/* What FFmpeg has said since the last call. */
static facs_stream_log take_messages(facs_video *video)
{
    const facs_stream_log said = facs_stream_log_take(&video->log);
    if (said.decoder > 0 || said.no_end > 0)
        facs_video_distrust(video);
    return said;
}

/* Returns 1 if this last packet is incomplete. A parser may have dropped its flag, so that only the
 * log knows. */
static int is_cut_packet(facs_video *video)
{
    const AVPacket *packet = video->packet;
    const facs_stream_log said = take_messages(video);
    if (!(packet->flags & AV_PKT_FLAG_CORRUPT) && said.corrupt == 0)
        return 0;
    if (!video->io) /* a URL */
        return video->format->pb && (video->format->pb->error || video->format->pb->eof_reached);
    return is_at_cut(video) ||
           (video->descriptor.ended && packet->pos >= 0 &&
            packet->pos + packet->size + HEADER_BYTES >= video->container.bytes);
}

/* Notes damage that the demuxer met between the last packet with pictures and this one, or the end.
 * */
static void note_tear(facs_video *video, int64_t position)
{
    const int places = facs_stream_log_pass(&video->log, position);
    if ((places == 0 && !video->stumbled) || facs_video_distrust(video))
        return;
    video->stumbled = 0;
    facs_damage_before(&video->damage, video->packets);
    video->losses.torn = video->packets + 1;
    facs_warnings_add(facs_video_warnings(video), FACS_WARNING_DAMAGED_DATA, -1,
                      video->timeline.last, NULL);
}

/* Notes the decoder's messages about the latest packet. If a stream begins between two key frames,
 * the first pictures that it shows are damaged, too. */
static void note_messages(facs_video *video)
{
    const facs_stream_log said = take_messages(video);
    const int first = video->packets <= 1, still = strcmp(video->source.info.kind, "image") == 0;

    if (video->packets == 0)
        return;
    if (said.no_end && first && !still)
        video->no_end = 1;
    const int no_end = said.no_end && !video->no_end;
    if (!no_end && said.decoder == 0)
        return;
    snprintf(video->why, sizeof(video->why), "%s", no_end ? "its end is missing" : said.text);
    facs_damage_of(&video->damage, video->packets - 1);
}

/* Notes whether the demuxer calls the packet incomplete. If it does not say which one, it may be
 * this one or the next. */
static void note_corrupt(facs_video *video)
{
    AVPacket *packet = video->packet;
    const int64_t number = video->packets;
    const int known = facs_stream_log_is_corrupt(&video->log, packet->dts);

    if (known || packet->flags & AV_PKT_FLAG_CORRUPT)
        facs_damage_of(&video->damage, number);
    if (!known && packet->flags & AV_PKT_FLAG_CORRUPT && av_stream_get_parser(video->stream))
        facs_damage_of(&video->damage, number + 1);
    packet->flags &= ~AV_PKT_FLAG_CORRUPT; /* otherwise the decoder would always mark this frame */
}

/* Counts a packet whose frame comes before the part that was asked for. */
static void note_early(facs_video *video)
{
    const AVPacket *packet = video->packet;
    const double begin = video->source.options.begin - FACS_SOURCE_ROUNDING;
    const double time = (double)packet->pts * av_q2d(video->stream->time_base);
    if (video->leapt && packet->pts != AV_NOPTS_VALUE && !(packet->flags & AV_PKT_FLAG_DISCARD) &&
        time < facs_timeline_stamp(&video->timeline, begin))
        video->early++;
}

/* Reads the next packet with pictures. Returns 0, or FFmpeg's status after the last one. */
static int read_packet(facs_video *video)
{
    facs_video_begin_wait(video);
    for (;;) {
        int status = read_any(video);
        if (status == AVERROR_EOF && !is_at_cut(video) && !video->descriptor.failure)
            note_tear(video, INT64_MAX);
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
        return video->io || !video->format->pb->error ? AVERROR_EOF : video->format->pb->error;
    }
    note_tear(video, video->packet->pos);
    note_corrupt(video);
    facs_video_note_packet(video);
    video->packets++;
    /* Needed for decoding, but cut from the start of the video by its edit list. */
    if (video->packet->flags & AV_PKT_FLAG_DISCARD && video->source.info.frames_expected > 0)
        video->source.info.frames_expected--;
    note_early(video);
    return 0;
}

int64_t facs_video_number(const AVFrame *frame)
{
#ifdef AV_CODEC_FLAG_COPY_OPAQUE
    return (int64_t)(intptr_t)frame->opaque;
#else
    return frame->reordered_opaque;
#endif
}

/* The decoder passes the packet's number on to its frame. */
static void number_packet(facs_video *video)
{
    const int64_t number = video->packets - 1;
#ifdef AV_CODEC_FLAG_COPY_OPAQUE /* FFmpeg 6 */
    video->packet->opaque = (void *)(intptr_t)number;
#else
    video->codec->reordered_opaque = number;
#endif
    video->started |= video->packet->flags & AV_PKT_FLAG_KEY;
}

/* Sends the decoder the next packet, or the end. Returns 0 or FFmpeg's fatal status. */
static int feed(facs_video *video)
{
    if (video->end) /* it was told the end and is still returning frames */
        return 0;
    if (!video->packet_waits) {
        video->end = read_packet(video);
        if (video->end == AVERROR_EXIT || video->end == AVERROR(ENOMEM))
            return video->end;
        if (facs_video_is_suspect(video))
            return FACS_VIDEO_SUSPECT;
        video->packet_waits = !video->end;
        if (video->packet_waits)
            number_packet(video);
    }
    int status = avcodec_send_packet(video->codec, video->end ? NULL : video->packet);
    note_messages(video);
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

/* Returns 1 if the decoder calls a picture damaged. */
static int is_marked(const AVFrame *frame)
{
    return frame->decode_error_flags || frame->flags & AV_FRAME_FLAG_CORRUPT;
}

/* Returns 1 if a part of it is missing, or of one that it is predicted from. */
static int is_unwritten(facs_video *video)
{
    return video->unwritten &&
           facs_unwritten_find(video->unwritten, facs_video_number(video->frame));
}

/* Receives a frame, if need be from the device on which it was decoded. */
static int receive(facs_video *video)
{
    int status = avcodec_receive_frame(video->codec, video->frame);
    if (status < 0 || !video->hardware.device)
        return status;
    status = facs_hardware_download(&video->hardware, video->frame, video->codec->sw_pix_fmt);
    if (status < 0)
        av_frame_unref(video->frame);
    if (status == 0) { /* FFmpeg has found out that software must decode it */
        facs_source_info *info = &video->source.info;
        info->hwaccel[0] = '\0';
        snprintf(info->no_hwaccel, sizeof(info->no_hwaccel),
                 "the device does not take this stream");
    }
    return status < 0 ? AVERROR_EXTERNAL : 0;
}

int facs_video_decode(facs_video *video)
{
    for (;;) {
        int status = receive(video);
        note_messages(video);
        video->started |= status == 0;
        if (status == 0 && (is_marked(video->frame) || is_unwritten(video)))
            facs_video_distrust(video);
        if (facs_video_is_suspect(video))
            status = FACS_VIDEO_SUSPECT;
        if (status == 0)
            status = facs_stills_compose(video);
        if (status == 0 || status == FACS_VIDEO_SUSPECT || status == AVERROR_EOF ||
            status == AVERROR(ENOMEM))
            return status;
        if (status != AVERROR(EAGAIN))
            count_failed(video, av_err2str(status));
        status = feed(video);
        if (status)
            return status;
    }
}

int facs_video_judge(facs_video *video, double time)
{
    const AVFrame *frame = video->frame;
    const facs_damage_picture picture = {.number = facs_video_number(frame),
                                         .key = FACS_FRAME_IS(frame, key_frame, KEY),
                                         .intra = frame->pict_type == AV_PICTURE_TYPE_I ||
                                                  frame->pict_type == AV_PICTURE_TYPE_SI,
                                         .b = frame->pict_type == AV_PICTURE_TYPE_B};

    if (is_marked(frame))
        facs_damage_of(&video->damage, picture.number);
    int verdict = facs_damage_judge(&video->damage, &picture);
    if (facs_video_note_gap(video, picture.number, verdict, time) && verdict == 0) {
        facs_damage_before(&video->damage, picture.number);
        verdict = facs_damage_judge(&video->damage, &picture);
    }
    if (verdict == 0)
        return 0;
    const char *why = video->why[0] ? video->why : "data is missing";
    facs_warnings_add(facs_video_warnings(video), FACS_WARNING_DAMAGED_FRAMES, video->decoded, time,
                      "%s%s", verdict == 1 ? "" : "predicted from a damaged one: ", why);
    return 1;
}
