#include "cmocka_all.h"
#include "made_pdm.h"

#include "base/cpu.h"
#include "shape/cholesky.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#define MAX    40
#define STRIDE (MAX + 3)

/* Solves A x = b for a known x, A = B'B + I. Nothing may depend on what is below the diagonal, or
 * right of A, or beyond the room for x. */
static void test_solves(void **state)
{
    (void)state;
    static double b[MAX][MAX], system[MAX][STRIDE], copy[MAX][STRIDE];
    uint32_t seed = 3;

    for (int size = 1; size <= MAX; size++) {
        const int room = FACS_CHOLESKY_ROOM(size);
        double x[MAX], solved[MAX + 1], fast[MAX + 1];
        for (int i = 0; i < size; i++) {
            x[i] = made_number(&seed);
            for (int j = 0; j < size; j++)
                b[i][j] = made_number(&seed);
        }
        for (int i = 0; i < size; i++) {
            solved[i] = 0;
            for (int j = size; j < STRIDE; j++)
                system[i][j] = (double)NAN;
            for (int j = 0; j < size; j++) {
                double sum = i == j;
                for (int k = 0; k < size; k++)
                    sum += b[k][i] * b[k][j];
                system[i][j] = i <= j ? sum : (double)NAN;
                solved[i] += sum * x[j];
            }
        }
        solved[room] = fast[room] = 123;
        memcpy(copy, system, sizeof(copy));
        memcpy(fast, solved, (size_t)size * sizeof(*fast));
        assert_int_equal(facs_cholesky_solve_portable(system[0], size, STRIDE, solved), 0);
        assert_int_equal(FACS_FASTEST(facs_cholesky_solve)(copy[0], size, STRIDE, fast), 0);
        assert_memory_equal(fast, solved, (size_t)size * sizeof(*fast)); /* bit by bit */
        for (int i = 0; i < size; i++)
            assert_true(fabs(solved[i] - x[i]) < 1e-12); /* condition below 100 */
        assert_true(solved[room] == 123 && fast[room] == 123);
    }
}

/* Wherever it shows that A is not positive definite: in each place of two blocks, and in the
 * padding of the last. */
static void test_refuses_what_is_not_positive(void **state)
{
    (void)state;
    const double bad[] = {0, -1, (double)NAN, (double)INFINITY};
    for (int k = 0; k < 4; k++)
        for (int at = 0; at < 6; at++) {
            double x[8] = {1, 1, 1, 1, 1, 1}, system[8][8] = {{0}};
            for (int i = 0; i < 6; i++)
                system[i][i] = i == at ? bad[k] : 1;
            assert_int_equal(facs_cholesky_solve_portable(system[0], 6, 8, x), -EDOM);
        }
    for (int far = 1; far < 6; far++) {
        double x[8] = {1, 1, 1, 1, 1, 1}, indefinite[8][8] = {{0}};
        for (int i = 0; i < 6; i++)
            indefinite[i][i] = 1;
        indefinite[0][far] = 2;
        assert_int_equal(facs_cholesky_solve_portable(indefinite[0], 6, 8, x), -EDOM);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_solves),
        cmocka_unit_test(test_refuses_what_is_not_positive),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
