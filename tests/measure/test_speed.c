/* Speeds are angles between frames over the time between them. */
#include "measure/speed.h"

#include "cmocka_all.h"
#include "measure/measures.h"

#include <math.h>

#define DEGREE 0.017453292519943295

/* A frame with the head at yaw degrees and the eyes looking along (x, 0, -1) in camera coordinates.
 */
static facs_measures add(facs_measure_motion *motion, double time, double yaw, double gaze)
{
    facs_result result = {.size = sizeof(result), .success = 1, .time = time};
    result.pose[4] = (float)(yaw * DEGREE);
    for (int eye = 0; eye < 2; eye++) {
        result.gaze[3 * eye] = (float)-sin(gaze * DEGREE);
        result.gaze[3 * eye + 2] = (float)-cos(gaze * DEGREE);
    }
    facs_measures_clear(&result.measures);
    facs_measure_motion_add(motion, &result);
    return result.measures;
}

static void test_the_head_turns(void **state)
{
    facs_measure_motion motion = {0};
    (void)state;
    assert_true(isnan(add(&motion, 0, 0, 0).head_speed));
    assert_true(fabs((double)add(&motion, 0.1, 3, 3).head_speed - 30) < 1e-3);
    assert_true(fabs((double)add(&motion, 0.2, 3, 3).head_speed) < 1e-3);
    assert_true(fabs((double)add(&motion, 0.7, -2, -2).head_speed - 10) < 1e-2);
}

/* The same movement gives the same speed at any frame rate, and so do errors of the pose, here of
 * half a degree. */
static void test_frame_rates(void **state)
{
    static const double rates[] = {10, 24, 25, 29.97, 30, 50, 60, 120, 240, 1000};
    (void)state;
    for (size_t k = 0; k < sizeof(rates) / sizeof(rates[0]); k++) {
        facs_measure_motion motion = {0};
        for (int n = 0; n < 2 * rates[k]; n++) {
            const double time = floor(1000 * n / rates[k] + 0.5) / 1000; /* as in a CSV */
            const facs_measures m = add(&motion, time, 20 * time + (n % 2 ? 0.5 : 0), 0);
            if (time < 0.095)
                assert_true(isnan(m.head_speed));
            if (time > 0.13)
                assert_true(fabs((double)m.head_speed - 20) < 5.2);
        }
    }
}

/* Eyes that stay on what they look at while the head turns move in the head, and eyes that turn
 * with the head do not. */
static void test_eyes_in_the_head(void **state)
{
    facs_measure_motion motion = {0};
    (void)state;
    assert_true(isnan(add(&motion, 0, 0, 0).gaze_speed));
    assert_true((double)add(&motion, 0.1, 5, 5).gaze_speed < 1e-2);
    assert_true(fabs((double)add(&motion, 0.2, 10, 5).gaze_speed - 50) < 1e-2);
    assert_true(fabs((double)add(&motion, 0.3, 10, 8).gaze_speed - 30) < 1e-2);
}

static void test_gaps_and_repeated_times(void **state)
{
    facs_measure_motion motion = {0};
    (void)state;
    add(&motion, 0, 0, 0);
    assert_true(isnan(add(&motion, 0, 5, 0).head_speed));
    assert_true(isnan(add(&motion, 5, 10, 0).head_speed));
    assert_true(fabs((double)add(&motion, 5.1, 11, 0).head_speed - 10) < 1e-2);
    facs_result none = {.size = sizeof(none), .time = 5.2};
    facs_measures_clear(&none.measures);
    facs_measure_motion_add(&motion, &none);
    assert_true(isnan(none.measures.head_speed));
    assert_true(isnan(add(&motion, 5.3, 12, 0).head_speed));
    assert_true(fabs((double)add(&motion, 5.4, 12, 0).head_speed) < 1e-2);
    assert_true(isnan(add(&motion, 3, 12, 0).head_speed)); /* time goes back: another recording */
    assert_true(fabs((double)add(&motion, 3.1, 13, 0).head_speed - 10) < 1e-2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_head_turns),
        cmocka_unit_test(test_frame_rates),
        cmocka_unit_test(test_eyes_in_the_head),
        cmocka_unit_test(test_gaps_and_repeated_times),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
