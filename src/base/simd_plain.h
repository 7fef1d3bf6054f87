/*
 * simd.h for any processor, in vectors of the compiler's own (GCC's and Clang's) and loops. What
 * each operation does is said here. multiply_add and take_product round once, as the fused
 * instructions do; without such instructions that is slow, but right.
 */
#ifndef FACS_BASE_SIMD_PLAIN_H
#define FACS_BASE_SIMD_PLAIN_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

typedef int32_t i32x4 __attribute__((vector_size(16)));

typedef struct f32x8 {
    f32x4 low, high;
} f32x8;

static inline f32x8 f32x8_load(const float *from)
{
    f32x8 a;
    memcpy(&a, from, sizeof(a));
    return a;
}

static inline void f32x8_store(float *to, f32x8 a)
{
    memcpy(to, &a, sizeof(a));
}

static inline f32x8 f32x8_of(float value)
{
    const f32x4 half = {value, value, value, value};
    return (f32x8){half, half};
}

/* All eight are *from. */
static inline f32x8 f32x8_spread(const float *from)
{
    return f32x8_of(*from);
}

static inline f32x8 f32x8_add(f32x8 a, f32x8 b)
{
    return (f32x8){a.low + b.low, a.high + b.high};
}

static inline f32x8 f32x8_subtract(f32x8 a, f32x8 b)
{
    return (f32x8){a.low - b.low, a.high - b.high};
}

static inline f32x8 f32x8_multiply(f32x8 a, f32x8 b)
{
    return (f32x8){a.low * b.low, a.high * b.high};
}

static inline f32x8 f32x8_divide(f32x8 a, f32x8 b)
{
    return (f32x8){a.low / b.low, a.high / b.high};
}

/* ---- Products fused with sums ---------------------------------------------------------------- */

/*
 * A product of two floats is exact in a double, and its sum with a third, rounded to a double, then
 * rounds to the right float unless it lies in the middle between two of them, or is so small that
 * floats lose digits there. What follows is for such sums: of the two doubles around the exact sum
 * the odd one (Boldo and Melquiond 2008) rounds to the right float.
 */
static inline float simd_fuse(float a, float b, float c)
{
#ifdef __FP_FAST_FMAF /* the processor's own instruction */
    return __builtin_fmaf(a, b, c);
#else
    const double product = (double)a * (double)b, sum = product + (double)c, part = sum - product;
    const double error = (product - (sum - part)) + ((double)c - part);
    uint64_t bits;
    double odd;

    memcpy(&bits, &sum, sizeof(bits));
    if (error != 0 && !(bits & 1))
        bits += (error > 0) == (sum > 0) ? 1 : UINT64_MAX;
    memcpy(&odd, &bits, sizeof(odd));
    return (float)odd;
#endif
}

static inline f32x4 f32x4_fuse(f32x4 a, f32x4 b, f32x4 c)
{
    f32x4 sum;
    for (int k = 0; k < 4; k++)
        sum[k] = simd_fuse(a[k], b[k], c[k]);
    return sum;
}

#ifdef __SSE2__

/* Of four sums in doubles: all bits of those that have to be fused with care. */
static inline __m128i simd_doubtful(__m128d first, __m128d last)
{
    const __m128 a = _mm_castpd_ps(first), b = _mm_castpd_ps(last);
    const __m128i lower = _mm_castps_si128(_mm_shuffle_ps(a, b, 0x88));
    const __m128i upper = _mm_castps_si128(_mm_shuffle_ps(a, b, 0xdd));
    /* Of the 29 bits that a float has not, the first alone is set. */
    const __m128i middle = _mm_cmpeq_epi32(_mm_slli_epi32(lower, 3), _mm_set1_epi32(INT32_MIN));
    /* The size's upper half less 1 is below that of 2^-126 as an unsigned number: 0 is not. */
    const __m128i size = _mm_and_si128(upper, _mm_set1_epi32(INT32_MAX));
    const __m128i shifted = _mm_add_epi32(size, _mm_set1_epi32(INT32_MAX));
    const __m128i small =
        _mm_cmplt_epi32(shifted, _mm_set1_epi32(INT32_MIN + ((1023 - 126) << 20) - 1));
    return _mm_or_si128(middle, small);
}

static inline f32x8 f32x8_multiply_add(f32x8 a, f32x8 b, f32x8 c)
{
    const __m128 parts[4][3] = {
        {a.low, b.low, c.low},
        {_mm_movehl_ps(a.low, a.low), _mm_movehl_ps(b.low, b.low), _mm_movehl_ps(c.low, c.low)},
        {a.high, b.high, c.high},
        {_mm_movehl_ps(a.high, a.high), _mm_movehl_ps(b.high, b.high),
         _mm_movehl_ps(c.high, c.high)}};
    __m128d sum[4];

    for (int k = 0; k < 4; k++)
        sum[k] = _mm_add_pd(_mm_mul_pd(_mm_cvtps_pd(parts[k][0]), _mm_cvtps_pd(parts[k][1])),
                            _mm_cvtps_pd(parts[k][2]));
    if (_mm_movemask_epi8(
            _mm_or_si128(simd_doubtful(sum[0], sum[1]), simd_doubtful(sum[2], sum[3]))))
        return (f32x8){f32x4_fuse(a.low, b.low, c.low), f32x4_fuse(a.high, b.high, c.high)};
    return (f32x8){_mm_movelh_ps(_mm_cvtpd_ps(sum[0]), _mm_cvtpd_ps(sum[1])),
                   _mm_movelh_ps(_mm_cvtpd_ps(sum[2]), _mm_cvtpd_ps(sum[3]))};
}

#else

static inline f32x8 f32x8_multiply_add(f32x8 a, f32x8 b, f32x8 c)
{
    return (f32x8){f32x4_fuse(a.low, b.low, c.low), f32x4_fuse(a.high, b.high, c.high)};
}

#endif

/* c - a b */
static inline f32x8 f32x8_take_product(f32x8 a, f32x8 b, f32x8 c)
{
    return f32x8_multiply_add((f32x8){-a.low, -a.high}, b, c);
}

/* ---- Limits and whole numbers ---------------------------------------------------------------- */

/* a where chosen has all bits, b where none. */
static inline f32x4 f32x4_choose(i32x4 chosen, f32x4 a, f32x4 b)
{
    return (f32x4)((chosen & (i32x4)a) | (~chosen & (i32x4)b));
}

/* Not a number: limit; of zeros with different signs the limit, too. */
static inline f32x8 f32x8_min(f32x8 a, f32x8 limit)
{
    return (f32x8){f32x4_choose(a.low < limit.low, a.low, limit.low),
                   f32x4_choose(a.high < limit.high, a.high, limit.high)};
}

static inline f32x8 f32x8_max(f32x8 a, f32x8 limit)
{
    return (f32x8){f32x4_choose(a.low > limit.low, a.low, limit.low),
                   f32x4_choose(a.high > limit.high, a.high, limit.high)};
}

static inline f32x8 f32x8_sqrt(f32x8 a)
{
    for (int k = 0; k < 4; k++) {
        a.low[k] = sqrtf(a.low[k]);
        a.high[k] = sqrtf(a.high[k]);
    }
    return a;
}

/* value where a > b, 0 elsewhere. */
static inline f32x8 f32x8_where_above(f32x8 value, f32x8 a, f32x8 b)
{
    return (f32x8){(f32x4)((i32x4)value.low & (a.low > b.low)),
                   (f32x4)((i32x4)value.high & (a.high > b.high))};
}

static inline f32x4 f32x4_round(f32x4 a)
{
    const i32x4 sign = (i32x4)a & INT32_MIN;
    const f32x4 size = (f32x4)((i32x4)a ^ sign);
    const f32x4 whole = size + 0x1p23F - 0x1p23F; /* no digits after the point beyond it */
    const f32x4 signed_whole = (f32x4)((i32x4)whole | sign);
    return f32x4_choose(size < 0x1p23F, signed_whole, a);
}

/* To the nearest whole number, of two the even one. */
static inline f32x8 f32x8_round(f32x8 a)
{
    return (f32x8){f32x4_round(a.low), f32x4_round(a.high)};
}

static inline f32x4 f32x4_times_power(f32x4 a, f32x4 n)
{
    const i32x4 power = __builtin_convertvector(n, i32x4);
    return (f32x4)((i32x4)a + (power << 23));
}

/* a 2^n; n: whole, and the result is neither 0 nor beyond what a float holds. */
static inline f32x8 f32x8_times_power(f32x8 a, f32x8 n)
{
    return (f32x8){f32x4_times_power(a.low, n.low), f32x4_times_power(a.high, n.high)};
}

/* ---- Sums of lanes --------------------------------------------------------------------------- */

static inline f32x4 f32x4_pairs(f32x4 a, f32x4 b)
{
    return (f32x4){a[0] + a[1], a[2] + a[3], b[0] + b[1], b[2] + b[3]};
}

/* Sums of neighbours within each half: a0+a1, a2+a3, b0+b1, b2+b3, a4+a5 ... */
static inline f32x8 f32x8_add_pairs(f32x8 a, f32x8 b)
{
    return (f32x8){f32x4_pairs(a.low, b.low), f32x4_pairs(a.high, b.high)};
}

/* Each one's halves together: a0+a4 .. a3+a7, b0+b4 .. b3+b7. */
static inline f32x8 f32x8_add_halves(f32x8 a, f32x8 b)
{
    return (f32x8){a.low + a.high, b.low + b.high};
}

/* ((a0+a4) + (a2+a6)) + ((a1+a5) + (a3+a7)) */
static inline float f32x8_sum(f32x8 a)
{
    const f32x4 half = a.low + a.high;
    return (half[0] + half[2]) + (half[1] + half[3]);
}

/* ---- Whole numbers --------------------------------------------------------------------------- */

typedef struct i32x8 {
    int32_t lane[8];
} i32x8;

static inline i32x8 i32x8_load(const int32_t *from)
{
    i32x8 a;
    memcpy(&a, from, sizeof(a));
    return a;
}

static inline void i32x8_store(int32_t *to, i32x8 a)
{
    memcpy(to, &a, sizeof(a));
}

static inline i32x8 i32x8_of(int32_t value)
{
    return (i32x8){{value, value, value, value, value, value, value, value}};
}

static inline i32x8 i32x8_add(i32x8 a, i32x8 b)
{
    for (int k = 0; k < 8; k++)
        a.lane[k] += b.lane[k];
    return a;
}

static inline i32x8 i32x8_multiply(i32x8 a, i32x8 b)
{
    for (int k = 0; k < 8; k++)
        a.lane[k] *= b.lane[k];
    return a;
}

static inline i32x8 i32x8_and(i32x8 a, i32x8 b)
{
    for (int k = 0; k < 8; k++)
        a.lane[k] &= b.lane[k];
    return a;
}

/* Rounded down; bits: a constant. */
static inline i32x8 i32x8_shift_right(i32x8 a, int bits)
{
    for (int k = 0; k < 8; k++)
        a.lane[k] >>= bits;
    return a;
}

static inline f32x8 f32x8_of_ints(i32x8 a)
{
    float values[8];
    for (int k = 0; k < 8; k++)
        values[k] = (float)a.lane[k];
    return f32x8_load(values);
}

/* ---- Pictures -------------------------------------------------------------------------------- */

#define SIMD_PIXELS_READ  24 /* bytes, by i32x8_weigh_pixels */
#define SIMD_SQUARES_READ 2  /* bytes from each place on, by i32x8_squares */

/* blue, green and red of each of eight pixels, times these, together. */
static inline i32x8 i32x8_weigh_pixels(const uint8_t *pixels, int16_t blue, int16_t green,
                                       int16_t red)
{
    i32x8 sums;
    for (int k = 0; k < 8; k++)
        sums.lane[k] = blue * pixels[3 * k] + green * pixels[3 * k + 1] + red * pixels[3 * k + 2];
    return sums;
}

/* to[32]: four times eight values of 0..255. */
static inline void i32x8_store_bytes(uint8_t *to, const i32x8 values[4])
{
    for (int k = 0; k < 32; k++)
        to[k] = (uint8_t)values[k / 8].lane[k % 8];
}

/*
 * Four bytes in each 32 bits, two beside each other and the two stride bytes behind them: what lies
 * around a place of a picture, upper left, upper right, lower left, lower right.
 */
static inline int32_t simd_square(const uint8_t *above, const uint8_t *below, int step)
{
    return (int32_t)((uint32_t)above[0] | (uint32_t)above[step] << 8 | (uint32_t)below[0] << 16 |
                     (uint32_t)below[step] << 24);
}

/* The squares of a grey picture at these distances from pixels, bytes. */
static inline i32x8 i32x8_squares(const uint8_t *pixels, ptrdiff_t stride, i32x8 at)
{
    i32x8 squares;
    for (int k = 0; k < 8; k++)
        squares.lane[k] = simd_square(pixels + at.lane[k], pixels + stride + at.lane[k], 1);
    return squares;
}

/* The squares of a pixel's three channels, and of another's; eight bytes above and below are read,
   and what is left of each four has no meaning. */
static inline i32x8 i32x8_squares_of_two(const uint8_t *first, const uint8_t *second,
                                         ptrdiff_t stride)
{
    i32x8 squares = {{0}};
    for (int c = 0; c < 3; c++) {
        squares.lane[c] = simd_square(first + c, first + stride + c, 3);
        squares.lane[4 + c] = simd_square(second + c, second + stride + c, 3);
    }
    return squares;
}

#define SIMD_SHARES 32 /* both shares of a blend together */

/* The shares of what is right and below in squares; in a form of each backend's own. */
typedef struct simd_shares {
    i32x8 right, lower;
} simd_shares;

static inline simd_shares simd_shares_of(i32x8 right, i32x8 lower)
{
    return (simd_shares){right, lower};
}

/* Those of lane k for the first four squares, of lane k + 4 for the others; k: 0..3, a constant. */
static inline simd_shares simd_shares_of_two(simd_shares shares, int k)
{
    simd_shares two;
    for (int i = 0; i < 8; i++) {
        two.right.lane[i] = shares.right.lane[i / 4 * 4 + k];
        two.lower.lane[i] = shares.lower.lane[i / 4 * 4 + k];
    }
    return two;
}

/* Between the four corners of each square: 0..255 times SIMD_SHARES^2. */
static inline i32x8 i32x8_blend(i32x8 squares, simd_shares shares)
{
    i32x8 sums;
    for (int k = 0; k < 8; k++) {
        const uint32_t square = (uint32_t)squares.lane[k];
        const int32_t right = shares.right.lane[k], left = SIMD_SHARES - right;
        const int32_t lower = shares.lower.lane[k], upper = SIMD_SHARES - lower;
        const int32_t above = left * (int32_t)(square & 255) + right * (int32_t)(square >> 8 & 255);
        const int32_t below =
            left * (int32_t)(square >> 16 & 255) + right * (int32_t)(square >> 24);
        sums.lane[k] = upper * above + lower * below;
    }
    return sums;
}

/* Eight pixels, 24 bytes: pixel k's channels are the first of pairs[k], pixel k + 4's from its
   middle on; 0..255. */
static inline void i32x8_store_pixels(uint8_t *pixels, const i32x8 pairs[4])
{
    for (int k = 0; k < 4; k++)
        for (int c = 0; c < 3; c++) {
            pixels[3 * k + c] = (uint8_t)pairs[k].lane[c];
            pixels[12 + 3 * k + c] = (uint8_t)pairs[k].lane[4 + c];
        }
}

typedef struct i16x16 {
    int16_t lane[16];
} i16x16;

typedef struct u8x32 {
    uint8_t lane[32];
} u8x32;

static inline i16x16 i16x16_load(const int16_t *from)
{
    i16x16 a;
    memcpy(&a, from, sizeof(a));
    return a;
}

static inline i16x16 i16x16_of_bytes(const uint8_t *from)
{
    i16x16 a;
    for (int k = 0; k < 16; k++)
        a.lane[k] = from[k];
    return a;
}

static inline i16x16 i16x16_of(int16_t value)
{
    i16x16 a;
    for (int k = 0; k < 16; k++)
        a.lane[k] = value;
    return a;
}

static inline i16x16 i16x16_add(i16x16 a, i16x16 b)
{
    for (int k = 0; k < 16; k++)
        a.lane[k] = (int16_t)(a.lane[k] + b.lane[k]);
    return a;
}

static inline i16x16 i16x16_subtract(i16x16 a, i16x16 b)
{
    for (int k = 0; k < 16; k++)
        a.lane[k] = (int16_t)(a.lane[k] - b.lane[k]);
    return a;
}

static inline i16x16 i16x16_shift_left(i16x16 a, int bits)
{
    for (int k = 0; k < 16; k++)
        a.lane[k] = (int16_t)((uint16_t)a.lane[k] << bits);
    return a;
}

/* The upper 16 bits of each product: rounded down. */
static inline i16x16 i16x16_upper_half(i16x16 a, int16_t factor)
{
    for (int k = 0; k < 16; k++)
        a.lane[k] = (int16_t)((a.lane[k] * factor) >> 16);
    return a;
}

/* For each of 32 pixels: its own value and that of the pair it belongs to, within 0..255. */
static inline u8x32 u8x32_add_doubled(const i16x16 pixels[2], i16x16 pairs)
{
    int16_t luma[32], chroma[32];
    u8x32 bytes;

    memcpy(luma, pixels, sizeof(luma));
    for (int k = 0; k < 16; k++)
        chroma[2 * k] = chroma[2 * k + 1] = pairs.lane[k];
    for (int k = 0; k < 32; k++) {
        const int16_t sum = (int16_t)(luma[k] + chroma[k]);
        const int16_t positive = sum > 0 ? sum : 0;
        bytes.lane[k] = (uint8_t)(positive < 255 ? positive : 255);
    }
    return bytes;
}

/* pixels[96]: of three channels. */
static inline void u8x32_weave(u8x32 blue, u8x32 green, u8x32 red, uint8_t *pixels)
{
    for (int k = 0; k < 32; k++, pixels += 3) {
        pixels[0] = blue.lane[k];
        pixels[1] = green.lane[k];
        pixels[2] = red.lane[k];
    }
}

/* Sixteen pixels to their channels, sixteen bytes each. */
static inline void simd_split_pixels(const uint8_t *pixels, uint8_t *blue, uint8_t *green,
                                     uint8_t *red)
{
    for (int k = 0; k < 16; k++, pixels += 3) {
        blue[k] = pixels[0];
        green[k] = pixels[1];
        red[k] = pixels[2];
    }
}

#endif
