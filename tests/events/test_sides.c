/* Left and right: a face whose measures can be worked out by hand, rotated, moved and enlarged. */
#include "events/sides.h"

#include "cmocka_all.h"

#include <math.h>
#include <string.h>

#define N FACS_SIDE_POINTS

/* Millimetres; y down, z away. Outer eye corners 100 apart, so that a millimetre is a hundredth. */
static void make_face(double face[N][3])
{
    for (int i = 0; i < N; i++) {
        const int p = facs_side_points[i];
        double *at = face[i];
        at[2] = 0;
        if (p == 36 || p == 45) {
            at[0] = p == 36 ? -50 : 50;
            at[1] = 0;
        } else if (p == 33) {
            at[0] = 0;
            at[1] = 50;
        } else if (p == 48 || p == 54) {
            at[0] = p == 48 ? -25 : 27;
            at[1] = p == 48 ? 75 : 70;
            at[2] = -12; /* nearer than the eyes */
        } else if (p < 27) {
            at[0] = p < 22 ? 10 * (p - 22) : 10 * (p - 21);
            at[1] = p < 22 ? -20 : -24;
            at[2] = -5;
        } else { /* 37 38 | 40 41, 43 44 | 46 47 */
            const int upper = p == 37 || p == 38 || p == 43 || p == 44, left = p > 42;
            const int outer = p == 37 || p == 41 || p == 44 || p == 46;
            at[0] = (left ? 1 : -1) * (outer ? 40 : 30);
            at[1] = upper ? -4 : left ? 2 : 4;
        }
    }
}

/* Its measures: brow 20, 24; lids 8, 6; corner up -75, -70; out 25, 27. */
static const float expected[FACS_SIDE_MEASURES] = {20, 24, 8, 6, -75, -70, 25, 27};

static void assert_measures(const float *measures, double tolerance)
{
    for (int i = 0; i < FACS_SIDE_MEASURES; i++)
        if (!(fabs((double)measures[i] - (double)expected[i]) <= tolerance))
            fail_msg("measure %d is %g, expected %g", i, (double)measures[i], (double)expected[i]);
}

/* Rotates about all three axes (radians). */
static void turn(double face[N][3], double rx, double ry, double rz)
{
    for (int i = 0; i < N; i++) {
        double *p = face[i];
        const double a[3] = {p[0], cos(rx) * p[1] - sin(rx) * p[2],
                             sin(rx) * p[1] + cos(rx) * p[2]};
        const double b[3] = {cos(ry) * a[0] + sin(ry) * a[2], a[1],
                             -sin(ry) * a[0] + cos(ry) * a[2]};
        p[0] = cos(rz) * b[0] - sin(rz) * b[1];
        p[1] = sin(rz) * b[0] + cos(rz) * b[1];
        p[2] = b[2];
    }
}

/* Points in space as OpenFace writes them: a parallel projection spread along the camera's rays. */
static void spread(double face[N][3], double x, double y, double z)
{
    for (int i = 0; i < N; i++) {
        const double depth = z + face[i][2];
        face[i][0] = (face[i][0] + x) / z * depth;
        face[i][1] = (face[i][1] + y) / z * depth;
        face[i][2] = depth;
    }
}

static void test_points_in_space_in_any_pose(void **state)
{
    (void)state;
    static const double poses[][6] = {{0, 0, 0, 0, 0, 600},
                                      {0, 0.5, 0, 0, 0, 600},
                                      {0.3, -0.6, 0.4, 200, -150, 500},
                                      {-0.4, 0.2, 3.0, -300, 90, 900}};
    for (size_t i = 0; i < sizeof(poses) / sizeof(poses[0]); i++) {
        double face[N][3];
        float measures[FACS_SIDE_MEASURES];
        make_face(face);
        turn(face, poses[i][0], poses[i][1], poses[i][2]);
        spread(face, poses[i][3], poses[i][4], poses[i][5]);
        facs_sides_measure(&face[0][0], 3, measures);
        /* The depth assumed for the face is off by the mean depth of these points, at
           most 20 of 500 mm; a tilt of the nose's base against the picture counts with that. */
        assert_measures(measures, 1.5);
        if (i == 0)
            assert_measures(measures, 0.5);
    }
}

/* Unless the rays are made parallel, a head 200 mm aside at 500 mm has its mouth shifted by 12 *
   0.4 mm: out would be 5 too large on one side, and too small on the other. */
static void test_a_head_aside_is_not_askew(void **state)
{
    (void)state;
    double face[N][3];
    float measures[FACS_SIDE_MEASURES];
    make_face(face);
    spread(face, 200, 0, 500);
    facs_sides_measure(&face[0][0], 3, measures);
    assert_true(fabs((double)(measures[7] - measures[6]) - 2) < 0.1);
}

static void test_points_of_the_picture(void **state)
{
    (void)state;
    static const double tilts[] = {0, 0.7, -2, 3.1};
    for (int i = 0; i < 4; i++) {
        double face[N][3], flat[N][2];
        float measures[FACS_SIDE_MEASURES];
        make_face(face);
        turn(face, 0, 0, tilts[i]);
        for (int k = 0; k < N; k++) {
            flat[k][0] = 320 + 1.7 * (1 + i) * face[k][0];
            flat[k][1] = 240 + 1.7 * (1 + i) * face[k][1];
        }
        facs_sides_measure(&flat[0][0], 2, measures);
        assert_measures(measures, 1e-4);
    }
}

static void test_no_face(void **state)
{
    (void)state;
    double points[3 * N] = {0}, face[N][3];
    float measures[FACS_SIDE_MEASURES];
    for (int dimensions = 2; dimensions <= 3; dimensions++) {
        facs_sides_measure(points, dimensions, measures); /* all in one place */
        for (int i = 0; i < FACS_SIDE_MEASURES; i++)
            assert_true(isnan(measures[i]));
    }
    make_face(face);
    spread(face, 0, 0, 600);
    face[2][1] = 0; /* the nose is between the eyes, so there is no up */
    facs_sides_measure(&face[0][0], 3, measures);
    assert_true(isnan(measures[0]));
    make_face(face);
    spread(face, 0, 0, 600);
    face[0][0] = (double)NAN;
    facs_sides_measure(&face[0][0], 3, measures);
    assert_true(isnan(measures[0]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_points_in_space_in_any_pose),
        cmocka_unit_test(test_a_head_aside_is_not_askew),
        cmocka_unit_test(test_points_of_the_picture),
        cmocka_unit_test(test_no_face),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
