#include "cmocka_all.h"
#include "made_experts.h"

#include "base/cpu.h"
#include "bits.h"
#include "landmarks/clm/mean_shift.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static facs_kernel kernel;

static void fill(float *response, int window, double x, double y, double deviation)
{
    memset(response, 0, FACS_RESPONSE_ROOM * sizeof(float));
    for (int v = 0; v < window; v++)
        for (int u = 0; u < window; u++)
            response[v * window + u] =
                (float)exp(-((u - x) * (u - x) + (v - y) * (v - y)) / (2 * deviation * deviation));
}

/* A narrow peak determines the mean under the kernel, so the shift leads to it from anywhere. (With
 * a deviation of .5 under a kernel of 2.5, 4 % of the way are missing, and the map's edges cut.) */
static void test_leads_to_a_peak(void **state)
{
    (void)state;
    float response[FACS_RESPONSE_ROOM], shift[2];

    for (int window = 5; window <= FACS_PATCH_MAX_WINDOW; window += 2) {
        double peak_x = window / 2 + 0.5, peak_y = window / 2 - 0.25;
        facs_kernel_make(&kernel, window, 2.5);
        fill(response, window, peak_x, peak_y, 0.5);
        for (int i = 0; i < 9; i++) {
            float x = (float)(window / 2 + i % 3 - 1), y = (float)(window / 2 + i / 3 - 1);
            facs_mean_shift_portable(&kernel, response, x, y, shift);
            assert_true(fabs((double)(x + shift[0]) - peak_x) < 0.12);
            assert_true(fabs((double)(y + shift[1]) - peak_y) < 0.12);
        }
    }
}

/* The plain sums, with the kernel rounded to tenths as in OpenFace. */
static void reference(int window, double sigma, const float *response, double x, double y,
                      double shift[2])
{
    double sum = 0, sum_x = 0, sum_y = 0, max = window - 0.1;

    x = fmin(fmax(x, 0), max);
    y = fmin(fmax(y, 0), max);
    double at_x = floor(x * 10 + 0.5) / 10, at_y = floor(y * 10 + 0.5) / 10;
    for (int v = 0; v < window; v++)
        for (int u = 0; u < window; u++) {
            double square = (u - at_x) * (u - at_x) + (v - at_y) * (v - at_y);
            double value = (double)response[v * window + u] * exp(-square / (2 * sigma * sigma));
            sum += value;
            sum_x += value * u;
            sum_y += value * v;
        }
    shift[0] = sum_x / sum - x;
    shift[1] = sum_y / sum - y;
}

/* Both paths, on every window, inside the map and beyond it. Finite numbers after the map's last
 * one do not matter. */
static void check_path(facs_mean_shifter *path)
{
    static const double sigmas[] = {1, 1.5, 1.75};
    uint32_t seed = 41;

    for (int i = 0; i < 600; i++) {
        int window = 3 + 2 * (i % 5);
        float response[FACS_RESPONSE_ROOM], shift[2];
        double expected[2];
        for (int k = 0; k < FACS_RESPONSE_ROOM; k++)
            response[k] = (float)(k < window * window ? made_random(&seed) : 1e6);
        facs_kernel_make(&kernel, window, sigmas[i % 3]);
        /* Away from places that could be rounded either way. */
        double x = floor((made_random(&seed) * 1.4 - 0.2) * window * 10) / 10 + 0.02;
        double y = floor((made_random(&seed) * 1.4 - 0.2) * window * 10) / 10 - 0.03;
        path(&kernel, response, (float)x, (float)y, shift);
        reference(window, sigmas[i % 3], response, x, y, expected);
        for (int k = 0; k < 2; k++) /* of 32-bit sums, and places up to 11 */
            assert_true(fabs((double)shift[k] - expected[k]) < 5e-6);
    }
}

static void test_against_plain_sums(void **state)
{
    (void)state;
    check_path(facs_mean_shift_portable);
}

static void test_fast_path(void **state)
{
    (void)state;
    if (!facs_cpu_is_fast())
        skip();
    check_path(FACS_FAST(facs_mean_shift));
}

/* All paths compute the same in the same order, so every path must give what AVX2 once gave. */
static void check_bits(facs_mean_shifter *path)
{
    float response[FACS_RESPONSE_ROOM], shift[2];
    uint64_t bits = BITS_START;
    uint32_t seed = 59;

    for (int i = 0; i < 100; i++) {
        kernel.window = 3 + 2 * (i % 5);
        for (int c = 0; c < FACS_KERNEL_STEPS * kernel.window; c++)
            for (int u = 0; u < FACS_KERNEL_LANES; u++)
                kernel.row[c][u] = u < kernel.window ? (float)made_random(&seed) : 0;
        for (int k = 0; k < FACS_RESPONSE_ROOM; k++)
            response[k] = (float)made_random(&seed);
        float x = (float)(made_random(&seed) * kernel.window);
        float y = (float)(made_random(&seed) * kernel.window);
        path(&kernel, response, x, y, shift);
        bits = bits_of(shift, sizeof(shift), bits);
    }
    assert_true(bits == 0x13e3fa1b1e4c5f85);
}

static void test_same_bits_on_every_path(void **state)
{
    (void)state;
    check_bits(facs_mean_shift_portable);
    if (facs_cpu_is_fast())
        check_bits(FACS_FAST(facs_mean_shift));
}

static void check_hostile(facs_mean_shifter *path)
{
    static const float wild[] = {NAN, INFINITY, -INFINITY, 1e30F, -1e30F};
    float response[FACS_RESPONSE_ROOM], shift[2];

    facs_kernel_make(&kernel, 7, 1.5);
    fill(response, 7, 3, 3, 2);
    for (int i = 0; i < 25; i++) {
        path(&kernel, response, wild[i % 5], wild[i / 5], shift);
        assert_true(fabsf(shift[0]) < 7 && fabsf(shift[1]) < 7);
    }
    memset(response, 0, sizeof(response));
    path(&kernel, response, 2, 4, shift);
    assert_true(shift[0] == 0 && shift[1] == 0);
}

static void test_hostile_places(void **state)
{
    (void)state;
    check_hostile(facs_mean_shift_portable);
    if (facs_cpu_is_fast())
        check_hostile(FACS_FAST(facs_mean_shift));
}

/* Not rounded: the kernel is exactly at the landmark. */
static void test_likelihood(void **state)
{
    (void)state;
    float response[FACS_RESPONSE_ROOM] = {0};
    double expected = 2 * exp(-(1.23 * 1.23 + 0.5 * 0.5) / (2 * 1.5 * 1.5));

    facs_kernel_make(&kernel, 7, 1.5);
    response[3 * 7 + 5] = 2;
    double sum = facs_kernel_likelihood(&kernel, response, 5 - 1.23F, 3.5F);
    assert_true(fabs(sum - expected) < 1e-6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_leads_to_a_peak), cmocka_unit_test(test_against_plain_sums),
        cmocka_unit_test(test_fast_path),       cmocka_unit_test(test_same_bits_on_every_path),
        cmocka_unit_test(test_hostile_places),  cmocka_unit_test(test_likelihood),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
