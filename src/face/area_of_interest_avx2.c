#include "face/area_of_interest.h"

#include <immintrin.h>

#define FRACTIONS   (1 << FACS_AREA_FRACTION_BITS)
#define TO_FRACTION (FACS_AREA_FIXED_BITS - FACS_AREA_FRACTION_BITS)

#define BYTES 4 /* that are read at a time, of which the first two are wanted */

static int least(const int32_t *values, int last)
{
    return values[0] < values[last] ? values[0] : values[last];
}

static int most(const int32_t *values, int last)
{
    return values[0] > values[last] ? values[0] : values[last];
}

/* Whether all that is read lies in the picture, at a distance that 32 bits hold. Places go one way
   along rows and columns, so the corners tell. */
static int all_inside(const facs_area_grid *grid, const facs_area_rows *rows,
                      const facs_grey *picture)
{
    int last = grid->side - 1;
    int left = least(rows->x, last) + least(grid->across_x, last);
    int right = most(rows->x, last) + most(grid->across_x, last);
    int top = least(rows->y, last) + least(grid->across_y, last);
    int bottom = most(rows->y, last) + most(grid->across_y, last);

    return left >= 0 && top >= 0 && (right >> FACS_AREA_FIXED_BITS) + BYTES <= picture->width &&
           (bottom >> FACS_AREA_FIXED_BITS) + 2 <= picture->height && picture->stride > 0 &&
           picture->stride <= INT32_MAX / picture->height;
}

/* Eight places, 1/1024 pixel. */
static __m256 sample(const facs_grey *picture, __m256i x, __m256i y)
{
    const __m256i fraction = _mm256_set1_epi32(FRACTIONS - 1), pair = _mm256_set1_epi32(0xffff);
    const int *pixels = (const int *)(const void *)picture->pixels;
    const int *below = (const int *)(const void *)(picture->pixels + picture->stride);

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
    return _mm256_mul_ps(_mm256_cvtepi32_ps(sum), _mm256_set1_ps(1.0F / (FRACTIONS * FRACTIONS)));
}

void facs_area_read_avx2(const facs_area_grid *grid, const facs_grey *picture, float x, float y,
                         float *area)
{
    facs_area_rows rows;
    int side = grid->side;

    facs_area_rows_make(grid, x, y, &rows);
    if (!all_inside(grid, &rows, picture)) {
        facs_area_read(grid, picture, x, y, area);
        return;
    }
    for (int v = 0; v < side; v++) {
        __m256i down_x = _mm256_set1_epi32(rows.x[v]), down_y = _mm256_set1_epi32(rows.y[v]);
        /* What is written beyond a row's end, the next row or nobody takes its place. */
        for (int u = 0; u < side; u += FACS_AREA_LANES) {
            const __m256i *across_x = (const __m256i *)(const void *)(grid->across_x + u);
            const __m256i *across_y = (const __m256i *)(const void *)(grid->across_y + u);
            __m256 values = sample(picture, _mm256_add_epi32(down_x, _mm256_loadu_si256(across_x)),
                                   _mm256_add_epi32(down_y, _mm256_loadu_si256(across_y)));
            _mm256_storeu_ps(area + v * side + u, values);
        }
    }
}
