#include "shape/cholesky.h"

#include "base/simd.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#define BLOCK   FACS_CHOLESKY_BLOCK /* rows eliminated together, and numbers of a vector */
#define VECTORS 3                   /* of each of a block's rows that fit in registers together */

/* What is kept of the elimination of a block for the substitution back. */
typedef struct pivots {
    double inverse[BLOCK];
    double share[BLOCK][BLOCK]; /* [r][q]: of row r, which row q after it gives up */
    double forward[BLOCK];      /* b after the forward substitution */
} pivots;

static inline f64x4 take_product(f64x4 a, f64x4 b, f64x4 from)
{
    return f64x4_subtract(from, f64x4_multiply(a, b));
}

/* Makes size whole blocks by unknowns that are 0. */
static inline void pad(double *system, int size, int stride, double *x)
{
    const int width = FACS_CHOLESKY_ROOM(size);

    for (int i = 0; i < size; i++)
        for (int j = size; j < width; j++)
            system[i * stride + j] = 0;
    for (int i = size; i < width; i++) {
        memset(system + i * stride, 0, (size_t)width * sizeof(*system));
        system[i * stride + i] = 1;
        x[i] = 0;
    }
}

/* Subtracts from a block's rows, of which it reads vectors (a constant) from column j on, what they
 * have of the rows above. */
static inline void take_rows(const double *system, int stride, int block,
                             const double (*factors)[BLOCK], int j, int vectors,
                             f64x4 (*row)[VECTORS])
{
    f64x4 above[VECTORS];

    for (int r = 0; r < BLOCK; r++)
        for (int v = 0; v < vectors; v++)
            row[r][v] = f64x4_load(system + (block + r) * stride + j + v * BLOCK);
    for (int i = 0; i < block; i++) {
        for (int v = 0; v < vectors; v++)
            above[v] = f64x4_load(system + i * stride + j + v * BLOCK);
        for (int r = 0; r < BLOCK; r++) {
            const f64x4 factor = f64x4_of(factors[i][r]);
            for (int v = 0; v < vectors; v++)
                row[r][v] = take_product(factor, above[v], row[r][v]);
        }
    }
}

/* The shares of a block's rows that the rows above take, by row above. */
static inline void find_factors(const double *system, int stride, int block, const pivots *before,
                                double (*factors)[BLOCK])
{
    for (int above = 0; above < block; above++)
        f64x4_store(factors[above],
                    f64x4_multiply(f64x4_load(system + above * stride + block),
                                   f64x4_of(before[above / BLOCK].inverse[above % BLOCK])));
}

static inline int is_pivot(double value)
{
    return value > 0 && isfinite(value);
}

/* Finds a block's pivots and its rows' shares of each other. diagonal: where it begins. Written
 * out, so that all of it stays in registers. */
static inline int find_pivots(const double *diagonal, int stride, pivots *p)
{
    const double *row1 = diagonal + stride, *row2 = row1 + stride, *row3 = row2 + stride;
    const double a0 = diagonal[0], a1 = diagonal[1], a2 = diagonal[2], a3 = diagonal[3];
    const double inverse0 = 1 / a0;
    const double share01 = a1 * inverse0, share02 = a2 * inverse0, share03 = a3 * inverse0;
    const double b1 = row1[1] - share01 * a1, b2 = row1[2] - share01 * a2;
    const double b3 = row1[3] - share01 * a3;
    const double inverse1 = 1 / b1;
    const double share12 = b2 * inverse1, share13 = b3 * inverse1;
    const double c2 = row2[2] - share02 * a2 - share12 * b2;
    const double c3 = row2[3] - share02 * a3 - share12 * b3;
    const double inverse2 = 1 / c2;
    const double share23 = c3 * inverse2;
    const double d3 = row3[3] - share03 * a3 - share13 * b3 - share23 * c3;

    p->inverse[0] = inverse0;
    p->inverse[1] = inverse1;
    p->inverse[2] = inverse2;
    p->inverse[3] = 1 / d3;
    p->share[0][1] = share01;
    p->share[0][2] = share02;
    p->share[0][3] = share03;
    p->share[1][2] = share12;
    p->share[1][3] = share13;
    p->share[2][3] = share23;
    return is_pivot(a0) && is_pivot(b1) && is_pivot(c2) && is_pivot(d3) ? 0 : -EDOM;
}

/* The forward substitution within a block. give: what b's later rows give up of the block's rows.
 */
static inline void substitute(pivots *p, const double *x, double give[BLOCK])
{
    for (int r = 0; r < BLOCK; r++) {
        double value = x[r];
        for (int q = 0; q < r; q++)
            value -= p->share[q][r] * p->forward[q];
        p->forward[r] = value;
        give[r] = value * p->inverse[r];
    }
}

/* Reduces a block's rows, in vectors from column j on, by those above, then by each other; and b by
 * them. */
static inline void reduce_rows(double *system, int stride, int block,
                               const double (*factors)[BLOCK], const pivots *p,
                               const double give[BLOCK], int j, int vectors, double *x)
{
    f64x4 row[BLOCK][VECTORS];

    take_rows(system, stride, block, factors, j, vectors, row);
    for (int v = 0; v < vectors; v++, j += BLOCK) {
        f64x4 right = f64x4_load(x + j);
        for (int r = 0; r < BLOCK; r++) {
            for (int q = 0; q < r; q++)
                row[r][v] = take_product(f64x4_of(p->share[q][r]), row[q][v], row[r][v]);
            right = take_product(f64x4_of(give[r]), row[r][v], right);
        }
        for (int r = 0; r < BLOCK; r++)
            f64x4_store(system + (block + r) * stride + j, row[r][v]);
        f64x4_store(x + j, right);
    }
}

/* The same in all columns right of the diagonal. */
static inline void reduce_block(double *system, int width, int stride, int block,
                                const double (*factors)[BLOCK], pivots *p, double *x)
{
    int left = (width - block) / BLOCK - 1, j = block + BLOCK;
    double give[BLOCK];

    substitute(p, x + block, give);
    for (; left > 4 || left == 3; left -= 3, j += 3 * BLOCK)
        reduce_rows(system, stride, block, factors, p, give, j, 3, x);
    for (; left >= 2; left -= 2, j += 2 * BLOCK)
        reduce_rows(system, stride, block, factors, p, give, j, 2, x);
    if (left > 0)
        reduce_rows(system, stride, block, factors, p, give, j, 1, x);
}

/* Finds a block's pivots, where the rows above have been reduced. */
static inline int reduce_diagonal(const double *system, int stride, int block,
                                  const double (*factors)[BLOCK], pivots *p)
{
    f64x4 row[BLOCK][VECTORS];
    double diagonal[BLOCK][BLOCK];

    take_rows(system, stride, block, factors, block, 1, row);
    for (int r = 0; r < BLOCK; r++)
        f64x4_store(diagonal[r], row[r][0]);
    return find_pivots(diagonal[0], BLOCK, p);
}

static inline double multiply_four(const double *a, const double *b)
{
    return ((a[3] * b[3] + a[2] * b[2]) + a[1] * b[1]) + a[0] * b[0];
}

/* Finds a block's unknowns from those after it. The four nearest of them are new: reading them as a
 * vector would wait until each has reached the cache. */
static inline void substitute_back(const double *rows, int width, int stride, int block,
                                   const pivots *p, double *x)
{
    static const double none[BLOCK];
    const int near = block + BLOCK, has_near = near < width;
    f64x4 sum[BLOCK];
    double left[BLOCK];

    for (int r = 0; r < BLOCK; r++)
        sum[r] = f64x4_of(0);
    for (int j = width - BLOCK; j > near; j -= BLOCK)
        for (int r = 0; r < BLOCK; r++)
            sum[r] =
                f64x4_add_product(f64x4_load(rows + r * stride + j), f64x4_load(x + j), sum[r]);
    f64x4_store(left,
                f64x4_subtract(f64x4_load(p->forward), f64x4_sums(sum[0], sum[1], sum[2], sum[3])));
    for (int r = 0; r < BLOCK; r++)
        left[r] = (left[r] - multiply_four(has_near ? rows + r * stride + near : none,
                                           has_near ? x + near : none)) *
                  p->inverse[r];
    const double x3 = left[3], x2 = left[2] - p->share[2][3] * x3;
    const double x1 = left[1] - p->share[1][3] * x3 - p->share[1][2] * x2;
    x[block + 3] = x3;
    x[block + 2] = x2;
    x[block + 1] = x1;
    x[block] = left[0] - p->share[0][3] * x3 - p->share[0][2] * x2 - p->share[0][1] * x1;
}

/* L D L', without roots, a block of rows at a time. A block is first reduced by all rows above it,
 * so that each number is read and written once; its pivots, each of which waits for the last, are
 * found beside the work on its other columns. */
int FACS_KERNEL(facs_cholesky_solve)(double *system, int size, int stride, double *x)
{
    const int width = FACS_CHOLESKY_ROOM(size);
    double factors[FACS_CHOLESKY_MAX][BLOCK];
    pivots p[FACS_CHOLESKY_MAX / BLOCK];

    pad(system, size, stride, x);
    for (int k = 0; k < width; k += BLOCK) {
        find_factors(system, stride, k, p, factors);
        int status =
            reduce_diagonal(system, stride, k, (const double(*)[BLOCK])factors, &p[k / BLOCK]);
        if (status)
            return status;
        reduce_block(system, width, stride, k, (const double(*)[BLOCK])factors, &p[k / BLOCK], x);
    }
    for (int k = width - BLOCK; k >= 0; k -= BLOCK)
        substitute_back(system + k * stride, width, stride, k, &p[k / BLOCK], x);
    return 0;
}
