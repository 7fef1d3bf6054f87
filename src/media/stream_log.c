#include "media/stream_log.h"

#include "media/ffmpeg.h"
#include "os/thread.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Contexts are nested: a demuxer in another, a protocol below it. */
#define MAX_PARENTS 4

#define TS_PACKET 188 /* bytes of MPEG-TS */

typedef void log_callback(void *context, int level, const char *format, va_list arguments);

static facs_mutex lock = FACS_MUTEX_INITIALIZER;
static facs_stream_log *listeners;
static log_callback *program; /* NULL: FFmpeg's own */

static int hearing; /* threads that hear addresses */
static _Thread_local facs_address_log *heard;

/* Errors of decoders that do no harm to any picture. */
static const char *const harmless[] = {
    "SEI",                        /* messages beside the pictures */
    "APP fields",                 /* the same in JPEG; some webcams fill them */
    "unref short failure",        /* H.264: an order to drop a picture that is gone already */
    "co located POCs",            /* H.264: times, not pictures */
    "number of reference frames", /* H.264: encoders that count too few */
    "VPS",                        /* HEVC: parameters that decoding does not need */
    "get_buffer",
    "not implemented",
    "hwaccel",
};

/* Damaged pictures that decoders report at lower levels. */
static const char *const soft[] = {"overread", "Truncated", "truncated",
                                   "first frame is no keyframe", "concealing"};

/* Messages of demuxers that do not find the next packet: MPEG-TS, Matroska, FLV, ASF, Ogg, NUT. */
static const char *const torn[] = {"Continuity check failed",
                                   "could not find sync byte",
                                   "PES packet size mismatch",
                                   "as first byte of an EBML",
                                   "exceeds containing master",
                                   "Read error at pos",
                                   "Packet mismatch",
                                   "ff asf",
                                   "packet_replic_size",
                                   "invalid padsize",
                                   "invalid packet_length",
                                   "packet_obj_size",
                                   "CRC mismatch",
                                   "Broken file",
                                   "Invalid packet",
                                   "not a start"};

/* Errors of demuxers that lose nothing. */
static const char *const no_loss[] = {
    "DTS",   "dts",         "pts",       "PTS",       "timestamp", "codec parameters",
    "index", "last packet", "edit list", "Duplicate", "metadata",  "Application"};

static int is_among(const char *format, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strstr(format, words[i]))
            return 1;
    return 0;
}

#define IS_AMONG(format, words) is_among(format, words, sizeof(words) / sizeof((words)[0]))

/* Removes the values from low to high. Returns how many. */
static int drop(int64_t *values, int *count, int64_t low, int64_t high)
{
    const int before = *count;
    *count = 0;
    for (int i = 0; i < before; i++)
        if (values[i] < low || values[i] > high)
            values[(*count)++] = values[i];
    return before - *count;
}

static void hear_decoder(facs_stream_log *log, int level, const char *format, va_list arguments)
{
    if (strstr(format, "EOI missing")) {
        log->no_end++;
        return;
    }
    if (level > AV_LOG_INFO)
        return;
    if (level > AV_LOG_ERROR ? !IS_AMONG(format, soft) : IS_AMONG(format, harmless))
        return;
    if (log->decoder++ == 0) {
        if (vsnprintf(log->text, sizeof(log->text), format, arguments) < 0)
            log->text[0] = '\0';
        log->text[strcspn(log->text, "\r\n")] = '\0';
    }
}

/* The arguments are a stream and a time, or a word instead of a time. */
static void hear_corrupt(facs_stream_log *log, va_list arguments)
{
    char *end;
    (void)va_arg(arguments, int);
    const char *text = va_arg(arguments, const char *);
    const long long stamp = strtoll(text, &end, 10);
    log->corrupt++;
    if (end != text && log->stamp_count < FACS_STREAM_LOG_PLACES)
        log->stamps[log->stamp_count++] = stamp;
}

static void hear_demuxer(facs_stream_log *log, int level, const char *format, va_list arguments)
{
    if (strncmp(format, "Packet corrupt (stream = %d, dts = %s)", 38) == 0) {
        hear_corrupt(log, arguments);
        return;
    }
    if (strstr(format, "ended prematurely")) {
        log->cut = 1;
        return;
    }
    if (!IS_AMONG(format, torn) &&
        (!log->reading || level > AV_LOG_ERROR || IS_AMONG(format, no_loss)))
        return;
    const int continuity = strncmp(format, "Continuity check failed for pid %d", 34) == 0;
    if (continuity && log->stream_id >= 0 && va_arg(arguments, int) != log->stream_id)
        return; /* it concerns the sound */
    /* What is missing is missing before this packet of the transport stream, not after it. */
    const int64_t told = log->format->pb ? avio_tell(log->format->pb) : 0;
    const int64_t place = continuity && told >= TS_PACKET ? told - TS_PACKET : told;
    for (int i = 0; i < log->place_count; i++)
        if (log->places[i] == place)
            return;
    if (log->place_count < FACS_STREAM_LOG_PLACES)
        log->places[log->place_count++] = place;
}

/* Returns the parent context, or NULL. */
static void *parent_of(void *context)
{
    const AVClass *class = *(AVClass **)context;
    if (!class || !class->parent_log_context_offset)
        return NULL;
    return *(void **)((uint8_t *)context + class->parent_log_context_offset);
}

static int is_decoder(const facs_stream_log *log, const void *context)
{
    if (context == log->codec || !log->threaded)
        return context == log->codec;
    return *(const AVClass *const *)context == avcodec_get_class() &&
           ((const AVCodecContext *)context)->opaque == log->codec->opaque;
}

/* A protocol's own name is that of its context. */
static void hear_address(facs_address_log *log, void *context, int level, const char *format,
                         va_list arguments)
{
    const AVClass *class = context ? *(AVClass **)context : NULL;
    if (level > AV_LOG_WARNING || !class)
        return;
    snprintf(log->protocol, sizeof(log->protocol), "%s", class->item_name(context));
    if (vsnprintf(log->text, sizeof(log->text), format, arguments) < 0)
        log->text[0] = '\0';
    log->text[strcspn(log->text, "\r\n")] = '\0';
}

/* FFmpeg's callback: finds out which input a message concerns and what it means. */
static void listen(void *context, int level, const char *format, va_list arguments)
{
    log_callback *next;
    va_list copy;

    va_copy(copy, arguments);
    if (heard)
        hear_address(heard, context, level, format, copy);
    facs_mutex_lock(&lock);
    next = program;
    void *holder = heard ? NULL : context;
    for (int i = 0; holder && i < MAX_PARENTS; i++) {
        for (facs_stream_log *log = listeners; log; log = log->next)
            if (is_decoder(log, holder)) {
                hear_decoder(log, level, format, copy);
                holder = NULL;
                break;
            } else if (holder == log->format) {
                hear_demuxer(log, level, format, copy);
                holder = NULL;
                break;
            }
        holder = holder ? parent_of(holder) : NULL;
    }
    facs_mutex_unlock(&lock);
    va_end(copy);
    if (next)
        next(context, level, format, arguments);
    else if (!heard)
        av_log_default_callback(context, level, format, arguments);
}

/* Called with the lock. */
static void set_callback(void)
{
    av_log_set_callback(listeners || hearing > 0 ? listen
                        : program                ? program
                                                 : av_log_default_callback);
}

void facs_stream_log_open(facs_stream_log *log, const AVFormatContext *format)
{
    facs_mutex_lock(&lock);
    log->format = format;
    log->stream_id = -1;
    log->next = listeners;
    listeners = log;
    set_callback();
    facs_mutex_unlock(&lock);
}

void facs_stream_log_start(facs_stream_log *log, const AVCodecContext *codec, int threaded,
                           int stream_id)
{
    facs_mutex_lock(&lock);
    log->codec = codec;
    log->threaded = threaded;
    log->stream_id = stream_id;
    log->reading = 1;
    /* Damage further ahead (times at the end of the file) will be reported again. */
    if (log->format->pb)
        drop(log->places, &log->place_count, avio_tell(log->format->pb) + 1, INT64_MAX);
    log->cut = 0;
    facs_mutex_unlock(&lock);
}

void facs_stream_log_close(facs_stream_log *log)
{
    facs_mutex_lock(&lock);
    for (facs_stream_log **link = &listeners; *link; link = &(*link)->next)
        if (*link == log) {
            *link = log->next;
            set_callback();
            break;
        }
    log->next = NULL;
    facs_mutex_unlock(&lock);
}

facs_stream_log facs_stream_log_take(facs_stream_log *log)
{
    facs_mutex_lock(&lock);
    const facs_stream_log taken = *log;
    log->decoder = log->no_end = log->corrupt = 0;
    log->text[0] = '\0';
    facs_mutex_unlock(&lock);
    return taken;
}

int facs_stream_log_pass(facs_stream_log *log, int64_t position)
{
    facs_mutex_lock(&lock);
    const int passed = drop(log->places, &log->place_count, INT64_MIN, position);
    facs_mutex_unlock(&lock);
    return passed;
}

int facs_stream_log_places(facs_stream_log *log)
{
    facs_mutex_lock(&lock);
    const int count = log->place_count;
    facs_mutex_unlock(&lock);
    return count;
}

int facs_stream_log_is_corrupt(facs_stream_log *log, int64_t stamp)
{
    facs_mutex_lock(&lock);
    const int found = drop(log->stamps, &log->stamp_count, stamp, stamp);
    facs_mutex_unlock(&lock);
    return found > 0;
}

void facs_stream_log_set_program(void (*callback)(void *, int, const char *, va_list))
{
    facs_mutex_lock(&lock);
    program = callback;
    if (facs_ffmpeg_is_open())
        set_callback();
    facs_mutex_unlock(&lock);
}

void facs_stream_log_begin(void)
{
    facs_mutex_lock(&lock);
    if (program && !listeners && hearing == 0)
        av_log_set_callback(program);
    facs_mutex_unlock(&lock);
}

void facs_address_log_hear(facs_address_log *log)
{
    facs_mutex_lock(&lock);
    hearing += log ? 1 : -1;
    heard = log;
    set_callback();
    facs_mutex_unlock(&lock);
}
