#include "view_frames.h"

#include "cmocka_all.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

/* Gives a frame whose pixels are all value. */
static void give(facs_view_frames *frames, int width, int height, int value)
{
    facs_view_frame *frame = facs_view_frames_begin(frames, 1, width, height);
    assert_non_null(frame);
    memset(frame->pixels, value, 4 * (size_t)width * (size_t)height);
    frame->results[0].face_id = value;
    facs_view_frames_give(frames, frame);
}

static void the_newest_wins(void **state)
{
    (void)state;
    facs_view_frames *frames;
    assert_int_equal(facs_view_frames_open(&frames), 0);
    assert_null(facs_view_frames_take(frames, 0));
    for (int value = 1; value <= 100; value++)
        give(frames, 4, 3, value);
    const facs_view_frame *frame = facs_view_frames_take(frames, 0);
    assert_int_equal(frame->number, 100);
    assert_int_equal(frame->results[0].face_id, 100);
    assert_int_equal(frame->pixels[47], 100);
    assert_null(facs_view_frames_take(frames, 100));
    facs_view_frames_let_go(frames, frame);
    facs_view_frames_close(&frames);
    assert_null(frames);
}

static void a_held_frame_stays_as_it_is(void **state)
{
    (void)state;
    const facs_view_frame *held[FACS_VIEW_MAX_TAKERS];
    facs_view_frames *frames;
    assert_int_equal(facs_view_frames_open(&frames), 0);
    for (int i = 0; i < FACS_VIEW_MAX_TAKERS; i++) {
        give(frames, 5, 2, i + 1);
        held[i] = facs_view_frames_take(frames, i);
        assert_non_null(held[i]);
    }
    for (int value = 100; value < 150; value++) /* larger pictures as well */
        give(frames, value, 2, value);
    for (int i = 0; i < FACS_VIEW_MAX_TAKERS; i++) {
        assert_int_equal(held[i]->number, i + 1);
        assert_int_equal(held[i]->width, 5);
        assert_int_equal(held[i]->pixels[0], i + 1);
        assert_int_equal(held[i]->pixels[39], i + 1);
        facs_view_frames_let_go(frames, held[i]);
    }
    facs_view_frames_close(&frames);
}

static void with_more_takers_than_agreed_nothing_is_overwritten(void **state)
{
    (void)state;
    const facs_view_frame *held[FACS_VIEW_MAX_TAKERS + 2];
    facs_view_frames *frames;
    assert_int_equal(facs_view_frames_open(&frames), 0);
    for (int i = 0; i < FACS_VIEW_MAX_TAKERS + 2; i++) {
        give(frames, 2, 2, i + 1);
        held[i] = facs_view_frames_take(frames, i);
        assert_non_null(held[i]);
    }
    assert_null(facs_view_frames_begin(frames, 1, 2, 2));
    assert_int_equal(held[0]->pixels[0], 1);
    facs_view_frames_let_go(frames, held[0]);
    give(frames, 2, 2, 77);
    for (int i = 1; i < FACS_VIEW_MAX_TAKERS + 2; i++)
        facs_view_frames_let_go(frames, held[i]);
    facs_view_frames_close(&frames);
}

/* ---- Threads --------------------------------------------------------------------------------- */

#define GIVEN 4000

typedef struct taker {
    facs_view_frames *frames;
    atomic_int *done;
    int taken, torn, backwards;
} taker;

static void *take_frames(void *opaque)
{
    taker *t = opaque;
    int64_t after = 0;
    while (!atomic_load(t->done)) {
        const facs_view_frame *frame = facs_view_frames_take(t->frames, after);
        if (!frame)
            continue;
        t->backwards += frame->number <= after;
        after = frame->number;
        const size_t bytes = 4 * (size_t)frame->width * (size_t)frame->height;
        for (size_t i = 0; i < bytes; i++)
            t->torn += frame->pixels[i] != frame->number % 251;
        t->taken++;
        facs_view_frames_let_go(t->frames, frame);
    }
    return NULL;
}

/* Also for the thread sanitizer. */
static void frames_stay_intact_while_threads_give_and_take(void **state)
{
    (void)state;
    facs_view_frames *frames;
    atomic_int done = 0;
    taker takers[3];
    pthread_t threads[3];
    assert_int_equal(facs_view_frames_open(&frames), 0);
    for (int i = 0; i < 3; i++) {
        takers[i] = (taker){.frames = frames, .done = &done};
        assert_int_equal(pthread_create(&threads[i], NULL, take_frames, &takers[i]), 0);
    }
    for (int n = 1; n <= GIVEN; n++)
        give(frames, 8 + n % 3, 4, n % 251);
    atomic_store(&done, 1);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        assert_int_equal(takers[i].torn, 0);
        assert_int_equal(takers[i].backwards, 0);
    }
    /* All were let go: the last one is still there, and every other place is free. */
    const facs_view_frame *last = facs_view_frames_take(frames, GIVEN - 1);
    assert_int_equal(last->number, GIVEN);
    facs_view_frames_let_go(frames, last);
    facs_view_frames_close(&frames);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_newest_wins),
        cmocka_unit_test(a_held_frame_stays_as_it_is),
        cmocka_unit_test(with_more_takers_than_agreed_nothing_is_overwritten),
        cmocka_unit_test(frames_stay_intact_while_threads_give_and_take),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
