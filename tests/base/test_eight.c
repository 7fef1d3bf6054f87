/* The plain eight floats: rounded once where the fused instructions round once. */
#define FACS_EIGHT_PLAIN
#include "base/eight.h"

#include "cmocka_all.h"

#include <float.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

static uint32_t random_bits(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 16;
}

/* A float of any size up to 2^reach times smaller or larger than 1; many digits at its end are 0.
 */
static float random_float(uint32_t *seed, int reach)
{
    const uint32_t digits = random_bits(seed) << 8 ^ random_bits(seed);
    const float value = ldexpf((float)(digits & 0xffffff & ~0u << random_bits(seed) % 24), -23);
    const float scaled =
        ldexpf(value, (int)(random_bits(seed) % (2 * (uint32_t)reach + 1)) - reach);
    return random_bits(seed) & 1 ? scaled : -scaled;
}

static void same_bits(float a, float b)
{
    if (isnan(a) || isnan(b))
        assert_true(isnan(a) && isnan(b));
    else
        assert_memory_equal(&a, &b, sizeof(a));
}

/* Sizes near each other, where sums cancel and ties come up, and down to numbers without all their
   digits; fmaf of the C library is correctly rounded. */
static void test_products_are_fused(void **state)
{
    (void)state;
    static const int reaches[] = {0, 3, 12, 30, 70, 126};
    uint32_t seed = 11;

    for (int i = 0; i < 300000; i++) {
        const int reach = reaches[i % 6];
        float a[8], b[8], c[8], sum[8], rest[8];
        for (int k = 0; k < 8; k++) {
            a[k] = random_float(&seed, reach);
            b[k] = random_float(&seed, reach);
            c[k] = random_float(&seed, 2 * reach < 126 ? 2 * reach : 126);
        }
        eight_store(sum, eight_multiply_add(eight_load(a), eight_load(b), eight_load(c)));
        eight_store(rest, eight_take_product(eight_load(a), eight_load(b), eight_load(c)));
        for (int k = 0; k < 8; k++) {
            same_bits(sum[k], fmaf(a[k], b[k], c[k]));
            same_bits(rest[k], fmaf(-a[k], b[k], c[k]));
        }
    }
}

/* Just above and below the middle between two floats, where a double cannot tell. */
static void test_middles(void **state)
{
    (void)state;
    static const float cases[][3] = {{0x1.000002p0F, 0x1p-24F, 1},
                                     {0x1p-24F, 1, 1},
                                     {-0x1.000002p0F, 0x1p-24F, -1},
                                     {0x1.fffffep-1F, 0x1p-24F, 1},
                                     {0x1.000002p-40F, 0x1p-24F, 0x1p-40F},
                                     {0x1.000002p-40F, -0x1p-60F, 0x1.000001p-1F},
                                     {0x1.000002p-75F, 0x1p-75F, FLT_MIN},
                                     {0x1.8p-75F, 0x1p-75F, 0},
                                     {0x1.000002p-76F, 0x1p-74F, 0},
                                     {FLT_MAX, 2, -FLT_MAX},
                                     {FLT_MAX, FLT_MAX, 1},
                                     {INFINITY, 0, 1},
                                     {INFINITY, 1, -INFINITY},
                                     {0, -1, 0},
                                     {NAN, 1, 1},
                                     {0x1p-126F, 0x1p-24F, 0x1p-149F}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        float sum[8];
        eight_store(sum, eight_multiply_add(eight_of(cases[i][0]), eight_of(cases[i][1]),
                                            eight_of(cases[i][2])));
        for (int k = 0; k < 8; k++)
            same_bits(sum[k], fmaf(cases[i][0], cases[i][1], cases[i][2]));
    }
}

static void test_rounding(void **state)
{
    (void)state;
    static const float cases[] = {0,     -0.F,   0.5F,       -0.5F,      1.5F,    2.5F,
                                  -3.5F, 0.3F,   -0.3F,      8388607.5F, 8388608, -8388609,
                                  1e30F, -1e30F, 126.49999F, -126.5F};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        float rounded[8];
        eight_store(rounded, eight_round(eight_of(cases[i])));
        same_bits(rounded[0], rintf(cases[i]));
    }
}

static void test_limits_and_powers(void **state)
{
    (void)state;
    float found[8];

    eight_store(found, eight_min(eight_of(NAN), eight_of(80)));
    assert_true(found[0] == 80);
    eight_store(found, eight_max(eight_of(-3), eight_of(-2)));
    assert_true(found[7] == -2);
    eight_store(found, eight_times_power(eight_of(1.25F), eight_of(-100)));
    assert_true(found[3] == ldexpf(1.25F, -100));
}

static void test_sums(void **state)
{
    (void)state;
    const float a[8] = {1, 2, 4, 8, 16, 32, 64, 128};
    const float pairs[8] = {3, 12, -3, -12, 48, 192, -48, -192};
    const float halves[8] = {17, 34, 68, 136, -17, -34, -68, -136};
    float found[8];
    const eight b = eight_subtract(eight_of(0), eight_load(a));

    eight_store(found, eight_add_pairs(eight_load(a), b));
    assert_memory_equal(found, pairs, sizeof(pairs));
    eight_store(found, eight_add_halves(eight_load(a), b));
    assert_memory_equal(found, halves, sizeof(halves));
    assert_true(eight_sum(eight_load(a)) == 255);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_products_are_fused),
        cmocka_unit_test(test_middles),
        cmocka_unit_test(test_rounding),
        cmocka_unit_test(test_limits_and_powers),
        cmocka_unit_test(test_sums),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
