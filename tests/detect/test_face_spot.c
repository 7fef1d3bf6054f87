/* Where a face is: the same from a detection and from landmarks. */
#include "detect/face_spot.h"

#include "cmocka_all.h"

#include <math.h>

/* The five points of a face with eyes 40 pixels apart, at 100, 80. */
static const float five[5][2] = {{80, 60}, {120, 60}, {100, 85}, {85, 100}, {115, 100}};

static facs_detection detection(void)
{
    facs_detection seen = {.score = 1};
    for (int i = 0; i < 10; i++)
        seen.points[i] = five[i / 2][i % 2];
    return seen;
}

/* The same as landmarks: an eye's six points are around its centre. */
static void put_landmarks(float *landmarks)
{
    for (int i = 0; i < FACS_LANDMARKS; i++) {
        int point = i >= 36 && i < 42 ? 0 : i >= 42 && i < 48 ? 1 : i == 30 ? 2 : i == 48 ? 3 : 4;
        float turn = point < 2 ? (float)i * 1.0471976f : 0; /* a sixth of a circle */
        float radius = point < 2 ? 7 : 0;
        landmarks[i] = five[point][0] + radius * cosf(turn);
        landmarks[i + FACS_LANDMARKS] = five[point][1] + radius * sinf(turn);
    }
}

static void test_detection_and_landmarks_agree(void **state)
{
    (void)state;
    float landmarks[2 * FACS_LANDMARKS];
    const facs_detection seen = detection();
    put_landmarks(landmarks);
    const facs_spot a = facs_spot_of_detection(&seen), b = facs_spot_of_landmarks(landmarks);
    assert_true(fabsf(a.x - 100) < 1e-4f && fabsf(a.y - 81) < 1e-4f);
    /* Squares of the distances: 841 twice, 16, 586 twice; by 5, the root. */
    assert_true(fabsf(a.size - sqrtf(574)) < 1e-3f);
    assert_true(fabsf(a.x - b.x) < 1e-3f && fabsf(a.y - b.y) < 1e-3f);
    assert_true(fabsf(a.size - b.size) < 1e-3f);
    assert_true(facs_spot_is_same(&a, &b));
}

static void test_distance_and_growth(void **state)
{
    (void)state;
    const facs_spot a = {0, 0, 10}, b = {30, 40, 20}, beside = {40, 0, 10}, on_it = {6, 0, 10};
    assert_true(facs_spot_distance(&a, &b) == 2.5f && facs_spot_distance(&b, &a) == 2.5f);
    assert_true(facs_spot_growth(&a, &b) == 2 && facs_spot_growth(&b, &a) == 2);
    assert_false(facs_spot_is_same(&a, &beside)); /* a face's width away */
    assert_true(facs_spot_is_same(&a, &on_it));
}

/* What networks may output: no extent, NaN. */
static void test_no_extent(void **state)
{
    (void)state;
    const facs_spot a = {0, 0, 10}, none = {0, 0, 0}, wild = {NAN, NAN, NAN};
    assert_true(isinf(facs_spot_distance(&a, &none)) && isinf(facs_spot_growth(&none, &a)));
    assert_true(isinf(facs_spot_distance(&a, &wild)) && isinf(facs_spot_growth(&wild, &a)));
    assert_false(facs_spot_is_same(&none, &none));
    assert_false(facs_spot_is_same(&wild, &a));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_detection_and_landmarks_agree),
        cmocka_unit_test(test_distance_and_growth),
        cmocka_unit_test(test_no_extent),
    };
    return cmocka_run_group_tests_name("face_spot", tests, NULL, NULL);
}
