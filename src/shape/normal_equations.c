#include "shape/normal_equations.h"

#include "base/simd.h"
#include "shape/cholesky.h"

#include <string.h>

#define RESIDUAL FACS_GLOBALS /* its place among the weighted columns */
#define BACK     5            /* scale, rotations, residual: the non-constant columns */

void FACS_KERNEL(facs_newton_reshape)(facs_newton *f)
{
    const facs_pdm *pdm = f->pdm;
    double local[FACS_PDM_MAX_MODES] = {0};

    memcpy(local, f->local, (size_t)pdm->modes * sizeof(double));
    for (int i = 0; i < 3 * pdm->points; i++) {
        const double *row = pdm->rows + i * pdm->stride;
        f64x4 sum = f64x4_of(0);
        for (int j = 0; j < pdm->stride; j += 4)
            sum = f64x4_add_product(f64x4_load(row + j), f64x4_load(local + j), sum);
        f->shape[i] = pdm->mean[i] + f64x4_sum(sum);
    }
}

static inline void fill_axis(facs_newton *f, int axis)
{
    int n = f->pdm->points;
    const double *restrict x = f->shape, *restrict y = x + n, *restrict z = y + n;
    const double *restrict weight = f->weight;
    const double r0 = f->rotation[3 * axis], r1 = f->rotation[3 * axis + 1];
    const double r2 = f->rotation[3 * axis + 2], scale = f->scale;

    for (int i = 0, at = axis * n; i < n; i++, at++) {
        f->columns[0][at] = r0 * x[i] + r1 * y[i] + r2 * z[i];
        f->columns[1][at] = scale * (r2 * y[i] - r1 * z[i]);
        f->columns[2][at] = scale * (r0 * z[i] - r2 * x[i]);
        f->columns[3][at] = scale * (r1 * x[i] - r0 * y[i]);
        f->columns[4][at] = axis == 0;
        f->columns[5][at] = axis == 1;
    }
    for (int c = 0; c < FACS_GLOBALS; c++)
        for (int i = 0, at = axis * n; i < n; i++, at++)
            f->weighted[c][at] = weight[i] * f->columns[c][at];
    for (int i = 0, at = axis * n; i < n; i++, at++)
        f->weighted[RESIDUAL][at] = weight[i] * f->residual[at];
}

/* Fills the global unknowns' products with each other and with the residual; block: where their
 * rows and columns begin. */
static inline void fill_global_block(facs_newton *f, double *block, int stride)
{
    int count = 2 * f->pdm->points;

    for (int a = 0; a < FACS_GLOBALS; a++)
        for (int b = a; b <= RESIDUAL; b++)
            block[a * stride + b] = f64x4_dot(f->columns[a], f->weighted[b], count);
}

/* A local column of the Jacobian is scale * R2 * (a mode's x, y, z). So each other column is
 * projected back through scale * R2' to a weight for every row of the basis, and the Jacobian's 2n
 * x m local columns are never formed. */
static inline void take_back(facs_newton *f, const double *weighted, double *back)
{
    int n = f->pdm->points;
    const double *restrict across = weighted, *restrict down = weighted + n;

    for (int a = 0; a < 3; a++) {
        const double rx = f->scale * f->rotation[a], ry = f->scale * f->rotation[3 + a];
        double *restrict out = back + a * n;
        for (int i = 0; i < n; i++)
            out[i] = rx * across[i] + ry * down[i];
    }
}

/* product[BACK][stride] = back * rows, for count (a constant) vectors from column j on. */
static inline void multiply_rows(const facs_newton *f, int j, int count, double *product)
{
    int stride = f->pdm->stride;
    const double *row = f->pdm->rows + j;
    f64x4 sum[BACK][2];

    for (int c = 0; c < BACK; c++)
        sum[c][0] = sum[c][1] = f64x4_of(0);
    for (int i = 0; i < 3 * f->pdm->points; i++, row += stride)
        for (int k = 0; k < count; k++) {
            f64x4 values = f64x4_load(row + k * 4);
            for (int c = 0; c < BACK; c++)
                sum[c][k] = f64x4_add_product(f64x4_of(f->back[c][i]), values, sum[c][k]);
        }
    for (int c = 0; c < BACK; c++)
        for (int k = 0; k < count; k++)
            f64x4_store(product + c * stride + j + k * 4, sum[c][k]);
}

/* Computes a table's sums over the points: 3 x stride. */
static inline void sum_rows(const facs_newton *f, double *sums)
{
    int n = f->pdm->points, width = f->pdm->stride;

    memset(sums, 0, 3 * (size_t)width * sizeof(double));
    for (int i = 0; i < 3 * n; i++)
        for (int j = 0; j < width; j++)
            sums[i / n * width + j] += f->weight[i % n] * f->pdm->rows[i * width + j];
}

/* Fills the local unknowns' products with the global ones and the residual. */
static inline void fill_cross_block(facs_newton *f, int stride)
{
    int m = f->pdm->modes, width = f->pdm->stride, j = 0;
    double product[BACK * FACS_PDM_MAX_MODES], own[3 * FACS_PDM_MAX_MODES];
    const double *sums = f->table ? f->table + 6 * m * width : own;

    if (!f->table)
        sum_rows(f, own);
    for (int c = 0; c < BACK - 1; c++)
        take_back(f, f->weighted[c], f->back[c]);
    take_back(f, f->weighted[RESIDUAL], f->back[BACK - 1]);
    for (; j + 2 * 4 <= width; j += 2 * 4)
        multiply_rows(f, j, 2, product);
    if (j < width)
        multiply_rows(f, j, 1, product);
    for (j = 0; j < m; j++) {
        double *row = f->system + j * stride + m;
        for (int c = 0; c < BACK - 1; c++)
            row[c] = product[c * width + j];
        for (int axis = 0; axis < 2; axis++) {
            const double *r = f->rotation + 3 * axis;
            row[4 + axis] =
                f->scale * (r[0] * sums[j] + r[1] * sums[j + width] + r[2] * sums[j + 2 * width]);
        }
        row[RESIDUAL] =
            product[(BACK - 1) * width + j] - f->precision * f->local[j] / f->pdm->variance[j];
    }
}

/* Fills the local unknowns' products with each other: scale^2 * sum over axes a, b of (R2'R2)_ab
 * basis_a'W basis_b. */
static inline void fill_local_block(facs_newton *f, int stride)
{
    static const int pairs[6][2] = {{0, 0}, {0, 1}, {0, 2}, {1, 1}, {1, 2}, {2, 2}};
    int m = f->pdm->modes, width = f->pdm->stride, size = m * width;
    const double *r = f->rotation;
    double w[6];

    for (int p = 0; p < 6; p++) {
        int a = pairs[p][0], b = pairs[p][1];
        w[p] = f->scale * f->scale * (r[a] * r[b] + r[3 + a] * r[3 + b]);
    }
    for (int j = 0; j < m; j++) {
        const double *restrict g = f->table + j * width;
        double *restrict row = f->system + j * stride;
        for (int k = j / 4 * 4; k < width; k += 4) {
            f64x4 sum = f64x4_multiply(f64x4_of(w[0]), f64x4_load(g + k));
            for (int p = 1; p < 6; p++)
                sum = f64x4_add_product(f64x4_of(w[p]), f64x4_load(g + k + p * size), sum);
            f64x4_store(row + k, sum);
        }
    }
}

/* The same without a table: two rows of the Jacobian for each visible point. */
static inline void sum_local_block(facs_newton *f, int stride)
{
    int n = f->pdm->points, m = f->pdm->modes, width = f->pdm->stride;
    double seen[FACS_PDM_MAX_MODES];

    for (int j = 0; j < m; j++)
        memset(f->system + j * stride, 0, (size_t)m * sizeof(double));
    for (int at = 0; at < 2 * n; at++) {
        int i = at % n;
        const double *r = f->rotation + 3 * (at / n);
        const double *x = f->pdm->rows + i * width, *y = x + n * width, *z = y + n * width;
        if (f->weight[i] == 0)
            continue;
        for (int j = 0; j < m; j++)
            seen[j] = f->scale * (r[0] * x[j] + r[1] * y[j] + r[2] * z[j]);
        for (int j = 0; j < m; j++)
            for (int k = j; k < m; k++)
                f->system[j * stride + k] += f->weight[i] * seen[j] * seen[k];
    }
}

int FACS_KERNEL(facs_newton_solve)(facs_newton *f, int unknowns, double *step)
{
    int m = f->pdm->modes, stride = f->pdm->stride + 8, locals = unknowns - FACS_GLOBALS;
    double *block = f->system + m * stride + m, x[FACS_MAX_UNKNOWNS];

    fill_axis(f, 0);
    fill_axis(f, 1);
    fill_global_block(f, block, stride);
    if (locals > 0) {
        if (f->table)
            fill_local_block(f, stride); /* its padding is overwritten by the next block */
        else
            sum_local_block(f, stride);
        for (int j = 0; j < m; j++)
            f->system[j * stride + j] += f->precision / f->pdm->variance[j];
        fill_cross_block(f, stride);
    }
    int status =
        FACS_KERNEL(facs_cholesky_solve)(locals > 0 ? f->system : block, unknowns, stride, x);
    if (status)
        return status;
    memcpy(step, x + locals, FACS_GLOBALS * sizeof(double));
    memcpy(step + FACS_GLOBALS, x, (size_t)locals * sizeof(double));
    return 0;
}
