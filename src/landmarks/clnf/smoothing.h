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

/* A map row by row, and what is written beyond its rows. */
typedef float map_rows[FACS_PATCH_MAX_WINDOW][16];

/* ---- Sums and differences of mirrored places ------------------------------------------------- */

/* What folding needs of a window. */
typedef struct folds {
    int window, half, whole; /* half, whole: numbers of odd and even vectors */
    int last;                /* of a row: where its last eight places begin; 0 if it has fewer */
    i32x8 mirrored;          /* place x from the last eight: window - 1 - x */
    i32x8 backwards;         /* half - 1 - x */
    f32x8 even, odd;         /* even: 1, but 1/2 in the middle; odd: 1 left of the middle, then 0 */
} folds;

static inline folds folds_of(int window)
{
    const int half = window / 2, last = window > 8 ? window - 8 : 0;
    int32_t mirrored[8], backwards[8];
    float even[8], odd[8];

    for (int x = 0; x < 8; x++) {
        const int from = window - 1 - x - last;
        mirrored[x] = from > 0 ? from : 0;
        backwards[x] = half - 1 - x > 0 ? half - 1 - x : 0;
        even[x] = x == half ? .5F : 1;
        odd[x] = x < half ? 1 : 0;
    }
    return (folds){window,
                   half,
                   half + 1,
                   last,
                   i32x8_load(mirrored),
                   i32x8_load(backwards),
                   f32x8_load(even),
                   f32x8_load(odd)};
}

/* Writes what is even across, for which left and right are summed, and what is odd. Each writes up
 * to eight numbers, which the next row overwrites. */
static inline void fold_across(const folds *how, f32x8 left, f32x8 last, float *even, float *odd)
{
    const f32x8 right = f32x8_permute(last, how->mirrored);
    f32x8_store(even, f32x8_multiply(f32x8_add(left, right), how->even));
    f32x8_store(odd, f32x8_subtract(left, right));
}

static inline void fold(const folds *how, map_rows map, folded_map *folded)
{
    const int half = how->half, whole = how->whole, last = how->last;
    float odd_even[FACS_PATCH_MAX_WINDOW / 2][8];

    for (int y = 0; y < half; y++) {
        const float *upper = map[y], *lower = map[how->window - 1 - y];
        const f32x8 above = f32x8_load(upper), below = f32x8_load(lower);
        const f32x8 last_above = f32x8_load(upper + last), last_below = f32x8_load(lower + last);
        fold_across(how, f32x8_add(above, below), f32x8_add(last_above, last_below),
                    folded->even_even + y * whole, folded->even_odd + y * half);
        fold_across(how, f32x8_subtract(above, below), f32x8_subtract(last_above, last_below),
                    odd_even[y], folded->odd_odd + y * half);
    }
    fold_across(how, f32x8_load(map[half]), f32x8_load(map[half] + last),
                folded->even_even + half * whole, folded->even_odd + half * half);
    for (int x = 0; x < whole; x++)
        for (int y = 0; y < half; y++)
            folded->odd_even[x * half + y] = odd_even[y][x];
}

/* Half of a row: its left part with the middle, and its right part from the end on. */
typedef struct row_halves {
    f32x8 left, right;
} row_halves;

static inline row_halves unfold_across(const folds *how, const float *even, const float *odd)
{
    const f32x8 sum = f32x8_load(even), difference = f32x8_multiply(f32x8_load(odd), how->odd);
    return (row_halves){f32x8_add(sum, difference), f32x8_subtract(sum, difference)};
}

static inline void put_row(const folds *how, f32x8 left, f32x8 right, float *row)
{
    f32x8_store(row, left);
    f32x8_store(row + how->whole, f32x8_permute(right, how->backwards));
}

static inline void unfold(const folds *how, const folded_map *folded, map_rows map)
{
    const int half = how->half, whole = how->whole;
    float odd_even[FACS_PATCH_MAX_WINDOW / 2][8] = {{0}};

    for (int y = 0; y < half; y++)
        for (int x = 0; x < whole; x++)
            odd_even[y][x] = folded->odd_even[x * half + y];
    for (int y = 0; y < half; y++) {
        const row_halves sum =
            unfold_across(how, folded->even_even + y * whole, folded->even_odd + y * half);
        const row_halves difference = unfold_across(how, odd_even[y], folded->odd_odd + y * half);
        put_row(how, f32x8_add(sum.left, difference.left), f32x8_add(sum.right, difference.right),
                map[y]);
        put_row(how, f32x8_subtract(sum.left, difference.left),
                f32x8_subtract(sum.right, difference.right), map[how->window - 1 - y]);
    }
    const row_halves middle =
        unfold_across(how, folded->even_even + half * whole, folded->even_odd + half * half);
    put_row(how, middle.left, middle.right, map[half]);
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

/* The map is at least 0, so no difference is larger than the largest sum of mirrored places. */
static inline void smoothing_apply(const facs_sigma_form *form, const facs_sigma *sigma,
                                   map_rows map)
{
    const int *order = form->order;
    const folds how = folds_of(form->window);
    folded_map folded;
    float largest = FLT_MIN * FACS_SIGMA_MAX_INPUT;

    fold(&how, map, &folded);
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
    unfold(&how, &folded, map);
}

#endif
