/* response.c's fast twin: the neurons of an expert are the eight lanes of a vector. */
#include "face/ccnf.h"
#include "face/ccnf_steps.h"

#include <immintrin.h>

#define GROUP 9 /* places at once: a divisor of 9 and 81; nine sums keep two multipliers busy */

/* ---- Means and norms ------------------------------------------------------------------------ */

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
            __m256d least = _mm256_mul_pd(squares, _mm256_set1_pd(FACS_PATCH_LEAST_SPREAD));
            spread = _mm256_and_pd(spread, _mm256_cmp_pd(spread, least, _CMP_GT_OQ));
            __m128 norm = _mm256_cvtpd_ps(_mm256_mul_pd(spread, share));
            __m128 root = _mm_sqrt_ps(_mm_max_ps(norm, _mm_set1_ps(FLT_MIN)));
            __m128 scale =
                _mm_and_ps(_mm_div_ps(_mm_set1_ps(1), root), _mm_cmpgt_ps(norm, _mm_setzero_ps()));
            _mm_storeu_ps(measures->mean + i + x, _mm256_cvtpd_ps(_mm256_mul_pd(sum, share)));
            _mm_storeu_ps(measures->scale + i + x, scale);
        }
}

/* ---- The neurons ---------------------------------------------------------------------------- */

/* The patch at each place less its mean. */
static inline void centre(const float *area, int window, int first,
                          const facs_patch_measures *measures,
                          float patches[GROUP][FACS_CCNF_PIXELS])
{
    const int side = window + FACS_PATCH_SIDE - 1;

    for (int p = 0; p < GROUP; p++) {
        const float *from = area + (first + p) / window * side + (first + p) % window;
        __m256 mean = _mm256_set1_ps(measures->mean[first + p]);
        for (int y = 0; y < FACS_PATCH_SIDE; y++, from += side) {
            float *to = patches[p] + y * FACS_PATCH_SIDE; /* eleven as 8 + 8 that overlap */
            _mm256_storeu_ps(to, _mm256_sub_ps(_mm256_loadu_ps(from), mean));
            _mm256_storeu_ps(to + 3, _mm256_sub_ps(_mm256_loadu_ps(from + 3), mean));
        }
    }
}

static inline void correlate(const facs_ccnf_expert *expert, float patches[GROUP][FACS_CCNF_PIXELS],
                             __m256 sum[GROUP])
{
    for (int p = 0; p < GROUP; p++)
        sum[p] = _mm256_setzero_ps();
    for (int i = 0; i < FACS_CCNF_PIXELS; i++) {
        __m256 weights = _mm256_load_ps(expert->weights[i]);
        for (int p = 0; p < GROUP; p++)
            sum[p] = _mm256_fmadd_ps(weights, _mm256_broadcast_ss(&patches[p][i]), sum[p]);
    }
}

/* exp(x) for |x| <= 80; see response.c. */
static inline __m256 exponential(__m256 x)
{
    __m256 n = _mm256_round_ps(_mm256_mul_ps(x, _mm256_set1_ps(1.44269504f)),
                               _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
    __m256 rest = _mm256_fnmadd_ps(n, _mm256_set1_ps(0.693359375f), x);
    rest = _mm256_fmadd_ps(n, _mm256_set1_ps(2.12194440e-4f), rest);
    __m256 sum = _mm256_set1_ps(1 / 720.f);
    sum = _mm256_fmadd_ps(sum, rest, _mm256_set1_ps(1 / 120.f));
    sum = _mm256_fmadd_ps(sum, rest, _mm256_set1_ps(1 / 24.f));
    sum = _mm256_fmadd_ps(sum, rest, _mm256_set1_ps(1 / 6.f));
    sum = _mm256_fmadd_ps(sum, rest, _mm256_set1_ps(0.5f));
    sum = _mm256_fmadd_ps(sum, rest, _mm256_set1_ps(1));
    sum = _mm256_fmadd_ps(sum, rest, _mm256_set1_ps(1));
    __m256i power = _mm256_slli_epi32(_mm256_cvtps_epi32(n), 23);
    return _mm256_castsi256_ps(_mm256_add_epi32(_mm256_castps_si256(sum), power));
}

static inline __m256 activate(const facs_ccnf_expert *expert, __m256 products, float scale)
{
    const __m256 limit = _mm256_set1_ps(80), one = _mm256_set1_ps(1);
    __m256 in = _mm256_fnmsub_ps(products, _mm256_set1_ps(scale), _mm256_loadu_ps(expert->bias));
    in = _mm256_max_ps(_mm256_min_ps(in, limit), _mm256_sub_ps(_mm256_setzero_ps(), limit));
    return _mm256_div_ps(_mm256_loadu_ps(expert->gain), _mm256_add_ps(one, exponential(in)));
}

/* The sums over the lanes of eight vectors. */
static inline __m256 sum_lanes(const __m256 v[8])
{
    __m256 a = _mm256_hadd_ps(_mm256_hadd_ps(v[0], v[1]), _mm256_hadd_ps(v[2], v[3]));
    __m256 b = _mm256_hadd_ps(_mm256_hadd_ps(v[4], v[5]), _mm256_hadd_ps(v[6], v[7]));
    return _mm256_add_ps(_mm256_permute2f128_ps(a, b, 0x20), _mm256_permute2f128_ps(a, b, 0x31));
}

static inline float sum_one(__m256 v)
{
    __m128 half = _mm_add_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
    half = _mm_add_ps(half, _mm_movehl_ps(half, half));
    return _mm_cvtss_f32(_mm_add_ss(half, _mm_movehdup_ps(half)));
}

static void fire(const facs_ccnf_expert *expert, const float *area, int window, float *response)
{
    const int places = window * window;
    float patches[GROUP][FACS_CCNF_PIXELS];
    facs_patch_measures measures;
    __m256 sum[GROUP];

    measure(area, window, &measures);
    for (int first = 0; first < places; first += GROUP) {
        int from = first < places - GROUP ? first : places - GROUP; /* the last overlaps */
        centre(area, window, from, &measures, patches);
        correlate(expert, patches, sum);
        for (int p = 0; p < GROUP; p++)
            sum[p] = activate(expert, sum[p], measures.scale[from + p]);
        _mm256_storeu_ps(response + from, sum_lanes(sum));
        response[from + GROUP - 1] = sum_one(sum[GROUP - 1]);
    }
}

/* ---- Sigma ---------------------------------------------------------------------------------- */

/* vector times a symmetric block of so many vectors a row, in place. */
static inline __attribute__((always_inline)) void multiply_by(const float *block, int order,
                                                              int vectors, float *vector)
{
    __m256 sum[FACS_SIGMA_MAX_STRIDE / 8];

    for (int j = 0; j < vectors; j++)
        sum[j] = _mm256_setzero_ps();
    for (int i = 0; i < order; i++, block += 8 * vectors) {
        __m256 in = _mm256_broadcast_ss(vector + i);
        for (int j = 0; j < vectors; j++)
            sum[j] = _mm256_fmadd_ps(_mm256_loadu_ps(block + 8 * j), in, sum[j]);
    }
    for (int j = 0; j < vectors; j++)
        _mm256_storeu_ps(vector + 8 * j, sum[j]);
}

static const float *multiply(const float *block, int order, int stride, float *vector)
{
    switch (stride / 8) {
    case 1:
        multiply_by(block, order, 1, vector);
        break;
    case 2:
        multiply_by(block, order, 2, vector);
        break;
    case 3:
        multiply_by(block, order, 3, vector);
        break;
    case 4:
        multiply_by(block, order, 4, vector);
        break;
    default:
        multiply_by(block, order, 5, vector);
        break;
    }
    return block + order * stride;
}

void facs_ccnf_respond_avx2(const facs_ccnf_expert *expert, const facs_sigma_form *form,
                            const float *sigma, const float *area, float *response)
{
    fire(expert, area, form->window, response);
    if (sigma) {
        const int *order = form->order, *stride = form->stride;
        facs_folded folded;
        facs_fold(response, form->window, &folded);
        sigma = multiply(sigma, order[FACS_SIGMA_EVEN], stride[FACS_SIGMA_EVEN], folded.even_even);
        multiply(sigma, order[FACS_SIGMA_MIXED], stride[FACS_SIGMA_MIXED], folded.even_odd);
        sigma = multiply(sigma, order[FACS_SIGMA_MIXED], stride[FACS_SIGMA_MIXED], folded.odd_even);
        multiply(sigma, order[FACS_SIGMA_ODD], stride[FACS_SIGMA_ODD], folded.odd_odd);
        facs_unfold(&folded, form->window, response);
    }
    facs_subtract_minimum(response, form->window * form->window);
}
