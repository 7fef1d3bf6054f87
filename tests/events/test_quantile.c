/* Quantiles in a moving window, against sorting each window anew. */
#include "events/quantile.h"

#include "cmocka_all.h"

#include <math.h>
#include <stdlib.h>

#define ROWS 300

static void quantiles_of_a_few_values(void **state)
{
    (void)state;
    float values[] = {3, 1, 2, 5, 4};
    assert_true(facs_quantile(values, 5, 0.5) == 3);
    assert_true(facs_quantile(values, 5, 0) == 1);
    assert_true(facs_quantile(values, 5, 1) == 5);
    assert_true(facs_quantile(values, 5, 0.125) == 1.5);
    assert_true(facs_quantile(values, 1, 0.75) == 1);
    assert_true(isnan(facs_quantile(values, 0, 0.5)));
}

static void a_window_is_as_if_sorted_anew(void **state)
{
    (void)state;
    static const double windows[][2] = {{-1, 0}, {0, 1}, {-0.5, 2}, {0.3, 0.9}, {-2, -1}};
    float values[ROWS], made[ROWS], inside[ROWS];
    double times[ROWS];
    srand(7);
    for (int i = 0; i < ROWS; i++) {
        values[i] = i % 17 == 3 || (i > 100 && i < 160) ? NAN : (float)(rand() % 50);
        times[i] = (i ? times[i - 1] : 0) + (rand() % 4) * 0.02; /* some times twice */
    }
    for (size_t w = 0; w < sizeof(windows) / sizeof(windows[0]); w++) {
        assert_int_equal(facs_running_quantile(made, values, times, ROWS, windows[w], 0.7), 0);
        for (int i = 0; i < ROWS; i++) {
            size_t count = 0;
            for (int k = 0; k < ROWS; k++)
                if (times[k] >= times[i] + windows[w][0] && times[k] <= times[i] + windows[w][1] &&
                    !isnan(values[k]))
                    inside[count++] = values[k];
            const float expected = (float)facs_quantile(inside, count, 0.7);
            assert_true(made[i] == expected || (isnan(made[i]) && isnan(expected)));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quantiles_of_a_few_values),
        cmocka_unit_test(a_window_is_as_if_sorted_anew),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
