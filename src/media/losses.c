/* Frames missing from an input. A gap in the times alone is no loss: screen recordings have them,
 * and cameras drop frames. It is one if something else indicates damage at that point or, in an
 * AVI, whose index lists all frames and whose empty chunks stand for dropped ones, if they say so.
 * */
#include "media/source_video.h"

#include <math.h>
#include <string.h>

/* A gap belongs to damage met up to this many frames earlier, because decoders return frames late
 * and in another order. */
#define LATE_FRAMES 32

/* Allowed error of a header's duration and rate, in frames. */
#define TAIL_FRAMES 2

/* Pictures that end this long before their duration end early. */
#define EARLY_SECONDS 0.5

static int is_avi(const facs_video *video)
{
    return strcmp(video->format->iformat->name, "avi") == 0;
}

static void lose(facs_video *video, int64_t count, double time)
{
    video->source.info.lost += count;
    facs_warnings_add_many(facs_video_warnings(video), FACS_WARNING_LOST_FRAMES, count, time, NULL);
}

static double packet_time(const facs_video *video)
{
    const int64_t stamp = video->packet->dts;
    return stamp == AV_NOPTS_VALUE || !video->timeline.anchored
               ? video->timeline.last
               : (double)stamp * av_q2d(video->stream->time_base) - video->timeline.start;
}

/* An AVI's times are the numbers of its chunks. FFmpeg goes on counting after a hole as if it were
 * not there, but the index knows a chunk's number from its position. */
static void mend_by_index(facs_video *video)
{
    AVPacket *packet = video->packet;
    const int count = avformat_index_get_entries_count(video->stream);
    const AVIndexEntry *entry = NULL;
    int i = video->losses.entry;

    if (video->packets == 0)
        video->losses.listed = count;
    if (video->losses.listed < 2)
        return;

    for (; i < count; i++) {
        entry = avformat_index_get_entry(video->stream, i);
        if (!entry || entry->pos + 8 >= packet->pos)
            break;
    }
    if (i < count && entry && entry->pos + 8 == packet->pos && packet->dts != AV_NOPTS_VALUE) {
        if (i > video->losses.entry && video->packets > 0 && !facs_video_distrust(video)) {
            video->losses.torn = video->packets + 1;
            facs_damage_before(&video->damage, video->packets);
            lose(video, i - video->losses.entry, packet_time(video));
        }
        video->losses.entry = i + 1;
        video->losses.shift = entry->timestamp - packet->dts;
    }
    packet->dts += packet->dts == AV_NOPTS_VALUE ? 0 : video->losses.shift;
    packet->pts += packet->pts == AV_NOPTS_VALUE ? 0 : video->losses.shift;
}

/* An AVI's empty chunks stand for frames that the recorder left out, unless all frames are equally
 * far apart. */
static void note_dropped(facs_video *video)
{
    facs_losses *losses = &video->losses;
    const int64_t stamp = video->packet->dts, step = stamp - losses->stamp;
    const int known = video->packets > 0 && losses->stamp != AV_NOPTS_VALUE;

    losses->stamp = stamp;
    if (stamp == AV_NOPTS_VALUE || !known || step < 1)
        return;
    if (losses->spread == 0 || step < losses->spread)
        losses->spread = step;
    const int64_t dropped = step / losses->spread - 1;
    if (dropped < 1 || losses->torn == video->packets + 1 || facs_video_distrust(video))
        return;
    losses->dropped += dropped;
    facs_warnings_add_many(facs_video_warnings(video), FACS_WARNING_DROPPED_FRAMES, dropped,
                           packet_time(video), NULL);
}

/* A block of zeros was read before this packet. Other containers may be padded with zeros. */
static void note_blank(facs_video *video)
{
    facs_losses *losses = &video->losses;
    const char *format = video->format->iformat->name;
    const int transport = strcmp(format, "mpegts") == 0;
    const int told = losses->torn == video->packets + 1;

    video->descriptor.blank = 0;
    if (video->packets == 0 ||
        (!transport && strcmp(format, "mpeg") != 0 && (!is_avi(video) || losses->listed > 1)) ||
        facs_video_distrust(video))
        return;
    losses->torn = video->packets + 1;
    facs_damage_before(&video->damage, video->packets);
    if (transport && !told)
        facs_warnings_add(facs_video_warnings(video), FACS_WARNING_DAMAGED_DATA, -1,
                          video->timeline.last, NULL);
}

void facs_video_note_packet(facs_video *video)
{
    if (video->descriptor.blank > 0 && video->packet->pos >= video->descriptor.blank)
        note_blank(video);
    if (video->sought || !is_avi(video))
        return;
    mend_by_index(video);
    note_dropped(video);
}

/* Frames that failed to decode are already counted and not lost as well. */
static int64_t without_failed(facs_video *video, int64_t count)
{
    const int64_t failed = video->source.info.failed - video->losses.explained;
    const int64_t known = failed < count ? failed : count;
    video->losses.explained += known;
    return count - known;
}

/* Returns 1 if the gap before frame number goes with damage. */
static int is_torn(facs_video *video, int64_t number, int verdict)
{
    const facs_losses *losses = &video->losses;
    const int torn =
        losses->torn > 0 && number + 1 >= losses->torn && number + 1 < losses->torn + LATE_FRAMES;
    return torn || facs_stream_log_places(&video->log) > 0 || verdict == 1 ||
           losses->verdict == 1 || (verdict == 2 && losses->verdict == 0) ||
           video->source.info.failed > losses->explained;
}

int facs_video_note_gap(facs_video *video, int64_t number, int verdict, double time)
{
    facs_losses *losses = &video->losses;
    const double expected = losses->time + video->timeline.step;
    const double frames = (time - losses->time) / video->timeline.step;
    const int gap = losses->begun && !video->sought && !is_avi(video) && frames >= 1.5 &&
                    frames < 1e9 && is_torn(video, number, verdict);

    losses->begun = 1;
    losses->time = time;
    losses->verdict = verdict;
    if (!gap)
        return 0;
    if (losses->torn <= number + 1)
        losses->torn = 0;
    const int64_t count = without_failed(video, llround(frames) - 1);
    if (count > 0)
        lose(video, count, expected);
    return count > 0;
}

/* An AVI's index or header gives the number of chunks. */
static int64_t missing_of_avi(const facs_video *video)
{
    const facs_losses *losses = &video->losses;
    const facs_source_info *info = &video->source.info;

    const int count = avformat_index_get_entries_count(video->stream);
    if (losses->listed > 1 && count == losses->listed) /* read, not built on the way */
        return count - losses->entry;
    if (info->damaged == 0 && info->failed == 0 && losses->torn == 0)
        return 0;
    const int64_t spread = losses->spread > 0 ? losses->spread : 1;
    return (video->indexed + spread - 1) / spread - video->packets - losses->dropped;
}

/* Returns 1 if a damaged input's pictures end well before its duration. (In a sound one, that may
 * be the sound's duration.) */
static int ends_early(const facs_video *video)
{
    const facs_source_info *info = &video->source.info;
    return !video->estimated && (info->damaged > 0 || info->failed > 0) &&
           info->duration - video->timeline.last > EARLY_SECONDS + 5 * video->timeline.step;
}

void facs_video_note_tail(facs_video *video)
{
    const facs_losses *losses = &video->losses;
    facs_source_info *info = &video->source.info;
    int64_t missing = 0;

    if (video->sought)
        return;
    if (is_avi(video)) {
        missing = missing_of_avi(video);
        if (losses->spread > 1)
            info->frames_expected = (info->frames_expected + losses->spread - 1) / losses->spread;
    }
    if (!is_avi(video) && (losses->torn > video->packets || ends_early(video)))
        missing = info->frames_expected - video->decoded - info->failed - info->lost - TAIL_FRAMES;
    if (missing > 0)
        lose(video, is_avi(video) ? missing : missing + TAIL_FRAMES,
             losses->time + video->timeline.step);
    /* A file with only an estimate, or a pipe without any, has what was there and what was missing.
     * */
    if (!video->live && (video->estimated || info->frames_expected == 0))
        info->frames_expected = video->decoded + info->failed + info->lost;
}
