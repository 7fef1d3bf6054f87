/*
 * simd.h for any processor, in vectors of the compiler's own and loops. multiply_add and
 * take_product round once, as the fused instructions do; without such instructions that is slow,
 * but right.
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

/* ---- Products fused with sums ---------------------------------------------------------------- */

/*
 * The product of two floats is exact in a double. Its sum with a third, rounded to a double, then
 * rounds to the right float unless it is midway between two floats, or so small that floats have
 * fewer digits. For such sums, take the odd one of the two doubles around the exact sum: it rounds
 * to the right float (Boldo and Melquiond 2008).
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

/* Sets all bits of those of four sums that simd_fuse has to see to. */
static inline __m128i simd_doubtful(__m128d first, __m128d last)
{
    const __m128 a = _mm_castpd_ps(first), b = _mm_castpd_ps(last);
    const __m128i lower = _mm_castps_si128(_mm_shuffle_ps(a, b, 0x88));
    const __m128i upper = _mm_castps_si128(_mm_shuffle_ps(a, b, 0xdd));
    /* Only the first of the 29 bits that a float lacks is set. */
    const __m128i middle = _mm_cmpeq_epi32(_mm_slli_epi32(lower, 3), _mm_set1_epi32(INT32_MIN));
    /* The upper half of the magnitude, less 1, is below that of 2^-126 as an unsigned number; zero
     * is not. */
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

/* ---- Products of 16-bit numbers -------------------------------------------------------------- */

/* Of the lower halves and of the upper halves; their sum. */
static inline i32x8 i32x8_multiply_pairs(i32x8 a, i32x8 b)
{
#ifdef __SSE2__
    return (i32x8){(i32x4)_mm_madd_epi16((__m128i)a.low, (__m128i)b.low),
                   (i32x4)_mm_madd_epi16((__m128i)a.high, (__m128i)b.high)};
#else
    return (i32x8){(a.low << 16 >> 16) * (b.low << 16 >> 16) + (a.low >> 16) * (b.low >> 16),
                   (a.high << 16 >> 16) * (b.high << 16 >> 16) + (a.high >> 16) * (b.high >> 16)};
#endif
}

static inline i32x8 i32x8_add_products(i32x8 sum, i32x8 a, i32x8 b)
{
    return i32x8_add(sum, i32x8_multiply_pairs(a, b));
}

/* ---- Rounding and sums ----------------------------------------------------------------------- */

static inline f32x8 f32x8_sqrt(f32x8 a)
{
    for (int k = 0; k < 4; k++) {
        a.low[k] = sqrtf(a.low[k]);
        a.high[k] = sqrtf(a.high[k]);
    }
    return a;
}

static inline f32x4 f32x4_round(f32x4 a)
{
    const i32x4 sign = (i32x4)a & INT32_MIN;
    const f32x4 size = (f32x4)((i32x4)a ^ sign);
    const f32x4 whole = size + 0x1p23F - 0x1p23F; /* no digits after the point beyond it */
    const f32x4 signed_whole = (f32x4)((i32x4)whole | sign);
    return f32x4_choose(size < 0x1p23F, signed_whole, a);
}

/* To the nearest whole number; of two, the even one. */
static inline f32x8 f32x8_round(f32x8 a)
{
    return (f32x8){f32x4_round(a.low), f32x4_round(a.high)};
}

/* To the nearest; of two, the even one. The result fits. */
static inline i32x8 i32x8_of_floats(f32x8 a)
{
    return (i32x8){__builtin_convertvector(f32x4_round(a.low), i32x4),
                   __builtin_convertvector(f32x4_round(a.high), i32x4)};
}

static inline f32x4 f32x4_pairs(f32x4 a, f32x4 b)
{
    return (f32x4){a[0] + a[1], a[2] + a[3], b[0] + b[1], b[2] + b[3]};
}

/* Adds neighbours within each half: a0+a1, a2+a3, b0+b1, b2+b3, a4+a5 ... */
static inline f32x8 f32x8_add_pairs(f32x8 a, f32x8 b)
{
    return (f32x8){f32x4_pairs(a.low, b.low), f32x4_pairs(a.high, b.high)};
}

/* ---- Pictures -------------------------------------------------------------------------------- */

/* The sum of blue, green and red of each of eight pixels, times these. */
static inline i32x8 i32x8_weigh_pixels(const uint8_t *pixels, int16_t blue, int16_t green,
                                       int16_t red)
{
    int32_t sums[8];
    for (int k = 0; k < 8; k++)
        sums[k] = blue * pixels[3 * k] + green * pixels[3 * k + 1] + red * pixels[3 * k + 2];
    return i32x8_load(sums);
}

/* to[32]: four times eight values of 0..255. */
static inline void i32x8_store_bytes(uint8_t *to, const i32x8 values[4])
{
    int32_t lanes[8];
    for (int k = 0; k < 32; k++) {
        if (k % 8 == 0)
            i32x8_store(lanes, values[k / 8]);
        to[k] = (uint8_t)lanes[k % 8];
    }
}

/* The square around a place of a picture, in 32 bits: its byte and the one at step, then the two
 * below them. */
static inline int32_t simd_square(const uint8_t *above, const uint8_t *below, int step)
{
    return (int32_t)((uint32_t)above[0] | (uint32_t)above[step] << 8 | (uint32_t)below[0] << 16 |
                     (uint32_t)below[step] << 24);
}

/* The squares of a grey picture at these distances from pixels, bytes. */
static inline i32x8 i32x8_squares(const uint8_t *pixels, ptrdiff_t stride, i32x8 at)
{
    int32_t place[8];
    i32x8_store(place, at);
    for (int k = 0; k < 8; k++)
        place[k] = simd_square(pixels + place[k], pixels + stride + place[k], 1);
    return i32x8_load(place);
}

/* The squares of a pixel's three channels, and of another's. Reads eight bytes of each row; the
 * fourth square of each has no meaning. */
static inline i32x8 i32x8_squares_of_two(const uint8_t *first, const uint8_t *second,
                                         ptrdiff_t stride)
{
    int32_t squares[8] = {0};
    for (int c = 0; c < 3; c++) {
        squares[c] = simd_square(first + c, first + stride + c, 3);
        squares[4 + c] = simd_square(second + c, second + stride + c, 3);
    }
    return i32x8_load(squares);
}

/* The shares that the right and the lower corners of each square have, of SIMD_SHARES. */
static inline simd_shares simd_shares_of(i32x8 right, i32x8 lower)
{
    return (simd_shares){right, lower};
}

static inline i32x4 simd_blend(i32x4 squares, i32x4 right, i32x4 lower)
{
    const i32x4 left = SIMD_SHARES - right;
    const i32x4 above = left * (squares & 255) + right * (squares >> 8 & 255);
    const i32x4 below = left * (squares >> 16 & 255) + right * (squares >> 24 & 255);
    return (SIMD_SHARES - lower) * above + lower * below;
}

/* Between the four corners of each square: 0..255 times SIMD_SHARES^2. */
static inline i32x8 i32x8_blend(i32x8 squares, simd_shares shares)
{
    return (i32x8){simd_blend(squares.low, shares.across.low, shares.down.low),
                   simd_blend(squares.high, shares.across.high, shares.down.high)};
}

/* Eight pixels, 24 bytes: pixel k's channels, 0..255, are the first three of pairs[k]; those of
 * pixel k + 4 begin at its middle. */
static inline void i32x8_store_pixels(uint8_t *pixels, const i32x8 pairs[4])
{
    for (int k = 0; k < 4; k++)
        for (int c = 0; c < 3; c++) {
            pixels[3 * k + c] = (uint8_t)pairs[k].low[c];
            pixels[12 + 3 * k + c] = (uint8_t)pairs[k].high[c];
        }
}

static inline i16x16 i16x16_of_bytes(const uint8_t *from)
{
    int16_t lanes[16];
    for (int k = 0; k < 16; k++)
        lanes[k] = from[k];
    return i16x16_load(lanes);
}

/* The upper 16 bits of each product: rounded down. */
static inline i16x16 i16x16_upper_half(i16x16 a, int16_t factor)
{
    int16_t lanes[16];
    i16x16_store(lanes, a);
    for (int k = 0; k < 16; k++)
        lanes[k] = (int16_t)((lanes[k] * factor) >> 16);
    return i16x16_load(lanes);
}

/* For each of 32 pixels: its own value plus that of the pair it belongs to, within 0..255. */
static inline u8x32 u8x32_add_doubled(const i16x16 pixels[2], i16x16 pairs)
{
    int16_t luma[32], pair[16], chroma[32];
    uint8_t bytes[32];

    i16x16_store(luma, pixels[0]);
    i16x16_store(luma + 16, pixels[1]);
    i16x16_store(pair, pairs);
    for (int k = 0; k < 16; k++)
        chroma[2 * k] = chroma[2 * k + 1] = pair[k];
    for (int k = 0; k < 32; k++) {
        const int16_t sum = (int16_t)(luma[k] + chroma[k]);
        const int16_t positive = sum > 0 ? sum : 0;
        bytes[k] = (uint8_t)(positive < 255 ? positive : 255);
    }
    return u8x32_load(bytes);
}

/* pixels[96]: of three channels. */
static inline void u8x32_weave(u8x32 blue, u8x32 green, u8x32 red, uint8_t *pixels)
{
    uint8_t channels[3][32];
    u8x32_store(channels[0], blue);
    u8x32_store(channels[1], green);
    u8x32_store(channels[2], red);
    for (int k = 0; k < 32; k++, pixels += 3) {
        pixels[0] = channels[0][k];
        pixels[1] = channels[1][k];
        pixels[2] = channels[2][k];
    }
}

/* grey[32]: the weighted sums of three channels, rounded. */
static inline void u8x32_weigh(u8x32 blue, u8x32 green, u8x32 red, uint8_t *grey)
{
    uint8_t channels[3][32];
    u8x32_store(channels[0], blue);
    u8x32_store(channels[1], green);
    u8x32_store(channels[2], red);
    for (int k = 0; k < 32; k++)
        grey[k] = (uint8_t)((SIMD_BLUE * channels[0][k] + SIMD_GREEN * channels[1][k] +
                             SIMD_RED * channels[2][k] + (1 << (SIMD_WEIGHT_BITS - 1))) >>
                            SIMD_WEIGHT_BITS);
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
