/* What both kinds of patch experts need of the patches in an area, in the vectors of base/simd.h:
 * for the source of a kernel. */
#ifndef FACS_LANDMARKS_CLM_PATCH_MEASURES_H
#define FACS_LANDMARKS_CLM_PATCH_MEASURES_H

#include "base/simd.h"
#include "landmarks/clm/patch_experts.h"

#include <float.h>

#define FACS_PATCH_PIXELS (FACS_PATCH_SIDE * FACS_PATCH_SIDE)
#define FACS_PATCH_PLACES 128   /* of a response map, rounded up */
#define PATCH_COLUMNS     24    /* of an area, rounded up */
#define PATCH_MIN_SPREAD  1e-14 /* bound on the rounding error of the sum of squares */

_Static_assert(FACS_PATCH_MAX_WINDOW *FACS_PATCH_MAX_WINDOW <= FACS_PATCH_PLACES, "a map fits");

/* Of the patch at each place of the response map; scale is 1 / |patch - mean|, 0 if the patch is
 * flat. */
typedef struct facs_patch_measures {
    float mean[FACS_PATCH_PLACES], scale[FACS_PATCH_PLACES];
} facs_patch_measures;

/* Sums of eleven rows, of the levels and of their squares; 0 outside the area. */
typedef struct patch_columns {
    double sum[FACS_PATCH_MAX_WINDOW][PATCH_COLUMNS];
    double square[FACS_PATCH_MAX_WINDOW][PATCH_COLUMNS];
} patch_columns;

static inline void patch_sum_columns(const float *area, int window, patch_columns *columns)
{
    const int side = window + FACS_PATCH_SIDE - 1;

    for (int x = 0; x < PATCH_COLUMNS; x += 4) {
        const int left = x < side ? side - x : 0; /* columns of the area from here on */
        const float *from = area + side - left;
        f64x4 sum = f64x4_of(0), square = f64x4_of(0);
        for (int y = 0; y < side; y++) {
            const f64x4 in = f64x4_of_floats(from + y * side, left);
            const int row = y - (FACS_PATCH_SIDE - 1); /* of the response map */
            sum = f64x4_add(sum, in);
            square = f64x4_add_product(in, in, square);
            if (row < 0)
                continue;
            f64x4_store(columns->sum[row] + x, sum);
            f64x4_store(columns->square[row] + x, square);
            const f64x4 out = f64x4_of_floats(from + row * side, left);
            sum = f64x4_subtract(sum, out);
            square = f64x4_subtract(square, f64x4_multiply(out, out));
        }
    }
}

static inline f64x4 patch_sum_eleven(const double *from)
{
    f64x4 even = f64x4_load(from), odd = f64x4_load(from + 1);

    for (int i = 2; i < FACS_PATCH_SIDE - 1; i += 2) {
        even = f64x4_add(even, f64x4_load(from + i));
        odd = f64x4_add(odd, f64x4_load(from + i + 1));
    }
    even = f64x4_add(even, f64x4_load(from + FACS_PATCH_SIDE - 1));
    return f64x4_add(even, odd);
}

/* Uses running sums along columns. Grey levels from bilinear interpolation with 10 fraction bits,
 * like OpenCV's, make them exact in doubles, so a flat patch differs from a nearly flat one; with
 * other levels, a spread within the rounding error counts as flat. Four places at once; the next
 * row overwrites what is written past a row's end. */
static inline void facs_patch_measure(const float *area, int window, facs_patch_measures *measures)
{
    const f64x4 share = f64x4_of(1. / FACS_PATCH_PIXELS), count = f64x4_of(FACS_PATCH_PIXELS);
    float norms[FACS_PATCH_PLACES] = {0};
    patch_columns columns;

    patch_sum_columns(area, window, &columns);
    for (int y = 0; y < window; y++)
        for (int x = 0; x < window; x += 4) {
            /* FACS_PATCH_PIXELS times the patch's squared norm, exact if the sums are. */
            const f64x4 sum = patch_sum_eleven(columns.sum[y] + x);
            const f64x4 all = f64x4_multiply(count, patch_sum_eleven(columns.square[y] + x));
            const f64x4 spread = f64x4_subtract(all, f64x4_multiply(sum, sum));
            const f64x4 norm = f64x4_where_above(f64x4_multiply(spread, share), spread,
                                                 f64x4_multiply(all, f64x4_of(PATCH_MIN_SPREAD)));
            f64x4_store_floats(measures->mean + y * window + x, f64x4_multiply(sum, share));
            f64x4_store_floats(norms + y * window + x, norm);
        }
    for (int i = 0; i < window * window; i += 8) {
        const f32x8 norm = f32x8_load(norms + i);
        const f32x8 length = f32x8_sqrt(f32x8_max(norm, f32x8_of(FLT_MIN)));
        f32x8_store(measures->scale + i,
                    f32x8_where_above(f32x8_divide(f32x8_of(1), length), norm, f32x8_of(0)));
    }
}

#endif
