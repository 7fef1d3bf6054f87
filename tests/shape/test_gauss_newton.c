#include "cmocka_all.h"
#include "made_pdm.h"

#include "base/cpu.h"
#include "bits.h"
#include "shape/gauss_newton.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const int sizes[][2] = {{68, 34}, {51, 32}, {28, 10}, {6, 1}, {9, 5}, {128, 64}, {7, 3}};
#define SIZES ((int)(sizeof(sizes) / sizeof(sizes[0])))

typedef struct problem {
    facs_pdm *pdm;
    facs_newton newton;
    double weight[FACS_PDM_MAX_POINTS];
    double *table;
} problem;

/* Opens a problem at some place, with residuals of a few pixels and weights of 0 to 2, every sixth
 * 0. */
static problem *open_problem(int size)
{
    problem *p = calloc(1, sizeof(*p));
    double global[6] = {2, .2, -.3, .1, 300, 200}, local[FACS_PDM_MAX_MODES];
    uint32_t seed = 53;

    assert_non_null(p);
    p->pdm = made_pdm(sizes[size][0], sizes[size][1]);
    for (int j = 0; j < p->pdm->modes; j++)
        local[j] = 5 * made_number(&seed);
    facs_newton_start(&p->newton, p->pdm, global, local);
    for (int i = 0; i < p->pdm->points; i++)
        p->weight[i] = i % 6 == 5 ? 0 : 1 + made_number(&seed);
    p->table = malloc(facs_pdm_table_size(p->pdm) * sizeof(double));
    assert_non_null(p->table);
    facs_pdm_weigh(p->pdm, p->weight, p->table);
    p->newton.weight = p->weight;
    p->newton.table = p->table;
    p->newton.precision = 7.5;
    for (int i = 0; i < 2 * p->pdm->points; i++)
        p->newton.residual[i] = 4 * made_number(&seed);
    return p;
}

static void close_problem(problem *p)
{
    facs_pdm_close(&p->pdm);
    free(p->table);
    free(p);
}

/* The Jacobian's column of an unknown, by finite differences. */
static void differentiate(const problem *p, int unknowns, int k, double *column)
{
    static double ahead[2 * FACS_PDM_MAX_POINTS], behind[2 * FACS_PDM_MAX_POINTS];
    const double width = 1e-5;
    double step[FACS_MAX_UNKNOWNS] = {0};

    for (int side = 0; side < 2; side++) {
        facs_newton moved = p->newton;
        step[k] = side ? -width : width;
        facs_newton_advance(&moved, unknowns, step, 1);
        facs_newton_reshape(&moved);
        facs_newton_project(&moved, side ? behind : ahead);
    }
    for (int i = 0; i < 2 * p->pdm->points; i++)
        column[i] = (ahead[i] - behind[i]) / (2 * width);
}

/* Checks J'W (residual - J step) = L (local + step), with a numerical Jacobian. */
static void check_step(const problem *p, int unknowns, const double *step)
{
    static double columns[FACS_MAX_UNKNOWNS][2 * FACS_PDM_MAX_POINTS];
    double left[2 * FACS_PDM_MAX_POINTS];
    int n = p->pdm->points;

    memcpy(left, p->newton.residual, sizeof(left));
    for (int k = 0; k < unknowns; k++) {
        differentiate(p, unknowns, k, columns[k]);
        for (int i = 0; i < 2 * n; i++)
            left[i] -= columns[k][i] * step[k];
    }
    for (int k = 0; k < unknowns; k++) {
        double sum = 0, size = 0;
        for (int i = 0; i < 2 * n; i++) {
            sum += columns[k][i] * p->weight[i % n] * left[i];
            size += fabs(columns[k][i] * p->weight[i % n] * left[i]);
        }
        if (k >= FACS_GLOBALS) {
            int j = k - FACS_GLOBALS;
            sum -= 7.5 / p->pdm->variance[j] * (p->newton.local[j] + step[k]);
        }
        assert_true(fabs(sum) <= 1e-6 * (size + 1));
    }
}

static void test_solves_the_equations(void **state)
{
    (void)state;
    for (int size = 0; size < SIZES; size++)
        for (int rigid = 0; rigid < 2; rigid++) {
            problem *p = open_problem(size);
            double step[FACS_MAX_UNKNOWNS];
            int unknowns = FACS_GLOBALS + (rigid ? 0 : p->pdm->modes);
            assert_int_equal(facs_newton_solve(&p->newton, unknowns, step), 0);
            check_step(p, unknowns, step);
            close_problem(p);
        }
}

/* The Jacobian of all unknowns, by the formulas, and its products, summed over the points. */
typedef struct plain_equations {
    double column[FACS_MAX_UNKNOWNS][2 * FACS_PDM_MAX_POINTS];
    double product[FACS_MAX_UNKNOWNS][FACS_MAX_UNKNOWNS], right[FACS_MAX_UNKNOWNS];
} plain_equations;

static void fill_columns(const problem *p, plain_equations *e)
{
    const int n = p->pdm->points, m = p->pdm->modes;
    const double s = p->newton.scale, *r = p->newton.rotation, *shape = p->newton.shape;

    for (int i = 0; i < n; i++)
        for (int axis = 0; axis < 2; axis++) {
            const int at = i + axis * n;
            double y[3];
            for (int a = 0; a < 3; a++)
                y[a] = r[3 * a] * shape[i] + r[3 * a + 1] * shape[i + n] +
                       r[3 * a + 2] * shape[i + 2 * n];
            e->column[0][at] = y[axis];
            e->column[1][at] = axis == 0 ? 0 : -s * y[2];
            e->column[2][at] = axis == 0 ? s * y[2] : 0;
            e->column[3][at] = axis == 0 ? -s * y[1] : s * y[0];
            e->column[4][at] = axis == 0;
            e->column[5][at] = axis == 1;
            for (int j = 0; j < m; j++)
                e->column[6 + j][at] = s * (r[3 * axis] * p->pdm->basis[i * m + j] +
                                            r[3 * axis + 1] * p->pdm->basis[(i + n) * m + j] +
                                            r[3 * axis + 2] * p->pdm->basis[(i + 2 * n) * m + j]);
        }
}

static void fill_products(const problem *p, int unknowns, plain_equations *e)
{
    const int n = p->pdm->points;

    for (int a = 0; a < unknowns; a++) {
        e->right[a] = 0;
        for (int i = 0; i < 2 * n; i++)
            e->right[a] += e->column[a][i] * p->weight[i % n] * p->newton.residual[i];
        for (int b = 0; b < unknowns; b++) {
            e->product[a][b] = 0;
            for (int i = 0; i < 2 * n; i++)
                e->product[a][b] += e->column[a][i] * p->weight[i % n] * e->column[b][i];
        }
        if (a >= FACS_GLOBALS) {
            const double prior = p->newton.precision / p->pdm->variance[a - FACS_GLOBALS];
            e->product[a][a] += prior;
            e->right[a] -= prior * p->newton.local[a - FACS_GLOBALS];
        }
    }
}

/* Moves a problem to another random shape, rotation, scale and strength of the prior, with other
 * weights, about a third of them 0. */
static void move_problem(problem *p, uint32_t *seed)
{
    const double global[6] = {2.5 + 2 * made_number(seed),
                              made_number(seed),
                              made_number(seed),
                              3 * made_number(seed),
                              300,
                              200};
    double local[FACS_PDM_MAX_MODES];

    for (int j = 0; j < p->pdm->modes; j++)
        local[j] = 2 * sqrt(p->pdm->variance[j]) * made_number(seed);
    facs_newton_start(&p->newton, p->pdm, global, local);
    p->newton.precision = 20 + 19 * made_number(seed);
    for (int i = 0; i < p->pdm->points; i++)
        p->weight[i] = i >= 4 && made_number(seed) < -.3 ? 0 : 1 + made_number(seed);
    facs_pdm_weigh(p->pdm, p->weight, p->table);
}

/* What the tables and the modes' columns give solves the equations that are summed over the points:
 * each of them to rounding, relative to the size of what is added. 40 unknowns and 128 points in
 * another order make 1e-16 some 1e-15; a wrong term makes it 1e-3 and more. */
static void test_as_summed_over_the_points(void **state)
{
    (void)state;
    static plain_equations e;
    uint32_t seed = 71;
    double worst = 0;

    for (int size = 0; size < SIZES; size++)
        for (int turn = 0; turn < 12; turn++) {
            problem *p = open_problem(size);
            double step[FACS_MAX_UNKNOWNS];
            const int unknowns = FACS_GLOBALS + (turn % 4 == 3 ? 0 : p->pdm->modes);
            move_problem(p, &seed);
            assert_int_equal(facs_newton_solve(&p->newton, unknowns, step), 0);
            fill_columns(p, &e);
            fill_products(p, unknowns, &e);
            for (int a = 0; a < unknowns; a++) {
                double left = -e.right[a], scale = fabs(e.right[a]);
                for (int b = 0; b < unknowns; b++) {
                    left += e.product[a][b] * step[b];
                    scale += fabs(e.product[a][b] * step[b]);
                }
                worst = fmax(worst, fabs(left) / scale);
            }
            close_problem(p);
        }
    assert_true(worst < 1e-13);
}

static uint64_t bits_on_path(int fast, uint64_t bits)
{
    for (int size = 0; size < SIZES; size++)
        for (int rigid = 0; rigid < 2; rigid++) {
            problem *p = open_problem(size);
            double step[FACS_MAX_UNKNOWNS], points[2 * FACS_PDM_MAX_POINTS];
            const int unknowns = FACS_GLOBALS + (rigid ? 0 : p->pdm->modes);
            const size_t n = (size_t)p->pdm->points;
            p->pdm->fast = fast;
            facs_newton_reshape(&p->newton);
            bits = bits_of(p->newton.shape, 3 * n * sizeof(double), bits);
            facs_newton_project(&p->newton, points);
            bits = bits_of(points, 2 * n * sizeof(double), bits);
            assert_int_equal(facs_newton_solve(&p->newton, unknowns, step), 0);
            bits = bits_of(step, (size_t)unknowns * sizeof(double), bits);
            close_problem(p);
        }
    return bits;
}

/* All paths compute the same in the same order, so every path must give what AVX2 once gave. */
static void test_same_bits_on_every_path(void **state)
{
    (void)state;
    for (int fast = 0; fast <= facs_cpu_is_fast(); fast++)
        assert_true(bits_on_path(fast, BITS_START) == 0x6aee82d9fede4e7d);
}

/* Without visible points there is nothing to solve. */
static void test_refuses_no_weight(void **state)
{
    (void)state;
    problem *p = open_problem(0);
    double step[FACS_MAX_UNKNOWNS];

    memset(p->weight, 0, sizeof(p->weight));
    facs_pdm_weigh(p->pdm, p->weight, p->table);
    assert_int_equal(facs_newton_solve(&p->newton, FACS_GLOBALS, step), -EDOM);
    assert_int_equal(facs_newton_solve(&p->newton, FACS_GLOBALS + 34, step), -EDOM);
    close_problem(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_solves_the_equations),
        cmocka_unit_test(test_as_summed_over_the_points),
        cmocka_unit_test(test_same_bits_on_every_path),
        cmocka_unit_test(test_refuses_no_weight),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
