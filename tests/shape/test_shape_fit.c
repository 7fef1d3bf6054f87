#include "cmocka_all.h"
#include "golden.h"
#include "made_pdm.h"

#include "os/clock.h"
#include "shape/rotation.h"
#include "shape/shape_fit.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define POINTS FACS_LANDMARKS

typedef struct reference {
    facs_pdm *pdm;
    double *landmarks, *global, *local, *iterations;
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
    r.global = golden_doubles("calcparams_global", 6);
    r.local = golden_doubles("calcparams_local", FACS_MODES);
    r.iterations = golden_doubles("calcparams_iters", 1);
    return r;
}

static void close_reference(reference *r)
{
    facs_pdm_close(&r->pdm);
    free(r->landmarks);
    free(r->global);
    free(r->local);
    free(r->iterations);
}

static void to_float(const double *from, float *to)
{
    for (int i = 0; i < 2 * POINTS; i++)
        to[i] = (float)from[i];
}

/* OpenFace computes in 32 bits, and its last bits may decide when a step stops gaining. */
static void test_agrees_with_openface(void **state)
{
    (void)state;
    static double ours[GOLDEN_FRAMES * FACS_MODES];
    reference r = open_reference();
    double scale = 0, rotation = 0, translation = 0, local = 0, worst = 0, ms = 0;
    int same = 0;

    for (int i = 0; i < GOLDEN_FRAMES; i++) {
        float landmarks[2 * POINTS];
        facs_shape shape;
        const double *global = r.global + 6 * i;
        to_float(r.landmarks + 2 * POINTS * i, landmarks);
        double started = facs_clock_ms();
        assert_int_equal(facs_shape_fit(r.pdm, landmarks, &shape), 0);
        ms += facs_clock_ms() - started;
        scale = fmax(scale, fabs(shape.global[0] / global[0] - 1));
        for (int k = 1; k < 4; k++)
            rotation = fmax(rotation, fabs(shape.global[k] - global[k]));
        for (int k = 4; k < 6; k++)
            translation = fmax(translation, fabs(shape.global[k] - global[k]));
        for (int j = 0; j < FACS_MODES; j++) {
            double off = fabs(shape.local[j] - r.local[FACS_MODES * i + j]);
            ours[FACS_MODES * i + j] = shape.local[j];
            local += off / (GOLDEN_FRAMES * FACS_MODES);
            worst = fmax(worst, off);
        }
        same += shape.iterations == (int)r.iterations[i];
    }
    double together = correlation(ours, r.local, GOLDEN_FRAMES * FACS_MODES);
    print_message("scale %.2e, rotation %.2e rad, translation %.2e px, local mean %.2e max %.2e, "
                  "r %.8f, iterations equal in %d of %d; %.0f microseconds\n",
                  scale, rotation, translation, local, worst, together, same, GOLDEN_FRAMES,
                  ms * 1e3 / GOLDEN_FRAMES);
    close_reference(&r);
    assert_true(scale < 1e-5);
    assert_true(rotation < 1e-5);
    assert_true(translation < 1e-3);
    assert_true(local < 1e-3);
    assert_true(together > .999999);
    assert_true(same >= GOLDEN_FRAMES * 95 / 100);
}

/* Landmarks made from known parameters give these back. The prior pulls a local parameter towards 0
 * by about 1 / (variance * scale^2 * 2/3), below 0.4 % here, and the fit stops when three steps
 * have gained less than a thousandth. */
static void test_recovers_known_parameters(void **state)
{
    (void)state;
    facs_pdm *pdm = made_pdm(POINTS, 10);
    uint32_t seed = 17;

    for (int i = 0; i < 50; i++) {
        double global[6], local[10];
        float landmarks[2 * POINTS];
        facs_shape shape;
        global[0] = 3 + made_number(&seed);
        for (int k = 1; k < 4; k++)
            global[k] = 0.4 * made_number(&seed);
        global[4] = 320 + 100 * made_number(&seed);
        global[5] = 240 + 100 * made_number(&seed);
        for (int j = 0; j < 10; j++)
            local[j] = sqrt(pdm->variance[j]) * made_number(&seed);
        made_landmarks(pdm, global, local, landmarks);
        assert_int_equal(facs_shape_fit(pdm, landmarks, &shape), 0);
        assert_true(fabs(shape.global[0] / global[0] - 1) < 2e-3);
        for (int k = 1; k < 4; k++)
            assert_true(fabs(shape.global[k] - global[k]) < 2e-3);
        for (int k = 4; k < 6; k++)
            assert_true(fabs(shape.global[k] - global[k]) < 0.1);
        for (int j = 0; j < 10; j++)
            assert_true(fabs(shape.local[j] - local[j]) < 0.01 * sqrt(pdm->variance[j]));
        assert_true(shape.residual < 0.1);
        assert_in_range(shape.iterations, 4, 40);
    }
    facs_pdm_close(&pdm);
}

/* residual is correct: compared with the landmarks of the fitted parameters. */
static void test_residual(void **state)
{
    (void)state;
    facs_pdm *pdm = made_pdm(12, 3);
    const double global[6] = {2, .1, .2, -.1, 300, 200}, local[3] = {5, -5, 5};
    float landmarks[24], fitted[24];
    facs_shape shape;
    uint32_t seed = 23;
    double sum = 0;

    made_landmarks(pdm, global, local, landmarks);
    for (int i = 0; i < 24; i++)
        landmarks[i] += (float)(4 * made_number(&seed));
    assert_int_equal(facs_shape_fit(pdm, landmarks, &shape), 0);
    made_landmarks(pdm, shape.global, shape.local, fitted);
    for (int i = 0; i < 24; i++)
        sum += (double)((fitted[i] - landmarks[i]) * (fitted[i] - landmarks[i]));
    assert_true(sqrt(sum / 12) > 1);
    assert_true(fabs(shape.residual - sqrt(sum / 12)) < 1e-4); /* of 32-bit landmarks near 300 */
    facs_pdm_close(&pdm);
}

/* Points with x == 0 count as if the model did not have them. */
static void test_invisible_points(void **state)
{
    (void)state;
    const double global[6] = {2, .2, -.3, .1, 300, 200};
    double local[8];
    int kept[40], count = 0;
    float landmarks[80], visible[80];
    facs_shape whole, part;
    uint32_t seed = 29;
    facs_pdm *pdm = made_pdm(40, 8);

    for (int j = 0; j < 8; j++)
        local[j] = 5 * made_number(&seed);
    for (int i = 0; i < 40; i++)
        count += kept[i] = i % 3 != 1;
    facs_pdm *rest = made_pdm_part(pdm, kept);
    assert_int_equal(rest->points, count);
    made_landmarks(pdm, global, local, landmarks);
    for (int i = 0, at = 0; i < 40; i++) {
        landmarks[i + 40] += (float)made_number(&seed);
        if (kept[i]) {
            visible[at] = landmarks[i];
            visible[at++ + count] = landmarks[i + 40];
        } else {
            landmarks[i] = 0;
        }
    }
    assert_int_equal(facs_shape_fit(pdm, landmarks, &whole), 0);
    assert_int_equal(facs_shape_fit(rest, visible, &part), 0);
    assert_int_equal(whole.iterations, part.iterations);
    for (int k = 0; k < 6; k++) /* the sums have another order: only rounding differs */
        assert_true(fabs(whole.global[k] - part.global[k]) < 1e-9);
    for (int j = 0; j < 8; j++)
        assert_true(fabs(whole.local[j] - part.local[j]) < 1e-9);
    assert_true(fabs(whole.residual - part.residual) < 1e-9);
    facs_pdm_close(&pdm);
    facs_pdm_close(&rest);
}

/* Rotates landmarks about the picture's (320, 240). */
static void roll(float *landmarks, int n, double angle)
{
    const double c = cos(angle), s = sin(angle);
    for (int i = 0; i < n; i++) {
        const double x = (double)landmarks[i] - 320, y = (double)landmarks[i + n] - 240;
        landmarks[i] = (float)(c * x - s * y + 320);
        landmarks[i + n] = (float)(s * x + c * y + 240);
    }
}

/* A real face has the same shape however the head is tilted; only its rotation changes. Both fits
 * stop when a step gains less than a thousandth, so they agree to a fraction of a standard
 * deviation. */
static void test_any_roll(void **state)
{
    (void)state;
    reference r = open_reference();
    float upright[2 * POINTS];
    facs_shape first;
    double worst = 0;

    to_float(r.landmarks, upright);
    assert_int_equal(facs_shape_fit(r.pdm, upright, &first), 0);
    for (int degrees = -180; degrees < 180; degrees += 15) {
        const double angle = degrees * 3.14159265358979323846 / 180;
        double rotation[9], expected[9], about_z[9];
        float landmarks[2 * POINTS];
        facs_shape shape;
        memcpy(landmarks, upright, sizeof(landmarks));
        roll(landmarks, POINTS, angle);
        assert_int_equal(facs_shape_fit(r.pdm, landmarks, &shape), 0);
        facs_rotation_from_axis((const double[3]){0, 0, angle}, about_z);
        facs_rotation_from_euler(first.global + 1, expected);
        facs_rotation_multiply(about_z, expected, expected);
        facs_rotation_from_euler(shape.global + 1, rotation);
        for (int i = 0; i < 9; i++)
            assert_true(fabs(rotation[i] - expected[i]) < 0.02);
        for (int j = 0; j < FACS_MODES; j++)
            worst = fmax(worst, fabs(shape.local[j] - first.local[j]) / sqrt(r.pdm->variance[j]));
    }
    print_message("a local parameter differs by at most %.3f standard deviations\n", worst);
    assert_true(worst < 0.1);
    close_reference(&r);
}

/* A point with x == 0 stays invisible when the landmarks are rotated for the fit. */
static void test_invisible_points_of_a_rolled_face(void **state)
{
    (void)state;
    facs_pdm *pdm = made_pdm(40, 8);
    const double global[6] = {2, .1, -.1, 2.8, 300, 200}, local[8] = {3, -2};
    float landmarks[80], other[80];
    facs_shape shape, moved;

    made_landmarks(pdm, global, local, landmarks);
    landmarks[7] = 0;
    memcpy(other, landmarks, sizeof(other));
    other[7 + 40] = -500;
    assert_int_equal(facs_shape_fit(pdm, landmarks, &shape), 0);
    assert_int_equal(facs_shape_fit(pdm, other, &moved), 0);
    assert_memory_equal(&shape.global, &moved.global, sizeof(shape.global));
    assert_true(shape.residual < 0.2);
    facs_pdm_close(&pdm);
}

/* The rotated mean face's box has the centre and the mean size of the given box. */
static void test_in_box(void **state)
{
    (void)state;
    facs_pdm *pdm = made_pdm(POINTS, 4);
    const double local[4] = {0}, turned[][3] = {{0, 0, 0}, {0, -1.57, 0}, {.1, 1.22, -.698}};
    const float box[4] = {100, 50, 80, 120}, empty[4] = {1, 2, 0, 5};
    double global[6];

    for (size_t t = 0; t < sizeof(turned) / sizeof(turned[0]); t++) {
        float landmarks[2 * POINTS], low[2] = {1e9f, 1e9f}, high[2] = {-1e9f, -1e9f};
        assert_int_equal(facs_shape_in_box(pdm, box, turned[t], global), 0);
        made_landmarks(pdm, global, local, landmarks);
        for (int i = 0; i < 2 * POINTS; i++) {
            low[i / POINTS] = fminf(low[i / POINTS], landmarks[i]);
            high[i / POINTS] = fmaxf(high[i / POINTS], landmarks[i]);
        }
        assert_true(fabsf((low[0] + high[0]) / 2 - 140) < 1e-3f);
        assert_true(fabsf((low[1] + high[1]) / 2 - 110) < 1e-3f);
        const double width = (double)(high[0] - low[0]), height = (double)(high[1] - low[1]);
        /* OpenFace's scale: the mean of the two sides' ratios. */
        assert_true(fabs(80 / width + 120 / height - 2) < 1e-3);
    }
    assert_int_equal(facs_shape_in_box(pdm, empty, turned[0], global), -EINVAL);
    assert_int_equal(facs_shape_in_box(pdm, (const float[4]){NAN, 0, 1, 1}, turned[0], global),
                     -EINVAL);
    facs_pdm_close(&pdm);
}

static void refuse(const facs_pdm *pdm, const float *landmarks)
{
    facs_shape shape, before;
    memset(&shape, 0x5a, sizeof(shape));
    before = shape;
    assert_int_equal(facs_shape_fit(pdm, landmarks, &shape), -EINVAL);
    assert_memory_equal(&shape, &before, sizeof(shape));
}

static void test_refuses_landmarks(void **state)
{
    (void)state;
    static const float bad[] = {NAN, INFINITY, -INFINITY};
    const double global[6] = {2, 0, 0, 0, 300, 200}, local[2] = {0};
    float good[16], landmarks[16];
    facs_pdm *pdm = made_pdm(8, 2);

    made_landmarks(pdm, global, local, good);
    for (int k = 0; k < 3; k++)
        for (int i = 0; i < 16; i++) {
            memcpy(landmarks, good, sizeof(good));
            landmarks[i] = bad[k];
            refuse(pdm, landmarks);
        }
    memcpy(landmarks, good, sizeof(good));
    memset(landmarks, 0, 5 * sizeof(float)); /* three are visible */
    refuse(pdm, landmarks);
    memset(landmarks, 0, sizeof(landmarks));
    refuse(pdm, landmarks);
    for (int axis = 0; axis < 2; axis++) { /* all on a line */
        memcpy(landmarks, good, sizeof(good));
        for (int i = 0; i < 8; i++)
            landmarks[i + 8 * axis] = 100;
        refuse(pdm, landmarks);
    }
    facs_pdm_close(&pdm);
}

/* Whatever the points, the fit ends with finite results. The largest possible model. */
static void test_any_points(void **state)
{
    (void)state;
    static float landmarks[2 * FACS_PDM_MAX_POINTS];
    static const double sizes[] = {1e-30, 1, 1e3, 1e10, 1e38};
    facs_pdm *pdm = made_pdm(FACS_PDM_MAX_POINTS, FACS_PDM_MAX_MODES);
    uint32_t seed = 31;
    int fits = 0;

    for (int i = 0; i < 25; i++) {
        facs_shape shape;
        for (int k = 0; k < 2 * FACS_PDM_MAX_POINTS; k++)
            landmarks[k] = (float)(sizes[i % 5] * made_number(&seed));
        int status = facs_shape_fit(pdm, landmarks, &shape);
        if (status) {
            assert_int_equal(status, -EDOM);
            continue;
        }
        fits++;
        assert_in_range(shape.iterations, 3, 1000);
        assert_true(isfinite(shape.residual));
        for (int k = 0; k < 6; k++)
            assert_true(isfinite(shape.global[k]));
        for (int j = 0; j < FACS_PDM_MAX_MODES; j++)
            assert_true(isfinite(shape.local[j]));
    }
    facs_pdm_close(&pdm);
    assert_true(fits >= 10); /* at least those of a picture's size */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_agrees_with_openface),
        cmocka_unit_test(test_recovers_known_parameters),
        cmocka_unit_test(test_residual),
        cmocka_unit_test(test_invisible_points),
        cmocka_unit_test(test_any_roll),
        cmocka_unit_test(test_invisible_points_of_a_rolled_face),
        cmocka_unit_test(test_in_box),
        cmocka_unit_test(test_refuses_landmarks),
        cmocka_unit_test(test_any_points),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
