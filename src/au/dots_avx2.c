#include "au/dots.h"

#include <immintrin.h>

#define ROWS 5 /* at a time, so that the features are read seven times in place of 35 */

_Static_assert(FACS_AU_OUTPUTS % ROWS == 0, "rows are taken five at a time");

static double sum_of(__m256 first, __m256 second)
{
    float lane[FACS_AU_LANES];
    double sum = 0;

    _mm256_storeu_ps(lane, first);
    _mm256_storeu_ps(lane + 8, second);
    for (int k = 0; k < FACS_AU_LANES; k++)
        sum += (double)lane[k];
    return sum;
}

/* acc + a * b, rounded twice, as where there is no fused operation. */
static inline __m256 add_product(__m256 sum, const float *weights, __m256 features)
{
    return _mm256_add_ps(sum, _mm256_mul_ps(_mm256_loadu_ps(weights), features));
}

void facs_au_dots_avx2(const facs_au_set *set, const float *features, double dots[FACS_AU_OUTPUTS])
{
    const size_t stride = (size_t)set->stride;

    for (size_t row = 0; row < FACS_AU_OUTPUTS; row += ROWS) {
        const float *weights = set->weights + row * stride;
        __m256 first[ROWS], second[ROWS];
        for (int k = 0; k < ROWS; k++)
            first[k] = second[k] = _mm256_setzero_ps();
        for (size_t i = 0; i < stride; i += FACS_AU_LANES) {
            const __m256 low = _mm256_loadu_ps(features + i);
            const __m256 high = _mm256_loadu_ps(features + i + 8);
            for (size_t k = 0; k < ROWS; k++) {
                first[k] = add_product(first[k], weights + k * stride + i, low);
                second[k] = add_product(second[k], weights + k * stride + i + 8, high);
            }
        }
        for (size_t k = 0; k < ROWS; k++)
            dots[row + k] = sum_of(first[k], second[k]);
    }
}
