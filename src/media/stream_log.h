/*
 * What FFmpeg's log says about one input. FFmpeg reports much damage only there: most decoders set
 * no flag, and demuxers skip to the next whole packet without returning an error.
 *
 * FFmpeg has one log callback per process. While an input is open, it is ours; it passes messages
 * on to the program's own (facs_set_ffmpeg_log) or to FFmpeg's default.
 */
#ifndef FACS_MEDIA_STREAM_LOG_H
#define FACS_MEDIA_STREAM_LOG_H

#include "media/ffmpeg.h"

#include <stdarg.h>
#include <stdint.h>

#define FACS_STREAM_LOG_PLACES 64

typedef struct facs_stream_log {
    struct facs_stream_log *next; /* the next listener */
    const AVFormatContext *format;
    const AVCodecContext *codec;
    int threaded;  /* 1: its threads have contexts of their own, with the same opaque */
    int stream_id; /* of the pictures (MPEG-TS: pid); -1: not chosen yet */
    int reading;   /* 1: opened; before that, a demuxer's wrong guesses do no harm */

    /* Since the last facs_stream_log_take. */
    int decoder;   /* the decoder's messages about damage */
    int no_end;    /* JPEGs without an end: damage, or a camera's habit */
    int corrupt;   /* packets that the demuxer calls incomplete */
    int cut;       /* 1: the demuxer says that the input ends prematurely; stays 1 */
    char text[96]; /* of the decoder's first message */

    /* Where the demuxer met damage first: bytes from the start of the input. */
    int64_t places[FACS_STREAM_LOG_PLACES];
    int place_count;

    /* Decoding times of incomplete packets, in the stream's time base. A parser sets the flag on
     * the packet before. */
    int64_t stamps[FACS_STREAM_LOG_PLACES];
    int stamp_count;
} facs_stream_log;

/* Listens to the messages of format. log is all zero before. */
void facs_stream_log_open(facs_stream_log *log, const AVFormatContext *format);

/* Listens to the decoder, too, and is strict from now on. threaded 1: also to its threads, which
 * codec's opaque tells from those of other inputs. */
void facs_stream_log_start(facs_stream_log *log, const AVCodecContext *codec, int threaded,
                           int stream_id);

/* log need not be open. */
void facs_stream_log_close(facs_stream_log *log);

/* Returns counts and text since the last call, and resets them; the places stay. */
facs_stream_log facs_stream_log_take(facs_stream_log *log);

/* Removes the places up to position. Returns how many there were. */
int facs_stream_log_pass(facs_stream_log *log, int64_t position);

/* Number of places not passed yet. */
int facs_stream_log_places(facs_stream_log *log);

/* Returns 1 if the packet with that decoding time is incomplete, and forgets it. */
int facs_stream_log_is_corrupt(facs_stream_log *log, int64_t stamp);

/* The last complaint about an address, while it is opened or read. */
typedef struct facs_address_log {
    char protocol[16]; /* that complained: "tls", "tcp", "https"; "": none */
    char text[192];    /* without the line's end */
} facs_address_log;

/* Keep what FFmpeg says in this thread in log, in place of FFmpeg's own lines on standard error,
 * until the next call with NULL. The calls come in pairs. */
void facs_address_log_hear(facs_address_log *log);

/* Sets the program's own callback for FFmpeg's log; NULL: av_log_default_callback. */
void facs_stream_log_set_program(void (*callback)(void *, int, const char *, va_list));

/* FFmpeg has been opened: the program's callback, if it has one, hears it from now on. */
void facs_stream_log_begin(void);

#endif
