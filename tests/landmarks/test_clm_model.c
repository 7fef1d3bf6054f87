/* The fit of one landmark model: on bright spots for which made experts look, and on hostile
 * numbers. */
#include "cmocka_all.h"
#include "made_clm.h"

#include "../shape/made_pdm.h"
#include "landmarks/clnf/clnf_method.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double true_global[6] = {1, .1, -.15, .05, 320, 240};
static const double true_local[MADE_MODES] = {10, -8, 6, -4};

typedef struct world {
    facs_clm_model *model;
    facs_clm_scratch *scratch;
    const facs_pdm *pdm;
    facs_grey picture;
} world;

static int open_folder(void **state)
{
    static const char *folder;
    folder = made_clm_folder();
    *state = &folder;
    return 0;
}

static int close_folder(void **state)
{
    (void)state;
    made_clm_remove();
    return 0;
}

static world open_world(void **state, const facs_clm_settings *settings)
{
    facs_error error = {0};
    world w;
    int status = facs_clm_model_open(&w.model, *(const char **)*state, settings, &error);
    assert_string_equal(error.text, "");
    assert_int_equal(status, 0);
    assert_int_equal(facs_clm_scratch_open(&w.scratch, 0), 0);
    w.pdm = facs_clm_model_pdm(w.model);
    return w;
}

static void close_world(world *w)
{
    facs_clm_scratch_close(&w->scratch);
    facs_clm_model_close(&w->model);
    assert_null(w->scratch);
    assert_null(w->model);
}

/* Fits from the first scale on. Returns the status; likelihood may be NULL. */
static int fit(world *w, int first, double *global, double *local, double *likelihood)
{
    const facs_clm_range scales = {first, facs_clm_model_scales(w->model)};
    facs_clm_verdict verdict = {.wanted = 0};
    const int status = facs_clm_fit(w->model, &w->picture, scales,
                                    &(facs_clm_parameters){global, local}, w->scratch, &verdict);
    if (likelihood)
        *likelihood = verdict.log_likelihood[verdict.last];
    return status;
}

/* Returns how far the fit from start and the mean shape ends from the points of the true shape. */
static double fit_from(world *w, int first_scale, const double start[6], double *likelihood)
{
    double global[6], local[MADE_MODES] = {0};
    float landmarks[2 * FACS_LANDMARKS];

    memcpy(global, start, sizeof(global));
    assert_int_equal(fit(w, first_scale, global, local, likelihood), 0);
    made_landmarks(w->pdm, global, local, landmarks);
    return made_clm_distance(w->pdm, true_global, true_local, landmarks);
}

/* Starts about 10 pixels off, rotated and of another size, with the mean shape. The last maps have
 * one place for two pixels, and the prior pulls at the shape. */
static void test_finds_spots(void **state)
{
    world w = open_world(state, &facs_clnf_face);
    const double near[6] = {1.01, .1, -.15, .06, 324, 238};
    const double far[6] = {1.02, .05, -.1, .08, 329, 232};
    double likelihood[2] = {0};

    w.picture = made_clm_picture(w.pdm, true_global, true_local);
    double off_near = fit_from(&w, 1, near, &likelihood[0]);
    double off_far = fit_from(&w, 0, far, &likelihood[1]);
    print_message("off by %.3f px from near, %.3f from far; log likelihood %.3f, %.3f\n", off_near,
                  off_far, likelihood[0], likelihood[1]);
    assert_true(off_near < 0.2);
    assert_true(off_far < 0.2);
    assert_true(fabs(likelihood[0] - likelihood[1]) < 0.01);
    close_world(&w);
}

/* The inner model's points are weighted with its experts' confidences, about 0.1 to 0.7 here. */
static void test_weighted_part(void **state)
{
    world face = open_world(state, &facs_clnf_face), w = open_world(state, &facs_clnf_inner);
    const double near[6] = {1, .1, -.15, .05, 322, 239};

    w.picture = made_clm_picture(face.pdm, true_global, true_local);
    double off = fit_from(&w, 0, near, NULL);
    print_message("inner off by %.3f px\n", off);
    assert_true(off < 0.1); /* these maps have one place per pixel */
    close_world(&w);
    close_world(&face);
}

/* With the head turned by 0.4 the other view is nearer, in which every fifth point is hidden. */
static void test_other_view(void **state)
{
    world w = open_world(state, &facs_clnf_face);
    const double turned[6] = {1, 0, .4, 0, 320, 240}, near[6] = {1.01, 0, .38, .01, 324, 238};
    double global[6], local[MADE_MODES] = {0}, none[MADE_MODES] = {0}, likelihood;
    float landmarks[2 * FACS_LANDMARKS];

    w.picture = made_clm_picture(w.pdm, turned, none);
    for (int y = 0; y < MADE_HEIGHT; y++) /* the picture at the hidden points does not matter */
        for (int i = 4; i < FACS_LANDMARKS; i += 5) {
            made_landmarks(w.pdm, turned, none, landmarks);
            double down = y - (double)landmarks[i + FACS_LANDMARKS];
            int x = (int)landmarks[i];
            if (fabs(down) < 8)
                memset((uint8_t *)(size_t)(w.picture.pixels + y * MADE_WIDTH + x - 8), 40, 16);
        }
    memcpy(global, near, sizeof(global));
    assert_int_equal(fit(&w, 0, global, local, &likelihood), 0);
    made_landmarks(w.pdm, global, local, landmarks);
    double off = made_clm_distance(w.pdm, turned, none, landmarks);
    print_message("turned: off by %.3f px; log likelihood %.3f\n", off, likelihood);
    assert_true(off < 0.2);
    assert_true(likelihood > 1); /* with the hidden points, the mean would be far below 0 */
    close_world(&w);
}

/* The portable path finds the same except for the rounding of the kernel to tenths of a map's
 * pixel. The same path finds the same bytes. */
static void test_paths_agree(void **state)
{
    world w[3];
    const double start[6] = {1.02, .05, -.1, .08, 329, 232};
    double global[3][6], local[3][MADE_MODES] = {{0}}, likelihood[3];
    float landmarks[2 * FACS_LANDMARKS];

    for (int k = 0; k < 3; k++) {
        if (k == 2)
            setenv("FACS_SIMD", "portable", 1);
        w[k] = open_world(state, &facs_clnf_face);
        unsetenv("FACS_SIMD");
        w[k].picture = made_clm_picture(w[k].pdm, true_global, true_local);
        memcpy(global[k], start, sizeof(start));
        assert_int_equal(fit(&w[k], 0, global[k], local[k], &likelihood[k]), 0);
    }
    assert_memory_equal(global[0], global[1], sizeof(global[0]));
    assert_memory_equal(local[0], local[1], sizeof(local[0]));
    assert_memory_equal(&likelihood[0], &likelihood[1], sizeof(likelihood[0]));
    made_landmarks(w[0].pdm, global[2], local[2], landmarks);
    assert_true(made_clm_distance(w[0].pdm, global[0], local[0], landmarks) < 0.02);
    assert_true(fabs(likelihood[0] - likelihood[2]) < 0.001);
    for (int k = 0; k < 3; k++)
        close_world(&w[k]);
}

/* ---- Hostile numbers ------------------------------------------------------------------------ */

static void test_refuses_what_is_not_finite(void **state)
{
    static const double bad[] = {NAN, INFINITY, -INFINITY};
    world w = open_world(state, &facs_clnf_face);

    w.picture = made_clm_picture(w.pdm, true_global, true_local);
    for (int k = 0; k < 3; k++)
        for (int i = 0; i < 6 + MADE_MODES; i++) {
            double values[6 + MADE_MODES], before[6 + MADE_MODES];
            memcpy(values, true_global, sizeof(true_global));
            memcpy(values + 6, true_local, sizeof(true_local));
            values[i] = bad[k];
            memcpy(before, values, sizeof(values));
            assert_int_equal(fit(&w, 0, values, values + 6, NULL), -EINVAL);
            assert_memory_equal(values, before, sizeof(values));
        }
    close_world(&w);
}

static void test_too_small(void **state)
{
    world w = open_world(state, &facs_clnf_face);
    const double small[6] = {.2, 0, 0, 0, 320, 240};
    double global[6], local[MADE_MODES] = {0};

    w.picture = made_clm_picture(w.pdm, small, local);
    memcpy(global, small, sizeof(global));
    assert_int_equal(fit(&w, 0, global, local, NULL), -EDOM);
    assert_true(global[0] < .25);
    close_world(&w);
}

/* Wherever it starts and however small the picture, the fit ends, and leaves a finite shape that
 * the model allows. */
static void test_any_start(void **state)
{
    static const double places[] = {0, 320, -1e4, 1e6, -1e12, 1e300};
    static const double scales[] = {-1, 1e-300, .3, 1, 50, 1e7, 1e300};
    static const int sizes[][2] = {{MADE_WIDTH, MADE_HEIGHT}, {1, 1}, {3, 200}, {200, 2}};
    world w = open_world(state, &facs_clnf_face);
    int fits = 0;

    w.picture = made_clm_picture(w.pdm, true_global, true_local);
    for (int i = 0; i < 6 * 7 * 4; i++) {
        double global[6] = {scales[i % 7], 1e5, .3, -2, places[i % 6], places[i / 6 % 6]};
        double local[MADE_MODES] = {1e9, -1e9, 0, i};
        w.picture.width = sizes[i / 42][0];
        w.picture.height = sizes[i / 42][1];
        int status = fit(&w, i % 2, global, local, NULL);
        assert_true(status == 0 || status == -EDOM || status == -EINVAL);
        if (status == -EINVAL)
            continue;
        fits++;
        for (int k = 0; k < 6; k++)
            assert_true(isfinite(global[k]));
        for (int j = 0; j < MADE_MODES; j++)
            assert_true(fabs(local[j]) <= 3.001 * sqrt(w.pdm->variance[j]));
    }
    print_message("%d of 168 wild starts gave a shape\n", fits);
    assert_true(fits >= 40);
    close_world(&w);
}

static void test_missing_folder(void **state)
{
    (void)state;
    facs_clm_model *model;
    facs_error error;

    assert_int_equal(facs_clm_model_open(&model, "/nowhere", &facs_clnf_face, &error), -ENOENT);
    assert_null(model);
    assert_int_equal(error.kind, FACS_ERROR_ENVIRONMENT);
    assert_non_null(strstr(error.text, "/nowhere/openface/model/pdms/In-the-wild_aligned_PDM_68"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_finds_spots),
        cmocka_unit_test(test_weighted_part),
        cmocka_unit_test(test_other_view),
        cmocka_unit_test(test_paths_agree),
        cmocka_unit_test(test_refuses_what_is_not_finite),
        cmocka_unit_test(test_too_small),
        cmocka_unit_test(test_any_start),
        cmocka_unit_test(test_missing_folder),
    };
    return cmocka_run_group_tests(tests, open_folder, close_folder);
}
