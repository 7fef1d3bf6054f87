/*
 * A fixed number of pictures that circulate between capture and worker, so that memory does not
 * grow with the length of the video. All frames of a pool have the size of the first get. A frame
 * has its picture in blue-green-red, or it holds on to what the decoder has made, so that only what
 * somebody reads need be converted.
 */
#ifndef FACS_BASE_FRAME_POOL_H
#define FACS_BASE_FRAME_POOL_H

#include "base/pixels.h"
#include "base/shelf.h"

#include <facs/facs.h>

/* A decoded frame in the pool's memory. */
typedef struct facs_pool_frame {
    uint8_t *pixels; /* stride * height bytes, 64-byte aligned rows; undefined if held has it */
    int width, height;
    ptrdiff_t stride;
    facs_held held;   /* the picture, if it is not in pixels; released when the frame is put back */
    size_t bytes;     /* of memory that the picture takes */
    int64_t index;    /* number in the stream, from 0 */
    double time;      /* seconds from the first frame */
    double decode_ms; /* time to decode it */
    int damaged;      /* 1: the decoder guessed parts of the picture */
    double captured_ms;                  /* facs_clock_ms() when it arrived */
    float landmarks[2 * FACS_LANDMARKS]; /* given points, x0.., y0..; valid if has_landmarks */
    int has_landmarks;                   /* 0: find them; 1: given; -1: given as "no face here" */
    void *extra; /* the pool's extra_bytes, 64-byte aligned, not cleared; NULL for 0 */
} facs_pool_frame;

typedef struct facs_frame_pool facs_frame_pool;

/*
 * max_bytes limits the memory of all frames together: count = clamp(max_bytes / bytes of a frame,
 * 2, max_frames). Users may keep extra_bytes of their own with each frame. Thread-safe.
 */
int facs_frame_pool_open(facs_frame_pool **out, size_t max_bytes, int max_frames,
                         size_t extra_bytes);
void facs_frame_pool_close(facs_frame_pool **pool); /* frees all frames, also those in use */

/* A shelf of pools, for streams one after another. NULL: out of memory. */
facs_shelf *facs_frame_pool_shelf_open(void);
/* As facs_frame_pool_open, with the frames of a pool from the shelf if the first get wants their
 * size. shelf may be NULL. */
int facs_frame_pool_open_from(facs_frame_pool **out, size_t max_bytes, int max_frames,
                              size_t extra_bytes, facs_shelf *shelf);

/* From now on, frames may hold pictures. Whoever takes them reads them by
 * facs_pool_frame_pixels. */
void facs_frame_pool_allow_held(facs_frame_pool *pool);
int facs_frame_pool_allows_held(const facs_frame_pool *pool);
/* Puts a pool that nobody uses any more on the shelf if there is one and it has room, otherwise
 * closes it. */
void facs_frame_pool_close_to(facs_frame_pool **pool, facs_shelf *shelf);

/*
 * Take a free frame of that size; blocks until there is one. -EINVAL: a side is not within
 * 1..FACS_IMAGE_MAX_SIDE, or the size differs from the pool's. -ENOMEM. -ECANCELED after
 * facs_frame_pool_cancel.
 */
int facs_frame_pool_get(facs_frame_pool *pool, int width, int height, facs_pool_frame **out);

/* The same, for a picture of that many bytes that the frame will hold: there is no memory at
 * pixels. The pool must allow it. */
int facs_frame_pool_get_to_hold(facs_frame_pool *pool, int width, int height, size_t bytes,
                                facs_pool_frame **out);

/* The picture, wherever it is. Valid as long as the frame is out of the pool. */
facs_pixels facs_pool_frame_pixels(const facs_pool_frame *frame);

void facs_frame_pool_put(facs_frame_pool *pool, facs_pool_frame *frame);

/* Make every present and later get fail. */
void facs_frame_pool_cancel(facs_frame_pool *pool);

typedef struct facs_pool_size {
    int limit, count; /* the maximum number of frames (0 before the first get), how many exist */
    size_t bytes;     /* of those */
} facs_pool_size;

facs_pool_size facs_frame_pool_size(facs_frame_pool *pool);

#endif
