#include "media/sound.h"

#include "base/log.h"
#include "media/source_video.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MAX_STREAMS     16 /* a film in that many languages */
#define MAX_STAMP       (INT64_MAX / 8)
#define MAX_DELAY       3600.0 /* seconds; more is no delay, but a mistake in the file */
#define RESTART_SECONDS 1.0    /* further back than any reordering of packets */

/* One stream of sound. */
typedef struct part {
    const AVStream *from;
    AVStream *to;
    int64_t last;  /* dts of the last packet written, in to's time base */
    int64_t given; /* latest dts read so far, in the same time base */
    int64_t count; /* packets written */
} part;

struct facs_sound {
    facs_source *source;
    AVFormatContext *in, *out;
    part parts[MAX_STREAMS];
    int count;
    AVPacket *packet;
    const part *waiting; /* the part of packet; NULL: packet is empty */
    double origin;       /* seconds of in that are 0 in out */
    int is_cut;          /* 1: what comes before is left out */
    int end;
};

/* A demuxer may make of a hostile header what no muxer accepts. */
static int is_sensible(const AVCodecParameters *parameters)
{
    return parameters->codec_type == AVMEDIA_TYPE_AUDIO && parameters->sample_rate > 0 &&
           parameters->codec_id != AV_CODEC_ID_NONE;
}

static int add_part(facs_sound *sound, AVStream *from, facs_error *error)
{
    part *added = &sound->parts[sound->count];
    added->from = from;
    added->given = INT64_MIN / 2; /* before all */
    added->to = avformat_new_stream(sound->out, NULL);
    if (!added->to || avcodec_parameters_copy(added->to->codecpar, from->codecpar) < 0 ||
        av_dict_copy(&added->to->metadata, from->metadata, 0) < 0)
        return facs_fail_memory(error, "the sound");
    added->to->codecpar->codec_tag = 0; /* differs between containers */
    added->to->time_base = from->time_base;
    added->to->disposition = from->disposition;
    from->discard = AVDISCARD_DEFAULT;
    sound->count++;
    return 0;
}

/* Matroska accepts what Windows' formats hold if asked to be lenient. */
static int can_hold(const AVOutputFormat *format, enum AVCodecID codec)
{
    return avformat_query_codec(format, codec, FF_COMPLIANCE_NORMAL) == 1 ||
           (avformat_query_codec(format, codec, FF_COMPLIANCE_UNOFFICIAL) == 1 &&
            av_codec_get_tag(format->codec_tag, codec) != 0);
}

/* Takes over what the container can hold and logs what it cannot. */
static int choose(facs_sound *sound, const char *path, const facs_log *log, facs_error *error)
{
    const AVOutputFormat *format = sound->out->oformat;
    int status = 0;
    for (unsigned i = 0; i < sound->in->nb_streams && status == 0; i++) {
        AVStream *from = sound->in->streams[i];
        from->discard = AVDISCARD_ALL;
        if (from->codecpar->codec_type != AVMEDIA_TYPE_AUDIO || sound->count == MAX_STREAMS)
            continue;
        if (is_sensible(from->codecpar) && can_hold(format, from->codecpar->codec_id))
            status = add_part(sound, from, error);
        else
            facs_log_write(log, FACS_LOG_WARNING,
                           "%s: its sound (%s) is left out because a %s file cannot hold it "
                           "unchanged%s",
                           path, avcodec_get_name(from->codecpar->codec_id), format->name,
                           strcmp(format->name, "matroska") == 0
                               ? ""
                               : "; use a name that ends in .mkv to keep it");
    }
    return status;
}

static int open_sound(facs_sound *sound, const char *path, facs_input_bytes *from,
                      const facs_log *log, facs_error *error)
{
    const facs_source_options options = {.from = from};
    int status = facs_source_open(&sound->source, path, &options, error);
    if (status < 0 || strcmp(facs_source_get_info(sound->source)->kind, "video") != 0)
        return status;
    sound->in = ((facs_video *)sound->source)->format; /* a source of that kind is a facs_video */
    sound->packet = av_packet_alloc();
    if (!sound->packet)
        return facs_fail_memory(error, "the sound");
    sound->origin =
        sound->in->start_time == AV_NOPTS_VALUE ? 0 : (double)sound->in->start_time / AV_TIME_BASE;
    return choose(sound, path, log, error);
}

int facs_sound_open(facs_sound **out, const char *path, facs_input_bytes *from,
                    AVFormatContext *format, const facs_log *log, facs_error *error)
{
    *out = NULL;
    facs_sound *sound = calloc(1, sizeof(*sound));
    if (!sound)
        return facs_fail_memory(error, "the sound");
    sound->out = format;
    int status = open_sound(sound, path, from, log, error);
    if (status < 0 || sound->count == 0)
        facs_sound_close(&sound);
    *out = sound;
    return status;
}

void facs_sound_close(facs_sound **sound)
{
    if (!*sound)
        return;
    av_packet_free(&(*sound)->packet);
    facs_source_close(&(*sound)->source);
    free(*sound);
    *sound = NULL;
}

double facs_sound_delay(const facs_sound *sound, double start)
{
    const double delay = start - sound->origin;
    return delay > 0 && delay < MAX_DELAY ? delay : 0;
}

void facs_sound_cut(facs_sound *sound, double start)
{
    sound->origin = start;
    sound->is_cut = 1;
}

static const part *find_part(const facs_sound *sound)
{
    for (int i = 0; i < sound->count; i++)
        if (sound->parts[i].from->index == sound->packet->stream_index)
            return &sound->parts[i];
    return NULL;
}

/* Times of a hostile file may overflow. */
static int is_time(int64_t stamp)
{
    return stamp > -MAX_STAMP && stamp < MAX_STAMP;
}

static int64_t in_ticks(double seconds, AVRational base)
{
    const double ticks = seconds / av_q2d(base);
    return fabs(ticks) < (double)MAX_STAMP ? llround(ticks) : 0;
}

/* Reads the next packet, with its time and stream index in the new file. */
static void read_packet(facs_sound *sound)
{
    while (!sound->waiting && !sound->end) {
        sound->end = av_read_frame(sound->in, sound->packet) < 0;
        if (sound->end)
            return;
        AVPacket *packet = sound->packet;
        const part *of = find_part(sound);
        const int64_t stamp = packet->dts == AV_NOPTS_VALUE ? packet->pts : packet->dts;
        /* Not wanted, or without a time (AV_NOPTS_VALUE is the smallest number). */
        if (!of || !is_time(stamp) || (packet->pts != AV_NOPTS_VALUE && !is_time(packet->pts))) {
            av_packet_unref(packet);
            continue;
        }
        const AVRational base = of->from->time_base;
        const int64_t origin = in_ticks(sound->origin, base);
        if (sound->is_cut && stamp < origin) {
            av_packet_unref(packet);
            continue;
        }
        packet->dts = stamp - origin;
        packet->pts = packet->pts == AV_NOPTS_VALUE ? packet->dts : packet->pts - origin;
        packet->stream_index = of->to->index;
        packet->pos = -1;
        av_packet_rescale_ts(packet, base, of->to->time_base);
        sound->waiting = of;
    }
}

/* In a coarse container such as AVI, two packets may have the same time: the later one gets the
 * next. If a clock goes back, no file can hold the packets until it has caught up. */
static int write_packet(facs_sound *sound)
{
    part *of = &sound->parts[sound->waiting - sound->parts];
    AVPacket *packet = sound->packet;
    int status = 0;
    if (((double)of->given - (double)packet->dts) * av_q2d(of->to->time_base) < RESTART_SECONDS) {
        of->given = packet->dts > of->given ? packet->dts : of->given;
        if (of->count++ > 0 && packet->dts <= of->last)
            packet->dts = of->last + 1;
        if (packet->pts < packet->dts)
            packet->pts = packet->dts;
        of->last = packet->dts;
        status = av_write_frame(sound->out, packet);
    }
    av_packet_unref(packet);
    sound->waiting = NULL;
    return status;
}

int facs_sound_copy(facs_sound *sound, double until)
{
    int status = 0;
    while (status >= 0) {
        read_packet(sound);
        if (!sound->waiting ||
            (double)sound->packet->dts * av_q2d(sound->waiting->to->time_base) > until)
            return 0;
        status = write_packet(sound);
    }
    return status;
}
