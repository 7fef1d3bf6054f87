#include "peak_kernels.h"

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

/* A factor just below 1 and a small addend: no overflow and no denormal numbers in any run. */
#define FACTOR 0.999999f
#define ADDEND 0.000001f

/* Both functions for a vector width; with is an attribute that allows its instructions. */
#define KERNEL(name, with, vector, set, fused)                                                     \
    with static void name##_multiply_add(int64_t times, volatile float *keep)                      \
    {                                                                                              \
        const vector factor = set(FACTOR), addend = set(ADDEND);                                   \
        vector chain[PEAK_CHAINS];                                                                 \
        for (int i = 0; i < PEAK_CHAINS; i++)                                                      \
            chain[i] = set((float)i);                                                              \
        for (int64_t n = 0; n < times; n++)                                                        \
            for (int i = 0; i < PEAK_CHAINS; i++)                                                  \
                chain[i] = fused(chain[i], factor, addend);                                        \
        for (int i = 1; i < PEAK_CHAINS; i++)                                                      \
            chain[0] += chain[i];                                                                  \
        *keep = chain[0][0];                                                                       \
    }                                                                                              \
    with static void name##_read(const void *from, size_t bytes, volatile uint64_t *keep)          \
    {                                                                                              \
        typedef uint64_t words __attribute__((vector_size(sizeof(vector))));                       \
        const words *at = from, *end = at + bytes / sizeof(words);                                 \
        words sum[8] = {{0}};                                                                      \
        for (; at < end; at += 8)                                                                  \
            for (int i = 0; i < 8; i++)                                                            \
                sum[i] ^= at[i];                                                                   \
        for (int i = 1; i < 8; i++)                                                                \
            sum[0] ^= sum[i];                                                                      \
        *keep = sum[0][0];                                                                         \
    }

static int always(void)
{
    return 1;
}

#if defined(__aarch64__)

#define NEON_FUSED(a, b, c) vfmaq_f32(c, a, b)
KERNEL(neon, , float32x4_t, vdupq_n_f32, NEON_FUSED)

const peak_kernel peak_kernels[] = {
    {"neon", 4, always, neon_multiply_add, neon_read},
    {NULL, 0, NULL, NULL, NULL},
};

#else

typedef float four __attribute__((vector_size(16)));

#define FOUR_SET(x)         ((four){x, x, x, x})
#define FOUR_FUSED(a, b, c) ((a) * (b) + (c))
KERNEL(portable, , four, FOUR_SET, FOUR_FUSED)

#if defined(__x86_64__) && defined(__GNUC__)

KERNEL(avx2, __attribute__((target("avx2,fma"))), __m256, _mm256_set1_ps, _mm256_fmadd_ps)
KERNEL(avx512, __attribute__((target("avx512f"))), __m512, _mm512_set1_ps, _mm512_fmadd_ps)

static int has_avx2(void)
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}

static int has_avx512(void)
{
    return __builtin_cpu_supports("avx512f") != 0;
}

#endif

const peak_kernel peak_kernels[] = {
    {"portable", 4, always, portable_multiply_add, portable_read},
#if defined(__x86_64__) && defined(__GNUC__)
    {"avx2", 8, has_avx2, avx2_multiply_add, avx2_read},
    {"avx512", 16, has_avx512, avx512_multiply_add, avx512_read},
#endif
    {NULL, 0, NULL, NULL, NULL},
};

#endif
