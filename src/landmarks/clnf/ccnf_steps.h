/*
 * What the portable and the fast responses have in common, compiled into each with its own flags:
 * before the neurons, the patches' means and norms; after them, Sigma.
 */
#ifndef FACS_LANDMARKS_CLNF_CCNF_STEPS_H
#define FACS_LANDMARKS_CLNF_CCNF_STEPS_H

#include "landmarks/clnf/ccnf.h"

#include <float.h>
#include <math.h>
#include <string.h>

#define FACS_CCNF_MAX_PLACES  (FACS_PATCH_MAX_WINDOW * FACS_PATCH_MAX_WINDOW)
#define FACS_PATCH_MIN_SPREAD 1e-14 /* of the squares' sum: what its rounding may come to */

/* Of the patch at every place of the response map; scale is 1 / |patch - mean|, 0 if it is flat. */
typedef struct facs_patch_measures {
    float mean[FACS_CCNF_MAX_PLACES + 3]; /* the fast path writes four at once */
    float scale[FACS_CCNF_MAX_PLACES + 3];
} facs_patch_measures;

/* Sums of eleven neighbours each, in four steps that go over several at once. */
static inline void facs_sum_eleven(const double *in, int window, double *out)
{
    double two[FACS_PATCH_MAX_AREA], four[FACS_PATCH_MAX_AREA];

    for (int x = 0; x < window + 8; x++)
        two[x] = in[x] + in[x + 1];
    for (int x = 0; x < window + 4; x++)
        four[x] = two[x] + two[x + 2];
    for (int x = 0; x < window; x++)
        out[x] = (four[x] + four[x + 4]) + (two[x + 8] + in[x + 10]);
}

/*
 * Columns by running sums. Grey levels from bilinear interpolation with 10 fraction bits, as
 * OpenCV's, make all of this exact in doubles, and a flat patch is then told from one that is
 * nearly so; with other levels, what the sums may be off by counts as flat.
 */
static inline void facs_measure_patches(const float *area, int window,
                                        facs_patch_measures *measures)
{
    const int side = window + FACS_PATCH_SIDE - 1;
    const double share = 1. / FACS_CCNF_PIXELS;
    double sum[FACS_PATCH_MAX_AREA] = {0}, square[FACS_PATCH_MAX_AREA] = {0}; /* of columns */
    double sums[FACS_PATCH_MAX_WINDOW], squares[FACS_PATCH_MAX_WINDOW];       /* of patches */

    for (int y = 0; y < side; y++) {
        for (int x = 0; x < side; x++) {
            double in = (double)area[y * side + x];
            sum[x] += in;
            square[x] += in * in;
        }
        int row = y - (FACS_PATCH_SIDE - 1); /* of the response map */
        if (row < 0)
            continue;
        facs_sum_eleven(sum, window, sums);
        facs_sum_eleven(square, window, squares);
        for (int x = 0; x < window; x++) {
            /* FACS_CCNF_PIXELS times the patch's squared norm, exactly where the sums are. */
            double all = FACS_CCNF_PIXELS * squares[x], spread = all - sums[x] * sums[x];
            float norm = spread > all * FACS_PATCH_MIN_SPREAD ? (float)(spread * share) : 0;
            float scale = 1 / sqrtf(norm > FLT_MIN ? norm : FLT_MIN);
            measures->mean[row * window + x] = (float)(sums[x] * share);
            measures->scale[row * window + x] = norm > 0 ? scale : 0;
        }
        for (int x = 0; x < side; x++) {
            double out = (double)area[row * side + x];
            sum[x] -= out;
            square[x] -= out * out;
        }
    }
}

/* A map as sums and differences of mirrored places: even or odd down, then across. */
typedef struct facs_folded {
    float even_even[FACS_SIGMA_MAX_STRIDE];
    float even_odd[FACS_SIGMA_MAX_STRIDE];
    float odd_even[FACS_SIGMA_MAX_STRIDE]; /* column by column, as even_odd is row by row */
    float odd_odd[FACS_SIGMA_MAX_STRIDE];
} facs_folded;

/* One row; the even part goes to even, even_step apart. */
static inline void facs_fold_row(const float *row, int window, float *even, int even_step,
                                 float *odd)
{
    const int half = window / 2;
    for (int x = 0; x < half; x++) {
        even[x * even_step] = row[x] + row[window - 1 - x];
        odd[x] = row[x] - row[window - 1 - x];
    }
    even[half * even_step] = row[half];
}

static inline void facs_unfold_row(const float *even, int even_step, const float *odd, int window,
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

static inline void facs_fold(const float *map, int window, facs_folded *folded)
{
    const int half = window / 2, whole = half + 1; /* numbers of odd and even vectors */
    float sum[FACS_PATCH_MAX_WINDOW], difference[FACS_PATCH_MAX_WINDOW];

    for (int y = 0; y < half; y++) {
        const float *upper = map + y * window, *lower = map + (window - 1 - y) * window;
        for (int x = 0; x < window; x++) {
            sum[x] = upper[x] + lower[x];
            difference[x] = upper[x] - lower[x];
        }
        facs_fold_row(sum, window, folded->even_even + y * whole, 1, folded->even_odd + y * half);
        facs_fold_row(difference, window, folded->odd_even + y, half, folded->odd_odd + y * half);
    }
    facs_fold_row(map + half * window, window, folded->even_even + half * whole, 1,
                  folded->even_odd + half * half);
}

static inline void facs_unfold(const facs_folded *folded, int window, float *map)
{
    const int half = window / 2, whole = half + 1;
    float sum[FACS_PATCH_MAX_WINDOW], difference[FACS_PATCH_MAX_WINDOW];

    for (int y = 0; y < half; y++) {
        float *upper = map + y * window, *lower = map + (window - 1 - y) * window;
        facs_unfold_row(folded->even_even + y * whole, 1, folded->even_odd + y * half, window, sum);
        facs_unfold_row(folded->odd_even + y, half, folded->odd_odd + y * half, window, difference);
        for (int x = 0; x < window; x++) {
            upper[x] = sum[x] + difference[x];
            lower[x] = sum[x] - difference[x];
        }
    }
    facs_unfold_row(folded->even_even + half * whole, 1, folded->even_odd + half * half, window,
                    map + half * window);
}

static inline void facs_subtract_minimum(float *response, int places)
{
    float min = 0;
    for (int i = 0; i < places; i++)
        min = response[i] < min ? response[i] : min;
    for (int i = 0; i < places; i++)
        response[i] -= min;
}

#endif
