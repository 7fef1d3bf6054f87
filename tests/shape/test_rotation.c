#include "cmocka_all.h"
#include "made_pdm.h"

#include "shape/rotation.h"

#include <math.h>

#define QUARTER 1.57079632679489661923

static void assert_near(const double *a, const double *b, int count, double tolerance)
{
    for (int i = 0; i < count; i++)
        assert_true(fabs(a[i] - b[i]) <= tolerance);
}

/* R = Rx * Ry * Rz, each made from its own angle: the order of OpenFace's angles. */
static void test_order_of_axes(void **state)
{
    (void)state;
    const double euler[3] = {.3, -.5, 1.1};
    double parts[3][9], whole[9], product[9];

    for (int axis = 0; axis < 3; axis++) {
        double about[3] = {0};
        about[axis] = euler[axis];
        facs_rotation_from_axis(about, parts[axis]);
    }
    facs_rotation_multiply(parts[0], parts[1], product);
    facs_rotation_multiply(product, parts[2], product);
    facs_rotation_from_euler(euler, whole);
    assert_near(whole, product, 9, 1e-15);
}

static void test_axis_is_right_handed(void **state)
{
    (void)state;
    const double about_z[3] = {0, 0, QUARTER}, expected[9] = {0, -1, 0, 1, 0, 0, 0, 0, 1};
    double matrix[9];
    facs_rotation_from_axis(about_z, matrix);
    assert_near(matrix, expected, 9, 1e-15);
}

static void test_euler_round_trip(void **state)
{
    (void)state;
    uint32_t seed = 1;
    for (int i = 0; i < 1000; i++) {
        double back[3], matrix[9];
        double euler[3] = {3 * made_number(&seed), 1.57 * made_number(&seed),
                           3 * made_number(&seed)};
        facs_rotation_from_euler(euler, matrix);
        facs_rotation_to_euler(matrix, back);
        assert_near(back, euler, 3, 1e-11); /* at 1.57 the cosine has three fewer digits */
    }
}

/* At a quarter turn about y only rx + rz counts: the matrix must come back, not the angles. */
static void test_euler_at_quarter_turn(void **state)
{
    (void)state;
    for (int sign = -1; sign <= 1; sign += 2) {
        const double euler[3] = {.4, sign * QUARTER, .7};
        double matrix[9], back[3], again[9];
        facs_rotation_from_euler(euler, matrix);
        facs_rotation_to_euler(matrix, back);
        assert_true(back[2] == 0);
        facs_rotation_from_euler(back, again);
        assert_near(again, matrix, 9, 1e-15);
    }
}

/* The series for small angles meets the closed form, and both give rotations. */
static void test_axis_of_any_length(void **state)
{
    (void)state;
    const double lengths[] = {0, 1e-9, .99e-4, 1.01e-4, .1, 3};
    for (int k = 0; k < 6; k++) {
        const double axis[3] = {.6 * lengths[k], 0, -.8 * lengths[k]};
        double r[9], half[9];
        const double half_axis[3] = {axis[0] / 2, axis[1] / 2, axis[2] / 2};
        facs_rotation_from_axis(axis, r);
        facs_rotation_from_axis(half_axis, half);
        facs_rotation_multiply(half, half, half);
        assert_near(half, r, 9, 1e-15);
        for (int i = 0; i < 3; i++)
            for (int j = 0; j < 3; j++) {
                double dot =
                    r[3 * i] * r[3 * j] + r[3 * i + 1] * r[3 * j + 1] + r[3 * i + 2] * r[3 * j + 2];
                assert_true(fabs(dot - (i == j)) < 1e-15);
            }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order_of_axes),      cmocka_unit_test(test_axis_is_right_handed),
        cmocka_unit_test(test_euler_round_trip),   cmocka_unit_test(test_euler_at_quarter_turn),
        cmocka_unit_test(test_axis_of_any_length),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
