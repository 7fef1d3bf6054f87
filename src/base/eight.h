/*
 * Eight floats: one register of AVX2, two of NEON, or plain numbers. Kernels in these terms are
 * written once, and give the same bits in all three. Products are fused with sums in multiply_add
 * and take_product alone. The file that is for every processor, x.c beside x_avx2.c and x_neon.c,
 * defines FACS_EIGHT_PLAIN before it includes what they share.
 */
#ifndef FACS_BASE_EIGHT_H
#define FACS_BASE_EIGHT_H

#if defined(FACS_EIGHT_PLAIN)

#include "base/eight_plain.h"

#elif defined(__AVX2__)

#include <immintrin.h>

typedef __m256 eight;

static inline eight eight_load(const float *from)
{
    return _mm256_loadu_ps(from);
}

static inline void eight_store(float *to, eight a)
{
    _mm256_storeu_ps(to, a);
}

/* All eight are *from. */
static inline eight eight_spread(const float *from)
{
    return _mm256_broadcast_ss(from);
}

static inline eight eight_of(float value)
{
    return _mm256_set1_ps(value);
}

static inline eight eight_add(eight a, eight b)
{
    return _mm256_add_ps(a, b);
}

static inline eight eight_subtract(eight a, eight b)
{
    return _mm256_sub_ps(a, b);
}

static inline eight eight_multiply(eight a, eight b)
{
    return _mm256_mul_ps(a, b);
}

static inline eight eight_divide(eight a, eight b)
{
    return _mm256_div_ps(a, b);
}

/* a b + c */
static inline eight eight_multiply_add(eight a, eight b, eight c)
{
    return _mm256_fmadd_ps(a, b, c);
}

/* c - a b */
static inline eight eight_take_product(eight a, eight b, eight c)
{
    return _mm256_fnmadd_ps(a, b, c);
}

/* Not a number: limit; of zeros with different signs the limit, too. */
static inline eight eight_min(eight a, eight limit)
{
    return _mm256_min_ps(a, limit);
}

static inline eight eight_max(eight a, eight limit)
{
    return _mm256_max_ps(a, limit);
}

/* To the nearest whole number, of two the even one. */
static inline eight eight_round(eight a)
{
    return _mm256_round_ps(a, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
}

/* a 2^n; n: whole, and the result is neither 0 nor beyond what a float holds. */
static inline eight eight_times_power(eight a, eight n)
{
    __m256i power = _mm256_slli_epi32(_mm256_cvtps_epi32(n), 23);
    return _mm256_castsi256_ps(_mm256_add_epi32(_mm256_castps_si256(a), power));
}

/* Sums of neighbours within each half: a0+a1, a2+a3, b0+b1, b2+b3, a4+a5 ... */
static inline eight eight_add_pairs(eight a, eight b)
{
    return _mm256_hadd_ps(a, b);
}

/* Each one's halves together: a0+a4 .. a3+a7, b0+b4 .. b3+b7. */
static inline eight eight_add_halves(eight a, eight b)
{
    return _mm256_add_ps(_mm256_permute2f128_ps(a, b, 0x20), _mm256_permute2f128_ps(a, b, 0x31));
}

/* ((a0+a4) + (a2+a6)) + ((a1+a5) + (a3+a7)) */
static inline float eight_sum(eight a)
{
    __m128 half = _mm_add_ps(_mm256_castps256_ps128(a), _mm256_extractf128_ps(a, 1));
    half = _mm_add_ps(half, _mm_movehl_ps(half, half));
    return _mm_cvtss_f32(_mm_add_ss(half, _mm_movehdup_ps(half)));
}

#else

#include <arm_neon.h>

typedef struct eight {
    float32x4_t low, high;
} eight;

static inline eight eight_load(const float *from)
{
    return (eight){vld1q_f32(from), vld1q_f32(from + 4)};
}

static inline void eight_store(float *to, eight a)
{
    vst1q_f32(to, a.low);
    vst1q_f32(to + 4, a.high);
}

static inline eight eight_of(float value)
{
    return (eight){vdupq_n_f32(value), vdupq_n_f32(value)};
}

static inline eight eight_spread(const float *from)
{
    return eight_of(*from);
}

static inline eight eight_add(eight a, eight b)
{
    return (eight){vaddq_f32(a.low, b.low), vaddq_f32(a.high, b.high)};
}

static inline eight eight_subtract(eight a, eight b)
{
    return (eight){vsubq_f32(a.low, b.low), vsubq_f32(a.high, b.high)};
}

static inline eight eight_multiply(eight a, eight b)
{
    return (eight){vmulq_f32(a.low, b.low), vmulq_f32(a.high, b.high)};
}

static inline eight eight_divide(eight a, eight b)
{
    return (eight){vdivq_f32(a.low, b.low), vdivq_f32(a.high, b.high)};
}

static inline eight eight_multiply_add(eight a, eight b, eight c)
{
    return (eight){vfmaq_f32(c.low, a.low, b.low), vfmaq_f32(c.high, a.high, b.high)};
}

static inline eight eight_take_product(eight a, eight b, eight c)
{
    return (eight){vfmsq_f32(c.low, a.low, b.low), vfmsq_f32(c.high, a.high, b.high)};
}

static inline eight eight_min(eight a, eight limit)
{
    return (eight){vbslq_f32(vcltq_f32(a.low, limit.low), a.low, limit.low),
                   vbslq_f32(vcltq_f32(a.high, limit.high), a.high, limit.high)};
}

static inline eight eight_max(eight a, eight limit)
{
    return (eight){vbslq_f32(vcgtq_f32(a.low, limit.low), a.low, limit.low),
                   vbslq_f32(vcgtq_f32(a.high, limit.high), a.high, limit.high)};
}

static inline eight eight_round(eight a)
{
    return (eight){vrndnq_f32(a.low), vrndnq_f32(a.high)};
}

static inline float32x4_t times_power(float32x4_t a, float32x4_t n)
{
    int32x4_t power = vshlq_n_s32(vcvtnq_s32_f32(n), 23);
    return vreinterpretq_f32_s32(vaddq_s32(vreinterpretq_s32_f32(a), power));
}

static inline eight eight_times_power(eight a, eight n)
{
    return (eight){times_power(a.low, n.low), times_power(a.high, n.high)};
}

static inline eight eight_add_pairs(eight a, eight b)
{
    return (eight){vpaddq_f32(a.low, b.low), vpaddq_f32(a.high, b.high)};
}

static inline eight eight_add_halves(eight a, eight b)
{
    return (eight){vaddq_f32(a.low, a.high), vaddq_f32(b.low, b.high)};
}

static inline float eight_sum(eight a)
{
    float32x4_t half = vaddq_f32(a.low, a.high);
    float32x2_t pair = vadd_f32(vget_low_f32(half), vget_high_f32(half));
    return vpadds_f32(pair);
}

#endif

#endif
