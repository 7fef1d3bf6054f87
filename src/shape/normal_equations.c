/*
 * With Y = R * shape, the Jacobian's columns for each point, x and y, are
 *
 *     scale  Y1, Y2           turn about x  0, -s Y3      across  1, 0      mode  s r1 b, s r2 b
 *                             turn about y  s Y3, 0       down    0, 1
 *                             turn about z  -s Y2, s Y1
 *
 * where r1, r2 are rows of R, s is the scale and b is the point's part of the mode: its x, y and z.
 * They are never formed for the modes: a mode's products with the others are sums over its
 * coordinates, or, because the shape is the mean plus modes, follow from the PDM's tables.
 */
#include "shape/normal_equations.h"

#include "base/simd.h"
#include "shape/cholesky.h"

#include <string.h>

#define LANES     FACS_PDM_LANES
#define MAX_WIDTH FACS_PDM_MAX_POINTS
#define MODES     3 /* that are multiplied together */

/* The global unknowns; they come after the modes. */
enum { SCALE, TURN_X, TURN_Y, TURN_Z, ACROSS, DOWN };

typedef struct equations {
    int width;                   /* points, padded */
    int first;                   /* the global unknowns' first row and column */
    int stride;                  /* of system */
    double across[3], down[3];   /* s r1, s r2 */
    double shape[3 * MAX_WIDTH]; /* this and what follows: padded with 0 */
    double weight[MAX_WIDTH], residual[2][MAX_WIDTH];
    double turned[3][MAX_WIDTH];   /* Y */
    double weighted[3][MAX_WIDTH]; /* Y times the weights */
    /* Turn about z and the residual, times the weights, and back through s r1 and s r2: what the
     * coordinates of modes are multiplied with. */
    double back[2][3 * MAX_WIDTH];
    double right[FACS_CHOLESKY_MAX];
    double system[FACS_CHOLESKY_MAX * FACS_CHOLESKY_MAX];
} equations;

/* ---- The points ------------------------------------------------------------------------------ */

static inline void read_numbers(const double *from, int count, double *to, int width)
{
    memcpy(to, from, (size_t)count * sizeof(*to));
    for (int i = count; i < width; i++)
        to[i] = 0;
}

static inline void read_points(const facs_newton *f, equations *e)
{
    const int n = f->pdm->points;

    for (int axis = 0; axis < 3; axis++) {
        read_numbers(f->shape + axis * n, n, e->shape + axis * e->width, e->width);
        e->across[axis] = f->scale * f->rotation[axis];
        e->down[axis] = f->scale * f->rotation[3 + axis];
    }
    for (int axis = 0; axis < 2; axis++)
        read_numbers(f->residual + axis * n, n, e->residual[axis], e->width);
    read_numbers(f->weight, n, e->weight, e->width);
}

static inline f64x4 combine(f64x4 a, double share_a, f64x4 b, double share_b)
{
    return f64x4_add_product(f64x4_of(share_b), b, f64x4_multiply(f64x4_of(share_a), a));
}

/* Turns the shape, and weighs it and the residual. */
static inline void turn_points(const facs_newton *f, equations *e)
{
    for (int i = 0; i < e->width; i += LANES) {
        const f64x4 weight = f64x4_load(e->weight + i), x = f64x4_load(e->shape + i);
        const f64x4 y = f64x4_load(e->shape + e->width + i);
        const f64x4 z = f64x4_load(e->shape + 2 * e->width + i);
        for (int axis = 0; axis < 3; axis++) {
            const double *r = f->rotation + 3 * axis;
            const f64x4 turned = f64x4_add_product(f64x4_of(r[2]), z, combine(x, r[0], y, r[1]));
            f64x4_store(e->turned[axis] + i, turned);
            f64x4_store(e->weighted[axis] + i, f64x4_multiply(weight, turned));
        }
        for (int axis = 0; axis < 2; axis++)
            f64x4_store(e->residual[axis] + i,
                        f64x4_multiply(weight, f64x4_load(e->residual[axis] + i)));
    }
}

static inline void take_back(const facs_newton *f, equations *e)
{
    for (int i = 0; i < e->width; i += LANES) {
        const f64x4 y1 = f64x4_load(e->weighted[0] + i), y2 = f64x4_load(e->weighted[1] + i);
        const f64x4 left = f64x4_load(e->residual[0] + i), below = f64x4_load(e->residual[1] + i);
        for (int axis = 0; axis < 3; axis++) {
            const double across = e->across[axis], down = e->down[axis];
            const int at = axis * e->width + i;
            f64x4_store(e->back[0] + at, combine(y1, f->scale * down, y2, -f->scale * across));
            f64x4_store(e->back[1] + at, combine(left, across, below, down));
        }
    }
}

/* ---- The global unknowns --------------------------------------------------------------------- */

/* The sums over the points of a count (a constant) of products, at most 4. */
static inline void multiply_points(const double *const pairs[4][2], int count, int width,
                                   double sums[4])
{
    f64x4 sum[4];

    for (int k = 0; k < 4; k++)
        sum[k] = f64x4_of(0);
    for (int i = 0; i < width; i += LANES)
        for (int k = 0; k < count; k++)
            sum[k] =
                f64x4_add_product(f64x4_load(pairs[k][0] + i), f64x4_load(pairs[k][1] + i), sum[k]);
    f64x4_store(sums, f64x4_sums(sum[0], sum[1], sum[2], sum[3]));
}

/* Likewise, of numbers. */
static inline void add_points(const double *const numbers[4], int count, int width, double sums[4])
{
    f64x4 sum[4];

    for (int k = 0; k < 4; k++)
        sum[k] = f64x4_of(0);
    for (int i = 0; i < width; i += LANES)
        for (int k = 0; k < count; k++)
            sum[k] = f64x4_add(f64x4_load(numbers[k] + i), sum[k]);
    f64x4_store(sums, f64x4_sums(sum[0], sum[1], sum[2], sum[3]));
}

/* Fills the global unknowns' products with each other. */
static inline void fill_global_block(const facs_newton *f, equations *e)
{
    const double *const alone[4] = {e->weighted[0], e->weighted[1], e->weighted[2], e->weight};
    const double *const with_depth[4][2] = {{e->weighted[0], e->turned[2]},
                                            {e->weighted[1], e->turned[2]},
                                            {e->weighted[2], e->turned[2]}};
    const double *const squares[4][2] = {{e->weighted[0], e->turned[0]},
                                         {e->weighted[1], e->turned[1]}};
    const double s = f->scale;
    double sum[4], depth[4], square[4], *row[FACS_GLOBALS];

    add_points(alone, 4, e->width, sum);
    multiply_points(with_depth, 3, e->width, depth);
    multiply_points(squares, 2, e->width, square);
    for (int c = 0; c < FACS_GLOBALS; c++) {
        row[c] = e->system + (e->first + c) * e->stride + e->first;
        for (int d = c; d < FACS_GLOBALS; d++)
            row[c][d] = 0;
    }
    row[SCALE][SCALE] = square[0] + square[1];
    row[SCALE][TURN_X] = -s * depth[1];
    row[SCALE][TURN_Y] = s * depth[0];
    row[SCALE][ACROSS] = sum[0];
    row[SCALE][DOWN] = sum[1];
    row[TURN_X][TURN_X] = row[TURN_Y][TURN_Y] = s * s * depth[2];
    row[TURN_X][TURN_Z] = -s * s * depth[0];
    row[TURN_Y][TURN_Z] = -s * s * depth[1];
    row[TURN_X][DOWN] = -s * sum[2];
    row[TURN_Y][ACROSS] = s * sum[2];
    row[TURN_Z][TURN_Z] = s * s * (square[0] + square[1]);
    row[TURN_Z][ACROSS] = -s * sum[1];
    row[TURN_Z][DOWN] = s * sum[0];
    row[ACROSS][ACROSS] = row[DOWN][DOWN] = sum[3];
}

/* Fills the global unknowns' products with the residual. */
static inline void fill_global_right(const facs_newton *f, equations *e)
{
    const double *const left = e->residual[0], *const below = e->residual[1];
    const double *const alone[4] = {left, below};
    const double *const products[4][2] = {
        {e->turned[0], left}, {e->turned[1], below}, {e->turned[0], below}, {e->turned[1], left}};
    const double *const with_depth[4][2] = {{e->turned[2], left}, {e->turned[2], below}};
    const double s = f->scale;
    double sum[4], product[4], depth[4], *right = e->right + e->first;

    add_points(alone, 2, e->width, sum);
    multiply_points(products, 4, e->width, product);
    multiply_points(with_depth, 2, e->width, depth);
    right[SCALE] = product[0] + product[1];
    right[TURN_X] = -s * depth[1];
    right[TURN_Y] = s * depth[0];
    right[TURN_Z] = s * (product[2] - product[3]);
    right[ACROSS] = sum[0];
    right[DOWN] = sum[1];
}

/* ---- The modes ------------------------------------------------------------------------------- */

/* The sum of a table's products of axes a, b times s r1_a s r1_b + s r2_a s r2_b. */
static inline f64x4 mix_products(const f64x4 factor[FACS_PDM_PRODUCTS], const double *table)
{
    f64x4 sum = f64x4_multiply(factor[0], f64x4_load(table));

    for (int p = 1; p < FACS_PDM_PRODUCTS; p++)
        sum = f64x4_add_product(factor[p], f64x4_load(table + p * LANES), sum);
    return sum;
}

/* Fills the modes' products with each other. shape_products: s times those with the scale, the sum
 * of the mean's and of those of each mode times its local parameter. Returns where the table goes
 * on. */
static inline const double *fill_local_block(const facs_newton *f, equations *e,
                                             double *shape_products)
{
    static const int axes[FACS_PDM_PRODUCTS][2] = {{0, 0}, {0, 1}, {0, 2}, {1, 1}, {1, 2}, {2, 2}};
    const int m = f->pdm->modes, padded = FACS_PDM_PADDED(m);
    const double *table = f->table;
    double local[FACS_PDM_MAX_MODES];
    f64x4 factor[FACS_PDM_PRODUCTS];

    for (int p = 0; p < FACS_PDM_PRODUCTS; p++) {
        const int a = axes[p][0], b = axes[p][1];
        factor[p] = f64x4_of(e->across[a] * e->across[b] + e->down[a] * e->down[b]);
    }
    read_numbers(f->local, m, local, padded);
    memset(shape_products, 0, (size_t)padded * sizeof(*shape_products));
    for (int block = 0; block < padded; block += LANES) {
        f64x4 later[LANES];
        for (int r = 0; r < LANES; r++)
            later[r] = f64x4_of(0);
        for (int k = block; k < padded; k += LANES) {
            const f64x4 share = f64x4_load(local + k);
            f64x4 own = f64x4_load(shape_products + k);
            for (int r = 0; r < LANES; r++, table += FACS_PDM_PRODUCTS * LANES) {
                const f64x4 mixed = mix_products(factor, table);
                f64x4_store(e->system + (block + r) * e->stride + k, mixed);
                own = f64x4_add_product(f64x4_of(local[block + r]), mixed, own);
                if (k > block)
                    later[r] = f64x4_add_product(share, mixed, later[r]);
            }
            f64x4_store(shape_products + k, own);
        }
        f64x4_store(shape_products + block,
                    f64x4_add(f64x4_load(shape_products + block),
                              f64x4_sums(later[0], later[1], later[2], later[3])));
    }
    for (int k = 0; k < padded; k += LANES, table += FACS_PDM_PRODUCTS * LANES)
        f64x4_store(shape_products + k,
                    f64x4_add(f64x4_load(shape_products + k), mix_products(factor, table)));
    return table;
}

/* Multiplies MODES modes, of three axes of width numbers, with the turns' columns and with the
 * residual. */
static inline void multiply_modes(const facs_newton *f, const equations *e,
                                  const double *const mode[MODES], double products[MODES][4])
{
    f64x4 turn_x[MODES], turn_y[MODES], sum[MODES][2];

    for (int k = 0; k < MODES; k++)
        turn_x[k] = turn_y[k] = sum[k][0] = sum[k][1] = f64x4_of(0);
    for (int axis = 0; axis < 3; axis++) {
        f64x4 depth[MODES];
        for (int k = 0; k < MODES; k++)
            depth[k] = f64x4_of(0);
        for (int i = 0; i < e->width; i += LANES) {
            const int at = axis * e->width + i;
            const f64x4 back[2] = {f64x4_load(e->back[0] + at), f64x4_load(e->back[1] + at)};
            const f64x4 deep = f64x4_load(e->weighted[2] + i);
            for (int k = 0; k < MODES; k++) {
                const f64x4 values = f64x4_load(mode[k] + at);
                depth[k] = f64x4_add_product(values, deep, depth[k]);
                for (int c = 0; c < 2; c++)
                    sum[k][c] = f64x4_add_product(values, back[c], sum[k][c]);
            }
        }
        const f64x4 down = f64x4_of(-f->scale * e->down[axis]);
        const f64x4 across = f64x4_of(f->scale * e->across[axis]);
        for (int k = 0; k < MODES; k++) {
            turn_x[k] = f64x4_add_product(down, depth[k], turn_x[k]);
            turn_y[k] = f64x4_add_product(across, depth[k], turn_y[k]);
        }
    }
    for (int k = 0; k < MODES; k++)
        f64x4_store(products[k], f64x4_sums(turn_x[k], turn_y[k], sum[k][0], sum[k][1]));
}

/* Fills the modes' products with the global unknowns and the residual. sums: the modes' over the
 * points, by axis. */
static inline void fill_cross_block(const facs_newton *f, equations *e,
                                    const double *shape_products, const double *sums)
{
    const int m = f->pdm->modes, padded = FACS_PDM_PADDED(m), size = 3 * e->width;

    for (int j = 0; j < m; j += MODES) {
        const double *mode[MODES];
        double products[MODES][4];
        for (int k = 0; k < MODES; k++)
            mode[k] = f->pdm->columns + (j + k < m ? j + k : m - 1) * size;
        multiply_modes(f, e, mode, products);
        for (int k = 0; k < MODES && j + k < m; k++) {
            memcpy(e->system + (j + k) * e->stride + m + TURN_X, products[k], 3 * sizeof(double));
            e->right[j + k] = products[k][3];
        }
    }
    for (int j = 0; j < m; j++) {
        const double x = sums[j], y = sums[j + padded], z = sums[j + 2 * padded];
        double *row = e->system + j * e->stride + m;
        row[SCALE] = shape_products[j] / f->scale;
        row[ACROSS] = e->across[0] * x + e->across[1] * y + e->across[2] * z;
        row[DOWN] = e->down[0] * x + e->down[1] * y + e->down[2] * z;
    }
}

static inline void fill_modes(const facs_newton *f, equations *e)
{
    const int m = f->pdm->modes;
    double shape_products[FACS_PDM_MAX_MODES];

    const double *sums = fill_local_block(f, e, shape_products);
    fill_cross_block(f, e, shape_products, sums); /* over the padding */
    for (int j = 0; j < m; j++) {
        const double prior = f->precision * f->pdm->inverse[j];
        e->system[j * e->stride + j] += prior;
        e->right[j] -= prior * f->local[j];
    }
}

int FACS_KERNEL(facs_newton_solve)(const facs_newton *f, int unknowns, double *step)
{
    const int locals = unknowns - FACS_GLOBALS;
    equations e;

    e.width = f->pdm->width;
    e.first = locals;
    e.stride = FACS_CHOLESKY_ROOM(unknowns);
    read_points(f, &e);
    turn_points(f, &e);
    if (locals > 0) {
        take_back(f, &e);
        fill_modes(f, &e);
    }
    fill_global_block(f, &e);
    fill_global_right(f, &e);
    int status = FACS_KERNEL(facs_cholesky_solve)(e.system, unknowns, e.stride, e.right);
    if (status)
        return status;
    memcpy(step, e.right + locals, FACS_GLOBALS * sizeof(double));
    memcpy(step + FACS_GLOBALS, e.right, (size_t)locals * sizeof(double));
    return 0;
}

void FACS_KERNEL(facs_newton_project)(const facs_newton *f, double *points)
{
    const int n = f->pdm->points;
    const double *restrict x = f->shape, *restrict y = x + n, *restrict z = y + n;

    for (int axis = 0; axis < 2; axis++) {
        const double *r = f->rotation + 3 * axis;
        const double r0 = r[0], r1 = r[1], r2 = r[2], scale = f->scale, shift = f->shift[axis];
        double *restrict out = points + axis * n;
        for (int i = 0; i < n; i++)
            out[i] = scale * (r0 * x[i] + r1 * y[i] + r2 * z[i]) + shift;
    }
}
