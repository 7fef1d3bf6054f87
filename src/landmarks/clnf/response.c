/* Computes responses: each vector holds the eight neurons of an expert. */
#include "landmarks/clnf/response.h"

#include "base/simd.h"
#include "landmarks/clm/patch_measures.h"

#define GROUP 9 /* places at once: divides 9 and 81; nine sums keep two multipliers busy */

/* ---- The neurons ----------------------------------------------------------------------------- */

/* Copies the patch at each place, minus its mean. */
static inline void centre(const float *area, int window, int first,
                          const facs_patch_measures *measures,
                          float patches[GROUP][FACS_CCNF_PIXELS])
{
    const int side = window + FACS_PATCH_SIDE - 1;

    for (int p = 0; p < GROUP; p++) {
        const float *from = area + (first + p) / window * side + (first + p) % window;
        f32x8 mean = f32x8_of(measures->mean[first + p]);
        for (int y = 0; y < FACS_PATCH_SIDE; y++, from += side) {
            float *to =
                patches[p] + y * FACS_PATCH_SIDE; /* eleven as two overlapping vectors of 8 */
            f32x8_store(to, f32x8_subtract(f32x8_load(from), mean));
            f32x8_store(to + 3, f32x8_subtract(f32x8_load(from + 3), mean));
        }
    }
}

/* Nine sums. Named, because an array would be kept in memory. */
typedef struct sums {
    f32x8 a, b, c, d, e, f, g, h, i;
} sums;

/* Not inlined, so that the sums have the registers to themselves. */
static __attribute__((noinline)) void
correlate(const facs_ccnf_expert *expert, float patches[GROUP][FACS_CCNF_PIXELS], f32x8 out[GROUP])
{
    const f32x8 zero = f32x8_of(0);
    sums s = {zero, zero, zero, zero, zero, zero, zero, zero, zero};

    for (int i = 0; i < FACS_CCNF_PIXELS; i++) {
        f32x8 weights = f32x8_load(expert->weights[i]);
        s.a = f32x8_multiply_add(weights, f32x8_spread(&patches[0][i]), s.a);
        s.b = f32x8_multiply_add(weights, f32x8_spread(&patches[1][i]), s.b);
        s.c = f32x8_multiply_add(weights, f32x8_spread(&patches[2][i]), s.c);
        s.d = f32x8_multiply_add(weights, f32x8_spread(&patches[3][i]), s.d);
        s.e = f32x8_multiply_add(weights, f32x8_spread(&patches[4][i]), s.e);
        s.f = f32x8_multiply_add(weights, f32x8_spread(&patches[5][i]), s.f);
        s.g = f32x8_multiply_add(weights, f32x8_spread(&patches[6][i]), s.g);
        s.h = f32x8_multiply_add(weights, f32x8_spread(&patches[7][i]), s.h);
        s.i = f32x8_multiply_add(weights, f32x8_spread(&patches[8][i]), s.i);
    }
    const f32x8 all[GROUP] = {s.a, s.b, s.c, s.d, s.e, s.f, s.g, s.h, s.i};
    memcpy(out, all, sizeof(all));
}

static inline f32x8 activate(const facs_ccnf_expert *expert, f32x8 products, float scale)
{
    const f32x8 limit = f32x8_of(80), one = f32x8_of(1), zero = f32x8_of(0);
    f32x8 in = f32x8_take_product(products, f32x8_of(scale),
                                  f32x8_subtract(zero, f32x8_load(expert->bias)));
    in = f32x8_max(f32x8_min(in, limit), f32x8_subtract(zero, limit));
    return f32x8_divide(f32x8_load(expert->gain), f32x8_add(one, f32x8_exponential(in)));
}

/* Sums the lanes of eight vectors. */
static inline f32x8 sum_lanes(const f32x8 v[8])
{
    f32x8 a = f32x8_add_pairs(f32x8_add_pairs(v[0], v[1]), f32x8_add_pairs(v[2], v[3]));
    f32x8 b = f32x8_add_pairs(f32x8_add_pairs(v[4], v[5]), f32x8_add_pairs(v[6], v[7]));
    return f32x8_add_halves(a, b);
}

static inline void fire(const facs_ccnf_expert *expert, const float *area, int window,
                        const facs_patch_measures *measures, float *response)
{
    const int places = window * window;
    float patches[GROUP][FACS_CCNF_PIXELS];
    f32x8 sum[GROUP];

    for (int first = 0; first < places; first += GROUP) {
        int from = first < places - GROUP ? first : places - GROUP; /* the last overlaps */
        centre(area, window, from, measures, patches);
        correlate(expert, patches, sum);
        for (int p = 0; p < GROUP; p++)
            sum[p] = activate(expert, sum[p], measures->scale[from + p]);
        f32x8_store(response + from, sum_lanes(sum));
        response[from + GROUP - 1] = f32x8_sum(sum[GROUP - 1]);
    }
}

/* ---- Sigma ----------------------------------------------------------------------------------- */

/* A map as sums and differences of mirrored places: even or odd down, then across. */
typedef struct folded_map {
    float even_even[FACS_SIGMA_MAX_STRIDE];
    float even_odd[FACS_SIGMA_MAX_STRIDE];
    float odd_even[FACS_SIGMA_MAX_STRIDE]; /* column by column, whereas even_odd is row by row */
    float odd_odd[FACS_SIGMA_MAX_STRIDE];
} folded_map;

/* Folds one row; writes the even part to even, even_step apart. */
static inline void fold_row(const float *row, int window, float *even, int even_step, float *odd)
{
    const int half = window / 2;
    for (int x = 0; x < half; x++) {
        even[x * even_step] = row[x] + row[window - 1 - x];
        odd[x] = row[x] - row[window - 1 - x];
    }
    even[half * even_step] = row[half];
}

static inline void unfold_row(const float *even, int even_step, const float *odd, int window,
                              float *row)
{
    const int half = window / 2;
    for (int x = 0; x < half; x++) {
        float e = even[x * even_step], o = odd[x];
        row[x] = e + o;
        row[window - 1 - x] = e - o;
    }
    row[half] = even[half * even_step];
}

static inline void fold(const float *map, int window, folded_map *folded)
{
    const int half = window / 2, whole = half + 1; /* numbers of odd and even vectors */
    float sum[FACS_PATCH_MAX_WINDOW], difference[FACS_PATCH_MAX_WINDOW];

    for (int y = 0; y < half; y++) {
        const float *upper = map + y * window, *lower = map + (window - 1 - y) * window;
        for (int x = 0; x < window; x++) {
            sum[x] = upper[x] + lower[x];
            difference[x] = upper[x] - lower[x];
        }
        fold_row(sum, window, folded->even_even + y * whole, 1, folded->even_odd + y * half);
        fold_row(difference, window, folded->odd_even + y, half, folded->odd_odd + y * half);
    }
    fold_row(map + half * window, window, folded->even_even + half * whole, 1,
             folded->even_odd + half * half);
}

static inline void unfold(const folded_map *folded, int window, float *map)
{
    const int half = window / 2, whole = half + 1;
    float sum[FACS_PATCH_MAX_WINDOW], difference[FACS_PATCH_MAX_WINDOW];

    for (int y = 0; y < half; y++) {
        float *upper = map + y * window, *lower = map + (window - 1 - y) * window;
        unfold_row(folded->even_even + y * whole, 1, folded->even_odd + y * half, window, sum);
        unfold_row(folded->odd_even + y, half, folded->odd_odd + y * half, window, difference);
        for (int x = 0; x < window; x++) {
            upper[x] = sum[x] + difference[x];
            lower[x] = sum[x] - difference[x];
        }
    }
    unfold_row(folded->even_even + half * whole, 1, folded->even_odd + half * half, window,
               map + half * window);
}

static inline void subtract_minimum(float *response, int places)
{
    float min = 0;
    for (int i = 0; i < places; i++)
        min = response[i] < min ? response[i] : min;
    for (int i = 0; i < places; i++)
        response[i] -= min;
}

/* Multiplies vector in place by a symmetric block with this many vectors per row. */
static inline __attribute__((always_inline)) void multiply_by(const float *block, int order,
                                                              int vectors, float *vector)
{
    f32x8 a = f32x8_of(0), b = a, c = a, d = a, e = a;

    for (int i = 0; i < order; i++, block += 8 * vectors) {
        f32x8 in = f32x8_spread(vector + i);
        a = f32x8_multiply_add(f32x8_load(block), in, a);
        if (vectors > 1)
            b = f32x8_multiply_add(f32x8_load(block + 8), in, b);
        if (vectors > 2)
            c = f32x8_multiply_add(f32x8_load(block + 16), in, c);
        if (vectors > 3)
            d = f32x8_multiply_add(f32x8_load(block + 24), in, d);
        if (vectors > 4)
            e = f32x8_multiply_add(f32x8_load(block + 32), in, e);
    }
    const f32x8 sum[] = {a, b, c, d, e};
    for (int j = 0; j < vectors; j++)
        f32x8_store(vector + 8 * j, sum[j]);
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

void FACS_KERNEL(facs_ccnf_respond)(const facs_ccnf_expert *expert, const facs_sigma_form *form,
                                    const float *sigma, const float *area, float *response)
{
    facs_patch_measures measures;

    facs_patch_measure(area, form->window, &measures);
    fire(expert, area, form->window, &measures, response);
    if (sigma) {
        const int *order = form->order, *stride = form->stride;
        folded_map folded;
        fold(response, form->window, &folded);
        sigma = multiply(sigma, order[FACS_SIGMA_EVEN], stride[FACS_SIGMA_EVEN], folded.even_even);
        multiply(sigma, order[FACS_SIGMA_MIXED], stride[FACS_SIGMA_MIXED], folded.even_odd);
        sigma = multiply(sigma, order[FACS_SIGMA_MIXED], stride[FACS_SIGMA_MIXED], folded.odd_even);
        multiply(sigma, order[FACS_SIGMA_ODD], stride[FACS_SIGMA_ODD], folded.odd_odd);
        unfold(&folded, form->window, response);
    }
    subtract_minimum(response, form->window * form->window);
}
