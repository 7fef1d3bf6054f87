/* Gaze: made eyes with a known direction, and OpenFace's own gaze from its eye landmarks. */
#include "cmocka_all.h"
#include "golden.h"

#include "../api/csv_table.h"
#include "landmarks/gaze.h"
#include "shape/rotation.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define IRIS   8
#define EYE    FACS_EYE_LANDMARKS
#define RADIUS 12.0 /* mm, of OpenFace's eyeball */

static const facs_camera camera = {.fx = 500, .fy = 520, .cx = 320, .cy = 240};

/* ---- Made eyes ------------------------------------------------------------------------------ */

typedef struct scene {
    facs_pdm pdm;         /* an eye without depth: all points in one plane */
    double mean[3 * EYE]; /* mm */
    double basis[3 * EYE];
    double variance;
    struct facs_clm_eye eye[2];
    float face[3 * FACS_LANDMARKS];
    double pose[6];
} scene;

/* Makes a ring of 8 points around the pupil, their centre, and lids around it. */
static void make_pdm(scene *s)
{
    memset(s, 0, sizeof(*s));
    s->pdm = (facs_pdm){.points = EYE,
                        .modes = 1,
                        .width = EYE,
                        .mean = s->mean,
                        .basis = s->basis,
                        .variance = &s->variance,
                        .columns = s->basis};
    s->variance = 1;
    for (int i = 0; i < EYE; i++) {
        double angle = i < IRIS ? i * M_PI / 4 : i * M_PI / 10;
        double radius = i < IRIS ? 5.5 : 14;
        s->mean[i] = radius * cos(angle);
        s->mean[i + EYE] = radius * sin(angle);
    }
}

/* Puts a flat eye, upright in front of the camera, with its pupil at this place; mm. */
static void put_pupil(scene *s, int which, const double pupil[3])
{
    struct facs_clm_eye *eye = &s->eye[which];

    eye->global[0] = camera.fx / pupil[2];
    for (int i = 0; i < EYE; i++) {
        double x = pupil[0] + s->mean[i], y = pupil[1] + s->mean[i + EYE];
        eye->landmarks[i] = (float)(camera.cx + camera.fx * x / pupil[2]);
        eye->landmarks[i + EYE] = (float)(camera.cy + camera.fy * y / pupil[2]);
    }
}

/* Puts the corners of the face's eye so that its eyeball's centre is at centre, with the head
 * turned by pose. */
static void put_eyeball(scene *s, int which, const double centre[3])
{
    const int corner[2] = {which ? 42 : 36, which ? 45 : 39};
    const double behind[3] = {0, -3.5, 7};
    double rotation[9];

    facs_rotation_from_euler(s->pose + 3, rotation);
    for (int axis = 0; axis < 3; axis++) {
        double middle = centre[axis];
        for (int k = 0; k < 3; k++)
            middle -= rotation[3 * axis + k] * behind[k];
        s->face[axis * FACS_LANDMARKS + corner[0]] = (float)(middle - 15 + 4 * axis);
        s->face[axis * FACS_LANDMARKS + corner[1]] = (float)(middle + 15 - 4 * axis);
    }
}

static void check_vector(const float *found, const double *expected, double tolerance)
{
    for (int k = 0; k < 3; k++)
        assert_float_equal(found[k], expected[k], tolerance);
}

static int estimate(const scene *s, facs_gaze *gaze)
{
    const facs_pdm *const pdm[2] = {&s->pdm, &s->pdm};
    return facs_gaze_estimate(pdm, s->eye, s->face, s->pose, &camera, gaze);
}

/* With a pupil on the near side of the eyeball, the gaze goes from its centre to the pupil.
 * Tolerance: landmarks are floats of up to 640 pixels, 3e-5 pixels or 4e-5 mm at 700 mm; over 12 mm
 * 1e-5. */
static void the_gaze_goes_from_the_eyeball_through_the_pupil(void **state)
{
    (void)state;
    static const double turns[][3] = {{0, 0, 0}, {0.2, -0.4, 0.1}, {-0.3, 0.5, -0.6}};
    static const double aims[][3] = {{0, 0, -1}, {0.6, 0, -0.8}, {-0.36, 0.48, -0.8}};
    static const double middles[2][3] = {{-40, 10, 700}, {25, -8, 650}};
    scene s;
    facs_gaze gaze;

    make_pdm(&s);
    for (size_t i = 0; i < 3; i++) {
        const double *aim[2] = {aims[i], aims[(i + 1) % 3]};
        memcpy(s.pose + 3, turns[i], sizeof(turns[i]));
        for (int which = 0; which < 2; which++) {
            double pupil[3];
            for (int k = 0; k < 3; k++)
                pupil[k] = middles[which][k] + RADIUS * aim[which][k];
            put_eyeball(&s, which, middles[which]);
            put_pupil(&s, which, pupil);
        }
        assert_int_equal(estimate(&s, &gaze), 0);
        check_vector(gaze.direction, aim[0], 1e-4);
        check_vector(gaze.direction + 3, aim[1], 1e-4);
        double x = aim[0][0] + aim[1][0], y = aim[0][1] + aim[1][1], z = aim[0][2] + aim[1][2];
        assert_float_equal(gaze.angle[0], atan2(x, -z), 1e-4);
        assert_float_equal(gaze.angle[1], atan2(y, -z), 1e-4);
    }
}

/* Both lists contain both eyes' points, the left eye's first. */
static void landmarks_of_both_eyes_are_handed_on(void **state)
{
    (void)state;
    static const double pupils[2][3] = {{-30, 0, 600}, {30, 5, 620}};
    scene s;
    facs_gaze gaze;

    make_pdm(&s);
    for (int which = 0; which < 2; which++) {
        put_eyeball(&s, which, pupils[which]);
        put_pupil(&s, which, pupils[which]);
    }
    assert_int_equal(estimate(&s, &gaze), 0);
    for (int i = 0; i < 2 * EYE; i++) {
        const int which = i / EYE, at = i % EYE;
        assert_true(gaze.landmarks[i] == s.eye[which].landmarks[at]);
        assert_true(gaze.landmarks[i + 2 * EYE] == s.eye[which].landmarks[at + EYE]);
        assert_float_equal(gaze.landmarks_3d[i], pupils[which][0] + s.mean[at], 1e-3);
        assert_float_equal(gaze.landmarks_3d[i + 2 * EYE], pupils[which][1] + s.mean[at + EYE],
                           1e-3);
        assert_float_equal(gaze.landmarks_3d[i + 4 * EYE], pupils[which][2], 1e-3);
    }
}

/* 40 mm beside the eyeball: OpenFace then uses (0, 0, -1). */
static void a_ray_beside_the_eyeball_looks_at_the_camera(void **state)
{
    (void)state;
    static const double middles[2][3] = {{-30, 20, 600}, {30, -10, 610}};
    scene s;
    facs_gaze gaze;

    make_pdm(&s);
    for (int which = 0; which < 2; which++) {
        const double *m = middles[which];
        const double pupil[3] = {m[0] + 40, m[1], m[2]};
        put_eyeball(&s, which, m);
        put_pupil(&s, which, pupil);
    }
    assert_int_equal(estimate(&s, &gaze), 0);
    for (int which = 0; which < 2; which++) {
        const double *m = middles[which];
        double length = sqrt(m[0] * m[0] + m[1] * m[1] + (m[2] + 1) * (m[2] + 1));
        const double expected[3] = {-m[0] / length, -m[1] / length, -(m[2] + 1) / length};
        check_vector(gaze.direction + 3 * which, expected, 1e-5);
    }
}

static void check_nothing(const scene *s)
{
    static const facs_gaze nothing;
    facs_gaze gaze;

    memset(&gaze, 0x5a, sizeof(gaze));
    assert_int_equal(estimate(s, &gaze), -EDOM);
    assert_memory_equal(&gaze, &nothing, sizeof(gaze));
}

static void eyes_without_a_fit_have_no_gaze(void **state)
{
    (void)state;
    static const double pupil[3] = {0, 0, 600};
    scene s;

    make_pdm(&s);
    put_eyeball(&s, 0, pupil);
    put_eyeball(&s, 1, pupil);
    put_pupil(&s, 0, pupil);
    check_nothing(&s); /* the right eye's scale is 0 */
    put_pupil(&s, 1, pupil);
    s.eye[0].global[0] = NAN;
    check_nothing(&s);
    put_pupil(&s, 0, pupil);
    s.eye[1].landmarks[3] = INFINITY;
    check_nothing(&s);
}

/* ---- OpenFace's ----------------------------------------------------------------------------- */

/* Returns a column of the golden table, by the start of its name and its number. */
static double cell(const csv_table *table, int row, const char *start, int number)
{
    char name[24];
    snprintf(name, sizeof(name), "%s%d", start, number);
    for (size_t i = 0; i < table->columns; i++)
        if (strcmp(table->names[i], name) == 0)
            return table->cells[(size_t)row * table->columns + i];
    fail_msg("there is no column %s", name);
    return 0;
}

/* Fits an eye's own model to its 28 points, which the table has with one decimal. */
static void fit_eye(const facs_pdm *pdm, const csv_table *table, int row, int which,
                    struct facs_clm_eye *eye)
{
    facs_shape shape;
    for (int i = 0; i < EYE; i++) {
        eye->landmarks[i] = (float)cell(table, row, "eye_lmk_x_", which * EYE + i);
        eye->landmarks[i + EYE] = (float)cell(table, row, "eye_lmk_y_", which * EYE + i);
    }
    assert_int_equal(facs_shape_fit(pdm, eye->landmarks, &shape), 0);
    memcpy(eye->global, shape.global, sizeof(eye->global));
    memcpy(eye->local, shape.local, sizeof(eye->local));
}

/* Degrees between two unit vectors. */
static double angle_between(const float *a, const double *b)
{
    double dot = 0;
    for (int k = 0; k < 3; k++)
        dot += (double)a[k] * b[k];
    return acos(dot > 1 ? 1 : dot) * 180 / M_PI;
}

typedef struct disagreement {
    double degrees[2], largest, angles, millimetres;
} disagreement;

static void compare_frame(const facs_gaze *gaze, const double *golden, const csv_table *table,
                          int row, disagreement *d)
{
    for (int which = 0; which < 2; which++) {
        double degrees = angle_between(gaze->direction + 3 * which, golden + 3 * which);
        d->degrees[which] += degrees / GOLDEN_FRAMES;
        d->largest = fmax(d->largest, degrees);
        d->angles += fabs((double)gaze->angle[which] - golden[6 + which]) / (2 * GOLDEN_FRAMES);
    }
    static const char *const names[] = {"eye_lmk_X_", "eye_lmk_Y_", "eye_lmk_Z_"};
    for (int axis = 0; axis < 3; axis++)
        for (int i = 0; i < 2 * EYE; i++)
            d->millimetres += fabs((double)gaze->landmarks_3d[axis * 2 * EYE + i] -
                                   cell(table, row, names[axis], i)) /
                              (3 * 2 * EYE * GOLDEN_FRAMES);
}

static void compare_all(const facs_pdm *face, const facs_pdm *const eye_pdm[2],
                        const csv_table *table, disagreement *d)
{
    static const facs_camera golden_camera = {.fx = 500, .fy = 500, .cx = 320, .cy = 240};
    double *landmarks = golden_doubles("landmarks", 2 * FACS_LANDMARKS);
    double *global = golden_doubles("clnf_params_global", 6);
    double *local = golden_doubles("clnf_params_local", FACS_MODES);
    double *pose = golden_doubles("pose", 6);
    double *golden = golden_doubles("gaze", 8);

    for (int n = 0; n < GOLDEN_FRAMES; n++) {
        facs_shape shape = {.residual = 0};
        float points[2 * FACS_LANDMARKS], points_3d[3 * FACS_LANDMARKS];
        struct facs_clm_eye eye[2];
        facs_gaze gaze;
        for (int i = 0; i < 2 * FACS_LANDMARKS; i++)
            points[i] = (float)landmarks[n * 2 * FACS_LANDMARKS + i];
        memcpy(shape.global, global + (ptrdiff_t)n * 6, sizeof(shape.global));
        memcpy(shape.local, local + (ptrdiff_t)n * FACS_MODES, FACS_MODES * sizeof(double));
        facs_camera_landmarks_3d(face, &shape, points, &golden_camera, points_3d);
        for (int which = 0; which < 2; which++)
            fit_eye(eye_pdm[which], table, n, which, &eye[which]);
        assert_int_equal(facs_gaze_estimate(eye_pdm, eye, points_3d, pose + (ptrdiff_t)n * 6,
                                            &golden_camera, &gaze),
                         0);
        compare_frame(&gaze, golden + (ptrdiff_t)n * 8, table, n, d);
    }
    free(golden);
    free(pose);
    free(local);
    free(global);
    free(landmarks);
}

/* The angles must agree within a degree on average. Here the eyes' parameters come from landmarks
 * that are known to 0.05 pixel, which is 0.06 mm at this face's 600 mm and 0.3 degrees of the
 * eyeball's 12 mm; the pupil is the mean of 8 of them: 0.1 degrees. */
static void gaze_is_that_of_openface(void **state)
{
    (void)state;
    const char *csv = shared_path("golden/csv/default.csv");
    const char *files[] = {shared_path("models/openface/model/pdms/In-the-wild_aligned_PDM_68.txt"),
                           shared_path("models/openface/model/model_eye/pdms/"
                                       "pdm_28_l_eye_3D_closed.txt"),
                           shared_path("models/openface/model/model_eye/pdms/"
                                       "pdm_28_eye_3D_closed.txt")};
    facs_pdm *pdm[3];
    disagreement d = {.largest = 0};

    for (int i = 0; i < 3; i++)
        assert_int_equal(facs_pdm_open(&pdm[i], files[i], NULL), 0);
    csv_table table = csv_table_read(csv);
    const facs_pdm *const eye_pdm[2] = {pdm[1], pdm[2]};
    compare_all(pdm[0], eye_pdm, &table, &d);
    print_message("gaze: left %.3f, right %.3f degrees on average, largest %.3f; angles %.5f rad; "
                  "eye points %.3f mm\n",
                  d.degrees[0], d.degrees[1], d.largest, d.angles, d.millimetres);
    assert_true(d.degrees[0] <= 0.1 && d.degrees[1] <= 0.1 && d.largest <= 0.3);
    assert_true(d.angles <= 0.002);
    csv_table_free(&table);
    for (int i = 0; i < 3; i++)
        facs_pdm_close(&pdm[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_gaze_goes_from_the_eyeball_through_the_pupil),
        cmocka_unit_test(landmarks_of_both_eyes_are_handed_on),
        cmocka_unit_test(a_ray_beside_the_eyeball_looks_at_the_camera),
        cmocka_unit_test(eyes_without_a_fit_have_no_gaze),
        cmocka_unit_test(gaze_is_that_of_openface),
    };
    return cmocka_run_group_tests_name("gaze", tests, NULL, NULL);
}
