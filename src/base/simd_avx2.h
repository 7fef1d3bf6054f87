/* simd.h for x86-64 with AVX2 and FMA: each vector is one register. */
#ifndef FACS_BASE_SIMD_AVX2_H
#define FACS_BASE_SIMD_AVX2_H

#include <immintrin.h>
#include <stddef.h>

typedef __m256 f32x8;
typedef __m256d f64x4;
typedef __m256i i32x8, i16x16, u8x32;

/* Operations that are one instruction. */
#define SIMD_TWO(vector, operation, instruction)                                                   \
    static inline vector operation(vector a, vector b)                                             \
    {                                                                                              \
        return instruction(a, b);                                                                  \
    }
#define SIMD_THREE(vector, operation, instruction)                                                 \
    static inline vector operation(vector a, vector b, vector c)                                   \
    {                                                                                              \
        return instruction(a, b, c);                                                               \
    }

/* Reading, writing and filling a vector; suffix: of the instructions. */
#define SIMD_VECTOR(vector, element, suffix, fill)                                                 \
    static inline vector vector##_load(const element *from)                                        \
    {                                                                                              \
        return _mm256_loadu_##suffix((const void *)from);                                          \
    }                                                                                              \
    static inline void vector##_store(element *to, vector a)                                       \
    {                                                                                              \
        _mm256_storeu_##suffix((void *)to, a);                                                     \
    }                                                                                              \
    static inline vector vector##_of(element value)                                                \
    {                                                                                              \
        return fill(value);                                                                        \
    }

SIMD_VECTOR(f32x8, float, ps, _mm256_set1_ps)
SIMD_VECTOR(f64x4, double, pd, _mm256_set1_pd)
SIMD_VECTOR(i32x8, int32_t, si256, _mm256_set1_epi32)
SIMD_VECTOR(i16x16, int16_t, si256, _mm256_set1_epi16)

/* ---- Floats and doubles ---------------------------------------------------------------------- */

SIMD_TWO(f32x8, f32x8_add, _mm256_add_ps)
SIMD_TWO(f32x8, f32x8_subtract, _mm256_sub_ps)
SIMD_TWO(f32x8, f32x8_multiply, _mm256_mul_ps)
SIMD_TWO(f32x8, f32x8_divide, _mm256_div_ps)
SIMD_THREE(f32x8, f32x8_multiply_add, _mm256_fmadd_ps)
SIMD_THREE(f32x8, f32x8_take_product, _mm256_fnmadd_ps)
SIMD_TWO(f32x8, f32x8_min, _mm256_min_ps)
SIMD_TWO(f32x8, f32x8_max, _mm256_max_ps)
SIMD_TWO(f32x8, f32x8_add_pairs, _mm256_hadd_ps)
SIMD_TWO(f64x4, f64x4_add, _mm256_add_pd)
SIMD_TWO(f64x4, f64x4_subtract, _mm256_sub_pd)
SIMD_TWO(f64x4, f64x4_multiply, _mm256_mul_pd)

static inline f32x8 f32x8_sqrt(f32x8 a)
{
    return _mm256_sqrt_ps(a);
}

static inline f32x8 f32x8_where_above(f32x8 value, f32x8 a, f32x8 b)
{
    return _mm256_and_ps(value, _mm256_cmp_ps(a, b, _CMP_GT_OQ));
}

static inline f32x8 f32x8_round(f32x8 a)
{
    return _mm256_round_ps(a, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
}

static inline f32x8 f32x8_times_power(f32x8 a, f32x8 n)
{
    __m256i power = _mm256_slli_epi32(_mm256_cvtps_epi32(n), 23);
    return _mm256_castsi256_ps(_mm256_add_epi32(_mm256_castps_si256(a), power));
}

static inline f32x8 f32x8_add_halves(f32x8 a, f32x8 b)
{
    return _mm256_add_ps(_mm256_permute2f128_ps(a, b, 0x20), _mm256_permute2f128_ps(a, b, 0x31));
}

static inline f32x8 f32x8_low_high(f32x8 a, f32x8 b)
{
    return _mm256_blend_ps(a, b, 0xf0);
}

static inline float f32x8_sum(f32x8 a)
{
    __m128 half = _mm_add_ps(_mm256_castps256_ps128(a), _mm256_extractf128_ps(a, 1));
    half = _mm_add_ps(half, _mm_movehl_ps(half, half));
    return _mm_cvtss_f32(_mm_add_ss(half, _mm_movehdup_ps(half)));
}

static inline f64x4 f64x4_sums(f64x4 a, f64x4 b, f64x4 c, f64x4 d)
{
    const __m256d ab = _mm256_hadd_pd(a, b), cd = _mm256_hadd_pd(c, d);
    return _mm256_add_pd(_mm256_permute2f128_pd(ab, cd, 0x20),
                         _mm256_permute2f128_pd(ab, cd, 0x31));
}

static inline f64x4 f64x4_where_above(f64x4 value, f64x4 a, f64x4 b)
{
    return _mm256_and_pd(value, _mm256_cmp_pd(a, b, _CMP_GT_OQ));
}

static inline f64x4 f64x4_of_floats(const float *from, int count)
{
    const __m128i within = _mm_cmpgt_epi32(_mm_set1_epi32(count), _mm_setr_epi32(0, 1, 2, 3));
    return _mm256_cvtps_pd(_mm_maskload_ps(from, within));
}

static inline void f64x4_store_floats(float *to, f64x4 a)
{
    _mm_storeu_ps(to, _mm256_cvtpd_ps(a));
}

/* ---- Whole numbers --------------------------------------------------------------------------- */

SIMD_TWO(i32x8, i32x8_add, _mm256_add_epi32)
SIMD_TWO(i32x8, i32x8_subtract, _mm256_sub_epi32)
SIMD_TWO(i32x8, i32x8_min, _mm256_min_epi32)
SIMD_TWO(i32x8, i32x8_max, _mm256_max_epi32)
SIMD_TWO(i32x8, i32x8_multiply_pairs, _mm256_madd_epi16)
SIMD_TWO(i32x8, i32x8_multiply, _mm256_mullo_epi32)
SIMD_TWO(i32x8, i32x8_and, _mm256_and_si256)
SIMD_TWO(i16x16, i16x16_add, _mm256_add_epi16)
SIMD_TWO(i16x16, i16x16_subtract, _mm256_sub_epi16)

static inline i32x8 i32x8_shift_right(i32x8 a, int bits)
{
    return _mm256_srai_epi32(a, bits);
}

static inline i32x8 i32x8_pair(i32x8 first, i32x8 second)
{
    return _mm256_blend_epi16(first, _mm256_slli_epi32(second, 16), 0xaa);
}

static inline i32x8 i32x8_add_products(i32x8 sum, i32x8 a, i32x8 b)
{
    sum = _mm256_add_epi32(sum, _mm256_madd_epi16(a, b));
    /* Without this, GCC multiplies first and adds later, with more products than registers. */
    __asm__("" : "+x"(sum));
    return sum;
}

static inline int32_t i32x8_lowest(i32x8 a)
{
    __m128i four = _mm_min_epi32(_mm256_castsi256_si128(a), _mm256_extracti128_si256(a, 1));
    four = _mm_min_epi32(four, _mm_shuffle_epi32(four, 0x4e));
    return _mm_cvtsi128_si32(_mm_min_epi32(four, _mm_shuffle_epi32(four, 0xb1)));
}

static inline int32_t i32x8_highest(i32x8 a)
{
    __m128i four = _mm_max_epi32(_mm256_castsi256_si128(a), _mm256_extracti128_si256(a, 1));
    four = _mm_max_epi32(four, _mm_shuffle_epi32(four, 0x4e));
    return _mm_cvtsi128_si32(_mm_max_epi32(four, _mm_shuffle_epi32(four, 0xb1)));
}

static inline f32x8 f32x8_of_doubles(f64x4 first, f64x4 last)
{
    return _mm256_set_m128(_mm256_cvtpd_ps(last), _mm256_cvtpd_ps(first));
}

static inline f32x8 f32x8_permute(f32x8 a, i32x8 from)
{
    return _mm256_permutevar8x32_ps(a, from);
}

static inline i32x8 i32x8_of_floats(f32x8 a)
{
    return _mm256_cvtps_epi32(a);
}

static inline i16x16 i16x16_of_ints(i32x8 first, i32x8 last)
{
    return _mm256_permute4x64_epi64(_mm256_packs_epi32(first, last), 0xd8);
}

static inline f64x4 f64x4_of_ints(i32x8 a, int last)
{
    return _mm256_cvtepi32_pd(last ? _mm256_extracti128_si256(a, 1) : _mm256_castsi256_si128(a));
}

static inline f32x8 f32x8_of_ints(i32x8 a)
{
    return _mm256_cvtepi32_ps(a);
}

/* ---- Pictures -------------------------------------------------------------------------------- */

#define SIMD_PIXELS_READ  28 /* bytes, by i32x8_weigh_pixels */
#define SIMD_SQUARES_READ 2  /* bytes from each place on, by i32x8_squares */

static inline i32x8 i32x8_weigh_pixels(const uint8_t *pixels, int16_t blue, int16_t green,
                                       int16_t red)
{
    const __m256i blue_green = _mm256_broadcastsi128_si256(
        _mm_setr_epi8(0, -1, 1, -1, 3, -1, 4, -1, 6, -1, 7, -1, 9, -1, 10, -1));
    const __m256i red_only = _mm256_broadcastsi128_si256(
        _mm_setr_epi8(2, -1, -1, -1, 5, -1, -1, -1, 8, -1, -1, -1, 11, -1, -1, -1));
    const __m256i bytes =
        _mm256_inserti128_si256(_mm256_castsi128_si256(_mm_loadu_si128((const void *)pixels)),
                                _mm_loadu_si128((const void *)(pixels + 12)), 1);
    const __m256i first = _mm256_madd_epi16(_mm256_shuffle_epi8(bytes, blue_green),
                                            _mm256_set1_epi32(green * 65536 + blue));
    const __m256i second =
        _mm256_madd_epi16(_mm256_shuffle_epi8(bytes, red_only), _mm256_set1_epi32(red));
    return _mm256_add_epi32(first, second);
}

static inline void i32x8_store_bytes(uint8_t *to, const i32x8 values[4])
{
    const __m256i order = _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7);
    const __m256i first = _mm256_packus_epi32(values[0], values[1]);
    const __m256i last = _mm256_packus_epi32(values[2], values[3]);
    _mm256_storeu_si256((void *)to,
                        _mm256_permutevar8x32_epi32(_mm256_packus_epi16(first, last), order));
}

static inline int simd_two_bytes(const uint8_t *from)
{
    uint16_t two;
    memcpy(&two, from, sizeof(two));
    return two;
}

static inline __m128i simd_four_squares(const uint8_t *above, const uint8_t *below,
                                        const int32_t at[4])
{
    __m128i four = _mm_cvtsi32_si128(simd_two_bytes(above + at[0]));
    four = _mm_insert_epi16(four, simd_two_bytes(below + at[0]), 1);
    four = _mm_insert_epi16(four, simd_two_bytes(above + at[1]), 2);
    four = _mm_insert_epi16(four, simd_two_bytes(below + at[1]), 3);
    four = _mm_insert_epi16(four, simd_two_bytes(above + at[2]), 4);
    four = _mm_insert_epi16(four, simd_two_bytes(below + at[2]), 5);
    four = _mm_insert_epi16(four, simd_two_bytes(above + at[3]), 6);
    return _mm_insert_epi16(four, simd_two_bytes(below + at[3]), 7);
}

/* Not gathers: many processors take 20 cycles and more for one. */
static inline i32x8 i32x8_squares(const uint8_t *pixels, ptrdiff_t stride, i32x8 at)
{
    int32_t place[8];

    _mm256_storeu_si256((void *)place, at);
    return _mm256_inserti128_si256(
        _mm256_castsi128_si256(simd_four_squares(pixels, pixels + stride, place)),
        simd_four_squares(pixels, pixels + stride, place + 4), 1);
}

/* Eight bytes above, then eight below. */
static inline __m128i simd_two_rows(const uint8_t *above, ptrdiff_t stride)
{
    return _mm_unpacklo_epi64(_mm_loadl_epi64((const void *)above),
                              _mm_loadl_epi64((const void *)(above + stride)));
}

static inline i32x8 i32x8_squares_of_two(const uint8_t *first, const uint8_t *second,
                                         ptrdiff_t stride)
{
    const __m256i by_channel = _mm256_broadcastsi128_si256(
        _mm_setr_epi8(0, 3, 8, 11, 1, 4, 9, 12, 2, 5, 10, 13, -1, -1, -1, -1));
    const __m256i rows = _mm256_inserti128_si256(
        _mm256_castsi128_si256(simd_two_rows(first, stride)), simd_two_rows(second, stride), 1);
    return _mm256_shuffle_epi8(rows, by_channel);
}

/* Bytes and 16-bit numbers, as the multiplications take them. */
typedef struct simd_shares {
    __m256i across, down;
} simd_shares;

static inline simd_shares simd_shares_of(i32x8 right, i32x8 lower)
{
    const __m256i all = _mm256_set1_epi32(SIMD_SHARES);
    /* All less the share in the first of each two, the share in the second. */
    const __m256i across =
        _mm256_or_si256(_mm256_sub_epi32(all, right), _mm256_slli_epi32(right, 8));
    return (simd_shares){
        _mm256_or_si256(across, _mm256_slli_epi32(across, 16)),
        _mm256_or_si256(_mm256_sub_epi32(all, lower), _mm256_slli_epi32(lower, 16))};
}

/* k: a constant. */
static inline __attribute__((always_inline)) __m256i simd_repeat(__m256i a, int k)
{
    return k == 0   ? _mm256_shuffle_epi32(a, 0x00)
           : k == 1 ? _mm256_shuffle_epi32(a, 0x55)
           : k == 2 ? _mm256_shuffle_epi32(a, 0xaa)
                    : _mm256_shuffle_epi32(a, 0xff);
}

static inline __attribute__((always_inline)) simd_shares simd_shares_of_two(simd_shares shares,
                                                                            int k)
{
    return (simd_shares){simd_repeat(shares.across, k), simd_repeat(shares.down, k)};
}

static inline i32x8 i32x8_blend(i32x8 squares, simd_shares shares)
{
    return _mm256_madd_epi16(_mm256_maddubs_epi16(squares, shares.across), shares.down);
}

static inline void i32x8_store_pixels(uint8_t *pixels, const i32x8 pairs[4])
{
    const __m256i front = _mm256_packus_epi32(pairs[0], pairs[1]);
    const __m256i back = _mm256_packus_epi32(pairs[2], pairs[3]);
    const __m256i packed =
        _mm256_shuffle_epi8(_mm256_packus_epi16(front, back),
                            _mm256_broadcastsi128_si256(_mm_setr_epi8(0, 1, 2, 4, 5, 6, 8, 9, 10,
                                                                      12, 13, 14, -1, -1, -1, -1)));
    const __m128i last = _mm256_extracti128_si256(packed, 1);
    const int32_t end = _mm_extract_epi32(last, 2);

    _mm_storeu_si128((void *)pixels, _mm256_castsi256_si128(packed));
    _mm_storel_epi64((void *)(pixels + 12), last);
    memcpy(pixels + 20, &end, sizeof(end));
}

static inline i16x16 i16x16_of_bytes(const uint8_t *from)
{
    return _mm256_cvtepu8_epi16(_mm_loadu_si128((const void *)from));
}

static inline i16x16 i16x16_shift_left(i16x16 a, int bits)
{
    return _mm256_slli_epi16(a, bits);
}

static inline i16x16 i16x16_upper_half(i16x16 a, int16_t factor)
{
    return _mm256_mulhi_epi16(a, _mm256_set1_epi16(factor));
}

static inline u8x32 u8x32_add_doubled(const i16x16 pixels[2], i16x16 pairs)
{
    const __m256i front = _mm256_permute2x128_si256(pixels[0], pixels[1], 0x20);
    const __m256i back = _mm256_permute2x128_si256(pixels[0], pixels[1], 0x31);
    return _mm256_packus_epi16(_mm256_add_epi16(front, _mm256_unpacklo_epi16(pairs, pairs)),
                               _mm256_add_epi16(back, _mm256_unpackhi_epi16(pairs, pairs)));
}

/* Byte k of a channel belongs at byte 3 k + channel of its sixteen pixels' 48. Modulo 16 that is a
 * different place for each k, so one shuffle brings a channel's bytes to their places in all three
 * thirds at once. Place j of a third is then of channel (third + j) % 3. */
static const int8_t simd_places[3][16] = {
    {0, 11, 6, 1, 12, 7, 2, 13, 8, 3, 14, 9, 4, 15, 10, 5},
    {5, 0, 11, 6, 1, 12, 7, 2, 13, 8, 3, 14, 9, 4, 15, 10},
    {10, 5, 0, 11, 6, 1, 12, 7, 2, 13, 8, 3, 14, 9, 4, 15},
};

static inline __m256i simd_spread_bytes(__m256i bytes, const int8_t from[16])
{
    return _mm256_shuffle_epi8(bytes,
                               _mm256_broadcastsi128_si256(_mm_loadu_si128((const void *)from)));
}

/* Places 0, 3, 6 .. of a, 1, 4 .. of b, 2, 5 .. of c. */
static inline __m256i simd_take_turns(__m256i a, __m256i b, __m256i c)
{
    const __m256i of_b = _mm256_broadcastsi128_si256(
        _mm_setr_epi8(0, -1, 0, 0, -1, 0, 0, -1, 0, 0, -1, 0, 0, -1, 0, 0));
    const __m256i of_c = _mm256_broadcastsi128_si256(
        _mm_setr_epi8(0, 0, -1, 0, 0, -1, 0, 0, -1, 0, 0, -1, 0, 0, -1, 0));
    return _mm256_blendv_epi8(_mm256_blendv_epi8(a, b, of_b), c, of_c);
}

static inline void u8x32_weave(u8x32 blue, u8x32 green, u8x32 red, uint8_t *pixels)
{
    const __m256i b = simd_spread_bytes(blue, simd_places[0]);
    const __m256i g = simd_spread_bytes(green, simd_places[1]);
    const __m256i r = simd_spread_bytes(red, simd_places[2]);
    const __m256i thirds[3] = {simd_take_turns(b, g, r), simd_take_turns(g, r, b),
                               simd_take_turns(r, b, g)};

    _mm256_storeu_si256((void *)pixels, _mm256_permute2x128_si256(thirds[0], thirds[1], 0x20));
    _mm256_storeu_si256((void *)(pixels + 32), _mm256_blend_epi32(thirds[2], thirds[0], 0xf0));
    _mm256_storeu_si256((void *)(pixels + 64),
                        _mm256_permute2x128_si256(thirds[1], thirds[2], 0x31));
}

/* A weight is 256 times its upper part plus its lower one, which fit eight bits with their signs.
 */
#define SIMD_UPPER(weight) (((weight) + 128) / 256)
#define SIMD_LOWER(weight) ((weight)-256 * SIMD_UPPER(weight))

/* Bytes in pairs: blue and green, red and anything times 0. The sums of the upper and those of the
 * lower parts each fit 16 bits, and so does their total, in 1/128: cutting the lower sums to 1/128
 * first changes nothing, because what they lack is below its unit. */
static inline __m256i simd_weigh_pairs(__m256i blue_green, __m256i red)
{
    const __m256i upper = _mm256_add_epi16(
        _mm256_maddubs_epi16(blue_green, _mm256_set1_epi16((int16_t)(SIMD_UPPER(SIMD_GREEN) * 256 +
                                                                     SIMD_UPPER(SIMD_BLUE)))),
        _mm256_maddubs_epi16(red, _mm256_set1_epi16(SIMD_UPPER(SIMD_RED))));
    const __m256i lower = _mm256_add_epi16(
        _mm256_maddubs_epi16(blue_green,
                             _mm256_set1_epi16((int16_t)(SIMD_LOWER(SIMD_GREEN) * 256 +
                                                         (SIMD_LOWER(SIMD_BLUE) & 255)))),
        _mm256_maddubs_epi16(red, _mm256_set1_epi16(SIMD_LOWER(SIMD_RED))));
    const __m256i sums = _mm256_add_epi16(upper, _mm256_srai_epi16(lower, 8));
    return _mm256_srli_epi16(_mm256_add_epi16(sums, _mm256_set1_epi16(64)), 7);
}

static inline void u8x32_weigh(u8x32 blue, u8x32 green, u8x32 red, uint8_t *grey)
{
    const __m256i front =
        simd_weigh_pairs(_mm256_unpacklo_epi8(blue, green), _mm256_unpacklo_epi8(red, red));
    const __m256i back =
        simd_weigh_pairs(_mm256_unpackhi_epi8(blue, green), _mm256_unpackhi_epi8(red, red));
    _mm256_storeu_si256((void *)grey, _mm256_packus_epi16(front, back));
}

static inline void simd_split_pixels(const uint8_t *pixels, uint8_t *blue, uint8_t *green,
                                     uint8_t *red)
{
    uint8_t *const channels[3] = {blue, green, red};

    for (int c = 0; c < 3; c++) {
        __m128i bytes = _mm_setzero_si128();
        for (int third = 0; third < 3; third++) {
            int8_t from[16]; /* -1: 0 */
            for (int k = 0; k < 16; k++)
                from[k] = (int8_t)((3 * k + c) / 16 == third ? (3 * k + c) % 16 : -1);
            const __m128i order = _mm_loadu_si128((const void *)from);
            const __m128i part = _mm_loadu_si128((const void *)(pixels + 16 * third));
            bytes = _mm_or_si128(bytes, _mm_shuffle_epi8(part, order));
        }
        _mm_storeu_si128((void *)channels[c], bytes);
    }
}

#endif
