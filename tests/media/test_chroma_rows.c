/* The rows of chroma that a row of pixels uses if the height is odd. */
#include "media/chroma_rows.h"

#include "cmocka_all.h"

#include <math.h>
#include <stdlib.h>

static void fill(facs_chroma_rows *rows, int height)
{
    assert_int_equal(facs_chroma_rows_fill(rows, height), 0);
}

/* For every height, the rows exist and the factors add up to one. */
static void test_every_height(void **state)
{
    (void)state;
    facs_chroma_rows *rows = malloc(2200 * sizeof(*rows));
    assert_non_null(rows);
    for (int height = FACS_CHROMA_ROWS_MIN_HEIGHT; height < 2200; height += 2) {
        fill(rows, height);
        for (int y = 0; y < height; y++) {
            int sum = 0;
            for (int i = 0; i < 4; i++)
                sum += rows[y].factors[i];
            assert_int_equal(sum, 4096);
            assert_in_range(rows[y].first, 0, (height + 1) / 2 - 4);
            assert_true(rows[y].first <= y / 2 && rows[y].first + 4 > y / 2);
        }
    }
    free(rows);
}

/* A picture with the largest allowed side. */
static void test_largest_height(void **state)
{
    (void)state;
    facs_chroma_rows *rows = malloc(32767 * sizeof(*rows));
    assert_non_null(rows);
    fill(rows, 32767);
    assert_int_equal(rows[32766].first, 16380);
    free(rows);
}

static void assert_near_factor(int16_t factor, double weight)
{
    assert_true(fabs(factor - 4096 * weight) <= 2);
}

/* Near the top, rows are a quarter of a chroma row to either side: the bicubic filter with B = 0
 * and C = .6 at .25, .75, 1.25 and 1.75, in 1/4096. The first row repeats above the edge. */
static void test_factors(void **state)
{
    (void)state;
    static const double weights[4] = {-0.028125, 0.240625, 0.871875, -0.084375};
    facs_chroma_rows *rows = malloc(20001 * sizeof(*rows));
    assert_non_null(rows);
    fill(rows, 20001);
    assert_int_equal(rows[4].first, 0);
    assert_int_equal(rows[5].first, 1);
    for (int i = 0; i < 4; i++) {
        assert_near_factor(rows[4].factors[i], weights[i]);
        assert_near_factor(rows[5].factors[i], weights[3 - i]);
    }
    /* The outermost row has no weight there. */
    const double left = 1 - weights[0];
    assert_int_equal(rows[0].first, 0);
    assert_near_factor(rows[0].factors[0], (weights[1] + weights[2]) / left);
    assert_near_factor(rows[0].factors[1], weights[3] / left);
    free(rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_height),
        cmocka_unit_test(test_largest_height),
        cmocka_unit_test(test_factors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
