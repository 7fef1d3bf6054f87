#include "cmocka_all.h"

#include "os/clock.h"

#include <time.h>

static void never_goes_back(void **state)
{
    (void)state;
    double before = facs_clock_ms();
    for (int i = 0; i < 10000; i++) {
        double now = facs_clock_ms();
        assert_true(now >= before);
        before = now;
    }
}

static void counts_milliseconds(void **state)
{
    (void)state;
    const struct timespec pause = {.tv_nsec = 20000000};
    double start = facs_clock_ms();
    assert_int_equal(nanosleep(&pause, NULL), 0);
    double passed = facs_clock_ms() - start;
    /* A sleep is never shorter than asked; a busy machine may make it much longer. */
    assert_true(passed >= 19.9);
    assert_true(passed < 2000);
}

static void has_days_before_1970(void **state)
{
    struct tm day;
    (void)state;
    assert_true(facs_clock_utc(-1, &day));
    assert_true(day.tm_year == 69 && day.tm_mon == 11 && day.tm_mday == 31 && day.tm_wday == 3);
    assert_true(day.tm_hour == 23 && day.tm_min == 59 && day.tm_sec == 59);
    assert_true(facs_clock_utc(-11644473600, &day)); /* where Windows' own times begin */
    assert_true(day.tm_year == -299 && day.tm_mon == 0 && day.tm_mday == 1 && day.tm_hour == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(never_goes_back),
        cmocka_unit_test(counts_milliseconds),
        cmocka_unit_test(has_days_before_1970),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
