#include "face/mean_shift.h"

#include <immintrin.h>

/* Columns of the map under the kernel's y, and the same times y: eight of them from u on. */
static inline void sum_columns(const facs_kernel *kernel, const float *response, const float *down,
                               const float *moments, int u, __m256 *column, __m256 *moment)
{
    *column = *moment = _mm256_setzero_ps();
    for (int v = 0; v < kernel->window; v++) {
        __m256 row = _mm256_loadu_ps(response + v * kernel->window + u);
        *column = _mm256_fmadd_ps(_mm256_broadcast_ss(down + v), row, *column);
        *moment = _mm256_fmadd_ps(_mm256_broadcast_ss(moments + v), row, *moment);
    }
}

/* The lanes of each of three together: sums[0..2]. */
static inline void add_lanes(__m256 a, __m256 b, __m256 c, float sums[4])
{
    __m256 ab = _mm256_hadd_ps(a, b), all = _mm256_hadd_ps(ab, _mm256_hadd_ps(c, c));
    _mm_storeu_ps(sums, _mm_add_ps(_mm256_castps256_ps128(all), _mm256_extractf128_ps(all, 1)));
}

void facs_mean_shift_avx2(const facs_kernel *kernel, const float *response, float x, float y,
                          float shift[2])
{
    const __m256 count = _mm256_setr_ps(0, 1, 2, 3, 4, 5, 6, 7), eight = _mm256_set1_ps(8);
    float moments[FACS_KERNEL_LANES], sums[4];
    __m256 column, moment;

    x = facs_kernel_within(kernel, x);
    y = facs_kernel_within(kernel, y);
    const float *across = facs_kernel_row(kernel, x), *down = facs_kernel_row(kernel, y);
    _mm256_storeu_ps(moments, _mm256_mul_ps(_mm256_loadu_ps(down), count));
    _mm256_storeu_ps(moments + 8,
                     _mm256_mul_ps(_mm256_loadu_ps(down + 8), _mm256_add_ps(count, eight)));
    sum_columns(kernel, response, down, moments, 0, &column, &moment);
    __m256 weight = _mm256_loadu_ps(across);
    __m256 sum = _mm256_mul_ps(weight, column);
    __m256 sum_x = _mm256_mul_ps(sum, count), sum_y = _mm256_mul_ps(weight, moment);
    if (kernel->window > 8) {
        sum_columns(kernel, response, down, moments, 8, &column, &moment);
        weight = _mm256_loadu_ps(across + 8);
        column = _mm256_mul_ps(weight, column);
        sum = _mm256_add_ps(sum, column);
        sum_x = _mm256_fmadd_ps(column, _mm256_add_ps(count, eight), sum_x);
        sum_y = _mm256_fmadd_ps(weight, moment, sum_y);
    }
    add_lanes(sum, sum_x, sum_y, sums);
    shift[0] = sums[0] > 0 ? sums[1] / sums[0] - x : 0;
    shift[1] = sums[0] > 0 ? sums[2] / sums[0] - y : 0;
}
