/* Multiplies response maps by Sigma, in the vectors of base/simd.h: for the source of a kernel. */
#ifndef FACS_LANDMARKS_CLNF_SMOOTHING_H
#define FACS_LANDMARKS_CLNF_SMOOTHING_H

#include "base/simd.h"
#include "landmarks/clnf/sigma.h"

#include <float.h>

/* What a vector of 16 numbers reads of a block's FACS_SIGMA_MAX_STRIDE. */
#define SMOOTHING_ROOM (FACS_SIGMA_MAX_STRIDE + 8)

/* A map as sums and differences of mirrored places: even or odd down, then across. */
typedef struct folded_map {
    float even_even[SMOOTHING_ROOM];
    float even_odd[SMOOTHING_ROOM];
    float odd_even[SMOOTHING_ROOM]; /* column by column, whereas even_odd is row by row */
    float odd_odd[SMOOTHING_ROOM];
} folded_map;

/* ---- Sums and differences of mirrored places ------------------------------------------------- */

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

/* ---- Blocks ---------------------------------------------------------------------------------- */

/* Sums of products by a block with this many vectors per row. */
static inline __attribute__((always_inline)) void
multiply_by(const int32_t *block, int pairs, int vectors, const int16_t *in, i32x8 sum[5])
{
    i32x8 a = i32x8_of(0), b = a, c = a, d = a, e = a;

    for (int i = 0; i < pairs; i++, block += 8 * vectors) {
        int32_t two;
        memcpy(&two, in + 2 * i, sizeof(two));
        const i32x8 both = i32x8_of(two);
        a = i32x8_add_products(a, both, i32x8_load(block));
        if (vectors > 1)
            b = i32x8_add_products(b, both, i32x8_load(block + 8));
        if (vectors > 2)
            c = i32x8_add_products(c, both, i32x8_load(block + 16));
        if (vectors > 3)
            d = i32x8_add_products(d, both, i32x8_load(block + 24));
        if (vectors > 4)
            e = i32x8_add_products(e, both, i32x8_load(block + 32));
    }
    const i32x8 all[5] = {a, b, c, d, e};
    memcpy(sum, all, sizeof(all));
}

/* Multiplies values in place by block b. unit: FACS_SIGMA_MAX_INPUT of it are no less than any of
 * the values. */
static inline void multiply(const facs_sigma_form *form, const facs_sigma *sigma, int b, float unit,
                            float *values)
{
    const int order = form->order[b], vectors = form->stride[b] / 8, pairs = (order + 1) / 2;
    const f32x8 factor = f32x8_of(1 / unit), back = f32x8_of(unit * sigma->scale[b]);
    const int32_t *block = sigma->pairs;
    int16_t in[SMOOTHING_ROOM];
    i32x8 sum[5];

    for (int i = 0; i < b; i++)
        block += (form->order[i] + 1) / 2 * form->stride[i];
    for (int i = 0; i < order; i += 16)
        i16x16_store(
            in + i,
            i16x16_of_ints(i32x8_of_floats(f32x8_multiply(f32x8_load(values + i), factor)),
                           i32x8_of_floats(f32x8_multiply(f32x8_load(values + i + 8), factor))));
    switch (vectors) {
    case 1:
        multiply_by(block, pairs, 1, in, sum);
        break;
    case 2:
        multiply_by(block, pairs, 2, in, sum);
        break;
    case 3:
        multiply_by(block, pairs, 3, in, sum);
        break;
    case 4:
        multiply_by(block, pairs, 4, in, sum);
        break;
    default:
        multiply_by(block, pairs, 5, in, sum);
        break;
    }
    for (int j = 0; j < vectors; j++)
        f32x8_store(values + 8 * j, f32x8_multiply(f32x8_of_ints(sum[j]), back));
}

/* Writes zeros behind a block's values, as far as a vector of 16 reads. */
static inline void clear_rest(float *values, int order)
{
    for (int i = order; i < (order + 15) / 16 * 16; i++)
        values[i] = 0;
}

/* response: [window * window], at least 0; so no difference is larger than the largest sum of
 * mirrored places. */
static inline void smoothing_apply(const facs_sigma_form *form, const facs_sigma *sigma,
                                   float *response)
{
    const int *order = form->order;
    folded_map folded;
    float largest = FLT_MIN * FACS_SIGMA_MAX_INPUT;

    fold(response, form->window, &folded);
    for (int i = 0; i < order[FACS_SIGMA_EVEN]; i++)
        largest = folded.even_even[i] > largest ? folded.even_even[i] : largest;
    clear_rest(folded.even_even, order[FACS_SIGMA_EVEN]);
    clear_rest(folded.even_odd, order[FACS_SIGMA_MIXED]);
    clear_rest(folded.odd_even, order[FACS_SIGMA_MIXED]);
    clear_rest(folded.odd_odd, order[FACS_SIGMA_ODD]);
    const float unit = largest / (FACS_SIGMA_MAX_INPUT - 1);
    multiply(form, sigma, FACS_SIGMA_EVEN, unit, folded.even_even);
    multiply(form, sigma, FACS_SIGMA_MIXED, unit, folded.even_odd);
    multiply(form, sigma, FACS_SIGMA_MIXED, unit, folded.odd_even);
    multiply(form, sigma, FACS_SIGMA_ODD, unit, folded.odd_odd);
    unfold(&folded, form->window, response);
}

#endif
