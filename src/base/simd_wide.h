/*
 * Vectors of the most floats that an instruction of the processor takes, for kernels that gain from
 * it: with AVX-512, when their source is compiled a third time with FACS_SIMD_WIDE, sixteen;
 * otherwise the eight of f32x8. A lane is the same bits in both.
 */
#ifndef FACS_BASE_SIMD_WIDE_H
#define FACS_BASE_SIMD_WIDE_H

#include "base/simd.h"

#ifdef FACS_SIMD_WIDE

#define SIMD_LANES     16
#define SIMD_REGISTERS 32

typedef __m512 f32xn;

static inline f32xn f32xn_load(const float *from)
{
    return _mm512_loadu_ps(from);
}

static inline void f32xn_store(float *to, f32xn a)
{
    _mm512_storeu_ps(to, a);
}

static inline f32xn f32xn_of(float value)
{
    return _mm512_set1_ps(value);
}

/* Sixteen binary16 numbers. */
static inline f32xn f32xn_of_halves(const void *from)
{
    return _mm512_cvtph_ps(_mm256_loadu_si256(from));
}

SIMD_TWO(f32xn, f32xn_max, _mm512_max_ps)
SIMD_THREE(f32xn, f32xn_multiply_add, _mm512_fmadd_ps)

#else

#define SIMD_LANES     8
#define SIMD_REGISTERS 16

typedef f32x8 f32xn;

#define f32xn_load         f32x8_load
#define f32xn_store        f32x8_store
#define f32xn_of           f32x8_of
#define f32xn_max          f32x8_max
#define f32xn_multiply_add f32x8_multiply_add

#endif

#endif
