#include "face/ccnf.h"
#include "face/ccnf_steps.h"

#include <string.h>

#define HALF  (FACS_CCNF_LANES / 2)
#define GROUP 3 /* places at once: their sums and the weights stay in sixteen registers of four */

/* What every processor has, and compilers make of it: SSE2, NEON ... */
typedef float four __attribute__((vector_size(16)));
typedef int32_t four_ints __attribute__((vector_size(16)));

static inline four load(const float *from)
{
    four v;
    memcpy(&v, from, sizeof(v));
    return v;
}

/* ---- The neurons ---------------------------------------------------------------------------- */

/* The patch at each place, less its mean, times the weights. */
static inline void correlate(const facs_ccnf_expert *expert, const float *area, int window,
                             int first, const facs_patch_measures *measures, four out[GROUP][2])
{
    const int side = window + FACS_PATCH_SIDE - 1;
    const float *a = area + first / window * side + first % window;
    const float *b = area + (first + 1) / window * side + (first + 1) % window;
    const float *c = area + (first + 2) / window * side + (first + 2) % window;
    const float *mean = measures->mean + first;
    const float *weights = expert->weights[0];
    four a0 = {0}, a1 = {0}, b0 = {0}, b1 = {0}, c0 = {0}, c1 = {0};

    for (int y = 0; y < FACS_PATCH_SIDE; y++)
        for (int x = 0; x < FACS_PATCH_SIDE; x++, weights += FACS_CCNF_LANES) {
            four low = load(weights), high = load(weights + HALF);
            float pixel = a[y * side + x] - mean[0];
            a0 += low * pixel;
            a1 += high * pixel;
            pixel = b[y * side + x] - mean[1];
            b0 += low * pixel;
            b1 += high * pixel;
            pixel = c[y * side + x] - mean[2];
            c0 += low * pixel;
            c1 += high * pixel;
        }
    out[0][0] = a0;
    out[0][1] = a1;
    out[1][0] = b0;
    out[1][1] = b1;
    out[2][0] = c0;
    out[2][1] = c1;
}

/*
 * exp(x) for |x| <= 80: 2^n times Taylor's series of the rest, which is within ln(2) / 2; relative
 * error 2e-7 and that of x.
 */
static inline four exponential(four x)
{
    four n = x * 1.44269504f + 12582912 - 12582912;        /* 1.5 * 2^23: leaves whole numbers */
    four rest = x - n * 0.693359375f + n * 2.12194440e-4f; /* ln 2 in two parts */
    four sum = rest * (1 / 720.f) + 1 / 120.f;
    sum = sum * rest + 1 / 24.f;
    sum = sum * rest + 1 / 6.f;
    sum = sum * rest + 0.5f;
    sum = sum * rest + 1;
    sum = sum * rest + 1;
    four_ints power = (__builtin_convertvector(n, four_ints) + 127) << 23;
    return sum * (four)power;
}

static inline four within_80(four x)
{
    const four limit = {80, 80, 80, 80};
    four_ints above = x > limit, below = x < -limit;
    return (four)((above & (four_ints)limit) | (below & (four_ints)-limit) |
                  (~(above | below) & (four_ints)x));
}

static inline float activate(const facs_ccnf_expert *expert, const four products[2], float scale)
{
    four sum = {0};

    for (int i = 0; i < 2; i++) {
        four in = within_80(products[i] * scale + load(expert->bias + i * HALF));
        sum += load(expert->gain + i * HALF) / (1 + exponential(-in));
    }
    return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

/* ---- Sigma ---------------------------------------------------------------------------------- */

/* vector times a symmetric block, in place. */
static void multiply(const float *block, int order, int stride, float *vector)
{
    float sum[FACS_SIGMA_MAX_STRIDE] = {0};

    for (int i = 0; i < order; i++)
        for (int j = 0; j < stride; j++)
            sum[j] += block[i * stride + j] * vector[i];
    memcpy(vector, sum, (size_t)stride * sizeof(*sum));
}

static void apply(const facs_sigma_form *form, const float *sigma, float *map)
{
    const float *even = sigma;
    const float *mixed = even + form->order[FACS_SIGMA_EVEN] * form->stride[FACS_SIGMA_EVEN];
    const float *odd = mixed + form->order[FACS_SIGMA_MIXED] * form->stride[FACS_SIGMA_MIXED];
    facs_folded folded;

    facs_fold(map, form->window, &folded);
    multiply(even, form->order[FACS_SIGMA_EVEN], form->stride[FACS_SIGMA_EVEN], folded.even_even);
    multiply(mixed, form->order[FACS_SIGMA_MIXED], form->stride[FACS_SIGMA_MIXED], folded.even_odd);
    multiply(mixed, form->order[FACS_SIGMA_MIXED], form->stride[FACS_SIGMA_MIXED], folded.odd_even);
    multiply(odd, form->order[FACS_SIGMA_ODD], form->stride[FACS_SIGMA_ODD], folded.odd_odd);
    facs_unfold(&folded, form->window, map);
}

void facs_ccnf_respond_portable(const facs_ccnf_expert *expert, const facs_sigma_form *form,
                                const float *sigma, const float *area, float *response)
{
    const int window = form->window, places = window * window;
    facs_patch_measures measures;
    four products[GROUP][2];

    facs_measure_patches(area, window, &measures);
    for (int first = 0; first < places; first += GROUP) {
        int from = first < places - GROUP ? first : places - GROUP; /* the last overlaps */
        correlate(expert, area, window, from, &measures, products);
        for (int p = 0; p < GROUP; p++)
            response[from + p] = activate(expert, products[p], measures.scale[from + p]);
    }
    if (sigma)
        apply(form, sigma, response);
    facs_subtract_minimum(response, places);
}
