#include "shape/cholesky.h"

#include "base/simd.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#define BLOCK   FACS_CHOLESKY_BLOCK /* rows eliminated together, and numbers of a vector */
#define VECTORS 3                   /* of each of a block's rows that fit in registers together */

/* What is kept of the elimination. */
typedef struct pivots {
    double inverse[FACS_CHOLESKY_MAX];
    double forward[FACS_CHOLESKY_MAX]; /* b after the forward substitution */
    double factor[FACS_CHOLESKY_MAX]
                 [BLOCK]; /* the block's shares of the rows above, by row above */
    /* By block, [r][q]: of row r, what row q after it gives up. */
    double share[FACS_CHOLESKY_MAX / BLOCK][BLOCK][BLOCK];
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

static inline void find_factors(const double *system, int stride, int block, pivots *p)
{
    for (int above = 0; above < block; above++)
        f64x4_store(p->factor[above], f64x4_multiply(f64x4_load(system + above * stride + block),
                                                     f64x4_of(p->inverse[above])));
}

/* Subtracts from a block's rows, of which it reads vectors (a constant) from column j on, what they
 * have of the rows above. */
static inline void take_rows(const double *system, int stride, int block, const pivots *p, int j,
                             int vectors, f64x4 (*row)[VECTORS])
{
    f64x4 values[VECTORS];

    for (int r = 0; r < BLOCK; r++)
        for (int v = 0; v < vectors; v++)
            row[r][v] = f64x4_load(system + (block + r) * stride + j + v * BLOCK);
    for (int above = 0; above < block; above++) {
        for (int v = 0; v < vectors; v++)
            values[v] = f64x4_load(system + above * stride + j + v * BLOCK);
        for (int r = 0; r < BLOCK; r++) {
            const f64x4 factor = f64x4_of(p->factor[above][r]);
            for (int v = 0; v < vectors; v++)
                row[r][v] = take_product(factor, values[v], row[r][v]);
        }
    }
}

static inline int is_pivot(double value)
{
    return value > 0 && isfinite(value);
}

/* Finds a block's pivots and its rows' shares of each other. diagonal: where it begins. Written
 * out, so that all of it stays in registers. */
static inline int find_pivots(const double *diagonal, double *inverse, double (*share)[BLOCK])
{
    const double *row1 = diagonal + BLOCK, *row2 = row1 + BLOCK, *row3 = row2 + BLOCK;
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

    inverse[0] = inverse0;
    inverse[1] = inverse1;
    inverse[2] = inverse2;
    inverse[3] = 1 / d3;
    share[0][1] = share01;
    share[0][2] = share02;
    share[0][3] = share03;
    share[1][2] = share12;
    share[1][3] = share13;
    share[2][3] = share23;
    return is_pivot(a0) && is_pivot(b1) && is_pivot(c2) && is_pivot(d3) ? 0 : -EDOM;
}

/* The forward substitution within a block. */
static inline void substitute(int block, pivots *p, const double *x)
{
    for (int r = 0; r < BLOCK; r++) {
        double value = x[block + r];
        for (int q = 0; q < r; q++)
            value -= p->share[block / BLOCK][q][r] * p->forward[block + q];
        p->forward[block + r] = value;
    }
}

/* Subtracts a block's rows from each other, and from b, from vector v on of those that begin in
 * column j, and writes them. */
static inline void finish_rows(double *system, int stride, int block, const pivots *p, int j, int v,
                               int vectors, f64x4 (*row)[VECTORS], double *x)
{
    const double(*share)[BLOCK] = p->share[block / BLOCK];
    f64x4 give[BLOCK];

    for (int r = 0; r < BLOCK; r++)
        give[r] = f64x4_of(p->forward[block + r] * p->inverse[block + r]);
    for (; v < vectors; v++) {
        f64x4 right = f64x4_load(x + j + v * BLOCK);
        for (int r = 0; r < BLOCK; r++) {
            for (int q = 0; q < r; q++)
                row[r][v] = take_product(f64x4_of(share[q][r]), row[q][v], row[r][v]);
            right = take_product(give[r], row[r][v], right);
        }
        for (int r = 0; r < BLOCK; r++)
            f64x4_store(system + (block + r) * stride + j + v * BLOCK, row[r][v]);
        f64x4_store(x + j + v * BLOCK, right);
    }
}

/* Reduces a block's rows from the diagonal on. */
static inline int reduce_first(double *system, int stride, int block, pivots *p, int vectors,
                               double *x)
{
    f64x4 row[BLOCK][VECTORS];
    double diagonal[BLOCK][BLOCK];

    take_rows(system, stride, block, p, block, vectors, row);
    for (int r = 0; r < BLOCK; r++)
        f64x4_store(diagonal[r], row[r][0]);
    if (find_pivots(diagonal[0], p->inverse + block, p->share[block / BLOCK]) != 0)
        return -EDOM;
    substitute(block, p, x);
    finish_rows(system, stride, block, p, block, 1, vectors, row, x);
    return 0;
}

static inline void reduce_more(double *system, int stride, int block, const pivots *p, int j,
                               int vectors, double *x)
{
    f64x4 row[BLOCK][VECTORS];

    take_rows(system, stride, block, p, j, vectors, row);
    finish_rows(system, stride, block, p, j, 0, vectors, row, x);
}

/* Three vectors at a time, and two or one where three would leave one for the end. */
static inline int reduce_block(double *system, int width, int stride, int block, pivots *p,
                               double *x)
{
    int left = (width - block) / BLOCK, j = block, status;

    if (left > 4 || left == 3) {
        status = reduce_first(system, stride, block, p, 3, x);
        left -= 3;
        j += 3 * BLOCK;
    } else if (left >= 2) {
        status = reduce_first(system, stride, block, p, 2, x);
        left -= 2;
        j += 2 * BLOCK;
    } else {
        return reduce_first(system, stride, block, p, 1, x);
    }
    if (status)
        return status;
    for (; left > 4 || left == 3; left -= 3, j += 3 * BLOCK)
        reduce_more(system, stride, block, p, j, 3, x);
    for (; left >= 2; left -= 2, j += 2 * BLOCK)
        reduce_more(system, stride, block, p, j, 2, x);
    return 0;
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
    const double(*share)[BLOCK] = p->share[block / BLOCK];
    f64x4 sum[BLOCK];
    double left[BLOCK];

    for (int r = 0; r < BLOCK; r++)
        sum[r] = f64x4_of(0);
    for (int j = width - BLOCK; j > near; j -= BLOCK)
        for (int r = 0; r < BLOCK; r++)
            sum[r] =
                f64x4_add_product(f64x4_load(rows + r * stride + j), f64x4_load(x + j), sum[r]);
    f64x4_store(left, f64x4_subtract(f64x4_load(p->forward + block),
                                     f64x4_sums(sum[0], sum[1], sum[2], sum[3])));
    for (int r = 0; r < BLOCK; r++)
        left[r] = (left[r] - multiply_four(has_near ? rows + r * stride + near : none,
                                           has_near ? x + near : none)) *
                  p->inverse[block + r];
    const double x3 = left[3], x2 = left[2] - share[2][3] * x3;
    const double x1 = left[1] - share[1][3] * x3 - share[1][2] * x2;
    x[block + 3] = x3;
    x[block + 2] = x2;
    x[block + 1] = x1;
    x[block] = left[0] - share[0][3] * x3 - share[0][2] * x2 - share[0][1] * x1;
}

/* L D L', without roots, a block of rows at a time. A block is first reduced by all rows above it,
 * so that each number is read and written once. */
int FACS_KERNEL(facs_cholesky_solve)(double *system, int size, int stride, double *x)
{
    const int width = FACS_CHOLESKY_ROOM(size);
    pivots p;

    pad(system, size, stride, x);
    for (int k = 0; k < width; k += BLOCK) {
        find_factors(system, stride, k, &p);
        int status = reduce_block(system, width, stride, k, &p, x);
        if (status)
            return status;
    }
    for (int k = width - BLOCK; k >= 0; k -= BLOCK)
        substitute_back(system + k * stride, width, stride, k, &p, x);
    return 0;
}
