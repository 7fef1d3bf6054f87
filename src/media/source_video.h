/* A source that FFmpeg demuxes and decodes: file, URL or camera. Once opened they are all alike. */
#ifndef FACS_MEDIA_SOURCE_VIDEO_H
#define FACS_MEDIA_SOURCE_VIDEO_H

#include "media/damage.h"
#include "media/descriptor_io.h"
#include "media/picture.h"
#include "media/source_internal.h"
#include "media/stills.h"
#include "media/stream_log.h"
#include "media/timeline.h"

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>

/* FFmpeg 5 made demuxers const. */
#if LIBAVFORMAT_VERSION_MAJOR >= 59
typedef const AVInputFormat facs_demuxer;
#else
typedef AVInputFormat facs_demuxer;
#endif

/* Without a byte or a frame for so long, a URL or camera is given up. */
#define FACS_LIVE_PATIENCE_MS 30000.0

#define FACS_DECLARED_STREAMS 16

/* What is known of missing frames (losses.c). */
typedef struct facs_losses {
    int64_t torn;      /* the packet before which something is missing, plus 1; 0: none, or said */
    int64_t explained; /* failed frames that a gap was explained by */
    int begun;         /* 1: time and verdict are those of the latest frame */
    double time;
    int verdict;
    int listed;      /* AVI: entries of the index at the beginning */
    int entry;       /* of them that are passed */
    int64_t shift;   /* its time less that of the packet */
    int64_t stamp;   /* of the latest packet */
    int64_t spread;  /* the smallest step from packet to packet; 0: not known yet */
    int64_t dropped; /* frames that its recorder left out */
} facs_losses;

typedef struct facs_video {
    facs_source source;
    facs_container container;   /* of a file and of a pipe; else all zero */
    facs_descriptor descriptor; /* likewise */
    AVIOContext *io;            /* reads it; else NULL */
    int file;                   /* descriptor that was opened here; -1: none */
    AVFormatContext *format;
    AVStream *stream;
    AVCodecContext *codec;
    AVPacket *packet;
    AVFrame *frame;
    facs_picture picture;
    facs_stills stills;
    facs_timeline timeline;
    facs_moment moment;                         /* of frame */
    AVFrame *held[FACS_TIMELINE_WINDOW];        /* timeline.waiting of them are decoded ahead */
    int decoder_end;                            /* AVERROR_EOF: there are no more to decode */
    int64_t latest_stamp, stamped, stamps_back; /* of the frames' own: the latest, all, back */
    double arrived;   /* facs_clock_ms() at the last frame of a live input */
    int live;         /* 1: URL or camera, where waiting has an end */
    double deadline;  /* facs_clock_ms() at which a live input is given up; 0: never */
    int packet_waits; /* 1: the decoder has not taken packet yet */
    int end;          /* 0, or AVERROR_EOF or the failure that ended the packets */
    int estimated;    /* 1: frames_expected is FFmpeg's guess from the times at the file's end */
    int64_t indexed;  /* packets that the file's index lists; 0: it has none */
    int64_t packets;  /* read so far, of the pictures */
    int stumbles;     /* failures in a row to find the next packet */
    int stumbled;     /* 1: there were some since the last packet */
    int cut;          /* 1: the input ended within a packet */
    int sought;       /* 1: its frames are read for a second time: nothing more is warned of */
    int64_t decoded;  /* frames handed out */
    int refused[2];   /* width and height of a picture that was over the budget; 0, 0: none */
    int started;      /* 1: a key frame was met, so that a packet that gives no frame is a loss */
    int no_end;       /* 1: JPEGs without their ends are this camera's habit */
    facs_stream_log log;
    facs_damage damage;
    facs_losses losses;
    char why[96];                           /* what the decoder said of the latest damage */
    int declared[FACS_DECLARED_STREAMS][2]; /* width and height by the container alone */
} facs_video;

/* A video source in which nothing is open yet. -ENOMEM. */
int facs_video_create(facs_video **out, const char *name, const facs_source_options *options,
                      facs_error *error);

/* Tell FFmpeg to ask whether to give up, and start the clock of a live input. */
AVIOInterruptCB facs_video_interrupt(facs_video *video);
void facs_video_begin_wait(facs_video *video);

/* 1: a live input has let us wait too long. */
int facs_video_is_late(const facs_video *video);

/*
 * Open an input into video->format with FFmpeg; options (may hold NULL) are used up. Returns 0 or
 * FFmpeg's status; nothing is left open on failure.
 */
int facs_video_open_input(facs_video *video, const char *address, facs_demuxer *demuxer, int flags,
                          AVDictionary **options);

/*
 * Decode the next frame into video->frame. 0; AVERROR_EOF when there are no more; or FFmpeg's
 * status, where nothing can go on (memory, AVERROR_EXIT: to be given up).
 */
int facs_video_decode(facs_video *video);

/* 1: the frame in video->frame is damaged, which is warned of. time: its own. */
int facs_video_judge(facs_video *video, double time);

/* A packet has come, video->packet: what is missing before it; its times may be mended. */
void facs_video_note_packet(facs_video *video);

/* A frame has come, of packet number; verdict: of facs_damage_judge. 1: frames before it are lost.
 */
int facs_video_note_gap(facs_video *video, int64_t number, int verdict, double time);

/* The packets have ended: is something missing at the end? */
void facs_video_note_tail(facs_video *video);

/* What such a status means: 0, the frames have ended, and if some are missing, it was warned of; or
 * an error. */
int facs_video_end(facs_video *video, int status, facs_error *error);

int facs_video_refuse_late_index(const facs_video *video, facs_error *error);

/* Where to warn; NULL: nowhere. */
static inline facs_warnings *facs_video_warnings(const facs_video *video)
{
    return video->sought ? NULL : video->source.options.warnings;
}

/* Choose the stream of pictures into video->stream, and say so where there are several. */
int facs_video_choose_stream(facs_video *video, facs_error *error);

/* Choose the stream of pictures and open its decoder; fills in source.info. */
int facs_video_start(facs_video *video, facs_error *error);

/* Put the upright form of a decoded size into source.info. */
void facs_video_set_size(facs_video *video, int width, int height);

/* Fails if pictures of that size, as stored, are too large to be analyzed. */
int facs_video_check_size(const facs_video *video, int width, int height, facs_error *error);
int facs_video_is_too_large(const facs_video *video); /* 1: video->frame is */

/* avformat_find_stream_info, and the pixels of the decoder: within the budget (max_pixels). */
int facs_video_find_streams(facs_video *video);
void facs_video_set_budget(facs_video *video);

/* Remember the sizes that the container declares, before FFmpeg looks at the pictures. */
void facs_video_note_declared(facs_video *video);

/*
 * Take the orientation and pixel shape of video->frame. The first one sets the size of all; a later
 * one of another size is said.
 */
int facs_video_accept_shape(facs_video *video, facs_error *error);

/*
 * As facs_video_decode, but a frame comes once its time is sure; of a live input at once.
 */
int facs_video_next(facs_video *video);

/* Frames decoded so far, those that wait included: the index of the next one. */
static inline int64_t facs_video_frames(const facs_video *video)
{
    return video->decoded + video->timeline.waiting;
}

/* Give the frame, whose index is known, its time, say what is wrong with it, and keep info. */
void facs_video_set_time(facs_video *video, facs_pool_frame *target);

/* Forget the frames that were decoded ahead: another place was sought. */
void facs_video_forget_held(facs_video *video);
void facs_video_free_held(facs_video *video);

/* Release a video whose opening failed. */
void facs_video_abandon(facs_video *video);

#endif
