/* What the system says about this process. */
#ifdef __linux__
#define _GNU_SOURCE /* sched_setaffinity */
#endif

#include "cmocka_all.h"
#include "os/process.h"

#include <sched.h>

static void test_processor_count(void **state)
{
    (void)state;
    const int all = facs_processor_count();
    assert_true(all >= 1);
#ifdef __linux__
    cpu_set_t before, one;
    assert_int_equal(sched_getaffinity(0, sizeof(before), &before), 0);
    int first = 0;
    while (!CPU_ISSET(first, &before))
        first++;
    CPU_ZERO(&one);
    CPU_SET(first, &one);
    if (sched_setaffinity(0, sizeof(one), &one) < 0)
        skip(); /* an emulator */
    assert_int_equal(facs_processor_count(), 1);
    assert_int_equal(sched_setaffinity(0, sizeof(before), &before), 0);
    assert_int_equal(facs_processor_count(), all);
#endif
}

static void variables_have_values(void **state)
{
    (void)state;
    assert_null(facs_environment("FACS_NO_SUCH_VARIABLE"));
    assert_int_equal(facs_environment_default("FACS_TEST_VARIABLE", "one"), 0);
    const char *value = facs_environment("FACS_TEST_VARIABLE");
    assert_string_equal(value, "one");
    assert_int_equal(facs_environment_default("FACS_TEST_VARIABLE", "two"), 0);
    assert_string_equal(facs_environment("FACS_TEST_VARIABLE"), "one");
    assert_ptr_equal(facs_environment("FACS_TEST_VARIABLE"), value);
    assert_int_equal(facs_environment_default("FACS_TEST_QUOTED", "\"C:\\a b\""), 0);
#ifdef _WIN32
    assert_string_equal(facs_environment("FACS_TEST_QUOTED"), "C:\\a b");
#else
    assert_string_equal(facs_environment("FACS_TEST_QUOTED"), "\"C:\\a b\"");
#endif
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_processor_count),
                                       cmocka_unit_test(variables_have_values)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
