/* Measures of a made-up head are those it was made with, however it is turned. */
#include "measure/measures.h"

#include "cmocka_all.h"
#include "made_face.h"

#include <math.h>

/* Floats of pixels and of millimetres hold the points to 1e-4 of them. */
#define NEAR 0.01

static void assert_near(float value, double expected)
{
    if (!(fabs((double)value - expected) <= NEAR))
        fail_msg("%.5f instead of %.5f", (double)value, expected);
}

static facs_measures measured(const facs_result *result)
{
    const facs_measure_points points = facs_measure_points_of(result);
    facs_measures m;
    facs_measures_clear(&m);
    facs_measure_face(&points, &m);
    return m;
}

static void check(const facs_measures *m, double scale)
{
    const double percent = 100 / MADE_WIDTH;
    for (int side = 0; side < 2; side++) {
        assert_near(m->lid[side], percent * sqrt(9 * 9 + 1));
        assert_near(m->brow_inner[side], percent * 20);
        assert_near(m->brow_outer[side], percent * 20);
        assert_near(m->mouth_up[side], percent * -65);
        assert_near(m->mouth_out[side], percent * 25);
        assert_near(m->nose_wing[side], percent * -38);
    }
    assert_near(m->mouth_open, percent * sqrt(17 * 17 + 4 * 4));
    assert_near(m->mouth_width, percent * 50);
    assert_near(m->lip_parting, percent * 3);
    assert_near(m->asym_lid, 0);
    assert_near(m->asym_brow_inner, 0);
    assert_near(m->asym_brow_outer, 0);
    assert_near(m->asym_mouth_up, 0);
    assert_near(m->asym_mouth_out, 0);
    assert_near(m->asym_nose, 0);
    assert_near(m->face_size, MADE_WIDTH * scale);
}

static void test_turning_the_head_changes_nothing(void **state)
{
    static const double turns[][3] = {
        {0, 0, 0},    {0, 0.5, 0}, {0, -0.5, 0},     {0.4, 0, 0},
        {-0.4, 0, 0}, {0, 0, 0.7}, {0.2, -0.3, 0.4},
    };
    facs_result result;
    (void)state;
    for (size_t i = 0; i < sizeof(turns) / sizeof(turns[0]); i++)
        for (double scale = 0.5; scale < 5; scale *= 3) {
            made_face(&result, turns[i], scale);
            const facs_measures m = measured(&result);
            check(&m, scale);
        }
}

/* Points that are free of the shape model replace those that may move; the head's frame and its
 * unit stay those of the model. */
static void test_free_points(void **state)
{
    static const double turned[3] = {0.1, 0.3, -0.1};
    facs_result result, moved;
    (void)state;
    made_face(&result, turned, 2);
    moved = result;
    const facs_measures held = measured(&result);
    for (int i = 17; i < FACS_LANDMARKS; i++)
        moved.landmarks[FACS_LANDMARKS + i] += 5;
    facs_measure_points points = facs_measure_points_of(&result);
    points.free = moved.landmarks;
    facs_measures m;
    facs_measures_clear(&m);
    facs_measure_face(&points, &m);
    assert_near(m.face_size, (double)held.face_size);
    assert_near(m.lid[0], (double)held.lid[0]);
    assert_near(m.mouth_width, (double)held.mouth_width);
    for (int side = 0; side < 2; side++) {
        assert_true(m.mouth_up[side] < held.mouth_up[side] - 1);
        assert_true(m.brow_inner[side] < held.brow_inner[side] - 1);
    }
    assert_near(m.asym_mouth_up, (double)held.asym_mouth_up);
}

/* Left and right are the person's: the right side of the picture, and asymmetry is left minus
 * right. */
static void test_sides(void **state)
{
    static const double ahead[3] = {0, 0, 0};
    facs_result result;
    (void)state;
    made_face(&result, ahead, 1);
    result.landmarks[FACS_LANDMARKS + 54] -= 9; /* the left mouth corner goes up */
    result.landmarks[54] += 4.5f;               /* and out */
    result.landmarks[FACS_LANDMARKS + 37] += 9; /* the right eye closes */
    result.landmarks[FACS_LANDMARKS + 38] += 9;
    result.landmarks[FACS_LANDMARKS + 22] -= 1.8f; /* the left brow rises */
    result.landmarks[FACS_LANDMARKS + 35] -= 0.9f; /* the left wing of the nose */
    const facs_measures m = measured(&result);
    assert_near(m.asym_mouth_up, 10);
    assert_near(m.asym_mouth_out, 5);
    assert_near(m.asym_brow_inner, 2);
    assert_near(m.asym_nose, 1);
    assert_true(m.lid[1] < 2 && m.lid[0] > 9);
    assert_near(m.asym_lid, (double)(m.lid[0] - m.lid[1]));
}

static void test_what_is_no_face(void **state)
{
    static const double ahead[3] = {0, 0, 0};
    facs_result result;
    (void)state;
    made_face(&result, ahead, 1);
    result.shape_global[0] = 0;
    assert_true(isnan(measured(&result).lid[0]) && isnan(measured(&result).face_size));
    made_face(&result, ahead, 1);
    result.landmarks[36] = result.landmarks[45];
    result.landmarks_3d[2 * FACS_LANDMARKS + 36] = result.landmarks_3d[2 * FACS_LANDMARKS + 45];
    assert_true(isnan(measured(&result).lid[0]));
    result = (facs_result){.size = sizeof(result), .success = 1, .shape_global = {1}};
    assert_true(isnan(measured(&result).lid[0])); /* all points in one place */
    made_face(&result, ahead, 1);
    result.landmarks[36] = NAN;
    assert_true(isnan(measured(&result).mouth_open));
    assert_int_equal(measured(&result).quality, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_turning_the_head_changes_nothing),
        cmocka_unit_test(test_free_points),
        cmocka_unit_test(test_sides),
        cmocka_unit_test(test_what_is_no_face),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
