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

/* The sums have another order with and without a table: rounding times the equations' condition. */
static void test_with_and_without_a_table(void **state)
{
    (void)state;
    for (int size = 0; size < SIZES; size++) {
        problem *p = open_problem(size);
        double step[2][FACS_MAX_UNKNOWNS];
        int unknowns = FACS_GLOBALS + p->pdm->modes;
        for (int k = 0; k < 2; k++) {
            p->newton.table = k == 1 ? NULL : p->table;
            assert_int_equal(facs_newton_solve(&p->newton, unknowns, step[k]), 0);
        }
        for (int i = 0; i < unknowns; i++)
            assert_true(fabs(step[1][i] - step[0][i]) < 1e-9);
        close_problem(p);
    }
}

static uint64_t bits_on_path(int fast, uint64_t bits)
{
    for (int size = 0; size < SIZES; size++)
        for (int table = 0; table < 2; table++) {
            problem *p = open_problem(size);
            double step[FACS_MAX_UNKNOWNS];
            int unknowns = FACS_GLOBALS + p->pdm->modes;
            p->pdm->fast = fast;
            p->newton.table = table ? p->table : NULL;
            facs_newton_reshape(&p->newton);
            bits = bits_of(p->newton.shape, 3 * (size_t)p->pdm->points * sizeof(double), bits);
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
        assert_true(bits_on_path(fast, BITS_START) == 0xaf11895d7860075e);
}

/* Without visible points there is nothing to solve. */
static void test_refuses_no_weight(void **state)
{
    (void)state;
    problem *p = open_problem(0);
    double step[FACS_MAX_UNKNOWNS];

    memset(p->weight, 0, sizeof(p->weight));
    p->newton.table = NULL;
    assert_int_equal(facs_newton_solve(&p->newton, FACS_GLOBALS, step), -EDOM);
    assert_int_equal(facs_newton_solve(&p->newton, FACS_GLOBALS + 34, step), -EDOM);
    close_problem(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_solves_the_equations),
        cmocka_unit_test(test_with_and_without_a_table),
        cmocka_unit_test(test_same_bits_on_every_path),
        cmocka_unit_test(test_refuses_no_weight),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
