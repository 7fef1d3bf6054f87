/* Ranges of values, and the steps of 8 bits for them. */
#include "quantize/ranges.h"

#include "cmocka_all.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static void test_scales(void **state)
{
    (void)state;
    facs_scale s = facs_scale_of(0, 255);
    assert_true(s.scale == 1 && s.zero == 0);
    s = facs_scale_of(-51, 204);
    assert_true(s.scale == 1 && s.zero == 51);
    s = facs_scale_of(2, 25.5f); /* 0 must be told exactly */
    assert_true(s.scale == 0.1f && s.zero == 0);
    s = facs_scale_of(-25.5f, -2);
    assert_true(s.scale == 0.1f && s.zero == 255);
    s = facs_scale_of(0, 0);
    assert_true(s.scale > 0 && s.zero == 0);
}

/* Evenly spread: at most a step in 100 is gained by cutting some off. */
static void test_even(void **state)
{
    (void)state;
    static facs_histogram h;
    float values[1020];
    memset(&h, 0, sizeof(h));
    for (int i = 0; i < 1020; i++)
        values[i] = (float)i / 4 - 51;
    values[1019] = 204;
    assert_int_equal(facs_histogram_add(&h, values, 500), 0);
    assert_int_equal(facs_histogram_add(&h, values + 500, 520), 0);
    assert_true(h.min == -51 && h.max == 204 && h.reach == 256);
    const facs_scale s = facs_histogram_scale(&h);
    assert_float_equal(s.scale, 1, 0.01);
    assert_in_range(s.zero, 50, 51);
}

/* Bins are joined as the reach grows: counts stay where their values are. */
static void test_widening(void **state)
{
    (void)state;
    static facs_histogram h;
    static const float values[] = {-0.75f, 0.3f, 0.3f, 500};
    uint64_t below = 0, above = 0;
    memset(&h, 0, sizeof(h));
    assert_int_equal(facs_histogram_add(&h, values, 3), 0);
    assert_true(h.reach == 1);
    assert_int_equal(h.bins[FACS_HISTOGRAM_BINS / 8], 1); /* -0.75 of -1..1 */
    assert_int_equal(facs_histogram_add(&h, values + 3, 1), 0);
    assert_true(h.reach == 512);
    for (int i = 0; i < FACS_HISTOGRAM_BINS; i++)
        *(i < FACS_HISTOGRAM_BINS / 2 ? &below : &above) += h.bins[i];
    assert_int_equal(below, 1);
    assert_int_equal(above, 3);
    assert_int_equal(h.bins[FACS_HISTOGRAM_BINS / 2], 2);
}

/* The squared error of quantising values by a scale. */
static double error_of(const float *values, int count, facs_scale s)
{
    double sum = 0;
    for (int i = 0; i < count; i++) {
        double byte = rint((double)values[i] / (double)s.scale) + s.zero;
        byte = fmin(255, fmax(0, byte));
        sum += pow((byte - s.zero) * (double)s.scale - (double)values[i], 2);
    }
    return sum;
}

/* 20000 values about 0 and two far off: cutting these off makes the error less, not more. */
static void test_outliers(void **state)
{
    (void)state;
    enum { COUNT = 20000 };
    static facs_histogram h;
    float *values = malloc(COUNT * sizeof(*values));
    uint32_t random = 7;
    assert_non_null(values);
    memset(&h, 0, sizeof(h));
    for (int i = 0; i < COUNT; i++) {
        float sum = -6; /* of twelve evenly spread numbers: nearly normal, variance 1 */
        for (int k = 0; k < 12; k++) {
            random = random * 1664525u + 1013904223u;
            sum += (float)(random >> 8) / (1 << 24);
        }
        values[i] = sum;
    }
    values[100] = 6;
    values[200] = -5;
    assert_int_equal(facs_histogram_add(&h, values, COUNT), 0);
    const facs_scale all = facs_scale_of(-5, 6), best = facs_histogram_scale(&h);
    assert_true(best.scale < all.scale);
    assert_true(error_of(values, COUNT, best) < error_of(values, COUNT, all));
    free(values);
}

static void test_no_numbers(void **state)
{
    (void)state;
    static facs_histogram h;
    const float bad[][2] = {{1, NAN}, {1, INFINITY}, {-INFINITY, 1}};
    memset(&h, 0, sizeof(h));
    for (int i = 0; i < 3; i++)
        assert_int_equal(facs_histogram_add(&h, bad[i], 2), -EINVAL);
    assert_true(h.max == 0 && h.reach == 0);
    assert_true(facs_histogram_scale(&h).scale > 0); /* empty: a scale all the same */
    const float large[] = {3.4e38f, -3.4e38f};
    assert_int_equal(facs_histogram_add(&h, large, 2), 0);
    assert_true(isfinite(facs_histogram_scale(&h).scale));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_scales),     cmocka_unit_test(test_even),
        cmocka_unit_test(test_widening),   cmocka_unit_test(test_outliers),
        cmocka_unit_test(test_no_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
