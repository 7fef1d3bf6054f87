#include "api/summary.h"

#include "cmocka_all.h"

#include <stdlib.h>

static void test_none(void **state)
{
    (void)state;
    static facs_delays delays;
    assert_true(facs_delays_quantile(&delays, 0.5) == 0);
}

/* The quantiles of 0.1 .. 100 ms, in any order, are exact to a bin. */
static void test_quantiles(void **state)
{
    (void)state;
    static facs_delays delays;
    for (int n = 0; n < 1000; n++)
        facs_delays_add(&delays, (n * 7 % 1000) * 0.1 + 0.05);
    static const double shares[] = {0.05, 0.5, 0.95, 1};
    for (int i = 0; i < 4; i++) {
        double quantile = facs_delays_quantile(&delays, shares[i]);
        assert_true(quantile > 100 * shares[i] - 0.1 && quantile < 100 * shares[i] + 0.1);
    }
    assert_true(delays.max_ms > 99.94 && delays.max_ms < 99.96);
}

/* Delays over a second are counted, and the longest is exact. */
static void test_long_ones(void **state)
{
    (void)state;
    static facs_delays delays;
    for (int n = 0; n < 10; n++)
        facs_delays_add(&delays, n < 4 ? 2 : 5000 + n);
    facs_delays_add(&delays, -1);
    assert_true(facs_delays_quantile(&delays, 0.3) <= 2.1);
    assert_true(facs_delays_quantile(&delays, 0.9) == 5009);
    assert_int_equal(delays.count, 11);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_none),
        cmocka_unit_test(test_quantiles),
        cmocka_unit_test(test_long_ones),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
