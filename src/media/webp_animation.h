/*
 * The frames of an animated WebP, which FFmpeg 5 does not decode: each is taken out as a WebP of
 * its own, and what comes of it is laid over the picture so far, as the file says (WebP's container
 * specification, "Animation").
 */
#ifndef FACS_MEDIA_WEBP_ANIMATION_H
#define FACS_MEDIA_WEBP_ANIMATION_H

#include <stddef.h>
#include <stdint.h>

#include <libavutil/frame.h>

struct AVPacket;

typedef struct facs_webp_animation facs_webp_animation;

/* Of a whole file, which is copied. -EINVAL: it is no animation that can be shown; -ENOMEM. */
int facs_webp_animation_open(facs_webp_animation **out, const uint8_t *bytes, size_t count);
void facs_webp_animation_close(facs_webp_animation **animation);

/* The frames come again from the first. */
void facs_webp_animation_rewind(facs_webp_animation *animation);

int64_t facs_webp_animation_frames(const facs_webp_animation *animation);
void facs_webp_animation_size(const facs_webp_animation *animation, int *width, int *height);
double facs_webp_animation_seconds(const facs_webp_animation *animation);

/* Frame n as a packet, which is empty; its pts is milliseconds. FFmpeg's status. */
int facs_webp_animation_read(const facs_webp_animation *animation, int64_t n,
                             struct AVPacket *packet);

/*
 * Put what the decoder made of frame n, in the order of the file, in its place, and the whole
 * picture into frame. FFmpeg's status; the picture so far stays what it was on failure.
 */
int facs_webp_animation_compose(facs_webp_animation *animation, int64_t n, AVFrame *frame);

#endif
