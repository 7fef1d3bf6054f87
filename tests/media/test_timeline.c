#include "media/timeline.h"

#include "cmocka_all.h"

#include <math.h>

#define MAX_FRAMES 100

/* The result of a series of stamps. */
typedef struct history {
    int count, mended, restarts, still;
    facs_moment moments[MAX_FRAMES];
    facs_timeline timeline;
} history;

static void assert_time(double time, double expected)
{
    if (!(fabs(time - expected) < 1e-9))
        fail_msg("%.9f is not %.9f", time, expected);
}

static void note(history *all, const facs_moment *moment)
{
    assert_true(all->count < MAX_FRAMES);
    assert_true(all->count == 0 || moment->time >= all->moments[all->count - 1].time);
    all->moments[all->count++] = *moment;
    all->mended += moment->timing == FACS_TIMING_MENDED;
    all->restarts += moment->timing == FACS_TIMING_RESTART;
    all->still += moment->is_still;
}

/* Reads stamps like a file: adds one whenever the first needs more. */
static void read_stamps(history *all, const double *stamps, int count, double rate, int window)
{
    facs_moment moment;
    int next = 0;

    *all = (history){0};
    facs_timeline_begin(&all->timeline, rate);
    all->timeline.window = window;
    while (all->count < count) {
        if (facs_timeline_take(&all->timeline, next == count, &moment)) {
            note(all, &moment);
        } else {
            assert_true(next < count && all->timeline.waiting < window);
            facs_timeline_add(&all->timeline, stamps[next++]);
        }
    }
    assert_int_equal(all->timeline.waiting, 0);
}

/* Fills in count stamps at 10 a second, starting at 5 s. */
static void fill(double *stamps, int count)
{
    for (int i = 0; i < count; i++)
        stamps[i] = 5 + i / 10.0;
}

static void assert_even(const history *all)
{
    for (int i = 0; i < all->count; i++)
        if (!(fabs(all->moments[i].time - i / 10.0) < 1e-9))
            fail_msg("frame %d is at %.6f", i, all->moments[i].time);
}

static void test_starts_at_zero(void **state)
{
    (void)state;
    const double stamps[] = {7.25, 7.30, 7.70, 7.75};
    history all;
    read_stamps(&all, stamps, 4, 30, FACS_TIMELINE_WINDOW);
    assert_time(all.moments[0].time, 0);
    assert_time(all.moments[1].time, 0.05);
    assert_time(all.moments[2].time, 0.45); /* a pause stays */
    assert_time(all.moments[3].time, 0.5);
    assert_int_equal(all.mended + all.restarts + all.still, 0);
    assert_time(all.timeline.origin, 7.25);
}

static void test_missing_stamps_follow_the_rate(void **state)
{
    (void)state;
    const double stamps[] = {NAN, NAN, 3, 3.1, NAN, 3.2};
    const double times[] = {0, .05, .1, .2, .25, .3}; /* the first stamp: where frames are */
    history all;
    read_stamps(&all, stamps, 6, 20, FACS_TIMELINE_WINDOW);
    for (int i = 0; i < 6; i++)
        assert_time(all.moments[i].time, times[i]);
    assert_int_equal(all.mended + all.restarts, 0);
}

static void test_unknown_rate(void **state)
{
    (void)state;
    const double stamps[] = {NAN, NAN};
    history all;
    read_stamps(&all, stamps, 2, 0, FACS_TIMELINE_WINDOW);
    assert_time(all.moments[1].time, 0.04); /* FFmpeg's 25 frames/s */
}

/* One wild stamp, near or far, anywhere, moves no other, even if only three may wait. */
static void test_one_wrong_stamp(void **state)
{
    (void)state;
    static const double wild[] = {-1e5, 0, 3.2, 7.9, 20, 1e5};
    for (int window = 3; window <= FACS_TIMELINE_WINDOW; window += 5)
        for (int place = 0; place < 30; place++)
            for (int i = 0; i < 6; i++) {
                double stamps[30];
                history all;
                fill(stamps, 30);
                if (fabs(stamps[place] - wild[i]) < 1 || (window == 3 && place == 0))
                    continue;
                stamps[place] = wild[i];
                read_stamps(&all, stamps, 30, 10, window);
                assert_even(&all);
                assert_int_equal(all.mended, 1);
                assert_int_equal(all.restarts + all.still, 0);
                assert_int_equal(all.moments[place].timing, FACS_TIMING_MENDED);
                if (place > 0)
                    assert_time(all.moments[place].said, wild[i] - 5);
            }
}

/* Several in a row: equal, in order, or not. */
static void test_several_wrong_stamps(void **state)
{
    (void)state;
    static const double wild[3][3] = {{20, 20.1, 20.2}, {0, 0, 0}, {30, 0, 9}};
    for (int place = 2; place < 27; place++)
        for (int i = 0; i < 3; i++) {
            double stamps[32];
            history all;
            fill(stamps, 32);
            for (int k = 0; k < 3; k++)
                stamps[place + k] = wild[i][k];
            read_stamps(&all, stamps, 32, 10, FACS_TIMELINE_WINDOW);
            assert_even(&all);
            assert_int_equal(all.mended, 3);
            assert_int_equal(all.restarts + all.still, 0);
        }
}

/* Stamps in decoding order: of I0 P3 B1 B2, each frame has the stamp of its decoding position. */
static void test_stamps_in_another_order(void **state)
{
    (void)state;
    double stamps[31] = {5};
    history all;
    for (int i = 0; i < 10; i++) {
        stamps[3 * i + 1] = 5 + (3 * i + 2) / 10.0;
        stamps[3 * i + 2] = 5 + (3 * i + 3) / 10.0;
        stamps[3 * i + 3] = 5 + (3 * i + 1) / 10.0;
    }
    read_stamps(&all, stamps, 31, 10, FACS_TIMELINE_WINDOW);
    for (int i = 0; i < 31; i++)
        assert_true(fabs(all.moments[i].time - i / 10.0) < 0.151);
    assert_int_equal(all.restarts, 0);
    assert_in_range(all.mended, 9, 11);
}

static void test_small_steps_back(void **state)
{
    (void)state;
    const double stamps[] = {0, 0.1, 0.08, 0.3, 0.4};
    history all;
    read_stamps(&all, stamps, 5, 10, FACS_TIMELINE_WINDOW);
    assert_time(all.moments[2].time, 0.2);
    assert_time(all.moments[4].time, 0.4); /* and nothing is shifted */
    assert_int_equal(all.mended, 1);
}

static void test_clock_that_begins_anew(void **state)
{
    (void)state;
    static const double starts[] = {0, 4.9, 6.3, 6.9, 1e5};
    for (int window = 3; window <= FACS_TIMELINE_WINDOW; window += 5)
        for (int i = 0; i < 5; i++) {
            double stamps[40];
            history all;
            fill(stamps, 20);
            for (int k = 0; k < 20; k++)
                stamps[20 + k] = starts[i] + k / 10.0;
            if (starts[i] == 6.9 && window == FACS_TIMELINE_WINDOW)
                continue; /* a single frame means a wrong stamp */
            read_stamps(&all, stamps, 40, 10, window);
            if (starts[i] == 6.9)
                continue;
            assert_even(&all);
            assert_int_equal(all.restarts, 1);
            assert_int_equal(all.mended, 0);
            assert_int_equal(all.moments[20].timing, FACS_TIMING_RESTART);
            assert_time(all.timeline.origin, 5);
        }
}

/* Frames that come when something happens, and a paused recording. */
static void test_pauses_stay(void **state)
{
    (void)state;
    const double stamps[] = {0, .1, .2, 3, 3.1, 9, 20, 20.1, 20.2, 20.3, 20.4, 100};
    history all;
    read_stamps(&all, stamps, 12, 10, FACS_TIMELINE_WINDOW);
    for (int i = 0; i < 12; i++)
        assert_time(all.moments[i].time, stamps[i]);
    assert_int_equal(all.mended + all.restarts + all.still, 0);
}

static void test_times_that_stand_still(void **state)
{
    (void)state;
    double stamps[20];
    history all;
    fill(stamps, 20);
    stamps[10] = stamps[11] = stamps[9];
    read_stamps(&all, stamps, 20, 10, FACS_TIMELINE_WINDOW);
    assert_int_equal(all.still, 2);
    assert_int_equal(all.mended, 0);
    assert_time(all.moments[11].time, .9);
    assert_time(all.moments[19].time, 1.9);

    fill(stamps, 20);
    for (int i = 10; i < 15; i++)
        stamps[i] = stamps[9] + 0.001 * (i - 9);
    read_stamps(&all, stamps, 20, 10, FACS_TIMELINE_WINDOW);
    assert_int_equal(all.still, 5);
    assert_int_equal(all.mended, 0);

    for (int i = 0; i < 20; i++)
        stamps[i] = 3;
    stamps[12] = 8;
    read_stamps(&all, stamps, 20, 10, FACS_TIMELINE_WINDOW);
    assert_int_equal(all.still, 19);
    assert_int_equal(all.restarts, 0);
    assert_time(all.moments[19].time, 0);
}

static void take_at_once(history *all, double stamp, double elapsed)
{
    facs_moment moment;
    facs_timeline_at_once(&all->timeline, stamp, elapsed, &moment);
    note(all, &moment);
}

/* A live input: no stamp waits; a wild one moves no other; a stalled connection is a pause. */
static void test_at_once(void **state)
{
    (void)state;
    history all = {0};
    facs_timeline_begin(&all.timeline, 10);
    for (int i = 0; i < 10; i++)
        take_at_once(&all, i == 4 ? 500 : i == 7 ? 0 : 50 + i / 10.0, .1);
    assert_even(&all);
    assert_int_equal(all.mended, 2);
    take_at_once(&all, 56, 5.1);
    assert_time(all.moments[10].time, 6);
    assert_int_equal(all.restarts, 0);
    for (int i = 0; i < 5; i++)
        take_at_once(&all, i / 10.0, .1);
    assert_int_equal(all.restarts, 1);
    for (int i = 0; i < 5; i++)
        assert_time(all.moments[11 + i].time, 6.1 + i / 10.0);
    for (int i = 5; i < 10; i++) /* a pause of a recording that is sent as fast as possible */
        take_at_once(&all, 30 + i / 10.0, .01);
    assert_time(all.moments[16].time, 6.6);
    assert_time(all.moments[17].time, 6.7);
    for (int i = 2; i < 5; i++)
        assert_time(all.moments[16 + i].time, 36.6 + i / 10.0);
    assert_int_equal(all.restarts, 1);
}

static void test_a_jump(void **state)
{
    (void)state;
    const double stamps[] = {100, 110};
    history all;
    facs_moment moment;
    facs_timeline_begin(&all.timeline, 25);
    assert_true(isnan(facs_timeline_stamp(&all.timeline, 3))); /* no frame has had a timestamp */
    read_stamps(&all, stamps, 2, 25, FACS_TIMELINE_WINDOW);
    assert_time(facs_timeline_stamp(&all.timeline, 3), 103);
    assert_time(all.moments[1].time, 10);
    facs_timeline_jump(&all.timeline);
    facs_timeline_add(&all.timeline, 102.5);
    assert_int_equal(facs_timeline_take(&all.timeline, 0, &moment), 1);
    assert_time(moment.time, 2.5); /* not a restarted clock */
    assert_int_equal(moment.timing, FACS_TIMING_GIVEN);
}

/* 30 frames/s in whole milliseconds: steps of 33 and 34 ms are even, a dropped frame is not. */
static void test_variable_rate(void **state)
{
    (void)state;
    facs_timeline timeline;
    facs_moment moment;
    facs_timeline_begin(&timeline, 30);
    assert_int_equal(facs_timeline_is_variable(&timeline), 0);
    for (int i = 0; i < 301; i++) {
        facs_timeline_add(&timeline, i < 300 ? round(i / 0.03) / 1000 : 10.067);
        assert_int_equal(facs_timeline_is_variable(&timeline), 0);
        const int taken = facs_timeline_take(&timeline, i == 300, &moment);
        assert_int_equal(taken, i > 0); /* one frame waits at the beginning, then none */
        if (i == 1)
            assert_int_equal(facs_timeline_take(&timeline, 0, &moment), 1);
    }
    assert_int_equal(facs_timeline_is_variable(&timeline), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_starts_at_zero),
        cmocka_unit_test(test_missing_stamps_follow_the_rate),
        cmocka_unit_test(test_unknown_rate),
        cmocka_unit_test(test_one_wrong_stamp),
        cmocka_unit_test(test_several_wrong_stamps),
        cmocka_unit_test(test_stamps_in_another_order),
        cmocka_unit_test(test_small_steps_back),
        cmocka_unit_test(test_clock_that_begins_anew),
        cmocka_unit_test(test_pauses_stay),
        cmocka_unit_test(test_times_that_stand_still),
        cmocka_unit_test(test_at_once),
        cmocka_unit_test(test_a_jump),
        cmocka_unit_test(test_variable_rate),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
