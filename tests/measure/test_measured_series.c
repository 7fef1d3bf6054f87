/* The measures of a face over a stream: what comes at once, and what is final at the end. */
#include "measure/series.h"

#include "cmocka_all.h"
#include "made_face.h"

#include <errno.h>
#include <math.h>

#define FRAMES 300

/* Only the result is known. */
static const facs_measure_sight blind = {.free_landmarks = NULL};

/* Frame n: eyes that are open to 10 % of the width most of the time, to 5 % in every fifth frame.
 */
static facs_result frame(int n)
{
    static const double ahead[3] = {0, 0, 0};
    facs_result result;
    made_face(&result, ahead, 1);
    const double opening = n % 5 == 4 ? 4.5 : 9;
    static const int lids[] = {37, 38, 43, 44, 40, 41, 46, 47};
    for (int i = 0; i < 8; i++) {
        result.landmarks[FACS_LANDMARKS + lids[i]] = (float)(i < 4 ? 240 : 240 + opening);
        result.landmarks_3d[2 * FACS_LANDMARKS + lids[i]] = 600;
    }
    result.index = n;
    result.time = n / 30.0;
    return result;
}

static int smiles(int64_t n)
{
    return n >= 100 && n < 150;
}

static int intensities(void *from, int64_t n, float intensity[FACS_INTENSITIES])
{
    assert_non_null(from);
    assert_true(n < FRAMES);
    memset(intensity, 0, FACS_INTENSITIES * sizeof(*intensity));
    intensity[FACS_AU12_R] = smiles(n) ? 3 : 0;
    return 0;
}

static facs_measure_series *opened(int live)
{
    facs_measure_series *series;
    assert_int_equal(
        facs_measure_series_open(&series, &(facs_measure_options){.live = live, .aus = 1}), 0);
    return series;
}

static void test_shares_of_the_open_eye(void **state)
{
    (void)state;
    facs_measure_series *series = opened(0);
    for (int n = 0; n < FRAMES; n++) {
        facs_result result = frame(n);
        assert_int_equal(facs_measure_series_add(series, &blind, &result), 0);
        assert_true(isnan(result.measures.lid_share[0]) == (n < 9));
        assert_true(fabs((double)result.measures.lid[1] - (n % 5 == 4 ? 5 : 10)) < 0.01);
        assert_int_equal(result.measures.quality, 0);
    }
    facs_result result = {.size = sizeof(result)};
    assert_int_equal(facs_measure_series_get(series, 0, &result), -EAGAIN);
    assert_int_equal(facs_measure_series_finish(series, intensities, series), 0);
    for (int n = 0; n < FRAMES; n++) {
        assert_int_equal(facs_measure_series_get(series, n, &result), 0);
        /* The level is the middle of a bin of 0.1 %. */
        for (int side = 0; side < 2; side++)
            assert_true(fabs((double)result.measures.lid_share[side] - (n % 5 == 4 ? 0.5 : 1)) <
                        0.01);
        assert_true(result.corrected[FACS_AU12_C] == (float)smiles(n));
        assert_true(result.corrected[FACS_AU04_C] == 0);
    }
    assert_int_equal(facs_measure_series_get(series, FRAMES, &result), -ERANGE);
    assert_int_equal(facs_measure_series_get(series, -1, &result), -ERANGE);
    facs_measure_series_close(&series);
    assert_null(series);
}

static void test_a_frame_without_the_face(void **state)
{
    (void)state;
    facs_measure_series *series = opened(0);
    for (int pass = 0; pass < 2; pass++) {
        facs_result result = {.size = sizeof(result)};
        if (pass == 0) {
            assert_int_equal(facs_measure_series_add(series, &blind, &result), 0);
            assert_int_equal(facs_measure_series_finish(series, intensities, series), 0);
        } else
            assert_int_equal(facs_measure_series_get(series, 0, &result), 0);
        assert_true(isnan(result.measures.lid[0]) && isnan(result.measures.light));
        assert_true(isnan(result.measures.lid_share[1]) && isnan(result.corrected[0]));
        assert_int_equal(result.measures.quality, 2);
    }
    facs_measure_series_close(&series);
}

/* Of an eye that is never open, nobody knows how far it can open; the other one's level is known.
 */
static void test_an_eye_that_stays_closed(void **state)
{
    facs_result result;
    (void)state;
    facs_measure_series *series = opened(0);
    for (int n = 0; n < 30; n++) {
        result = frame(0);
        for (int i = 43; i < 48; i++)
            result.landmarks[FACS_LANDMARKS + i] = 240;
        assert_int_equal(facs_measure_series_add(series, &blind, &result), 0);
    }
    assert_true(isnan(result.measures.lid_share[0]));
    assert_true(fabs((double)result.measures.lid_share[1] - 1) < 0.01);
    facs_measure_series_close(&series);
}

static void test_free_landmarks(void **state)
{
    (void)state;
    facs_measure_series *series = opened(0);
    facs_result result = frame(0);
    float points[2 * FACS_LANDMARKS];
    memcpy(points, result.landmarks, sizeof(points));
    points[FACS_LANDMARKS + 46] = points[FACS_LANDMARKS + 44];
    points[FACS_LANDMARKS + 47] = points[FACS_LANDMARKS + 43];
    const facs_measure_sight sight = {.free_landmarks = points};
    assert_int_equal(facs_measure_series_add(series, &sight, &result), 0);
    assert_true(fabs((double)result.measures.lid[0]) < 0.01);
    assert_true(fabs((double)result.measures.lid[1] - 10) < 0.01);
    facs_measure_series_close(&series);
}

/* Without Action Units there is no presence to correct. */
static void test_no_action_units(void **state)
{
    facs_measure_series *series;
    facs_result result = frame(0);
    (void)state;
    assert_int_equal(facs_measure_series_open(&series, &(facs_measure_options){.live = 1}), 0);
    assert_int_equal(facs_measure_series_add(series, &blind, &result), 0);
    assert_true(isnan(result.corrected[0]) && isfinite(result.measures.lid[0]));
    facs_measure_series_close(&series);
}

static void test_nothing_is_kept_live(void **state)
{
    (void)state;
    facs_measure_series *series = opened(1);
    facs_result result = frame(0);
    assert_int_equal(facs_measure_series_add(series, &blind, &result), 0);
    assert_int_equal(facs_measure_series_get(series, 0, &result), -ERANGE);
    facs_measure_series_close(&series);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shares_of_the_open_eye),
        cmocka_unit_test(test_a_frame_without_the_face),
        cmocka_unit_test(test_an_eye_that_stays_closed),
        cmocka_unit_test(test_free_landmarks),
        cmocka_unit_test(test_no_action_units),
        cmocka_unit_test(test_nothing_is_kept_live),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
