/* The five points of a known pose of the mean face lead back to that pose. */
#include "cmocka_all.h"
#include "make_clip.h"
#include "tiny_au.h"

#include "landmarks/five_points.h"
#include "shape/rotation.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <sys/stat.h>

static facs_pdm *pdm;

static int set_up(void **state)
{
    facs_error error;
    (void)state;
    make_folder();
    tiny_au_write(make_folder());
    return facs_pdm_open(&pdm, in_folder("openface/AU_predictors/In-the-wild_aligned_PDM_68.txt"),
                         &error);
}

static int tear_down(void **state)
{
    (void)state;
    facs_pdm_close(&pdm);
    remove_folder();
    return 0;
}

static double mean_of(const float *values, int first, int count)
{
    double sum = 0;
    for (int i = 0; i < count; i++)
        sum += (double)values[first + i];
    return sum / count;
}

/* What a detector would report for the mean face in this pose. */
static void five_points(const double global[6], float points[10])
{
    static const int first[] = {36, 42, 30, 48, 54}, count[] = {6, 6, 1, 1, 1};
    double r[9];
    float flat[136];
    facs_rotation_from_euler(&global[1], r);
    for (int i = 0; i < 68; i++)
        for (int axis = 0; axis < 2; axis++)
            flat[axis * 68 + i] = (float)(global[0] * (r[3 * axis] * pdm->mean[i] +
                                                       r[3 * axis + 1] * pdm->mean[68 + i] +
                                                       r[3 * axis + 2] * pdm->mean[136 + i]) +
                                          global[4 + axis]);
    for (int k = 0; k < 5; k++) {
        points[2 * k] = (float)mean_of(flat, first[k], count[k]);
        points[2 * k + 1] = (float)mean_of(flat + 68, first[k], count[k]);
    }
}

/* Rotation in the picture, scale and position are found; turning and nodding at least with the
 * right sign. */
static void test_known_poses(void **state)
{
    (void)state;
    for (int k = 0; k < 60; k++) {
        const double truth[6] = {.5 + .1 * k,       .15 * sin(k),
                                 .4 * cos(1.7 * k), 1.2 * sin(2.3 * k + 1),
                                 100 + 7 * k,       300 - 5 * k};
        double global[6];
        float points[10];
        five_points(truth, points);
        assert_int_equal(facs_five_points_fit(pdm, points, global), 0);
        double size = 130 * truth[0]; /* pixels: the face's height */
        assert_true(fabs(global[0] / truth[0] - 1) < .08);
        assert_true(fabs(global[3] - truth[3]) < .1);
        assert_true(fabs(global[4] - truth[4]) < .06 * size);
        assert_true(fabs(global[5] - truth[5]) < .06 * size);
        if (fabs(truth[2]) > .1)
            assert_true(global[2] / truth[2] > .3 && global[2] / truth[2] < 1.2);
    }
}

static void test_no_face(void **state)
{
    (void)state;
    double global[6];
    const float one[10] = {5, 5, 5, 5, 5, 5, 5, 5, 5, 5};
    const float bad[10] = {5, 5, NAN, 5, 9, 5, 5, 5, 5, 5};
    const float far[10] = {5, 5, INFINITY, 5, 9, 5, 5, 5, 5, 5};
    assert_int_equal(facs_five_points_fit(pdm, one, global), -EINVAL);
    assert_int_equal(facs_five_points_fit(pdm, bad, global), -EINVAL);
    assert_int_equal(facs_five_points_fit(pdm, far, global), -EINVAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_poses),
        cmocka_unit_test(test_no_face),
    };
    return cmocka_run_group_tests_name("five_points", tests, set_up, tear_down);
}
