#include "media/timeline.h"

#include "cmocka_all.h"

#include <math.h>

static void assert_time(double time, double expected)
{
    assert_true(fabs(time - expected) < 1e-9);
}

static void test_starts_at_zero(void **state)
{
    (void)state;
    facs_timeline timeline;
    facs_timeline_begin(&timeline, 30);
    assert_time(facs_timeline_next(&timeline, 7.25), 0);
    assert_time(facs_timeline_next(&timeline, 7.30), 0.05);
    assert_time(facs_timeline_next(&timeline, 7.70), 0.45);
}

static void test_missing_stamps_follow_the_rate(void **state)
{
    (void)state;
    facs_timeline timeline;
    facs_timeline_begin(&timeline, 20);
    assert_time(facs_timeline_next(&timeline, NAN), 0);
    assert_time(facs_timeline_next(&timeline, NAN), 0.05);
    /* the first stamp anchors the clock to where the frames are */
    assert_time(facs_timeline_next(&timeline, 3), 0.1);
    assert_time(facs_timeline_next(&timeline, 3.1), 0.2);
    assert_time(facs_timeline_next(&timeline, NAN), 0.25);
}

static void test_unknown_rate(void **state)
{
    (void)state;
    facs_timeline timeline;
    facs_timeline_begin(&timeline, 0);
    facs_timeline_next(&timeline, NAN);
    assert_time(facs_timeline_next(&timeline, NAN), 0.04); /* FFmpeg's 25 frames/s */
}

static void test_never_goes_back(void **state)
{
    (void)state;
    facs_timeline timeline;
    facs_timeline_begin(&timeline, 10);
    facs_timeline_next(&timeline, 0);
    assert_time(facs_timeline_next(&timeline, 0.2), 0.2);
    assert_time(facs_timeline_next(&timeline, 0.1), 0.2);
    assert_time(facs_timeline_next(&timeline, 0.4), 0.4); /* and nothing is shifted for it */
}

static void test_clock_that_begins_anew(void **state)
{
    (void)state;
    facs_timeline timeline;
    facs_timeline_begin(&timeline, 10);
    facs_timeline_next(&timeline, 100);
    assert_time(facs_timeline_next(&timeline, 105), 5);
    assert_time(facs_timeline_next(&timeline, 0), 5.1);
    assert_time(facs_timeline_next(&timeline, 0.3), 5.4);
}

static void test_a_jump(void **state)
{
    (void)state;
    facs_timeline timeline;
    facs_timeline_begin(&timeline, 25);
    assert_true(isnan(facs_timeline_stamp(&timeline, 3))); /* no frame has had a timestamp */
    facs_timeline_next(&timeline, 100);
    assert_time(facs_timeline_stamp(&timeline, 3), 103);
    assert_time(facs_timeline_next(&timeline, 110), 10);
    facs_timeline_jump(&timeline);
    assert_time(facs_timeline_next(&timeline, 102.5), 2.5); /* not a clock that began anew */
}

/* 30 frames/s in whole milliseconds: steps of 33 and 34 ms are even, a frame left out is not. */
static void test_variable_rate(void **state)
{
    (void)state;
    facs_timeline timeline;
    facs_timeline_begin(&timeline, 30);
    assert_int_equal(facs_timeline_is_variable(&timeline), 0);
    for (int i = 0; i < 300; i++)
        facs_timeline_next(&timeline, round(i / 0.03) / 1000);
    assert_int_equal(facs_timeline_is_variable(&timeline), 0);
    facs_timeline_next(&timeline, 10.067);
    assert_int_equal(facs_timeline_is_variable(&timeline), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_starts_at_zero),
        cmocka_unit_test(test_missing_stamps_follow_the_rate),
        cmocka_unit_test(test_unknown_rate),
        cmocka_unit_test(test_never_goes_back),
        cmocka_unit_test(test_variable_rate),
        cmocka_unit_test(test_a_jump),
        cmocka_unit_test(test_clock_that_begins_anew),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
