/*
 * The body of facs_cholesky_solve, as a function that may be compiled more than once: for every
 * processor (cholesky.c), and for the twins of gauss_newton.c.
 */
#ifndef FACS_SHAPE_CHOLESKY_STEPS_H
#define FACS_SHAPE_CHOLESKY_STEPS_H

#include "shape/lanes.h"

#include <errno.h>
#include <math.h>

#define FACS_CHOLESKY_BLOCK 4  /* pivots that are worked off together, and numbers of a vector */
#define FACS_CHOLESKY_MAX   80 /* rows of a system */

/* Make the rows of a block of pivots ready: take each from those after it. -EDOM. */
static inline int facs_cholesky_pivots(double *system, int size, int stride, int first, int count,
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

/*
 * Take a whole block from a row after it, a vector at a time; the first of these may reach below
 * the diagonal, where nothing counts.
 */
static inline void facs_cholesky_take(const double *pivots, int size, int stride, int row,
                                      const double *inverse, double *target)
{
    const double *p0 = pivots, *p1 = p0 + stride, *p2 = p1 + stride, *p3 = p2 + stride;
    const lanes f0 = lanes_of(p0[row] * inverse[0]), f1 = lanes_of(p1[row] * inverse[1]);
    const lanes f2 = lanes_of(p2[row] * inverse[2]), f3 = lanes_of(p3[row] * inverse[3]);

    for (int j = row - ((row - size - 1) & (LANES - 1)); j <= size; j += LANES) {
        lanes front = add_product(f0, load(p0 + j), lanes_multiply(f1, load(p1 + j)));
        lanes back = add_product(f2, load(p2 + j), lanes_multiply(f3, load(p3 + j)));
        store(target + j, lanes_subtract(load(target + j), lanes_add(front, back)));
    }
}

/* As L D L': no roots. b goes along as one more column and comes out as the forward substitution.
 */
static inline int facs_cholesky_body(double *system, int size, int stride, double *x)
{
    double inverse[FACS_CHOLESKY_MAX];

    for (int k = 0; k < size; k += FACS_CHOLESKY_BLOCK) {
        int count = size - k < FACS_CHOLESKY_BLOCK ? size - k : FACS_CHOLESKY_BLOCK;
        int status = facs_cholesky_pivots(system, size, stride, k, count, inverse);
        if (status)
            return status;
        for (int i = k + FACS_CHOLESKY_BLOCK; i < size; i++)
            facs_cholesky_take(system + k * stride, size, stride, i, inverse + k,
                               system + i * stride);
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

#endif
