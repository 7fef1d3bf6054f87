#include "au/online_correction.h"
#include "cmocka_all.h"

#include <math.h>
#include <stdlib.h>

#define OUTPUTS (FACS_INTENSITIES + FACS_PRESENCES)
#define BIN     0.04 /* 8 over 200 bins */

/* Corrects the next frame, with one value for all predictors. */
static float correct(facs_online_correction *online, double value)
{
    float own[OUTPUTS], median_part[OUTPUTS], intensity[FACS_INTENSITIES];
    for (int i = 0; i < OUTPUTS; i++) {
        own[i] = (float)value + 0.25f;
        median_part[i] = 0.25f;
    }
    facs_online_correct(online, own, median_part, intensity);
    for (int i = 1; i < FACS_INTENSITIES; i++)
        assert_true(intensity[i] == intensity[0]);
    return intensity[0];
}

/* Nothing is subtracted for nine frames; then a neutral face comes to zero, within a bin. */
static void test_the_first_frames(void **state)
{
    (void)state;
    facs_online_correction online = {.frames = 0};
    for (int n = 1; n <= 20; n++) {
        float intensity = correct(&online, 0.51);
        if (n < 10)
            assert_true(intensity == 0.51f);
        else
            assert_true(intensity >= 0 && intensity < BIN);
    }
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Compared with the quantile of all values so far, sorted: a tenth are below it, within a bin's
 * width. */
static void test_a_tenth_lies_below(void **state)
{
    (void)state;
    enum { FRAMES = 500 };
    facs_online_correction online = {.frames = 0};
    static double values[FRAMES], sorted[FRAMES];
    srand(3);
    for (int n = 0; n < FRAMES; n++) {
        values[n] = -2.9 + 7.8 * rand() / (double)RAND_MAX; /* within the bins */
        float intensity = correct(&online, values[n]);
        for (int i = 0; i <= n; i++)
            sorted[i] = values[i];
        qsort(sorted, (size_t)n + 1, sizeof(*sorted), compare);
        double neutral = n + 1 < 10 ? 0 : sorted[(int)(0.1 * (n + 1))];
        double max = fmin(fmax(values[n] - neutral + (n + 1 < 10 ? 0 : BIN), 0), 5);
        double min = fmin(fmax(values[n] - neutral, 0), 5);
        assert_true((double)intensity >= min - 1e-5 && (double)intensity <= max + 1e-5);
    }
}

/* Values that are not finite, or far outside, break nothing. */
static void test_hostile_values(void **state)
{
    (void)state;
    static const double values[] = {NAN, INFINITY, -INFINITY, 1e30, -1e30, 3e38};
    facs_online_correction online = {.frames = 0};
    for (int n = 0; n < 60; n++) {
        float intensity = correct(&online, values[n % 6]);
        assert_true(intensity >= 0 && intensity <= 5);
    }
    assert_int_equal(online.frames, 60);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_first_frames),
        cmocka_unit_test(test_a_tenth_lies_below),
        cmocka_unit_test(test_hostile_values),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
