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
    assert_true(fabs((double)add(&motion, 0.25, -2, -2).head_speed - 100) < 1e-2);
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
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_head_turns),
        cmocka_unit_test(test_eyes_in_the_head),
        cmocka_unit_test(test_gaps_and_repeated_times),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
