/*
 * What FFmpeg's log says of one input. Of much damage FFmpeg speaks there alone: most decoders set
 * no flag, and demuxers look for the next whole packet without a word in their status.
 *
 * FFmpeg has one log callback for a process. While an input is open, ours stands there; what it
 * hears it passes on to the program's own (facs_set_ffmpeg_log), else to FFmpeg's default.
 */
#ifndef FACS_MEDIA_STREAM_LOG_H
#define FACS_MEDIA_STREAM_LOG_H

#include <stdarg.h>
#include <stdint.h>

#include <libavformat/avformat.h>

#define FACS_STREAM_LOG_PLACES 64

typedef struct facs_stream_log {
    struct facs_stream_log *next; /* of those that listen */
    const AVFormatContext *format;
    const void *codec;
    int stream_id; /* of the pictures (MPEG-TS: pid); -1: not chosen yet */
    int reading;   /* 1: opened; before, a demuxer's guesses may fail without any harm */

    /* Since the last facs_stream_log_clear. */
    int decoder;   /* messages of damage by the decoder */
    int no_end;    /* a JPEG without its end: damage, or the habit of a camera */
    int corrupt;   /* packets of which the demuxer says that they are not whole */
    int cut;       /* 1: the demuxer says that the input ends within something; stays */
    char text[96]; /* of the decoder's first message */

    /* Where the demuxer met damage: bytes from the beginning of the input, the first ones. */
    int64_t places[FACS_STREAM_LOG_PLACES];
    int place_count;

    /* Decoding times of packets that are not whole, in units of their stream. A parser puts their
       flag on the packet before. */
    int64_t stamps[FACS_STREAM_LOG_PLACES];
    int stamp_count;
} facs_stream_log;

/* Listen to the messages of format, which becomes the input's; log is all zero before. */
void facs_stream_log_open(facs_stream_log *log, const AVFormatContext *format);

/* Listen to the decoder, too, and be strict from now on. */
void facs_stream_log_start(facs_stream_log *log, const void *codec, int stream_id);

/* Also of one that is not open. */
void facs_stream_log_close(facs_stream_log *log);

/* What was heard since the last time, taken out of log: counts and text; the places stay. */
facs_stream_log facs_stream_log_take(facs_stream_log *log);

/* Take away the places up to that position. Returns how many there were. */
int facs_stream_log_pass(facs_stream_log *log, int64_t position);

/* How many places there are that were not passed yet. */
int facs_stream_log_places(facs_stream_log *log);

/* 1: the packet of that decoding time is not whole; what was heard of it is taken out of log. */
int facs_stream_log_is_corrupt(facs_stream_log *log, int64_t stamp);

/* The program's own callback for FFmpeg's log; NULL: av_log_default_callback. */
void facs_stream_log_set_program(void (*callback)(void *, int, const char *, va_list));

#endif
