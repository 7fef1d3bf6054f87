/* The frames of an animated WebP, which FFmpeg 5 does not decode: each is extracted as a single
 * WebP, and the decoded result is composed with the picture so far (WebP container specification,
 * "Animation"). */
#ifndef FACS_MEDIA_WEBP_ANIMATION_H
#define FACS_MEDIA_WEBP_ANIMATION_H

#include "media/ffmpeg.h"

#include <stddef.h>
#include <stdint.h>

struct AVPacket;

typedef struct facs_webp_animation facs_webp_animation;

typedef struct facs_webp_info {
    int width, height; /* pixels of the canvas */
    int64_t frames;
    int64_t duration; /* milliseconds */
} facs_webp_info;

/* Copies bytes, a whole file. -EINVAL: not an animation that can be shown; -ENOMEM. */
int facs_webp_animation_open(facs_webp_animation **out, const uint8_t *bytes, size_t count);
void facs_webp_animation_close(facs_webp_animation **animation);

/* Starts again from the first frame. */
void facs_webp_animation_rewind(facs_webp_animation *animation);

const facs_webp_info *facs_webp_animation_info(const facs_webp_animation *animation);

/* Writes frame n to packet, which is empty; its pts is in milliseconds. Returns FFmpeg's status. */
int facs_webp_animation_read(const facs_webp_animation *animation, int64_t n,
                             struct AVPacket *packet);

/* Draws decoded frame n, in file order, and puts the whole picture into frame. Returns FFmpeg's
 * status; on failure, the picture so far is unchanged. */
int facs_webp_animation_compose(facs_webp_animation *animation, int64_t n, AVFrame *frame);

/* Finds the next chunk of a WebP at *at and moves *at past it; the chunk may reach beyond end.
 * Returns 0 if there is none. */
int facs_webp_next_chunk(const uint8_t *bytes, size_t end, size_t *at, size_t *data,
                         size_t *length);

#endif
