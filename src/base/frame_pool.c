#include "base/frame_pool.h"

#include "os/memory.h"
#include "os/thread.h"

#include <errno.h>
#include <stdlib.h>

#define ROW_ALIGNMENT   64                /* bytes: a cache line, and the widest vectors in use */
#define MAX_EXTRA_BYTES ((size_t)1 << 30) /* keeps sums of sizes within 64 bits */

struct facs_frame_pool {
    facs_mutex mutex;        /* a plain one, which cannot fail if it is used correctly */
    facs_condition returned; /* a frame was put back, or the pool was cancelled */
    size_t max_bytes;
    int max_frames;
    int settled;       /* the first get has set the size */
    int width, height; /* 0 before the first get */
    ptrdiff_t stride;
    size_t extra_bytes;
    size_t picture_bytes;    /* in blue-green-red */
    size_t frame_bytes;      /* of a frame like the first, with its extra bytes */
    size_t beyond;           /* of pictures that had to be converted though the first was held */
    int allows_held, holds;  /* 1: frame_bytes are those of a held picture */
    int limit;               /* the maximum number of frames */
    facs_pool_frame *frames; /* limit of them, count in use or free */
    int count;
    facs_pool_frame **idle; /* a stack: the frame used last is still in the cache */
    int idle_count;
    int cancelled;
};

int facs_frame_pool_open(facs_frame_pool **out, size_t max_bytes, int max_frames,
                         size_t extra_bytes)
{
    return facs_frame_pool_open_from(out, max_bytes, max_frames, extra_bytes, NULL);
}

/* A pool whose limits are not set. */
static int new_pool(facs_frame_pool **out)
{
    facs_frame_pool *pool = calloc(1, sizeof(*pool));
    if (!pool)
        return -ENOMEM;
    const int status = facs_monitor_init(&pool->mutex, &pool->returned, NULL);
    if (status) {
        free(pool);
        return status;
    }
    *out = pool;
    return 0;
}

int facs_frame_pool_open_from(facs_frame_pool **out, size_t max_bytes, int max_frames,
                              size_t extra_bytes, facs_shelf *shelf)
{
    *out = NULL;
    if (max_frames < 2 || extra_bytes > MAX_EXTRA_BYTES)
        return -EINVAL;
    facs_frame_pool *pool = facs_shelf_take(shelf);
    const int status = pool ? 0 : new_pool(&pool);
    if (status < 0)
        return status;
    pool->settled = pool->cancelled = pool->allows_held = 0;
    for (pool->idle_count = 0; pool->idle_count < pool->count; pool->idle_count++)
        pool->idle[pool->idle_count] = &pool->frames[pool->idle_count];
    pool->max_bytes = max_bytes;
    pool->max_frames = max_frames;
    pool->extra_bytes = extra_bytes;
    *out = pool;
    return 0;
}

static void release(facs_pool_frame *frame)
{
    if (frame->held.self)
        frame->held.release(frame->held.self);
    frame->held = (facs_held){.self = NULL};
}

static void free_frames(facs_frame_pool *pool)
{
    for (int i = 0; i < pool->count; i++) {
        release(&pool->frames[i]);
        facs_aligned_free(pool->frames[i].pixels);
        facs_aligned_free(pool->frames[i].extra);
    }
    free(pool->frames);
    free(pool->idle);
    pool->frames = NULL;
    pool->idle = NULL;
    pool->count = pool->idle_count = 0;
    pool->beyond = 0;
}

void facs_frame_pool_close(facs_frame_pool **address)
{
    facs_frame_pool *pool = *address;
    if (!pool)
        return;
    free_frames(pool);
    facs_condition_destroy(&pool->returned);
    facs_mutex_destroy(&pool->mutex);
    free(pool);
    *address = NULL;
}

static void close_shelved(void *pool)
{
    facs_frame_pool_close(&(facs_frame_pool *){pool});
}

facs_shelf *facs_frame_pool_shelf_open(void)
{
    return facs_shelf_open(close_shelved);
}

/* Frames that were not put back, as after a failure, must not keep a decoder's memory. */
void facs_frame_pool_close_to(facs_frame_pool **pool, facs_shelf *shelf)
{
    for (int i = 0; *pool && i < (*pool)->count; i++)
        release(&(*pool)->frames[i]);
    if (*pool && facs_shelf_put(shelf, *pool) == 0)
        *pool = NULL;
    facs_frame_pool_close(pool);
}

/* The first get sets the size of all frames and thus their number. held: bytes of the picture that
 * it will hold; 0: none. */
static int set_size(facs_frame_pool *pool, int width, int height, size_t held)
{
    int64_t stride = (3 * (int64_t)width + ROW_ALIGNMENT - 1) / ROW_ALIGNMENT * ROW_ALIGNMENT;
    uint64_t picture = (uint64_t)stride * (uint64_t)height + FACS_IMAGE_SPARE;
    uint64_t bytes = (held ? held : picture) + pool->extra_bytes;
    if (picture + pool->extra_bytes > PTRDIFF_MAX || held > PTRDIFF_MAX - pool->extra_bytes)
        return -ENOMEM;

    uint64_t limit = pool->max_bytes / bytes;
    if (limit < 2)
        limit = 2;
    if (limit > (uint64_t)pool->max_frames)
        limit = (uint64_t)pool->max_frames;
    if (pool->frames && width == pool->width && height == pool->height &&
        bytes == pool->frame_bytes && (int)limit == pool->limit && (held > 0) == pool->holds) {
        pool->settled = 1;
        return 0;
    }
    free_frames(pool);
    facs_pool_frame *frames = calloc((size_t)limit, sizeof(*frames));
    facs_pool_frame **idle = calloc((size_t)limit, sizeof(*idle));
    if (!frames || !idle) {
        free(frames);
        free(idle);
        return -ENOMEM;
    }
    pool->settled = 1;
    pool->frames = frames;
    pool->idle = idle;
    pool->limit = (int)limit;
    pool->width = width;
    pool->height = height;
    pool->stride = (ptrdiff_t)stride;
    pool->picture_bytes = (size_t)picture;
    pool->frame_bytes = (size_t)bytes;
    pool->holds = held > 0;
    return 0;
}

static int add_frame(facs_frame_pool *pool)
{
    facs_pool_frame *frame = &pool->frames[pool->count];
    frame->extra = pool->extra_bytes ? facs_aligned_alloc(ROW_ALIGNMENT, pool->extra_bytes) : NULL;
    if (pool->extra_bytes && !frame->extra)
        return -ENOMEM;
    pool->count++;
    pool->idle[pool->idle_count++] = frame;
    return 0;
}

/* Waits for an idle frame. Called with the mutex held. */
static int await_idle(facs_frame_pool *pool)
{
    while (!pool->cancelled && pool->idle_count == 0) {
        if (pool->count < pool->limit)
            return add_frame(pool);
        int failure = facs_condition_wait(&pool->returned, &pool->mutex);
        if (failure)
            return failure;
    }
    return pool->cancelled ? -ECANCELED : 0;
}

/* Takes an idle frame, which there is, with memory for its picture unless it will hold one. Called
 * with the mutex held. */
static int take_idle(facs_frame_pool *pool, size_t held, facs_pool_frame **out)
{
    facs_pool_frame *frame = pool->idle[pool->idle_count - 1];
    if (!held && !frame->pixels) {
        frame->pixels = facs_aligned_alloc(ROW_ALIGNMENT, pool->picture_bytes);
        if (!frame->pixels)
            return -ENOMEM;
        pool->beyond += pool->holds ? pool->picture_bytes : 0;
    }
    pool->idle_count--;
    *frame = (facs_pool_frame){.pixels = frame->pixels,
                               .width = pool->width,
                               .height = pool->height,
                               .stride = pool->stride,
                               .bytes = held ? held : pool->picture_bytes,
                               .extra = frame->extra};
    *out = frame;
    return 0;
}

int facs_frame_pool_get_to_hold(facs_frame_pool *pool, int width, int height, size_t bytes,
                                facs_pool_frame **out)
{
    *out = NULL;
    if (width < 1 || width > FACS_IMAGE_MAX_SIDE || height < 1 || height > FACS_IMAGE_MAX_SIDE)
        return -EINVAL;
    facs_mutex_lock(&pool->mutex);
    int status = pool->settled ? 0 : set_size(pool, width, height, bytes);
    if (!status && (width != pool->width || height != pool->height))
        status = -EINVAL;
    if (!status)
        status = await_idle(pool);
    if (!status)
        status = take_idle(pool, bytes, out);
    facs_mutex_unlock(&pool->mutex);
    return status;
}

int facs_frame_pool_get(facs_frame_pool *pool, int width, int height, facs_pool_frame **out)
{
    return facs_frame_pool_get_to_hold(pool, width, height, 0, out);
}

void facs_frame_pool_allow_held(facs_frame_pool *pool)
{
    pool->allows_held = 1;
}

int facs_frame_pool_allows_held(const facs_frame_pool *pool)
{
    return pool->allows_held;
}

facs_pixels facs_pool_frame_pixels(const facs_pool_frame *frame)
{
    const facs_image image = {.pixels = frame->pixels,
                              .width = frame->width,
                              .height = frame->height,
                              .stride = frame->stride};
    return frame->held.self ? facs_pixels_of_held(&frame->held, frame->width, frame->height)
                            : facs_pixels_of(&image);
}

void facs_frame_pool_put(facs_frame_pool *pool, facs_pool_frame *frame)
{
    if (!frame)
        return;
    release(frame);
    facs_mutex_lock(&pool->mutex);
    pool->idle[pool->idle_count++] = frame;
    facs_mutex_unlock(&pool->mutex);
    facs_condition_signal(&pool->returned); /* after unlocking, as in base/queue.c */
}

void facs_frame_pool_cancel(facs_frame_pool *pool)
{
    facs_mutex_lock(&pool->mutex);
    pool->cancelled = 1;
    facs_condition_broadcast(&pool->returned);
    facs_mutex_unlock(&pool->mutex);
}

facs_pool_size facs_frame_pool_size(facs_frame_pool *pool)
{
    facs_mutex_lock(&pool->mutex);
    const facs_pool_size size = {pool->settled ? pool->limit : 0, pool->count,
                                 (size_t)pool->count * pool->frame_bytes + pool->beyond};
    facs_mutex_unlock(&pool->mutex);
    return size;
}
