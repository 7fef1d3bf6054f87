#include "landmarks/clnf/area_of_interest_steps.h"

#include <immintrin.h>

#define BYTES 4 /* that are read at a time, of which the first two are wanted */

static inline void sample_fast(const facs_grey *picture, const int32_t *across_x,
                               const int32_t *across_y, int32_t down_x, int32_t down_y, float *area)
{
    const __m256i fraction = _mm256_set1_epi32(FRACTIONS - 1), pair = _mm256_set1_epi32(0xffff);
    const int *pixels = (const int *)(const void *)picture->pixels;
    const int *below = (const int *)(const void *)(picture->pixels + picture->stride);

    __m256i x = _mm256_add_epi32(_mm256_set1_epi32(down_x),
                                 _mm256_loadu_si256((const __m256i *)(const void *)across_x));
    __m256i y = _mm256_add_epi32(_mm256_set1_epi32(down_y),
                                 _mm256_loadu_si256((const __m256i *)(const void *)across_y));
    __m256i column = _mm256_srli_epi32(x, FACS_AREA_FIXED_BITS);
    __m256i row = _mm256_srli_epi32(y, FACS_AREA_FIXED_BITS);
    __m256i at =
        _mm256_add_epi32(_mm256_mullo_epi32(row, _mm256_set1_epi32((int)picture->stride)), column);
    __m256i upper = _mm256_i32gather_epi32(pixels, at, 1);
    __m256i lower = _mm256_i32gather_epi32(below, at, 1);
    /* Upper left, upper right, lower left, lower right in the bytes of each lane. */
    __m256i taps = _mm256_or_si256(_mm256_and_si256(upper, pair), _mm256_slli_epi32(lower, 16));

    __m256i right = _mm256_and_si256(_mm256_srli_epi32(x, TO_FRACTION), fraction);
    __m256i down = _mm256_and_si256(_mm256_srli_epi32(y, TO_FRACTION), fraction);
    /* FRACTIONS - share in the first of each pair, share in the second; no borrow between them. */
    __m256i across = _mm256_add_epi32(_mm256_set1_epi32(FRACTIONS),
                                      _mm256_sub_epi32(_mm256_slli_epi32(right, 8), right));
    __m256i across_twice = _mm256_or_si256(across, _mm256_slli_epi32(across, 16));
    __m256i downwards = _mm256_add_epi32(_mm256_set1_epi32(FRACTIONS),
                                         _mm256_sub_epi32(_mm256_slli_epi32(down, 16), down));

    __m256i rows = _mm256_maddubs_epi16(taps, across_twice); /* at most 255 * 32 each */
    __m256i sum = _mm256_madd_epi16(rows, downwards);
    _mm256_storeu_ps(area, _mm256_mul_ps(_mm256_cvtepi32_ps(sum),
                                         _mm256_set1_ps(1.0F / (FRACTIONS * FRACTIONS))));
}

void facs_area_read_avx2(const facs_area_grid *grid, const facs_grey *picture, float x, float y,
                         float *area)
{
    read_area(grid, picture, x, y, sample_fast, BYTES, area);
}
