/*
 * The responses in vectors of eight, the neurons of an expert: response.c, response_avx2.c,
 * response_neon.c.
 */
#ifndef FACS_LANDMARKS_CLNF_RESPONSE_STEPS_H
#define FACS_LANDMARKS_CLNF_RESPONSE_STEPS_H

#include "base/eight.h"
#include "landmarks/clnf/ccnf.h"
#include "landmarks/clnf/ccnf_steps.h"

#define GROUP 9 /* places at once: a divisor of 9 and 81; nine sums keep two multipliers busy */

/* ---- The neurons ---------------------------------------------------------------------------- */

/* The patch at each place less its mean. */
static inline void centre(const float *area, int window, int first,
                          const facs_patch_measures *measures,
                          float patches[GROUP][FACS_CCNF_PIXELS])
{
    const int side = window + FACS_PATCH_SIDE - 1;

    for (int p = 0; p < GROUP; p++) {
        const float *from = area + (first + p) / window * side + (first + p) % window;
        eight mean = eight_of(measures->mean[first + p]);
        for (int y = 0; y < FACS_PATCH_SIDE; y++, from += side) {
            float *to = patches[p] + y * FACS_PATCH_SIDE; /* eleven as 8 + 8 that overlap */
            eight_store(to, eight_subtract(eight_load(from), mean));
            eight_store(to + 3, eight_subtract(eight_load(from + 3), mean));
        }
    }
}

/* Nine sums that have names, for an array would live in memory. */
typedef struct sums {
    eight a, b, c, d, e, f, g, h, i;
} sums;

/* Alone, so that nothing but the sums wants the registers. */
static __attribute__((noinline)) void
correlate(const facs_ccnf_expert *expert, float patches[GROUP][FACS_CCNF_PIXELS], eight out[GROUP])
{
    const eight zero = eight_of(0);
    sums s = {zero, zero, zero, zero, zero, zero, zero, zero, zero};

    for (int i = 0; i < FACS_CCNF_PIXELS; i++) {
        eight weights = eight_load(expert->weights[i]);
        s.a = eight_multiply_add(weights, eight_spread(&patches[0][i]), s.a);
        s.b = eight_multiply_add(weights, eight_spread(&patches[1][i]), s.b);
        s.c = eight_multiply_add(weights, eight_spread(&patches[2][i]), s.c);
        s.d = eight_multiply_add(weights, eight_spread(&patches[3][i]), s.d);
        s.e = eight_multiply_add(weights, eight_spread(&patches[4][i]), s.e);
        s.f = eight_multiply_add(weights, eight_spread(&patches[5][i]), s.f);
        s.g = eight_multiply_add(weights, eight_spread(&patches[6][i]), s.g);
        s.h = eight_multiply_add(weights, eight_spread(&patches[7][i]), s.h);
        s.i = eight_multiply_add(weights, eight_spread(&patches[8][i]), s.i);
    }
    const eight all[GROUP] = {s.a, s.b, s.c, s.d, s.e, s.f, s.g, s.h, s.i};
    memcpy(out, all, sizeof(all));
}

/*
 * exp(x) for |x| <= 80: 2^n times Taylor's series of the rest, which is within ln(2) / 2; relative
 * error 2e-7 and that of x. ln 2 in two parts.
 */
static inline eight exponential(eight x)
{
    eight n = eight_round(eight_multiply(x, eight_of(1.44269504f)));
    eight rest = eight_take_product(n, eight_of(0.693359375f), x);
    rest = eight_multiply_add(n, eight_of(2.12194440e-4f), rest);
    eight sum = eight_of(1 / 720.f);
    sum = eight_multiply_add(sum, rest, eight_of(1 / 120.f));
    sum = eight_multiply_add(sum, rest, eight_of(1 / 24.f));
    sum = eight_multiply_add(sum, rest, eight_of(1 / 6.f));
    sum = eight_multiply_add(sum, rest, eight_of(0.5f));
    sum = eight_multiply_add(sum, rest, eight_of(1));
    sum = eight_multiply_add(sum, rest, eight_of(1));
    return eight_times_power(sum, n);
}

static inline eight activate(const facs_ccnf_expert *expert, eight products, float scale)
{
    const eight limit = eight_of(80), one = eight_of(1), zero = eight_of(0);
    eight in = eight_take_product(products, eight_of(scale),
                                  eight_subtract(zero, eight_load(expert->bias)));
    in = eight_max(eight_min(in, limit), eight_subtract(zero, limit));
    return eight_divide(eight_load(expert->gain), eight_add(one, exponential(in)));
}

/* The sums over the lanes of eight vectors. */
static inline eight sum_lanes(const eight v[8])
{
    eight a = eight_add_pairs(eight_add_pairs(v[0], v[1]), eight_add_pairs(v[2], v[3]));
    eight b = eight_add_pairs(eight_add_pairs(v[4], v[5]), eight_add_pairs(v[6], v[7]));
    return eight_add_halves(a, b);
}

static inline void fire(const facs_ccnf_expert *expert, const float *area, int window,
                        const facs_patch_measures *measures, float *response)
{
    const int places = window * window;
    float patches[GROUP][FACS_CCNF_PIXELS];
    eight sum[GROUP];

    for (int first = 0; first < places; first += GROUP) {
        int from = first < places - GROUP ? first : places - GROUP; /* the last overlaps */
        centre(area, window, from, measures, patches);
        correlate(expert, patches, sum);
        for (int p = 0; p < GROUP; p++)
            sum[p] = activate(expert, sum[p], measures->scale[from + p]);
        eight_store(response + from, sum_lanes(sum));
        response[from + GROUP - 1] = eight_sum(sum[GROUP - 1]);
    }
}

/* ---- Sigma ---------------------------------------------------------------------------------- */

/* vector times a symmetric block of so many vectors a row, in place. */
static inline __attribute__((always_inline)) void multiply_by(const float *block, int order,
                                                              int vectors, float *vector)
{
    eight a = eight_of(0), b = a, c = a, d = a, e = a;

    for (int i = 0; i < order; i++, block += 8 * vectors) {
        eight in = eight_spread(vector + i);
        a = eight_multiply_add(eight_load(block), in, a);
        if (vectors > 1)
            b = eight_multiply_add(eight_load(block + 8), in, b);
        if (vectors > 2)
            c = eight_multiply_add(eight_load(block + 16), in, c);
        if (vectors > 3)
            d = eight_multiply_add(eight_load(block + 24), in, d);
        if (vectors > 4)
            e = eight_multiply_add(eight_load(block + 32), in, e);
    }
    const eight sum[] = {a, b, c, d, e};
    for (int j = 0; j < vectors; j++)
        eight_store(vector + 8 * j, sum[j]);
}

static inline const float *multiply(const float *block, int order, int stride, float *vector)
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

/* measures: of the area's patches. */
static inline void respond(const facs_ccnf_expert *expert, const facs_sigma_form *form,
                           const float *sigma, const float *area,
                           const facs_patch_measures *measures, float *response)
{
    fire(expert, area, form->window, measures, response);
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

#endif
