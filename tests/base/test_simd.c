/* The vectors of one backend: the plain one, or with FACS_SIMD_FAST that of this processor. */
#include "base/simd.h"

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

/* Some C libraries round twice (MinGW's), and so have nothing to compare with. */
static void skip_without_fmaf(void)
{
    volatile float a = 0x1.000002p0F, b = 0x1p-24F; /* for the library, not the compiler */
    if (fmaf(a, b, 1) != 0x1.000002p0F)
        skip();
}

/* Sizes near each other, where sums cancel and ties come up, and down to numbers without all their
   digits; fmaf of the C library is correctly rounded. */
static void test_products_are_fused(void **state)
{
    (void)state;
    skip_without_fmaf();
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
        f32x8_store(sum, f32x8_multiply_add(f32x8_load(a), f32x8_load(b), f32x8_load(c)));
        f32x8_store(rest, f32x8_take_product(f32x8_load(a), f32x8_load(b), f32x8_load(c)));
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
    skip_without_fmaf();
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
        f32x8_store(sum, f32x8_multiply_add(f32x8_of(cases[i][0]), f32x8_of(cases[i][1]),
                                            f32x8_of(cases[i][2])));
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
        f32x8_store(rounded, f32x8_round(f32x8_of(cases[i])));
        same_bits(rounded[0], rintf(cases[i]));
    }
}

static void test_limits_and_powers(void **state)
{
    (void)state;
    float found[8];

    f32x8_store(found, f32x8_min(f32x8_of(NAN), f32x8_of(80)));
    assert_true(found[0] == 80);
    f32x8_store(found, f32x8_max(f32x8_of(-3), f32x8_of(-2)));
    assert_true(found[7] == -2);
    f32x8_store(found, f32x8_where_above(f32x8_of(7), f32x8_of(2), f32x8_of(1)));
    assert_true(found[2] == 7);
    f32x8_store(found, f32x8_where_above(f32x8_of(7), f32x8_of(1), f32x8_of(1)));
    assert_true(found[2] == 0);
    f32x8_store(found, f32x8_sqrt(f32x8_of(6.25F)));
    assert_true(found[5] == 2.5F);
    f32x8_store(found, f32x8_times_power(f32x8_of(1.25F), f32x8_of(-100)));
    assert_true(found[3] == ldexpf(1.25F, -100));
}

static void test_sums(void **state)
{
    (void)state;
    const float a[8] = {1, 2, 4, 8, 16, 32, 64, 128};
    const float pairs[8] = {3, 12, -3, -12, 48, 192, -48, -192};
    const float halves[8] = {17, 34, 68, 136, -17, -34, -68, -136};
    const float low_high[8] = {1, 2, 4, 8, -16, -32, -64, -128};
    float found[8];
    const f32x8 b = f32x8_subtract(f32x8_of(0), f32x8_load(a));

    f32x8_store(found, f32x8_add_pairs(f32x8_load(a), b));
    assert_memory_equal(found, pairs, sizeof(pairs));
    f32x8_store(found, f32x8_add_halves(f32x8_load(a), b));
    assert_memory_equal(found, halves, sizeof(halves));
    f32x8_store(found, f32x8_low_high(f32x8_load(a), b));
    assert_memory_equal(found, low_high, sizeof(low_high));
    assert_true(f32x8_sum(f32x8_load(a)) == 255);
}

/* ---- Whole numbers and pictures -------------------------------------------------------------- */

static void random_bytes(uint32_t *seed, uint8_t *bytes, int count)
{
    for (int k = 0; k < count; k++)
        bytes[k] =
            (uint8_t)(random_bits(seed) % 4 ? random_bits(seed) : 255 * (random_bits(seed) % 2));
}

static void test_whole_numbers(void **state)
{
    (void)state;
    const int32_t a[8] = {0, 1, -1, 1000, -33, 65535, -65536, 123456},
                  b[8] = {5, -7, 9, 3, 8, 2, 4, 1};
    int32_t sum[8], product[8], both[8], half[8];
    float floats[8];

    i32x8_store(sum, i32x8_add(i32x8_load(a), i32x8_load(b)));
    i32x8_store(product, i32x8_multiply(i32x8_load(a), i32x8_load(b)));
    i32x8_store(both, i32x8_and(i32x8_load(a), i32x8_of(31)));
    i32x8_store(half, i32x8_shift_right(i32x8_load(a), 5));
    f32x8_store(floats, f32x8_of_ints(i32x8_load(a)));
    for (int k = 0; k < 8; k++) {
        assert_int_equal(sum[k], a[k] + b[k]);
        assert_int_equal(product[k], a[k] * b[k]);
        assert_int_equal(both[k], a[k] & 31);
        assert_int_equal(half[k], a[k] >> 5);
        assert_true(floats[k] == (float)a[k]);
    }
    i32x8_store(sum, i32x8_subtract(i32x8_load(a), i32x8_load(b)));
    i32x8_store(both, i32x8_min(i32x8_load(a), i32x8_load(b)));
    i32x8_store(half, i32x8_max(i32x8_load(a), i32x8_load(b)));
    double doubles[8];
    f64x4_store(doubles, f64x4_of_ints(i32x8_load(a), 0));
    f64x4_store(doubles + 4, f64x4_of_ints(i32x8_load(a), 1));
    int32_t turned[8];
    for (int first = 0; first < 8; first++) { /* the lowest and the highest in every lane */
        for (int k = 0; k < 8; k++)
            turned[k] = a[(first + k) % 8];
        assert_int_equal(i32x8_lowest(i32x8_load(turned)), -65536);
        assert_int_equal(i32x8_highest(i32x8_load(turned)), 123456);
    }
    for (int k = 0; k < 8; k++) {
        assert_int_equal(sum[k], a[k] - b[k]);
        assert_int_equal(both[k], a[k] < b[k] ? a[k] : b[k]);
        assert_int_equal(half[k], a[k] > b[k] ? a[k] : b[k]);
        assert_true(doubles[k] == a[k]);
    }
}

/* Two numbers of 16 bits in a lane, with any signs, up to the largest. */
static void test_pairs(void **state)
{
    (void)state;
    uint32_t seed = 12;

    for (int i = 0; i < 1000; i++) {
        int32_t number[4][8], found[8], sum[8];
        for (int n = 0; n < 4; n++)
            for (int k = 0; k < 8; k++)
                number[n][k] = i % 5 == 0 ? (random_bits(&seed) % 2 ? INT16_MAX : -INT16_MAX)
                                          : (int16_t)random_bits(&seed);
        const i32x8 a = i32x8_pair(i32x8_load(number[0]), i32x8_load(number[1]));
        const i32x8 b = i32x8_pair(i32x8_load(number[2]), i32x8_load(number[3]));
        i32x8_store(found, i32x8_multiply_pairs(a, b));
        i32x8_store(sum, i32x8_add_products(i32x8_of(-77), a, b));
        for (int k = 0; k < 8; k++) {
            const int64_t products =
                (int64_t)number[0][k] * number[2][k] + (int64_t)number[1][k] * number[3][k];
            if (products > INT32_MAX) /* both -2^15 squared */
                continue;
            assert_int_equal(found[k], products);
            assert_int_equal(sum[k], products - 77);
        }
    }
}

static void test_rounded_to_whole(void **state)
{
    (void)state;
    const float a[16] = {0,     -0.5F,  0.5F,      1.5F,   2.5F,     -2.5F, 16383.5F, -16384,
                         32767, -32768, 1.499999F, -1.51F, 1000.25F, 7,     -7,       0.49999997F};
    int32_t found[16];
    int16_t narrow[16];

    i32x8_store(found, i32x8_of_floats(f32x8_load(a)));
    i32x8_store(found + 8, i32x8_of_floats(f32x8_load(a + 8)));
    i16x16_store(narrow, i16x16_of_ints(i32x8_load(found), i32x8_load(found + 8)));
    for (int k = 0; k < 16; k++) {
        assert_true((float)found[k] == rintf(a[k]));
        assert_int_equal(narrow[k], found[k]);
    }
}

/* Against the C library's, over the whole range. */
static void test_powers_of_two(void **state)
{
    (void)state;
    for (int i = -12500; i <= 12500; i++) {
        float x[8], found[8];
        for (int k = 0; k < 8; k++)
            x[k] = fmaxf(-125, fminf(125, (float)i / 100 + (float)k / 1024));
        f32x8_store(found, f32x8_power_of_two(f32x8_load(x)));
        for (int k = 0; k < 8; k++)
            assert_true(fabs((double)found[k] / exp2((double)x[k]) - 1) < 2e-7);
    }
}

/* pixels: of three bytes, or of one. */
static int blended(const uint8_t *pixels, ptrdiff_t stride, int step, int right, int lower)
{
    const int above = (32 - right) * pixels[0] + right * pixels[step];
    const int below = (32 - right) * pixels[stride] + right * pixels[stride + step];
    return (32 - lower) * above + lower * below;
}

static void test_blends(void **state)
{
    (void)state;
    enum { STRIDE = 40 };
    uint32_t seed = 5;

    for (int i = 0; i < 2000; i++) {
        uint8_t picture[2 * STRIDE], pixels[26];
        int32_t at[8], right[8], lower[8], found[8];
        i32x8 pairs[4];
        random_bytes(&seed, picture, sizeof(picture));
        for (int k = 0; k < 8; k++) {
            at[k] = (int32_t)(random_bits(&seed) % (STRIDE - 8));
            right[k] = (int32_t)(random_bits(&seed) % 32);
            lower[k] = (int32_t)(random_bits(&seed) % 32);
        }
        const simd_shares shares = simd_shares_of(i32x8_load(right), i32x8_load(lower));
        i32x8_store(found, i32x8_blend(i32x8_squares(picture, STRIDE, i32x8_load(at)), shares));
        for (int k = 0; k < 8; k++)
            assert_int_equal(found[k], blended(picture + at[k], STRIDE, 1, right[k], lower[k]));
#define PAIR(k)                                                                                    \
    i32x8_shift_right(                                                                             \
        i32x8_blend(i32x8_squares_of_two(picture + at[k], picture + at[(k) + 4], STRIDE),          \
                    simd_shares_of_two(shares, k)),                                                \
        10)
        pairs[0] = PAIR(0), pairs[1] = PAIR(1), pairs[2] = PAIR(2), pairs[3] = PAIR(3);
#undef PAIR
        pixels[0] = pixels[25] = 77;
        i32x8_store_pixels(pixels + 1, pairs);
        for (int k = 0; k < 24; k++)
            assert_int_equal(
                pixels[1 + k],
                blended(picture + at[k / 3] + k % 3, STRIDE, 3, right[k / 3], lower[k / 3]) >> 10);
        assert_true(pixels[0] == 77 && pixels[25] == 77);
    }
}

static void test_channels(void **state)
{
    (void)state;
    uint32_t seed = 6;

    for (int i = 0; i < 500; i++) {
        uint8_t pixels[96 + 8], channel[3][16], bytes[32], woven[96];
        int32_t sums[8];
        i32x8 values[4];
        random_bytes(&seed, pixels, sizeof(pixels));
        for (int k = 0; k < 4; k++) {
            values[k] = i32x8_weigh_pixels(pixels + 24 * k, 3735, 19235, -9798);
            i32x8_store(sums, values[k]);
            for (int x = 0; x < 8; x++) {
                const uint8_t *p = pixels + 24 * k + 3 * x;
                assert_int_equal(sums[x], 3735 * p[0] + 19235 * p[1] - 9798 * p[2]);
            }
            values[k] = i32x8_and(values[k], i32x8_of(255));
        }
        i32x8_store_bytes(bytes, values);
        for (int k = 0; k < 4; k++) {
            i32x8_store(sums, values[k]);
            for (int x = 0; x < 8; x++)
                assert_int_equal(bytes[8 * k + x], sums[x]);
        }
        simd_split_pixels(pixels, channel[0], channel[1], channel[2]);
        for (int k = 0; k < 48; k++)
            assert_int_equal(channel[k % 3][k / 3], pixels[k]);
        const i16x16 none = i16x16_of(0);
        const i16x16 values16[3][2] = {
            {i16x16_of_bytes(pixels), i16x16_of_bytes(pixels + 16)},
            {i16x16_of_bytes(pixels + 32), i16x16_of_bytes(pixels + 48)},
            {i16x16_of_bytes(pixels + 64), i16x16_of_bytes(pixels + 80)}};
        u8x32_weave(u8x32_add_doubled(values16[0], none), u8x32_add_doubled(values16[1], none),
                    u8x32_add_doubled(values16[2], none), woven);
        for (int k = 0; k < 96; k++)
            assert_int_equal(woven[k], pixels[k % 3 * 32 + k / 3]);
    }
}

/* The weights of base/grey.h, and all greys from the darkest to the brightest colour: what is added
 * in eight and sixteen bits must not overflow. */
static void test_weighing(void **state)
{
    (void)state;
    uint32_t seed = 9;

    for (int i = 0; i < 5000; i++) {
        uint8_t pixels[3][32], grey[33];
        int16_t lanes[3][32];
        u8x32 channels[3];
        for (int c = 0; c < 3; c++) {
            const int extreme = random_bits(&seed) % 4;
            for (int k = 0; k < 32; k++) {
                pixels[c][k] = (uint8_t)(extreme == 0   ? 0
                                         : extreme == 1 ? 255
                                                        : random_bits(&seed) % 256);
                lanes[c][k] = pixels[c][k];
            }
            const i16x16 halves[2] = {i16x16_load(lanes[c]), i16x16_load(lanes[c] + 16)};
            channels[c] = u8x32_add_doubled(halves, i16x16_of(0));
        }
        grey[32] = 99;
        u8x32_weigh(channels[0], channels[1], channels[2], grey);
        assert_int_equal(grey[32], 99);
        for (int k = 0; k < 32; k++)
            assert_int_equal(grey[k], (3735 * pixels[0][k] + 19235 * pixels[1][k] +
                                       9798 * pixels[2][k] + (1 << 14)) >>
                                          15);
    }
}

static void test_samples(void **state)
{
    (void)state;
    uint32_t seed = 8;

    for (int i = 0; i < 500; i++) {
        int16_t luma[32], pairs[16];
        uint8_t pixels[96];
        for (int k = 0; k < 32; k++)
            luma[k] = (int16_t)(random_bits(&seed) % 4096 - 1024);
        for (int k = 0; k < 16; k++)
            pairs[k] = (int16_t)(random_bits(&seed) % 4096 - 2048);
        /* Times 8 less 100, by -6660 / 65536. */
        const i16x16 chroma = i16x16_upper_half(
            i16x16_subtract(i16x16_shift_left(i16x16_load(pairs), 3), i16x16_of(100)), -6660);
        const i16x16 doubled[2] = {i16x16_add(i16x16_load(luma), i16x16_load(luma)),
                                   i16x16_add(i16x16_load(luma + 16), i16x16_load(luma + 16))};
        const u8x32 bytes = u8x32_add_doubled(doubled, chroma);
        u8x32_weave(bytes, bytes, bytes, pixels);
        for (int k = 0; k < 96; k++) {
            const int sum = 2 * luma[k / 3] + ((8 * pairs[k / 6] - 100) * -6660 >> 16);
            assert_int_equal(pixels[k], sum < 0 ? 0 : sum > 255 ? 255 : sum);
        }
    }
}

/* ---- Doubles --------------------------------------------------------------------------------- */

static void test_doubles(void **state)
{
    (void)state;
    const double a[5] = {0.1, -3, 1e30, 7, 2}, b[5] = {0.2, 5, -1e-30, 7, 3};
    const float floats[4] = {1.5F, -2, 3, 4};
    double found[4];
    float stored[4];

    f64x4_store(found, f64x4_where_above(f64x4_of(9), f64x4_load(a), f64x4_load(b)));
    for (int k = 0; k < 4; k++)
        assert_true(found[k] == (a[k] > b[k] ? 9 : 0));
    float rounded[8];
    f32x8_store(rounded, f32x8_of_doubles(f64x4_load(a), f64x4_load(b)));
    for (int k = 0; k < 8; k++)
        assert_true(rounded[k] == (float)(k < 4 ? a[k] : b[k - 4]));
    for (int count = 0; count <= 4; count++) {
        f64x4_store(found, f64x4_of_floats(floats, count));
        f64x4_store_floats(stored, f64x4_of_floats(floats, count));
        for (int k = 0; k < 4; k++) {
            assert_true(found[k] == (k < count ? (double)floats[k] : 0));
            assert_true(stored[k] == (k < count ? floats[k] : 0));
        }
    }
    f64x4_store(found, f64x4_subtract(f64x4_load(a), f64x4_load(b)));
    for (int k = 0; k < 4; k++)
        assert_true(found[k] == a[k] - b[k]);
    f64x4_store(found, f64x4_sums(f64x4_load(a), f64x4_load(b), f64x4_load(a + 1), f64x4_of(3)));
    assert_true(found[0] == (a[0] + a[1]) + (a[2] + a[3]));
    assert_true(found[1] == (b[0] + b[1]) + (b[2] + b[3]));
    assert_true(found[2] == (a[1] + a[2]) + (a[3] + a[4]));
    assert_true(found[3] == 12);
    const double one = a[0] * b[0], two = a[1] * b[1], three = a[2] * b[2], four = a[3] * b[3];
    assert_true(f64x4_dot(a, b, 5) == a[4] * b[4] + (((one + two) + three) + four));
}

/* Vectors of instructions that this processor does not have. */
static void test_is_missing(void **state)
{
    (void)state;
    skip();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_products_are_fused),
        cmocka_unit_test(test_middles),
        cmocka_unit_test(test_rounding),
        cmocka_unit_test(test_limits_and_powers),
        cmocka_unit_test(test_sums),
        cmocka_unit_test(test_whole_numbers),
        cmocka_unit_test(test_pairs),
        cmocka_unit_test(test_rounded_to_whole),
        cmocka_unit_test(test_powers_of_two),
        cmocka_unit_test(test_blends),
        cmocka_unit_test(test_channels),
        cmocka_unit_test(test_weighing),
        cmocka_unit_test(test_samples),
        cmocka_unit_test(test_doubles),
    };
    const struct CMUnitTest missing[] = {cmocka_unit_test(test_is_missing)};
#ifdef FACS_SIMD_FAST
    if (!facs_cpu_is_fast())
        return cmocka_run_group_tests(missing, NULL, NULL);
#else
    (void)missing;
#endif
    return cmocka_run_group_tests(tests, NULL, NULL);
}
