/*
 * A fixed number of pictures that circulate between capture and worker, so that memory does not
 * depend on the length of the video. All frames of a pool have one size, set by the first get.
 */
#ifndef FACS_BASE_FRAME_POOL_H
#define FACS_BASE_FRAME_POOL_H

#include "base/image.h"

#include <facs/facs.h>

/* A decoded frame in the pool's memory. */
typedef struct facs_pool_frame {
    uint8_t *pixels; /* stride * height bytes, 64-byte aligned rows */
    int width, height;
    ptrdiff_t stride;
    int64_t index;                       /* number in the stream, from 0 */
    double time;                         /* seconds from the first frame */
    double decode_ms;                    /* time it took to decode */
    int damaged;                         /* 1: the decoder had to guess parts of the picture */
    double captured_ms;                  /* facs_clock_ms() when it was there */
    float landmarks[2 * FACS_LANDMARKS]; /* given points, x0.., y0..; valid if has_landmarks */
    int has_landmarks;                   /* 0: find them; 1: given; -1: given as "no face here" */
    void *extra; /* extra_bytes of the pool's, 64-byte aligned, content as it was; NULL for 0 */
} facs_pool_frame;

typedef struct facs_frame_pool facs_frame_pool;

/*
 * max_bytes bounds the memory of all frames together: count = clamp(max_bytes / bytes of one frame,
 * 2, max_frames). extra_bytes of each frame are its users' own, from worker to sinks. Thread-safe.
 */
int facs_frame_pool_open(facs_frame_pool **out, size_t max_bytes, int max_frames,
                         size_t extra_bytes);
void facs_frame_pool_close(
    facs_frame_pool **pool); /* every frame must be back, or is freed with it */

/*
 * Take a free frame of that size; blocks until one is put back. -EINVAL: the size is not within
 * 1..FACS_IMAGE_MAX_SIDE or differs from the pool's. -ENOMEM. -ECANCELED after
 * facs_frame_pool_cancel.
 */
int facs_frame_pool_get(facs_frame_pool *pool, int width, int height, facs_pool_frame **out);
void facs_frame_pool_put(facs_frame_pool *pool, facs_pool_frame *frame);

/* Wake and refuse every present and later get. */
void facs_frame_pool_cancel(facs_frame_pool *pool);

/* How many frames may exist (0 until the first get tells their size), how many do, and their bytes.
 */
int facs_frame_pool_limit(facs_frame_pool *pool);
int facs_frame_pool_count(facs_frame_pool *pool);
size_t facs_frame_pool_bytes(facs_frame_pool *pool);

#endif
