/*
 * What makes a file of pictures differ from a video: whether there is one in it or several, the
 * pages of a TIFF, which way up they are, and samples of fewer bits than their format has. A
 * facs_video calls these, in this order: look when it has been probed, open before FFmpeg's
 * demuxer, find behind it, start once the decoder is open, next for every packet, touch for every
 * frame, close.
 */
#ifndef FACS_MEDIA_STILLS_H
#define FACS_MEDIA_STILLS_H

#include "base/error.h"
#include "media/tiff.h"
#include "media/webp_animation.h"

#include <stdint.h>

#include <libavcodec/avcodec.h>

struct facs_video;

typedef struct facs_stills {
    AVIOContext *below;  /* the video's own io, while bytes in memory stand in its place */
    int piped;           /* 1: the video's own io cannot be sought */
    const uint8_t *head; /* how the input begins */
    size_t head_bytes;
    facs_tiff *tiff;           /* NULL: this is none */
    facs_webp_animation *webp; /* likewise */
    int64_t page;              /* the next of their pages or frames */
    AVPacket *ahead[2];        /* read already; NULL: none */
    int ended;                 /* 1: nothing is read any more but what is ahead */
    int told_cut;              /* 1: it was said that pages are missing */
    int pictures;              /* 1: single pictures, not frames of a stream */
    int orientation;   /* of the page that was read last, as EXIF counts; 0: of all it is one */
    int declared_bits; /* of samples; 0: not said */
    int bits;          /* 16: all; 0: not known yet */
} facs_stills;

/* Note how the input begins, once it has been probed. */
void facs_stills_look(struct facs_video *video);

/* 1: it begins as an AVIF. */
int facs_stills_is_avif(const facs_stills *stills);

/* The demuxer for what FFmpeg does not recognize: BigTIFF; else NULL. */
const char *facs_stills_demuxer(const struct facs_video *video);

/* demuxer: FFmpeg's name of it. INPUT errors. */
int facs_stills_open(struct facs_video *video, const char *demuxer, facs_error *error);

/* avformat_find_stream_info, or in its place what is known already. */
int facs_stills_find(struct facs_video *video);

/* is_picture: demuxer reads single pictures. Fills in source.info's kind. INPUT errors. */
int facs_stills_start(struct facs_video *video, int is_picture, facs_error *error);

/* The next packet into video->packet, as av_read_frame does. */
int facs_stills_next(struct facs_video *video);

/* Make the whole picture of a frame that the decoder gave, which may be a part. FFmpeg's status. */
int facs_stills_compose(struct facs_video *video);

/* Make a decoded frame of few bits bright. FFmpeg's status. */
int facs_stills_touch(struct facs_video *video);

/* 1: went to the page of a time, seconds from the first. 0: it has no pages. */
int facs_stills_seek(struct facs_video *video, double time);

void facs_stills_close(struct facs_video *video);

#endif
