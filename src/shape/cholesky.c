#include "shape/cholesky.h"

#include "base/simd.h"

#include <errno.h>
#include <math.h>

#define BLOCK    4  /* pivots eliminated together, and numbers of a vector */
#define MAX_SIZE 80 /* rows of a system */

/* Prepares a block of pivot rows: subtracts each from those after it. -EDOM. */
static inline int prepare_pivots(double *system, int size, int stride, int first, int count,
                                 double *inverse)
{
    for (int k = first; k < first + count; k++) {
        double *restrict pivot = system + k * stride;
        for (int r = first; r < k; r++) {
            const double *restrict above = system + r * stride;
            double factor = above[k] * inverse[r];
            for (int j = k; j <= size; j++)
                pivot[j] -= factor * above[j];
        }
        if (!(pivot[k] > 0) || !isfinite(pivot[k]))
            return -EDOM;
        inverse[k] = 1 / pivot[k];
    }
    return 0;
}

/* Subtracts a whole block from a row after it, a vector at a time; the first vector may reach below
 * the diagonal, where nothing counts. */
static inline void take_pivots(const double *pivots, int size, int stride, int row,
                               const double *inverse, double *target)
{
    const double *p0 = pivots, *p1 = p0 + stride, *p2 = p1 + stride, *p3 = p2 + stride;
    const f64x4 f0 = f64x4_of(p0[row] * inverse[0]), f1 = f64x4_of(p1[row] * inverse[1]);
    const f64x4 f2 = f64x4_of(p2[row] * inverse[2]), f3 = f64x4_of(p3[row] * inverse[3]);

    for (int j = row - ((row - size - 1) & (4 - 1)); j <= size; j += 4) {
        f64x4 front =
            f64x4_add_product(f0, f64x4_load(p0 + j), f64x4_multiply(f1, f64x4_load(p1 + j)));
        f64x4 back =
            f64x4_add_product(f2, f64x4_load(p2 + j), f64x4_multiply(f3, f64x4_load(p3 + j)));
        f64x4_store(target + j, f64x4_subtract(f64x4_load(target + j), f64x4_add(front, back)));
    }
}

/* L D L', without roots. b is one more column, which becomes the forward substitution. */
int FACS_KERNEL(facs_cholesky_solve)(double *system, int size, int stride, double *x)
{
    double inverse[MAX_SIZE];

    for (int k = 0; k < size; k += BLOCK) {
        int count = size - k < BLOCK ? size - k : BLOCK;
        int status = prepare_pivots(system, size, stride, k, count, inverse);
        if (status)
            return status;
        for (int i = k + BLOCK; i < size; i++)
            take_pivots(system + k * stride, size, stride, i, inverse + k, system + i * stride);
    }
    for (int k = 0; k < size; k++)
        x[k] = system[k * stride + size];
    for (int k = size - 1; k >= 0; k--) {
        x[k] *= inverse[k];
        for (int i = 0; i < k; i++)
            x[i] -= system[i * stride + k] * x[k];
    }
    return 0;
}
