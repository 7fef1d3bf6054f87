/* What sets a file of pictures apart from a video: one picture or several, the pages of a TIFF,
 * their orientation, and samples that use few bits. A facs_video calls these functions in this
 * order: open before FFmpeg's demuxer, find after it, start once the decoder is
 * open, next for every packet, widen for every frame, close. */
#ifndef FACS_MEDIA_STILLS_H
#define FACS_MEDIA_STILLS_H

#include "base/error.h"
#include "media/ffmpeg.h"
#include "media/tiff.h"
#include "media/webp_animation.h"

#include <stdint.h>

struct facs_video;

typedef struct facs_stills {
    facs_tiff *tiff;           /* NULL: not a TIFF */
    facs_webp_animation *webp; /* NULL: not an animation */
    int64_t page;              /* the next page or frame */
    AVPacket *ahead[2];        /* already read; NULL: none */
    int ended;                 /* 1: read nothing more than what is ahead */
    int told_cut;              /* 1: the warning about missing pages was given */
    int pictures;              /* 1: single pictures, not frames of a stream */
    int orientation;           /* EXIF's, of the last page read; 0: the same for all pages */
    int declared_bits;         /* of samples; 0: unknown */
    int bits;                  /* of samples, 16: all; 0: not known yet */
} facs_stills;

/* Returns 1 if the input begins like an AVIF. */
int facs_stills_is_avif(const struct facs_video *video);

/* The demuxer for BigTIFF, which FFmpeg does not recognize; otherwise NULL. */
const char *facs_stills_demuxer(const struct facs_video *video);

/* demuxer: FFmpeg's name for it. INPUT errors. */
int facs_stills_open(struct facs_video *video, const char *demuxer, facs_error *error);

/* avformat_find_stream_info, or what is already known instead. */
int facs_stills_find(struct facs_video *video);

/* is_picture: the demuxer reads single pictures. Fills in source.info's kind. INPUT errors. */
int facs_stills_start(struct facs_video *video, int is_picture, facs_error *error);

/* Reads the next packet into video->packet, like av_read_frame. */
int facs_stills_next(struct facs_video *video);

/* Completes a decoded frame, which may be only a part. Returns FFmpeg's status. */
int facs_stills_compose(struct facs_video *video);

/* Brightens a decoded frame of few bits. Returns FFmpeg's status. */
int facs_stills_widen(struct facs_video *video);

/* Goes to the page at time, seconds from the first. Returns 1, or 0 if there are no pages. */
int facs_stills_seek(struct facs_video *video, double time);

void facs_stills_close(struct facs_video *video);

#endif
