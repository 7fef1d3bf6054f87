/* A source that FFmpeg demuxes and decodes: file, URL or camera. Once open, they are all alike. */
#ifndef FACS_MEDIA_SOURCE_VIDEO_H
#define FACS_MEDIA_SOURCE_VIDEO_H

#include "media/damage.h"
#include "media/descriptor_io.h"
#include "media/ffmpeg.h"
#include "media/hardware.h"
#include "media/picture.h"
#include "media/source_internal.h"
#include "media/stills.h"
#include "media/stream_log.h"
#include "media/timeline.h"
#include "media/unwritten.h"

#define FACS_CAMERA_PREFIX "camera:"

/* A URL or camera is given up after this long without a byte or frame. */
#define FACS_LIVE_PATIENCE_MS 30000.0

#define FACS_DECLARED_STREAMS 16

/* What is known about missing frames (losses.c). */
typedef struct facs_losses {
    int64_t torn;      /* something is missing before this packet, plus 1; 0: no, or reported */
    int64_t explained; /* failed frames that account for a gap */
    int begun;         /* 1: time and verdict are the latest frame's */
    double time;
    int verdict;
    int listed;      /* AVI: entries of the index at the start */
    int entry;       /* of these, already passed */
    int64_t shift;   /* the index's time minus the packet's */
    int64_t stamp;   /* of the latest packet */
    int64_t spread;  /* smallest step between packets; 0: not known yet */
    int64_t dropped; /* frames that the recorder left out */
} facs_losses;

struct facs_video;
typedef int facs_video_opener(struct facs_video *video, facs_error *error);

typedef struct facs_video {
    facs_source source;
    facs_video_opener *open_input;
    facs_container container;   /* of a file or pipe; otherwise all zero */
    facs_descriptor descriptor; /* of a file or pipe; otherwise all zero */
    AVIOContext *io;            /* reads descriptor; otherwise NULL */
    int file;                   /* handle opened here; -1: none */
    AVFormatContext *format;
    AVStream *stream;
    AVCodecContext *codec;
    AVPacket *packet;
    AVFrame *frame;
    facs_picture picture;
    facs_stills stills;
    facs_timeline timeline;
    facs_moment moment;                         /* of frame */
    AVFrame *held[FACS_TIMELINE_WINDOW];        /* timeline.waiting frames decoded ahead */
    int decoder_end;                            /* AVERROR_EOF: nothing more to decode */
    int64_t latest_stamp, stamped, stamps_back; /* the latest, how many, how many went back */
    double arrived;   /* facs_clock_ms() at the last frame of a live input */
    int live;         /* 1: URL or camera, which may time out */
    double deadline;  /* facs_clock_ms() when a live input is given up; 0: never */
    int packet_waits; /* 1: the decoder has not taken packet yet */
    int end;          /* 0, AVERROR_EOF, or the failure that ended the packets */
    int estimated;    /* 1: FFmpeg guessed frames_expected from the times at the file's end */
    int64_t indexed;  /* packets in the file's index; 0: no index */
    int64_t packets;  /* with pictures, read so far */
    int sought_part;  /* 1: it was tried to leave out frames before the part */
    int leapt;        /* 1: only frames before the part that was asked for were left out */
    int64_t early;    /* then: the frames before the part */
    int stumbles;     /* consecutive failures to find the next packet */
    int stumbled;     /* 1: there were some since the last packet */
    int cut;          /* 1: the input ended within a packet */
    int sought;       /* 1: after a seek, frames come a second time and cause no more warnings */
    int64_t decoded;  /* frames returned */
    int refused[2];   /* width and height of a picture over the limit; 0, 0: none */
    int started;      /* 1: there was a key frame, so a packet without a frame is a loss */
    int no_end;       /* 1: this camera always writes JPEGs without an end */
    int threads;      /* that decode */
    facs_unwritten *unwritten; /* of several threads; otherwise NULL */
    facs_hardware hardware;    /* that decodes, or none */
    int suspect;               /* 1: something speaks of damage */
    int again;                 /* 1: this is the second time, with one thread of software */
    int provisional;           /* 1: at the first doubt, the file will be decoded again */
    facs_stream_log log;
    facs_damage damage;
    facs_losses losses;
    char why[96];                           /* the decoder's words about the latest damage */
    int declared[FACS_DECLARED_STREAMS][2]; /* width and height according to the container */
} facs_video;

facs_video_opener facs_open_file, facs_open_standard_input, facs_open_url, facs_open_camera;

/* Creates a video source, which open_input opens. */
int facs_video_open(facs_source **out, const char *name, const facs_source_options *options,
                    facs_video_opener *open_input, facs_error *error);

/* Has FFmpeg ask whether to give up, and starts the clock of a live input. */
AVIOInterruptCB facs_video_interrupt(facs_video *video);
void facs_video_begin_wait(facs_video *video);

/* Returns 1 if a live input has kept us waiting too long. */
int facs_video_is_late(const facs_video *video);

/* Opens an input into video->format. options: "key=value:key=value". Returns 0 or FFmpeg's status;
 * on failure nothing stays open. */
int facs_video_open_input(facs_video *video, const char *address, const AVInputFormat *demuxer,
                          int flags, const char *options);

/* Several threads, or hardware, have met a sign of damage: facs_video_reopen. */
#define FACS_VIDEO_SUSPECT 1

/* Decodes the next frame into video->frame. Returns 0, AVERROR_EOF at the end, FACS_VIDEO_SUSPECT,
 * or FFmpeg's status if nothing can go on (memory; AVERROR_EXIT: asked to give up). */
int facs_video_decode(facs_video *video);

/* Notes a sign of damage. Returns 1 if several threads or hardware decode: what it means will be
 * found out when one thread decodes again. */
int facs_video_distrust(facs_video *video);

/* Returns 1 if these decode, and there was one. */
int facs_video_is_suspect(facs_video *video);

/* Opens the file again for one thread, and without warnings (source.silent) until the caller has
 * passed over as many frames as were returned, source.info.decoded. */
int facs_video_reopen(facs_video *video, facs_error *error);

/* Releases everything but the file. */
void facs_video_release(facs_video *video);

/* Number of a decoded frame's packet. */
int64_t facs_video_number(const AVFrame *frame);

/* Returns 1, with a warning, if video->frame, shown at time, is damaged. */
int facs_video_judge(facs_video *video, double time);

/* Notes what is missing before video->packet, and may mend its times. */
void facs_video_note_packet(facs_video *video);

/* Notes the frame of packet number, with facs_damage_judge's verdict. Returns 1 if frames before it
 * are lost. */
int facs_video_note_gap(facs_video *video, int64_t number, int verdict, double time);

/* Notes what is missing at the end, after the last packet. */
void facs_video_note_tail(facs_video *video);

/* Ends the video with a status: returns 0 after the last frame, with a warning if some are missing,
 * or an error. */
int facs_video_end(facs_video *video, int status, facs_error *error);

int facs_video_refuse_late_index(const facs_video *video, facs_error *error);

/* Where to warn; NULL: nowhere. */
static inline facs_warnings *facs_video_warnings(const facs_video *video)
{
    return video->sought ? NULL : facs_source_warnings(&video->source);
}

/* Chooses the stream of pictures, opens its decoder and fills in source.info. */
int facs_video_start(facs_video *video, facs_error *error);

/* Stores the upright form of a decoded size in source.info. */
void facs_video_set_size(facs_video *video, int width, int height);

/* Fails if pictures of that stored size are too large to be analyzed. */
int facs_video_check_size(const facs_video *video, int width, int height, facs_error *error);

/* avformat_find_stream_info and the decoder, limited to max_pixels. */
int facs_video_find_streams(facs_video *video);
void facs_video_set_budget(facs_video *video);

/* Takes orientation and pixel shape of video->frame. The first one sets the size of all; a later
 * one of another size causes a warning. */
int facs_video_accept_shape(facs_video *video, facs_error *error);

/* Like facs_video_decode, but a frame comes once its time is certain; immediately from a live
 * input. */
int facs_video_next(facs_video *video);

/* Frames decoded so far, waiting ones included: the index of the next one. */
static inline int64_t facs_video_frames(const facs_video *video)
{
    return video->decoded + video->timeline.waiting;
}

/* Sets the frame's time from its index, warns if it is wrong, and updates info. */
void facs_video_set_time(facs_video *video, facs_pool_frame *target);

/* Drops the frames decoded ahead, before a seek. */
void facs_video_forget_held(facs_video *video);

#endif
