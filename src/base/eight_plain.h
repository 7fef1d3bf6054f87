/*
 * eight.h for any processor, in vectors of the compiler's own (GCC's and Clang's). multiply_add and
 * take_product round once, as the fused instructions do; without such instructions that is slow,
 * but right.
 */
#ifndef FACS_BASE_EIGHT_PLAIN_H
#define FACS_BASE_EIGHT_PLAIN_H

#include <math.h>
#include <stdint.h>
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

typedef float eight_half __attribute__((vector_size(16)));
typedef int32_t eight_half_ints __attribute__((vector_size(16)));

typedef struct eight {
    eight_half low, high;
} eight;

static inline eight eight_load(const float *from)
{
    eight a;
    memcpy(&a, from, sizeof(a));
    return a;
}

static inline void eight_store(float *to, eight a)
{
    memcpy(to, &a, sizeof(a));
}

static inline eight eight_of(float value)
{
    const eight_half half = {value, value, value, value};
    return (eight){half, half};
}

static inline eight eight_spread(const float *from)
{
    return eight_of(*from);
}

static inline eight eight_add(eight a, eight b)
{
    return (eight){a.low + b.low, a.high + b.high};
}

static inline eight eight_subtract(eight a, eight b)
{
    return (eight){a.low - b.low, a.high - b.high};
}

static inline eight eight_multiply(eight a, eight b)
{
    return (eight){a.low * b.low, a.high * b.high};
}

static inline eight eight_divide(eight a, eight b)
{
    return (eight){a.low / b.low, a.high / b.high};
}

/* ---- Products fused with sums ---------------------------------------------------------------- */

/*
 * A product of two floats is exact in a double, and its sum with a third, rounded to a double, then
 * rounds to the right float unless it lies in the middle between two of them, or is so small that
 * floats lose digits there. What follows is for such sums: of the two doubles around the exact sum
 * the odd one (Boldo and Melquiond 2008) rounds to the right float.
 */
static inline float eight_fuse(float a, float b, float c)
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

static inline eight_half eight_fuse_each(eight_half a, eight_half b, eight_half c)
{
    eight_half sum;
    for (int k = 0; k < 4; k++)
        sum[k] = eight_fuse(a[k], b[k], c[k]);
    return sum;
}

#ifdef __SSE2__

/* Of four sums in doubles: all bits of those that have to be fused with care. */
static inline __m128i eight_doubtful(__m128d first, __m128d last)
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

static inline eight eight_multiply_add(eight a, eight b, eight c)
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
            _mm_or_si128(eight_doubtful(sum[0], sum[1]), eight_doubtful(sum[2], sum[3]))))
        return (eight){eight_fuse_each(a.low, b.low, c.low),
                       eight_fuse_each(a.high, b.high, c.high)};
    return (eight){_mm_movelh_ps(_mm_cvtpd_ps(sum[0]), _mm_cvtpd_ps(sum[1])),
                   _mm_movelh_ps(_mm_cvtpd_ps(sum[2]), _mm_cvtpd_ps(sum[3]))};
}

#else

static inline eight eight_multiply_add(eight a, eight b, eight c)
{
    return (eight){eight_fuse_each(a.low, b.low, c.low), eight_fuse_each(a.high, b.high, c.high)};
}

#endif

static inline eight eight_take_product(eight a, eight b, eight c)
{
    return eight_multiply_add((eight){-a.low, -a.high}, b, c);
}

/* ---- Limits and whole numbers ---------------------------------------------------------------- */

/* a where chosen has all bits, b where none. */
static inline eight_half eight_choose(eight_half_ints chosen, eight_half a, eight_half b)
{
    return (eight_half)((chosen & (eight_half_ints)a) | (~chosen & (eight_half_ints)b));
}

static inline eight eight_min(eight a, eight limit)
{
    return (eight){eight_choose(a.low < limit.low, a.low, limit.low),
                   eight_choose(a.high < limit.high, a.high, limit.high)};
}

static inline eight eight_max(eight a, eight limit)
{
    return (eight){eight_choose(a.low > limit.low, a.low, limit.low),
                   eight_choose(a.high > limit.high, a.high, limit.high)};
}

static inline eight_half eight_round_half(eight_half a)
{
    const eight_half_ints sign = (eight_half_ints)a & INT32_MIN;
    const eight_half size = (eight_half)((eight_half_ints)a ^ sign);
    const eight_half whole = size + 0x1p23F - 0x1p23F; /* no digits after the point beyond it */
    const eight_half signed_whole = (eight_half)((eight_half_ints)whole | sign);
    return eight_choose(size < 0x1p23F, signed_whole, a);
}

static inline eight eight_round(eight a)
{
    return (eight){eight_round_half(a.low), eight_round_half(a.high)};
}

static inline eight_half eight_half_times_power(eight_half a, eight_half n)
{
    const eight_half_ints power = __builtin_convertvector(n, eight_half_ints);
    return (eight_half)((eight_half_ints)a + (power << 23));
}

static inline eight eight_times_power(eight a, eight n)
{
    return (eight){eight_half_times_power(a.low, n.low), eight_half_times_power(a.high, n.high)};
}

/* ---- Sums of lanes --------------------------------------------------------------------------- */

static inline eight_half eight_half_pairs(eight_half a, eight_half b)
{
    return (eight_half){a[0] + a[1], a[2] + a[3], b[0] + b[1], b[2] + b[3]};
}

static inline eight eight_add_pairs(eight a, eight b)
{
    return (eight){eight_half_pairs(a.low, b.low), eight_half_pairs(a.high, b.high)};
}

static inline eight eight_add_halves(eight a, eight b)
{
    return (eight){a.low + a.high, b.low + b.high};
}

static inline float eight_sum(eight a)
{
    const eight_half half = a.low + a.high;
    return (half[0] + half[2]) + (half[1] + half[3]);
}

#endif
