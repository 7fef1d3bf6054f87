#include "cmocka_all.h"
#include "pause.h"

#include "base/frame_pool.h"
#include "base/queue.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#define SPARE 64 /* bytes after a frame's last row */

static void frames_are_made_only_when_needed(void **state)
{
    (void)state;
    facs_frame_pool *pool;
    facs_pool_frame *a, *b, *again;
    assert_int_equal(facs_frame_pool_open(&pool, 64 << 20, 8, 0), 0);
    assert_int_equal(facs_frame_pool_size(pool).count, 0);
    assert_int_equal(facs_frame_pool_size(pool).bytes, 0);
    assert_int_equal(facs_frame_pool_get(pool, 100, 50, &a), 0);
    assert_int_equal(facs_frame_pool_size(pool).count, 1);
    assert_int_equal(facs_frame_pool_size(pool).bytes, 320 * 50 + SPARE);

    a->index = 7;
    a->time = a->decode_ms = 0.5;
    a->has_landmarks = 1;
    facs_frame_pool_put(pool, a);
    assert_int_equal(facs_frame_pool_get(pool, 100, 50, &again), 0);
    assert_ptr_equal(again, a);
    assert_int_equal(again->index, 0);
    assert_true(again->time == 0 && again->decode_ms == 0);
    assert_int_equal(again->has_landmarks, 0);
    assert_int_equal(facs_frame_pool_size(pool).count, 1);

    assert_int_equal(facs_frame_pool_get(pool, 100, 50, &b), 0);
    assert_ptr_not_equal(b, a);
    assert_int_equal(facs_frame_pool_size(pool).count, 2);
    facs_frame_pool_put(pool, NULL); /* allowed */
    facs_frame_pool_put(pool, b);
    facs_frame_pool_close(&pool); /* frame a is still out, and freed with it */
    assert_null(pool);
    facs_frame_pool_close(&pool);
}

static void rows_are_aligned_and_all_there(void **state)
{
    (void)state;
    static const int sizes[][2] = {{1, 1}, {21, 3}, {22, 3}, {641, 7}};
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        facs_frame_pool *pool;
        facs_pool_frame *frame;
        assert_int_equal(facs_frame_pool_open(&pool, 1 << 20, 4, 0), 0);
        assert_int_equal(facs_frame_pool_get(pool, sizes[i][0], sizes[i][1], &frame), 0);
        assert_int_equal(frame->width, sizes[i][0]);
        assert_int_equal(frame->height, sizes[i][1]);
        assert_int_equal((uintptr_t)frame->pixels % 64, 0);
        assert_int_equal(frame->stride % 64, 0);
        assert_true(frame->stride >= 3 * frame->width && frame->stride < 3 * frame->width + 64);
        /* The address sanitizer sees whether this is too much. */
        memset(frame->pixels, 0xff, (size_t)frame->stride * (size_t)frame->height + SPARE);
        facs_frame_pool_put(pool, frame);
        facs_frame_pool_close(&pool);
    }
}

static void wrong_sizes_are_refused(void **state)
{
    (void)state;
    static const int bad[][2] = {{0, 5}, {5, 0}, {-1, 5}, {5, -1}, {32768, 5}, {5, 32768}};
    facs_frame_pool *pool;
    facs_pool_frame *frame;
    assert_int_equal(facs_frame_pool_open(&pool, 1 << 20, 1, 0), -EINVAL); /* two at least */
    assert_int_equal(facs_frame_pool_open(&pool, 1 << 20, 2, SIZE_MAX), -EINVAL);
    assert_null(pool);
    assert_int_equal(facs_frame_pool_open(&pool, 1 << 20, 4, 0), 0);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_int_equal(facs_frame_pool_get(pool, bad[i][0], bad[i][1], &frame), -EINVAL);
        assert_null(frame);
    }
    assert_int_equal(facs_frame_pool_size(pool).count, 0);
    assert_int_equal(facs_frame_pool_get(pool, 32767, 5, &frame), 0); /* the first sets the size */
    facs_frame_pool_put(pool, frame);
    assert_int_equal(facs_frame_pool_get(pool, 5, 32767, &frame), -EINVAL);
    assert_int_equal(facs_frame_pool_get(pool, 32767, 6, &frame), -EINVAL);
    assert_int_equal(facs_frame_pool_get(pool, 32767, 5, &frame), 0);
    facs_frame_pool_put(pool, frame);
    facs_frame_pool_close(&pool);
}

static void sizes_are_reckoned_in_64_bits(void **state)
{
    (void)state;
    facs_frame_pool *pool;
    facs_pool_frame *frame;
    assert_int_equal(facs_frame_pool_open(&pool, 1, 2, 0), 0);
    const size_t bytes = (size_t)98304 * 22000 + SPARE; /* more than 2^31 */
    int status = facs_frame_pool_get(pool, 32767, 22000, &frame);
    if (status == 0) {
        assert_true(facs_frame_pool_size(pool).bytes == bytes);
        frame->pixels[bytes - SPARE - 1] = 1;
        facs_frame_pool_put(pool, frame);
    } else { /* only where there really is not so much */
        assert_int_equal(status, -ENOMEM);
        assert_null(malloc(bytes));
    }
    facs_frame_pool_close(&pool);
}

static void count_release(void *self)
{
    ++*(int *)self;
}

static void convert_nothing(const void *self, int x, int y, int count, uint8_t *bgr)
{
    (void)self;
    memset(bgr, x + y, 3 * (size_t)count);
}

/* A frame that holds a picture has no memory for another one, and lets go of it when it is put
 * back, or closed with the pool. */
static void held_pictures_are_released(void **state)
{
    (void)state;
    int released = 0;
    const facs_held held = {
        .self = &released, .convert = convert_nothing, .release = count_release};
    facs_frame_pool *pool;
    facs_pool_frame *a, *b;
    assert_int_equal(facs_frame_pool_open(&pool, 5000, 8, 0), 0);
    assert_int_equal(facs_frame_pool_allows_held(pool), 0);
    facs_frame_pool_allow_held(pool);
    assert_int_equal(facs_frame_pool_allows_held(pool), 1);
    assert_int_equal(facs_frame_pool_get_to_hold(pool, 100, 50, 1000, &a), 0);
    assert_null(a->pixels);
    assert_int_equal(a->bytes, 1000);
    a->held = held;
    const facs_pixels pixels = facs_pool_frame_pixels(a);
    uint8_t row[300];
    facs_pixels_bgr_row(&pixels, 2, 5, 98, row);
    assert_int_equal(row[0], 7);
    assert_int_equal(facs_frame_pool_size(pool).limit, 5); /* by what they hold */
    assert_int_equal(facs_frame_pool_size(pool).bytes, 1000);
    facs_frame_pool_put(pool, a);
    assert_int_equal(released, 1);
    /* A picture that must be converted after all has room, which counts. */
    assert_int_equal(facs_frame_pool_get(pool, 100, 50, &a), 0);
    assert_non_null(a->pixels);
    assert_null(a->held.self);
    memset(a->pixels, 1, (size_t)a->stride * 50);
    assert_int_equal(facs_frame_pool_size(pool).bytes, 1000 + 320 * 50 + SPARE);
    assert_int_equal(facs_frame_pool_get_to_hold(pool, 100, 50, 1000, &b), 0);
    b->held = held;
    facs_frame_pool_close(&pool); /* b is still out */
    assert_int_equal(released, 2);
}

/* A run that fails leaves frames in its queues. Neither a pool on the shelf nor its next stream may
 * keep what they hold. */
static void pools_on_the_shelf_hold_nothing(void **state)
{
    (void)state;
    int released = 0;
    const facs_held held = {
        .self = &released, .convert = convert_nothing, .release = count_release};
    facs_shelf *shelf = facs_frame_pool_shelf_open();
    facs_frame_pool *pool;
    facs_pool_frame *frame;
    assert_non_null(shelf);
    assert_int_equal(facs_frame_pool_open_from(&pool, 5000, 8, 0, shelf), 0);
    facs_frame_pool_allow_held(pool);
    assert_int_equal(facs_frame_pool_get_to_hold(pool, 100, 50, 1000, &frame), 0);
    frame->held = held;
    facs_frame_pool_close_to(&pool, shelf);
    assert_int_equal(released, 1);
    assert_int_equal(facs_frame_pool_open_from(&pool, 5000, 8, 0, shelf), 0);
    assert_int_equal(facs_frame_pool_get_to_hold(pool, 100, 50, 1000, &frame), 0);
    assert_null(frame->held.self);
    facs_frame_pool_close_to(&pool, shelf);
    facs_shelf_close(&shelf);
    assert_int_equal(released, 1);
}

typedef struct getter {
    facs_frame_pool *pool;
    int width, height;
    int status; /* of the get that went last */
    facs_pool_frame *frame;
    atomic_int frames; /* got so far */
} getter;

/* Take frames, giving none back, until there is an error. */
static void *take_all(void *opaque)
{
    getter *g = opaque;
    while ((g->status = facs_frame_pool_get(g->pool, g->width, g->height, &g->frame)) == 0)
        atomic_fetch_add(&g->frames, 1);
    return NULL;
}

static void await_count(atomic_int *counter, int n)
{
    for (int i = 0; i < 5000 && atomic_load(counter) < n; i++)
        pause_ms(1);
    pause_ms(30); /* what is not blocked would go on */
    assert_int_equal(atomic_load(counter), n);
}

static void check_limit(size_t max_bytes, int max_frames, int expected)
{
    getter g = {.width = 64, .height = 10};
    pthread_t thread;
    assert_int_equal(facs_frame_pool_open(&g.pool, max_bytes, max_frames, 0), 0);
    assert_int_equal(pthread_create(&thread, NULL, take_all, &g), 0);
    await_count(&g.frames, expected);
    assert_int_equal(facs_frame_pool_size(g.pool).count, expected);
    facs_frame_pool_cancel(g.pool);
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_int_equal(g.status, -ECANCELED);
    assert_null(g.frame);
    assert_int_equal(facs_frame_pool_get(g.pool, 64, 10, &g.frame), -ECANCELED);
    facs_frame_pool_close(&g.pool);
}

static void memory_bounds_the_number_and_cancel_wakes(void **state)
{
    (void)state;
    const size_t frame_bytes = 192 * 10 + SPARE;
    check_limit(5 * frame_bytes, 100, 5);
    check_limit(5 * frame_bytes - 1, 100, 4);
    check_limit(5 * frame_bytes, 3, 3);
    check_limit(1, 100, 2);
    check_limit(0, 100, 2);
    check_limit(SIZE_MAX, 6, 6);
}

static void a_returned_frame_lets_the_next_get_through(void **state)
{
    (void)state;
    getter g = {.width = 64, .height = 10};
    facs_pool_frame *held;
    pthread_t thread;
    assert_int_equal(facs_frame_pool_open(&g.pool, 1, 2, 0), 0);
    assert_int_equal(facs_frame_pool_get(g.pool, 64, 10, &held), 0);
    assert_int_equal(pthread_create(&thread, NULL, take_all, &g), 0);
    await_count(&g.frames, 1);
    facs_frame_pool_put(g.pool, held);
    await_count(&g.frames, 2);
    facs_frame_pool_cancel(g.pool);
    assert_int_equal(pthread_join(thread, NULL), 0);
    facs_frame_pool_close(&g.pool);
}

#define CIRCULATED 5000

typedef struct circuit {
    facs_frame_pool *pool;
    facs_queue *queue;
    int status;
} circuit;

static void *capture(void *opaque)
{
    circuit *c = opaque;
    for (int i = 0; i < CIRCULATED && c->status == 0; i++) {
        facs_pool_frame *frame;
        c->status = facs_frame_pool_get(c->pool, 40, 8, &frame);
        if (c->status)
            break;
        frame->index = i;
        memset(frame->pixels, i & 255, (size_t)frame->stride * 8);
        c->status = facs_queue_push(c->queue, &frame, (size_t)frame->stride * 8);
    }
    facs_queue_finish_send(c->queue);
    return NULL;
}

static void frames_circulate_between_two_threads(void **state)
{
    (void)state;
    circuit c = {0};
    facs_pool_frame *frame;
    pthread_t thread;
    int64_t seen = 0, wrong = 0;
    assert_int_equal(facs_frame_pool_open(&c.pool, 3 * (128 * 8 + SPARE), 100, 0), 0);
    assert_int_equal(facs_queue_open(&c.queue, sizeof(frame), 8, 1 << 20), 0);
    assert_int_equal(pthread_create(&thread, NULL, capture, &c), 0);
    while (facs_queue_pop(c.queue, &frame, -1) == 0) {
        wrong += frame->index != seen || frame->pixels[0] != (seen & 255) ||
                 frame->pixels[128 * 8 - 1] != (seen & 255);
        seen++;
        facs_frame_pool_put(c.pool, frame);
    }
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_int_equal(c.status, 0);
    assert_int_equal(seen, CIRCULATED);
    assert_int_equal(wrong, 0);
    assert_true(facs_frame_pool_size(c.pool).count <= 3);
    facs_queue_close(&c.queue);
    facs_frame_pool_close(&c.pool);
}

/* Each frame has its own, behind the picture; what is written there stays until the next writes. */
static void extra_bytes_travel_with_their_frame(void **state)
{
    (void)state;
    facs_frame_pool *pool;
    facs_pool_frame *frames[2];
    assert_int_equal(facs_frame_pool_open(&pool, 1 << 20, 2, 1000), 0);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(facs_frame_pool_get(pool, 5, 3, &frames[i]), 0);
        assert_int_equal((uintptr_t)frames[i]->extra % 64, 0);
        memset(frames[i]->pixels, 0xff, (size_t)frames[i]->stride * 3 + SPARE);
        memset(frames[i]->extra, i + 1, 1000);
    }
    assert_int_equal(facs_frame_pool_size(pool).bytes, 2 * (64 * 3 + SPARE + 1000));
    void *extra = frames[1]->extra;
    facs_frame_pool_put(pool, frames[1]);
    assert_int_equal(facs_frame_pool_get(pool, 5, 3, &frames[1]), 0);
    assert_ptr_equal(frames[1]->extra, extra);
    for (int i = 0; i < 2; i++)
        for (int k = 0; k < 1000; k++)
            assert_int_equal(((uint8_t *)frames[i]->extra)[k], i + 1);
    assert_int_equal(frames[0]->pixels[64 * 3 + SPARE - 1], 0xff);
    facs_frame_pool_put(pool, frames[0]);
    facs_frame_pool_put(pool, frames[1]);
    facs_frame_pool_close(&pool);

    assert_int_equal(facs_frame_pool_open(&pool, 1 << 20, 2, 0), 0); /* none asked for */
    assert_int_equal(facs_frame_pool_get(pool, 5, 3, &frames[0]), 0);
    assert_null(frames[0]->extra);
    facs_frame_pool_put(pool, frames[0]);
    facs_frame_pool_close(&pool);
}

/* The next stream has the same frames if it wants their size, also those that were not put back. */
static void pools_are_used_again(void **state)
{
    (void)state;
    facs_shelf *shelf = facs_frame_pool_shelf_open();
    facs_frame_pool *pool, *first;
    facs_pool_frame *a, *b;
    assert_non_null(shelf);
    assert_int_equal(facs_frame_pool_open_from(&pool, 1 << 20, 4, 0, shelf), 0);
    first = pool;
    assert_int_equal(facs_frame_pool_get(pool, 20, 10, &a), 0);
    assert_int_equal(facs_frame_pool_get(pool, 20, 10, &b), 0);
    const uint8_t *pixels = a->pixels;
    facs_frame_pool_cancel(pool);
    facs_frame_pool_close_to(&pool, shelf);
    assert_null(pool);

    assert_int_equal(facs_frame_pool_open_from(&pool, 1 << 20, 4, 0, shelf), 0);
    assert_ptr_equal(pool, first);
    assert_int_equal(facs_frame_pool_size(pool).limit, 0);
    assert_int_equal(facs_frame_pool_get(pool, 20, 10, &b), 0);
    assert_int_equal(facs_frame_pool_get(pool, 20, 10, &a), 0);
    assert_ptr_equal(a->pixels, pixels);
    assert_int_equal(facs_frame_pool_size(pool).count, 2);
    facs_frame_pool_close_to(&pool, shelf);

    assert_int_equal(facs_frame_pool_open_from(&pool, 1 << 20, 3, 100, shelf), 0);
    assert_ptr_equal(pool, first);
    assert_int_equal(facs_frame_pool_get(pool, 20, 10, &a), 0);
    assert_int_equal(facs_frame_pool_size(pool).count, 1);
    assert_int_equal(facs_frame_pool_size(pool).limit, 3);
    assert_int_equal(facs_frame_pool_size(pool).bytes, 64 * 10 + SPARE + 100);
    memset(a->extra, 0xff, 100);
    facs_frame_pool_close_to(&pool, shelf);
    facs_shelf_close(&shelf);
    facs_frame_pool_close_to(&pool, NULL); /* nothing to close */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(extra_bytes_travel_with_their_frame),
        cmocka_unit_test(frames_are_made_only_when_needed),
        cmocka_unit_test(pools_are_used_again),
        cmocka_unit_test(rows_are_aligned_and_all_there),
        cmocka_unit_test(held_pictures_are_released),
        cmocka_unit_test(pools_on_the_shelf_hold_nothing),
        cmocka_unit_test(wrong_sizes_are_refused),
        cmocka_unit_test(sizes_are_reckoned_in_64_bits),
        cmocka_unit_test(memory_bounds_the_number_and_cancel_wakes),
        cmocka_unit_test(a_returned_frame_lets_the_next_get_through),
        cmocka_unit_test(frames_circulate_between_two_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
