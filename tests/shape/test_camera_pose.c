#include "cmocka_all.h"
#include "golden.h"
#include "made_pdm.h"

#include "shape/camera_pose.h"
#include "shape/rotation.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define POINTS FACS_LANDMARKS

static const facs_camera golden_camera = {500, 500, 320, 240};

typedef struct reference {
    facs_pdm *pdm;
    double *landmarks, *global, *local, *pose;
} reference;

static reference open_reference(void)
{
    char path[1024];
    reference r;
    snprintf(path, sizeof(path), "%s/openface/AU_predictors/In-the-wild_aligned_PDM_68.txt",
             shared_models());
    shared_path("golden/default");
    assert_int_equal(facs_pdm_open(&r.pdm, path, NULL), 0);
    r.landmarks = golden_doubles("landmarks", 2 * POINTS);
    r.global = golden_doubles("clnf_params_global", 6);
    r.local = golden_doubles("clnf_params_local", FACS_MODES);
    r.pose = golden_doubles("pose", 6);
    return r;
}

static void close_reference(reference *r)
{
    facs_pdm_close(&r->pdm);
    free(r->landmarks);
    free(r->global);
    free(r->local);
    free(r->pose);
}

/* Reads landmarks and shape of one frame of the reference. */
static void take(const reference *r, int frame, float *landmarks, facs_shape *shape)
{
    for (int i = 0; i < 2 * POINTS; i++)
        landmarks[i] = (float)r->landmarks[2 * POINTS * frame + i];
    memcpy(shape->global, r->global + 6 * frame, sizeof(shape->global));
    memcpy(shape->local, r->local + FACS_MODES * frame, FACS_MODES * sizeof(double));
}

static void test_pose_agrees_with_openface(void **state)
{
    (void)state;
    reference r = open_reference();
    double place = 0, turn = 0, worst_place = 0, worst_turn = 0;

    for (int i = 0; i < GOLDEN_FRAMES; i++) {
        float landmarks[2 * POINTS];
        facs_shape shape;
        double pose[6];
        take(&r, i, landmarks, &shape);
        assert_int_equal(facs_camera_pose(r.pdm, &shape, landmarks, &golden_camera, pose), 0);
        for (int k = 0; k < 3; k++) {
            double off_place = fabs(pose[k] - r.pose[6 * i + k]);
            double off_turn = fabs(pose[3 + k] - r.pose[6 * i + 3 + k]);
            place += off_place / (3 * GOLDEN_FRAMES);
            turn += off_turn / (3 * GOLDEN_FRAMES);
            worst_place = fmax(worst_place, off_place);
            worst_turn = fmax(worst_turn, off_turn);
        }
    }
    print_message("place: mean %.2e, max %.2e mm; rotation: mean %.2e, max %.2e rad\n", place,
                  worst_place, turn, worst_turn);
    close_reference(&r);
    assert_true(worst_place <
                1e-2); /* 32 bits of about 500 mm, and both end slightly off the minimum */
    assert_true(worst_turn < 1e-4);
}

/* Returns the number in column (from 0) of a line of comma-separated numbers. */
static double csv_number(const char *line, int column)
{
    while (column-- > 0) {
        line = strchr(line, ',');
        assert_non_null(line++);
    }
    return strtod(line, NULL);
}

/* Columns X_0.. of OpenFace's own CSV, which has one decimal: half of it, and 32-bit noise. */
static void test_landmarks_3d_agree_with_openface(void **state)
{
    (void)state;
    static char line[16384];
    shared_path("golden/csv/default.csv"); /* skips before anything is open */
    reference r = open_reference();
    double worst = 0;
    FILE *file = fopen(shared_path("golden/csv/default.csv"), "r");

    assert_non_null(file);
    assert_non_null(fgets(line, sizeof(line), file));
    const char *title = strstr(line, "X_0,"); /* not eye_lmk_X_0 */
    while (title && title[-1] != ' ' && title[-1] != ',')
        title = strstr(title + 1, "X_0,");
    assert_non_null(title);
    int first = 0;
    for (const char *c = line; c < title; c++)
        first += *c == ',';
    for (int i = 0; i < GOLDEN_FRAMES; i++) {
        float landmarks[2 * POINTS], points[3 * POINTS];
        facs_shape shape;
        take(&r, i, landmarks, &shape);
        facs_camera_landmarks_3d(r.pdm, &shape, landmarks, &golden_camera, points);
        assert_non_null(fgets(line, sizeof(line), file));
        for (int k = 0; k < 3 * POINTS; k++)
            worst = fmax(worst, fabs((double)points[k] - csv_number(line, first + k)));
    }
    print_message("largest difference %.3f mm\n", worst);
    fclose(file);
    close_reference(&r);
    assert_true(worst < 0.051);
}

static void test_camera(void **state)
{
    (void)state;
    facs_options options = {.size = sizeof(options)};
    facs_camera camera = facs_camera_for(640, 480, &options);
    assert_memory_equal(&camera, &golden_camera, sizeof(camera));
    camera = facs_camera_for(1280, 480, &options); /* 1000 and 500 */
    assert_true(camera.fx == 750 && camera.fy == 750 && camera.cx == 640 && camera.cy == 240);
    options.focal_x = 600;
    options.centre_y = 200;
    camera = facs_camera_for(640, 480, &options);
    assert_true(camera.fx == 600 && camera.fy == 500 && camera.cx == 320 && camera.cy == 200);
}

/* Makes what a camera sees of a made model in this pose; its weak perspective is shape. */
static void see(const facs_pdm *pdm, const facs_camera *camera, const double pose[6],
                float *landmarks, facs_shape *shape)
{
    int n = pdm->points;
    double r[9], points[3 * POINTS];

    memset(shape, 0, sizeof(*shape));
    facs_pdm_shape_3d(pdm, shape->local, points);
    facs_rotation_from_euler(pose + 3, r);
    for (int i = 0; i < n; i++) {
        double p[3];
        for (int k = 0; k < 3; k++)
            p[k] = pose[k] + r[3 * k] * points[i] + r[3 * k + 1] * points[i + n] +
                   r[3 * k + 2] * points[i + 2 * n];
        landmarks[i] = (float)(camera->cx + camera->fx * p[0] / p[2]);
        landmarks[i + n] = (float)(camera->cy + camera->fy * p[1] / p[2]);
    }
    assert_int_equal(facs_shape_fit(pdm, landmarks, shape), 0);
    memset(shape->local, 0, sizeof(shape->local)); /* the shape itself is known here */
}

/* To a hundredth of a millimetre: landmarks of 32 bits are good to 3e-5 pixels. */
static void test_recovers_a_known_pose(void **state)
{
    (void)state;
    const facs_camera camera = {800, 700, 300, 260};
    facs_pdm *pdm = made_pdm(POINTS, 4);
    uint32_t seed = 41;

    for (int i = 0; i < 50; i++) {
        float landmarks[2 * POINTS];
        facs_shape shape;
        double pose[6], found[7] = {[6] = 123};
        for (int k = 0; k < 2; k++)
            pose[k] = 100 * made_number(&seed);
        pose[2] = 700 + 300 * made_number(&seed);
        for (int k = 3; k < 6; k++)
            pose[k] = 0.4 * made_number(&seed);
        see(pdm, &camera, pose, landmarks, &shape);
        assert_int_equal(facs_camera_pose(pdm, &shape, landmarks, &camera, found), 0);
        for (int k = 0; k < 6; k++)
            assert_true(fabs(found[k] - pose[k]) < (k < 3 ? 1e-2 : 1e-5));
        assert_true(found[6] == 123);
    }
    facs_pdm_close(&pdm);
}

/* A scale that would put the face inside the camera is a bad start, but not a bad end. */
static void test_recovers_from_a_start_too_near(void **state)
{
    (void)state;
    facs_pdm *pdm = made_pdm(POINTS, 4);
    const double pose[6] = {10, -5, 400, .1, .2, -.1};
    float landmarks[2 * POINTS];
    facs_shape shape;
    double found[6];

    see(pdm, &golden_camera, pose, landmarks, &shape);
    shape.global[0] *= 20;
    assert_int_equal(facs_camera_pose(pdm, &shape, landmarks, &golden_camera, found), 0);
    for (int k = 0; k < 6; k++)
        assert_true(fabs(found[k] - pose[k]) < (k < 3 ? 1e-2 : 1e-5));
    facs_pdm_close(&pdm);
}

/* Projecting the points gives the landmarks again; their depths are those of the rotated shape. */
static void test_landmarks_3d_project_back(void **state)
{
    (void)state;
    const facs_camera camera = {800, 700, 300, 260};
    const double global[6] = {1.5, 0, 0, 0, 320, 250}, local[4] = {3, -2, 1, 4};
    facs_pdm *pdm = made_pdm(POINTS, 4);
    float landmarks[2 * POINTS], points[3 * POINTS + 1];
    double turned[3 * POINTS];
    facs_shape shape = {0};

    memcpy(shape.global, global, sizeof(global));
    memcpy(shape.local, local, sizeof(local));
    made_landmarks(pdm, global, local, landmarks);
    facs_pdm_shape_3d(pdm, local, turned);
    points[3 * POINTS] = 123;
    facs_camera_landmarks_3d(pdm, &shape, landmarks, &camera, points);
    for (int i = 0; i < POINTS; i++) {
        double x = (double)points[i], y = (double)points[i + POINTS];
        double z = (double)points[i + 2 * POINTS];
        assert_true(fabs(camera.cx + camera.fx * x / z - (double)landmarks[i]) < 1e-3);
        assert_true(fabs(camera.cy + camera.fy * y / z - (double)landmarks[i + POINTS]) < 1e-3);
        assert_true(fabs(z - (800 / 1.5 + turned[i + 2 * POINTS])) < 1e-3);
    }
    assert_true(points[3 * POINTS] == 123);
    facs_pdm_close(&pdm);
}

static void test_refuses(void **state)
{
    (void)state;
    static const double bad_scale[] = {0, -1, (double)NAN, (double)INFINITY};
    facs_pdm *pdm = made_pdm(POINTS, 4);
    const double at[6] = {0, 0, 500, 0, 0, 0};
    float landmarks[2 * POINTS];
    facs_shape good, shape;
    facs_camera camera = golden_camera;
    double pose[6];

    see(pdm, &camera, at, landmarks, &good);
    assert_int_equal(facs_camera_pose(pdm, &good, landmarks, &camera, pose), 0);
    for (int k = 0; k < 4; k++) {
        shape = good;
        shape.global[0] = bad_scale[k];
        assert_int_equal(facs_camera_pose(pdm, &shape, landmarks, &camera, pose), -EINVAL);
    }
    shape = good;
    shape.global[2] = (double)NAN;
    assert_int_equal(facs_camera_pose(pdm, &shape, landmarks, &camera, pose), -EINVAL);
    shape = good;
    shape.local[3] = (double)INFINITY;
    assert_int_equal(facs_camera_pose(pdm, &shape, landmarks, &camera, pose), -EINVAL);
    camera.fy = 0;
    assert_int_equal(facs_camera_pose(pdm, &good, landmarks, &camera, pose), -EINVAL);
    camera = golden_camera;
    landmarks[2 * POINTS - 1] = NAN;
    assert_int_equal(facs_camera_pose(pdm, &good, landmarks, &camera, pose), -EINVAL);
    facs_pdm_close(&pdm);
}

/* Meaningless points: it ends, with a finite pose or -EDOM. */
static void test_any_points(void **state)
{
    (void)state;
    static const double sizes[] = {1e-30, 1, 1e3, 1e10, 3e38};
    facs_pdm *pdm = made_pdm(POINTS, 4);
    uint32_t seed = 43;

    for (int i = 0; i < 50; i++) {
        float landmarks[2 * POINTS];
        facs_shape shape = {.global = {sizes[i % 5], made_number(&seed), 1, 2, 3, 4}};
        double pose[6];
        for (int k = 0; k < 2 * POINTS; k++)
            landmarks[k] = (float)(sizes[(i + i / 5) % 5] * made_number(&seed));
        int status = facs_camera_pose(pdm, &shape, landmarks, &golden_camera, pose);
        if (status == 0)
            for (int k = 0; k < 6; k++)
                assert_true(isfinite(pose[k]));
        else
            assert_int_equal(status, -EDOM);
    }
    facs_pdm_close(&pdm);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pose_agrees_with_openface),
        cmocka_unit_test(test_landmarks_3d_agree_with_openface),
        cmocka_unit_test(test_camera),
        cmocka_unit_test(test_recovers_a_known_pose),
        cmocka_unit_test(test_recovers_from_a_start_too_near),
        cmocka_unit_test(test_landmarks_3d_project_back),
        cmocka_unit_test(test_refuses),
        cmocka_unit_test(test_any_points),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
