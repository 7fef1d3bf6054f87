#include "landmarks/clnf/response_steps.h"

#include <immintrin.h>

#define COLUMNS 24 /* of an area, rounded up */

/* Sums over eleven rows, of the levels and of their squares; 0 beside the area. */
typedef struct column_sums {
    double sum[FACS_PATCH_MAX_WINDOW][COLUMNS];
    double square[FACS_PATCH_MAX_WINDOW][COLUMNS];
} column_sums;

static inline void sum_columns(const float *area, int window, column_sums *columns)
{
    const int side = window + FACS_PATCH_SIDE - 1;

    for (int x = 0; x < COLUMNS; x += 4) {
        int left = x < side ? side - x : 0; /* columns that the area has from here on */
        const float *from = area + side - left;
        __m128i within = _mm_cmpgt_epi32(_mm_set1_epi32(left), _mm_setr_epi32(0, 1, 2, 3));
        __m256d sum = _mm256_setzero_pd(), square = _mm256_setzero_pd();
        for (int y = 0; y < side; y++) {
            __m256d in = _mm256_cvtps_pd(_mm_maskload_ps(from + y * side, within));
            int row = y - (FACS_PATCH_SIDE - 1); /* of the response map */
            sum = _mm256_add_pd(sum, in);
            square = _mm256_fmadd_pd(in, in, square);
            if (row < 0)
                continue;
            _mm256_storeu_pd(columns->sum[row] + x, sum);
            _mm256_storeu_pd(columns->square[row] + x, square);
            __m256d out = _mm256_cvtps_pd(_mm_maskload_ps(from + row * side, within));
            sum = _mm256_sub_pd(sum, out);
            square = _mm256_fnmadd_pd(out, out, square);
        }
    }
}

static inline __m256d sum_eleven(const double *from)
{
    __m256d even = _mm256_loadu_pd(from), odd = _mm256_loadu_pd(from + 1);

    for (int i = 2; i < FACS_PATCH_SIDE - 1; i += 2) {
        even = _mm256_add_pd(even, _mm256_loadu_pd(from + i));
        odd = _mm256_add_pd(odd, _mm256_loadu_pd(from + i + 1));
    }
    even = _mm256_add_pd(even, _mm256_loadu_pd(from + FACS_PATCH_SIDE - 1));
    return _mm256_add_pd(even, odd);
}

/* facs_measure_patches, four places at once; what goes beyond a row the next one overwrites. */
static inline void measure(const float *area, int window, facs_patch_measures *measures)
{
    const __m256d share = _mm256_set1_pd(1. / FACS_CCNF_PIXELS);
    const __m256d count = _mm256_set1_pd(FACS_CCNF_PIXELS);
    column_sums columns;

    sum_columns(area, window, &columns);
    for (int i = 0; i < window * window; i += window)
        for (int x = 0; x < window; x += 4) {
            __m256d sum = sum_eleven(columns.sum[i / window] + x);
            __m256d squares = _mm256_mul_pd(count, sum_eleven(columns.square[i / window] + x));
            __m256d spread = _mm256_sub_pd(squares, _mm256_mul_pd(sum, sum));
            __m256d min = _mm256_mul_pd(squares, _mm256_set1_pd(FACS_PATCH_MIN_SPREAD));
            spread = _mm256_and_pd(spread, _mm256_cmp_pd(spread, min, _CMP_GT_OQ));
            __m128 norm = _mm256_cvtpd_ps(_mm256_mul_pd(spread, share));
            __m128 root = _mm_sqrt_ps(_mm_max_ps(norm, _mm_set1_ps(FLT_MIN)));
            __m128 scale =
                _mm_and_ps(_mm_div_ps(_mm_set1_ps(1), root), _mm_cmpgt_ps(norm, _mm_setzero_ps()));
            _mm_storeu_ps(measures->mean + i + x, _mm256_cvtpd_ps(_mm256_mul_pd(sum, share)));
            _mm_storeu_ps(measures->scale + i + x, scale);
        }
}

void facs_ccnf_respond_avx2(const facs_ccnf_expert *expert, const facs_sigma_form *form,
                            const float *sigma, const float *area, float *response)
{
    facs_patch_measures measures;

    measure(area, form->window, &measures);
    respond(expert, form, sigma, area, &measures, response);
}
