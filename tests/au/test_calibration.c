#include "au/calibration.h"
#include "cmocka_all.h"
#include "golden.h"
#include "reference_run.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { WIDTH = 16, MAX_FRAMES = 3700 }; /* features of the made-up set: one step of predict */

/* ---- The same, the slow way: every frame's features are kept and predicted twice ------------- */

typedef struct naive {
    int frames;
    int success[MAX_FRAMES];
    float features[MAX_FRAMES][WIDTH];
    float median[MAX_FRAMES][WIDTH]; /* at that time; the last is the final one */
    double intensity[MAX_FRAMES][FACS_INTENSITIES], presence[MAX_FRAMES][FACS_PRESENCES];
    double offset[FACS_INTENSITIES];
} naive;

static double random_in(double from, double to)
{
    return from + (to - from) * (rand() / (double)RAND_MAX);
}

static facs_au_set make_set(float weights[FACS_AU_OUTPUTS * WIDTH])
{
    facs_au_set set = {.weights = weights, .stride = WIDTH};
    for (int k = 0; k < FACS_AU_OUTPUTS; k++) {
        facs_au_predictor *predictor = &set.predictor[k];
        predictor->dynamic = k % 4 != 0;
        predictor->cutoff = predictor->dynamic && k < FACS_INTENSITIES ? 0.07 * k : -1;
        predictor->bias = k < FACS_INTENSITIES ? random_in(-1, 3) : random_in(-0.2, 0.2);
        predictor->positive = k % 2;
        predictor->negative = !(k % 2);
        for (int i = 0; i < WIDTH; i++)
            weights[k * WIDTH + i] = (float)random_in(-0.5, 0.5);
    }
    set.predictor[5].cutoff = 1;  /* int(N * cutoff) is N: clamped to N - 1 */
    set.predictor[6].cutoff = -1; /* dynamic, but no neutral offset */
    return set;
}

static void make_frames(naive *all, int frames, int failed_percent)
{
    all->frames = frames;
    for (int n = 0; n < frames; n++) {
        all->success[n] = rand() % 100 >= failed_percent;
        for (int i = 0; i < WIDTH; i++) {
            all->features[n][i] = (float)(random_in(-1, 1) + sin(n / 9.0 + i));
            all->median[n][i] = (float)(random_in(-0.1, 0.1) + sin(n / 500.0 + i));
        }
    }
}

static double predict(const facs_au_set *set, int k, const float *features, const float *median)
{
    double y = set->predictor[k].bias;
    for (int i = 0; i < WIDTH; i++) {
        double from = set->predictor[k].dynamic ? (double)median[i] : 0;
        y += (double)set->weights[k * WIDTH + i] * ((double)features[i] - from);
    }
    return y;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static void predict_all(naive *all, const facs_au_set *set)
{
    int successes = 0;
    for (int n = 0; n < all->frames; n++) {
        const float *median = all->median[n];
        if (!all->success[n]) {
            memset(all->intensity[n], 0, sizeof(all->intensity[n]));
            memset(all->presence[n], 0, sizeof(all->presence[n]));
            continue;
        }
        if (successes++ < 3000)
            median = all->median[all->frames - 1];
        for (int k = 0; k < FACS_INTENSITIES; k++)
            all->intensity[n][k] = predict(set, k, all->features[n], median);
        for (int k = 0; k < FACS_PRESENCES; k++) {
            const facs_au_predictor *p = &set->predictor[FACS_INTENSITIES + k];
            double y = predict(set, FACS_INTENSITIES + k, all->features[n], median);
            all->presence[n][k] = y > 0 ? p->positive : p->negative;
        }
    }
}

static void calibrate_all(naive *all, const facs_au_set *set)
{
    static double good[MAX_FRAMES];
    for (int k = 0; k < FACS_INTENSITIES; k++) {
        int count = 0;
        double cutoff = set->predictor[k].cutoff;
        for (int n = 0; n < all->frames; n++)
            if (all->success[n])
                good[count++] = all->intensity[n][k];
        qsort(good, (size_t)count, sizeof(*good), ascending);
        int at = (int)(count * cutoff);
        at = at > count - 1 ? count - 1 : at;
        all->offset[k] = count && cutoff != -1 ? good[at] : 0;
        for (int n = 0; n < all->frames; n++)
            if (all->success[n])
                all->intensity[n][k] = fmin(fmax(all->intensity[n][k] - all->offset[k], 0), 5);
    }
}

static void smooth_all(naive *all)
{
    static naive before;
    before = *all;
    for (int n = 1; n < all->frames - 1; n++)
        for (int k = 0; k < FACS_INTENSITIES; k++)
            all->intensity[n][k] =
                (before.intensity[n - 1][k] + before.intensity[n][k] + before.intensity[n + 1][k]) /
                3;
    for (int n = 3; n < all->frames - 3; n++)
        for (int k = 0; k < FACS_PRESENCES; k++) {
            int present = 0;
            for (int m = n - 3; m <= n + 3; m++)
                present += before.presence[m][k] == 1;
            all->presence[n][k] = present >= 4;
        }
}

static void compare(const facs_calibration *calibration, const naive *all)
{
    assert_int_equal(facs_calibration_frames(calibration), all->frames);
    for (int k = 0; k < FACS_INTENSITIES; k++)
        assert_float_equal(facs_calibration_offset(calibration, k), all->offset[k], 1e-5);
    for (int n = 0; n < all->frames; n++) {
        float intensity[FACS_INTENSITIES], presence[FACS_PRESENCES];
        assert_int_equal(facs_calibration_get(calibration, n, intensity, presence), 0);
        for (int k = 0; k < FACS_INTENSITIES; k++) /* values to 10 in floats: some 1e-6 */
            assert_float_equal(intensity[k], all->intensity[n][k], 1e-5);
        for (int k = 0; k < FACS_PRESENCES; k++)
            assert_true((double)presence[k] == all->presence[n][k]);
    }
}

static void check_against_naive(int frames, int failed_percent)
{
    static naive all;
    _Alignas(64) float weights[FACS_AU_OUTPUTS * WIDTH];
    float own[FACS_AU_OUTPUTS], part[FACS_AU_OUTPUTS] = {0};
    facs_calibration *calibration;

    srand((unsigned)(frames + failed_percent));
    facs_au_set set = make_set(weights);
    make_frames(&all, frames, failed_percent);
    assert_int_equal(facs_calibration_open(&calibration, &set), 0);
    for (int n = 0; n < frames; n++) {
        facs_au_predict(&set, all.features[n], NULL, own, NULL);
        facs_au_median_part(&set, all.median[n], part);
        int success = all.success[n];
        assert_int_equal(
            facs_calibration_add(calibration, success, success ? own : NULL, success ? part : NULL),
            0);
    }
    assert_int_equal(facs_calibration_finish(calibration, part, NULL), 0);
    predict_all(&all, &set);
    calibrate_all(&all, &set);
    smooth_all(&all);
    compare(calibration, &all);
    facs_calibration_close(&calibration);
    assert_null(calibration);
}

static void equals_keeping_the_features(void **state)
{
    static const int frames[] = {0, 1, 2, 3, 4, 6, 7, 8, 60, 1024, 1025};
    (void)state;
    for (size_t i = 0; i < sizeof(frames) / sizeof(*frames); i++) {
        check_against_naive(frames[i], 0);
        check_against_naive(frames[i], 30);
        check_against_naive(frames[i], 100);
    }
}

static void frames_after_3000_successes_keep_their_median(void **state)
{
    (void)state;
    check_against_naive(MAX_FRAMES, 0);
    check_against_naive(MAX_FRAMES, 10);
}

/* ---- The contract's edges -------------------------------------------------------------------- */

static void states_are_kept_apart(void **state)
{
    facs_au_set set = {.stride = WIDTH};
    float numbers[FACS_AU_OUTPUTS] = {0}, intensity[FACS_INTENSITIES];
    facs_calibration *calibration;
    (void)state;
    assert_int_equal(facs_calibration_open(&calibration, &set), 0);
    assert_int_equal(facs_calibration_add(calibration, 1, numbers, numbers), 0);
    assert_int_equal(facs_calibration_get(calibration, 0, intensity, NULL), -EAGAIN);
    assert_int_equal(facs_calibration_finish(calibration, numbers, NULL), 0);
    assert_int_equal(facs_calibration_get(calibration, 0, NULL, NULL), 0);
    assert_int_equal(facs_calibration_get(calibration, 1, intensity, NULL), -ERANGE);
    assert_int_equal(facs_calibration_get(calibration, -1, intensity, NULL), -ERANGE);
    assert_int_equal(facs_calibration_add(calibration, 1, numbers, numbers), -EPIPE);
    assert_int_equal(facs_calibration_finish(calibration, numbers, NULL), -EPIPE);
    assert_int_equal(facs_calibration_frames(calibration), 1);
    facs_calibration_close(&calibration);
    facs_calibration_close(&calibration);
}

static void not_finite_counts_as_zero(void **state)
{
    facs_au_set set = {.stride = WIDTH};
    float own[FACS_AU_OUTPUTS] = {0}, part[FACS_AU_OUTPUTS] = {0};
    float intensity[FACS_INTENSITIES], presence[FACS_PRESENCES];
    facs_calibration *calibration;
    (void)state;
    set.predictor[FACS_INTENSITIES].positive = 1;
    own[0] = own[FACS_INTENSITIES] = NAN;
    own[1] = INFINITY;
    own[2] = 2.5f;
    set.predictor[2].cutoff = -1;
    assert_int_equal(facs_calibration_open(&calibration, &set), 0);
    assert_int_equal(facs_calibration_add(calibration, 1, own, part), 0);
    assert_int_equal(facs_calibration_finish(calibration, part, NULL), 0);
    assert_int_equal(facs_calibration_get(calibration, 0, intensity, presence), 0);
    assert_true(intensity[0] == 0 && intensity[1] == 0 && intensity[2] == 2.5f);
    assert_true(presence[0] == 0);
    facs_calibration_close(&calibration);
}

static void now_clips_and_decides(void **state)
{
    facs_au_set set = {.stride = WIDTH};
    float own[FACS_AU_OUTPUTS] = {1.5f, -0.5f, 7, NAN}, part[FACS_AU_OUTPUTS] = {0.5f, 0, 1};
    float intensity[FACS_INTENSITIES], presence[FACS_PRESENCES];
    (void)state;
    for (int i = 0; i < 3; i++) {
        set.predictor[FACS_INTENSITIES + i].positive = i != 2;
        set.predictor[FACS_INTENSITIES + i].negative = i == 2;
    }
    own[FACS_INTENSITIES] = 1;
    part[FACS_INTENSITIES] = 0.9f;
    own[FACS_INTENSITIES + 1] = part[FACS_INTENSITIES + 1] = 1; /* 0 is not above 0 */
    own[FACS_INTENSITIES + 2] = -1;
    facs_calibration_now(&set, own, part, intensity, presence);
    assert_true(intensity[0] == 1 && intensity[1] == 0 && intensity[2] == 5 && intensity[3] == 0);
    assert_true(presence[0] == 1 && presence[1] == 0 && presence[2] == 1);
}

/* ---- OpenFace -------------------------------------------------------------------------------- */

/* What OpenFace subtracts in the first 200 frames of default.wmv, in the order of the intensities;
 * 0 for static models. */
static const double golden_offset[FACS_INTENSITIES] = {
    .54739, .59937, 0,      .85308, 0,      0,      .60504, 0,      0,
    0,      .34241, .35252, .55859, .88210, .33004, .24371, .71133,
};

static void repredictions_are_those_of_openface(void **state)
{
    (void)state;
    reference_run *run = reference_run_new();
    double *intensity = golden_doubles("au_reg_repredicted", FACS_INTENSITIES);
    double *presence = golden_doubles("au_class_repredicted", FACS_PRESENCES);
    const float *part = run->part[GOLDEN_FRAMES - 1];
    double worst = 0;
    int wrong = 0;
    for (int frame = 0; frame < GOLDEN_FRAMES; frame++) {
        float clipped[FACS_INTENSITIES], class[FACS_PRESENCES];
        for (int i = 0; i < FACS_INTENSITIES; i++)
            worst = fmax(worst, fabs((double)run->own[frame][i] - (double)part[i] -
                                     intensity[frame * FACS_INTENSITIES + i]));
        facs_calibration_now(run->set, run->own[frame], part, clipped, class);
        for (int i = 0; i < FACS_PRESENCES; i++)
            wrong += (double)class[i] != presence[frame * FACS_PRESENCES + i];
    }
    print_message("re-predicted: max abs. %.2e, classes wrong %d\n", worst, wrong);
    assert_true(worst <= 1e-3); /* the required accuracy */
    assert_int_equal(wrong, 0);
    free(intensity);
    free(presence);
    reference_run_free(run);
}

static void final_values_are_those_of_openface(void **state)
{
    (void)state;
    reference_run *run = reference_run_new();
    double *status = golden_doubles("status", 5);
    double *intensity = golden_doubles("au_reg_final", FACS_INTENSITIES);
    double *presence = golden_doubles("au_class_final", FACS_PRESENCES);
    facs_calibration *calibration;
    double worst = 0, worst_offset = 0;
    int wrong = 0;

    assert_int_equal(facs_calibration_open(&calibration, run->set), 0);
    for (int frame = 0; frame < GOLDEN_FRAMES; frame++)
        assert_int_equal(facs_calibration_add(calibration, status[5 * frame] != 0, run->own[frame],
                                              run->part[frame]),
                         0);
    assert_int_equal(facs_calibration_finish(calibration, run->part[GOLDEN_FRAMES - 1], NULL), 0);
    for (int i = 0; i < FACS_INTENSITIES; i++)
        worst_offset =
            fmax(worst_offset, fabs(facs_calibration_offset(calibration, i) - golden_offset[i]));
    for (int frame = 0; frame < GOLDEN_FRAMES; frame++) {
        float got[FACS_INTENSITIES], class[FACS_PRESENCES];
        assert_int_equal(facs_calibration_get(calibration, frame, got, class), 0);
        for (int i = 0; i < FACS_INTENSITIES; i++)
            worst = fmax(worst, fabs((double)got[i] - intensity[frame * FACS_INTENSITIES + i]));
        for (int i = 0; i < FACS_PRESENCES; i++)
            wrong += (double)class[i] != presence[frame * FACS_PRESENCES + i];
    }
    print_message("final: max abs. %.2e, offsets max abs. %.2e, classes wrong %d\n", worst,
                  worst_offset, wrong);
    assert_true(worst <= 1e-3); /* the required accuracy */
    assert_true(worst_offset <= 1e-3);
    assert_int_equal(wrong, 0);
    facs_calibration_close(&calibration);
    free(status);
    free(intensity);
    free(presence);
    reference_run_free(run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equals_keeping_the_features),
        cmocka_unit_test(frames_after_3000_successes_keep_their_median),
        cmocka_unit_test(states_are_kept_apart),
        cmocka_unit_test(not_finite_counts_as_zero),
        cmocka_unit_test(now_clips_and_decides),
        cmocka_unit_test(repredictions_are_those_of_openface),
        cmocka_unit_test(final_values_are_those_of_openface),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
