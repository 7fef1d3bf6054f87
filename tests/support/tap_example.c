/* Not a test: tests that end in every way, for reporting.py. */
#include "cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>

static void test_passes(void **state)
{
    (void)state;
    printf("ok 9 - what a test prints is not TAP");
}

static void test_skips(void **state)
{
    (void)state;
    skip();
}

static void test_fails(void **state)
{
    (void)state;
    assert_int_equal(1, 2);
}

static void test_ends_the_program(void **state)
{
    (void)state;
    if (getenv("TAP_EXAMPLE_EXITS"))
        exit(0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_passes),
        cmocka_unit_test(test_skips),
        cmocka_unit_test(test_fails),
        cmocka_unit_test(test_ends_the_program),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
