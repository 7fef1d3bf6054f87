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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(never_goes_back),
        cmocka_unit_test(counts_milliseconds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
