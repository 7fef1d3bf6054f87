/*
 * The vectors that kernels are written in. A kernel's source is compiled once for every processor,
 * with the plain backend, and once more for those with AVX2 and FMA or NEON (FACS_SIMD_FAST;
 * base/cpu.h chooses at run time). All backends give the same bits: they add in the same order, and
 * only f32x8_multiply_add and f32x8_take_product fuse a product with a sum.
 *
 *     f32x8   eight floats                          f64x4   four doubles
 *     f32x4   four floats, with + - * of C          i32x8   eight 32-bit whole numbers
 *     i16x16  sixteen 16-bit whole numbers          u8x32   thirty-two bytes
 *
 * Vectors are read from and written to any address. simd_pairs.h and simd_plain.h say what each
 * operation does.
 */
#ifndef FACS_BASE_SIMD_H
#define FACS_BASE_SIMD_H

#include "base/cpu.h"

#include <stdint.h>
#include <string.h>

/* FACS_KERNEL(function): its name in the build that is being compiled. */
#if defined(FACS_SIMD_WIDE) /* base/simd_wide.h */
#define FACS_KERNEL(function) function##_wide
#elif defined(FACS_SIMD_FAST)
#define FACS_KERNEL(function) FACS_FAST(function)
#else
#define FACS_KERNEL(function) function##_portable
#endif

typedef float f32x4 __attribute__((vector_size(16)));

static inline f32x4 f32x4_load(const float *from)
{
    f32x4 values;
    memcpy(&values, from, sizeof(values));
    return values;
}

#define SIMD_SHARES 32 /* both shares of a blend together */

/* Weights of blue, green and red in u8x32_weigh, in 15 bits; base/grey.h's. */
#define SIMD_WEIGHT_BITS 15
#define SIMD_BLUE        3735
#define SIMD_GREEN       19235
#define SIMD_RED         9798

#if defined(FACS_SIMD_FAST) && defined(__AVX2__)
#include "base/simd_avx2.h"
#else
#include "base/simd_pairs.h"
#if defined(FACS_SIMD_FAST)
#include "base/simd_neon.h"
#else
#include "base/simd_plain.h"
#endif
#endif

/* ---- The same on every backend --------------------------------------------------------------- */

static inline f32x8 f32x8_spread(const float *from)
{
    return f32x8_of(*from);
}

/* exp(x) for |x| <= 80: 2^n times the Taylor series of the rest, which is within ln(2) / 2;
 * relative error 2e-7 plus that of x. ln 2 is split in two. */
static inline f32x8 f32x8_exponential(f32x8 x)
{
    f32x8 n = f32x8_round(f32x8_multiply(x, f32x8_of(1.44269504f)));
    f32x8 rest = f32x8_take_product(n, f32x8_of(0.693359375f), x);
    rest = f32x8_multiply_add(n, f32x8_of(2.12194440e-4f), rest);
    f32x8 sum = f32x8_of(1 / 720.f);
    sum = f32x8_multiply_add(sum, rest, f32x8_of(1 / 120.f));
    sum = f32x8_multiply_add(sum, rest, f32x8_of(1 / 24.f));
    sum = f32x8_multiply_add(sum, rest, f32x8_of(1 / 6.f));
    sum = f32x8_multiply_add(sum, rest, f32x8_of(0.5f));
    sum = f32x8_multiply_add(sum, rest, f32x8_of(1));
    sum = f32x8_multiply_add(sum, rest, f32x8_of(1));
    return f32x8_times_power(sum, n);
}

/* 2^x for |x| <= 125: 2^n times a polynomial of the rest, which is within 1/2; relative error 2e-7.
 */
static inline f32x8 f32x8_power_of_two(f32x8 x)
{
    const f32x8 n = f32x8_round(x), rest = f32x8_subtract(x, n);
    f32x8 sum = f32x8_of(1.32764550e-3F);
    sum = f32x8_multiply_add(sum, rest, f32x8_of(9.67554003e-3F));
    sum = f32x8_multiply_add(sum, rest, f32x8_of(5.55071346e-2F));
    sum = f32x8_multiply_add(sum, rest, f32x8_of(2.40221202e-1F));
    sum = f32x8_multiply_add(sum, rest, f32x8_of(6.93146944e-1F));
    sum = f32x8_multiply_add(sum, rest, f32x8_of(1));
    return f32x8_times_power(sum, n);
}

/* a b + c, rounded twice: fusing doubles is too slow without an instruction for it. */
static inline f64x4 f64x4_add_product(f64x4 a, f64x4 b, f64x4 c)
{
    return f64x4_add(f64x4_multiply(a, b), c);
}

static inline double f64x4_sum(f64x4 values)
{
    double each[4];
    f64x4_store(each, values);
    return ((each[0] + each[1]) + each[2]) + each[3];
}

static inline double f64x4_dot(const double *a, const double *b, int count)
{
    f64x4 sum = f64x4_of(0);
    double rest = 0;
    int i = 0;

    for (; i + 4 <= count; i += 4)
        sum = f64x4_add_product(f64x4_load(a + i), f64x4_load(b + i), sum);
    for (; i < count; i++)
        rest += a[i] * b[i];
    return rest + f64x4_sum(sum);
}

#endif
