/* Statistics of values that stand for different lengths of time. */
#include "events/weighted.h"

#include "cmocka_all.h"

#include <math.h>

#define EXACT 1e-12 /* a few roundings of doubles */

static void assert_near(double found, double expected, double tolerance)
{
    if (!(fabs(found - expected) <= tolerance))
        fail_msg("%g, not %g", found, expected);
}

static void equal_weights_are_plain_statistics(void **state)
{
    (void)state;
    facs_weighted v[] = {{3, 0.1}, {-1, 0.1}, {2, 0.1}, {4, 0.1}};
    assert_near(facs_weighted_mean(v, 4), 2, EXACT);
    assert_near(facs_weighted_sd(v, 4), sqrt((1. + 9 + 0 + 4) / 4), EXACT);
    assert_near(facs_weighted_max(v, 4), 4, 0);
    assert_near(facs_weighted_mean_abs(v, 4), 2.5, EXACT);
    facs_weighted_sort(v, 4);
    assert_near(v[0].value, -1, 0);
    assert_near(facs_weighted_median(v, 4), 2.5, 0);
    assert_near(facs_weighted_median(v, 3), 2, 0);
    assert_near(facs_weighted_quantile(v, 4, 0.25), -1, 0);
    assert_near(facs_weighted_quantile(v, 4, 0.26), 2, 0);
    assert_near(facs_weighted_quantile(v, 4, 1), 4, 0);
}

/* A value that stands for three times as long counts as three equal ones. */
static void weights_are_repetitions(void **state)
{
    (void)state;
    facs_weighted v[] = {{1, 1}, {2, 3}, {5, 2}},
                  each[] = {{1, 1}, {2, 1}, {2, 1}, {2, 1}, {5, 1}, {5, 1}};
    assert_near(facs_weighted_mean(v, 3), facs_weighted_mean(each, 6), EXACT);
    assert_near(facs_weighted_sd(v, 3), facs_weighted_sd(each, 6), EXACT);
    assert_near(facs_weighted_median(v, 3), facs_weighted_median(each, 6), 0);
    for (int i = 0; i <= 20; i++)
        assert_near(facs_weighted_quantile(v, 3, i / 20.), facs_weighted_quantile(each, 6, i / 20.),
                    0);
}

static void nothing_has_no_figures(void **state)
{
    (void)state;
    const facs_weighted one = {7, 0.5};
    assert_true(isnan(facs_weighted_mean(&one, 0)) && isnan(facs_weighted_sd(&one, 0)) &&
                isnan(facs_weighted_max(&one, 0)) && isnan(facs_weighted_mean_abs(&one, 0)) &&
                isnan(facs_weighted_median(&one, 0)) && isnan(facs_weighted_quantile(&one, 0, 1)));
    assert_near(facs_weighted_sd(&one, 1), 0, 0);
    assert_near(facs_weighted_median(&one, 1), 7, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_weights_are_plain_statistics),
        cmocka_unit_test(weights_are_repetitions),
        cmocka_unit_test(nothing_has_no_figures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
