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
    size_t picture_bytes; /* the offset of a frame's extra bytes */
    size_t frame_bytes;
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
    pool->settled = pool->cancelled = 0;
    for (pool->idle_count = 0; pool->idle_count < pool->count; pool->idle_count++)
        pool->idle[pool->idle_count] = &pool->frames[pool->idle_count];
    pool->max_bytes = max_bytes;
    pool->max_frames = max_frames;
    pool->extra_bytes = extra_bytes;
    *out = pool;
    return 0;
}

static void free_frames(facs_frame_pool *pool)
{
    for (int i = 0; i < pool->count; i++)
        facs_aligned_free(pool->frames[i].pixels);
    free(pool->frames);
    free(pool->idle);
    pool->frames = NULL;
    pool->idle = NULL;
    pool->count = pool->idle_count = 0;
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

void facs_frame_pool_close_to(facs_frame_pool **pool, facs_shelf *shelf)
{
    if (*pool && facs_shelf_put(shelf, *pool) == 0)
        *pool = NULL;
    facs_frame_pool_close(pool);
}

/* The first get sets the size of all frames and thus their number. */
static int set_size(facs_frame_pool *pool, int width, int height)
{
    int64_t stride = (3 * (int64_t)width + ROW_ALIGNMENT - 1) / ROW_ALIGNMENT * ROW_ALIGNMENT;
    uint64_t picture = (uint64_t)stride * (uint64_t)height + FACS_IMAGE_SPARE;
    uint64_t bytes = picture + pool->extra_bytes;
    if (bytes > PTRDIFF_MAX)
        return -ENOMEM;

    uint64_t limit = pool->max_bytes / bytes;
    if (limit < 2)
        limit = 2;
    if (limit > (uint64_t)pool->max_frames)
        limit = (uint64_t)pool->max_frames;
    if (pool->frames && width == pool->width && height == pool->height &&
        bytes == pool->frame_bytes && (int)limit == pool->limit) {
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
    return 0;
}

static int add_frame(facs_frame_pool *pool)
{
    void *pixels = facs_aligned_alloc(ROW_ALIGNMENT, pool->frame_bytes);
    if (!pixels)
        return -ENOMEM;
    facs_pool_frame *frame = &pool->frames[pool->count++];
    frame->pixels = pixels;
    frame->extra = pool->extra_bytes ? frame->pixels + pool->picture_bytes : NULL;
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

int facs_frame_pool_get(facs_frame_pool *pool, int width, int height, facs_pool_frame **out)
{
    *out = NULL;
    if (width < 1 || width > FACS_IMAGE_MAX_SIDE || height < 1 || height > FACS_IMAGE_MAX_SIDE)
        return -EINVAL;
    facs_mutex_lock(&pool->mutex);
    int status = pool->settled ? 0 : set_size(pool, width, height);
    if (!status && (width != pool->width || height != pool->height))
        status = -EINVAL;
    if (!status)
        status = await_idle(pool);
    if (!status) {
        facs_pool_frame *frame = pool->idle[--pool->idle_count];
        *frame = (facs_pool_frame){.pixels = frame->pixels,
                                   .width = width,
                                   .height = height,
                                   .stride = pool->stride,
                                   .extra = frame->extra};
        *out = frame;
    }
    facs_mutex_unlock(&pool->mutex);
    return status;
}

void facs_frame_pool_put(facs_frame_pool *pool, facs_pool_frame *frame)
{
    if (!frame)
        return;
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
                                 (size_t)pool->count * pool->frame_bytes};
    facs_mutex_unlock(&pool->mutex);
    return size;
}
