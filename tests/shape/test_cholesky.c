#include "cmocka_all.h"
#include "made_pdm.h"

#include "base/cpu.h"
#include "shape/cholesky.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#define MAX    40
#define STRIDE (MAX + 3)

/* Solves A x = b for a known x, A = B'B + I; below the diagonal nothing may be read. */
static void test_solves(void **state)
{
    (void)state;
    static double b[MAX][MAX], system[MAX][STRIDE];
    uint32_t seed = 3;

    for (int size = 1; size <= MAX; size++) {
        double x[MAX], solved[MAX + 1];
        for (int i = 0; i < size; i++) {
            x[i] = made_number(&seed);
            for (int j = 0; j < size; j++)
                b[i][j] = made_number(&seed);
        }
        for (int i = 0; i < size; i++) {
            system[i][size] = 0;
            for (int j = 0; j < size; j++) {
                double sum = i == j;
                for (int k = 0; k < size; k++)
                    sum += b[k][i] * b[k][j];
                system[i][j] = i <= j ? sum : (double)NAN;
                system[i][size] += sum * x[j];
            }
        }
        double copy[MAX][STRIDE], fast[MAX];
        memcpy(copy, system, sizeof(copy));
        solved[size] = 123;
        assert_int_equal(facs_cholesky_solve_portable(system[0], size, STRIDE, solved), 0);
        assert_int_equal(FACS_FASTEST(facs_cholesky_solve)(copy[0], size, STRIDE, fast), 0);
        assert_memory_equal(fast, solved, (size_t)size * sizeof(*fast)); /* bit by bit */
        for (int i = 0; i < size; i++)
            assert_true(fabs(solved[i] - x[i]) < 1e-12); /* condition below 100 */
        assert_true(solved[size] == 123);
    }
}

static void test_refuses_what_is_not_positive(void **state)
{
    (void)state;
    const double bad[] = {0, -1, (double)NAN, (double)INFINITY};
    for (int k = 0; k < 4; k++)
        for (int at = 0; at < 2; at++) {
            double x[2], system[2][3] = {{1, 0, 1}, {0, 1, 1}};
            system[at][at] = bad[k];
            assert_int_equal(facs_cholesky_solve_portable(system[0], 2, 3, x), -EDOM);
        }
    double x[2], indefinite[2][3] = {{1, 2, 1}, {0, 1, 1}};
    assert_int_equal(facs_cholesky_solve_portable(indefinite[0], 2, 3, x), -EDOM);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_solves),
        cmocka_unit_test(test_refuses_what_is_not_positive),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
