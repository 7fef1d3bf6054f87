/* Which paths there are, and what $FACS_SIMD may say. */
#include "base/cpu.h"

#include "cmocka_all.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int check_with(const char *wish, facs_error *error)
{
    assert_int_equal(setenv("FACS_SIMD", wish, 1), 0);
    int status = facs_cpu_check(error);
    unsetenv("FACS_SIMD");
    return status;
}

static int is_fast_with(const char *wish)
{
    assert_int_equal(setenv("FACS_SIMD", wish, 1), 0);
    int fast = facs_cpu_is_fast();
    unsetenv("FACS_SIMD");
    return fast;
}

static void test_portable_is_everywhere(void **state)
{
    (void)state;
    facs_error error;

    assert_int_equal(check_with("portable", &error), 0);
    assert_int_equal(is_fast_with("portable"), 0);
    assert_int_equal(setenv("FACS_SIMD", "portable", 1), 0);
    assert_string_equal(facs_cpu_path(), "portable");
    unsetenv("FACS_SIMD");
}

/* An AArch64 processor has NEON. Naming the fast path is the same as not naming one. */
static void test_fast_where_the_processor_is(void **state)
{
    (void)state;
    facs_error error;

    unsetenv("FACS_SIMD");
    int fast = facs_cpu_is_fast();
    assert_int_equal(facs_cpu_check(&error), 0);
    assert_int_equal(check_with("", &error), 0);
    assert_int_equal(is_fast_with(""), fast);
#if defined(__aarch64__)
    assert_int_equal(fast, 1);
    assert_int_equal(check_with("neon", &error), 0);
    assert_int_equal(is_fast_with("neon"), 1);
#elif defined(__x86_64__)
    assert_int_equal(check_with("avx2", &error), fast ? 0 : -EINVAL);
    assert_int_equal(is_fast_with("avx2"), fast);
#else
    assert_int_equal(fast, 0);
#endif
}

/* AVX-512 is a part of the fast path that naming that path leaves out. */
static void test_wide_only_unless_something_is_named(void **state)
{
    (void)state;
    unsetenv("FACS_SIMD");
    assert_true(facs_cpu_is_fast() || !facs_cpu_is_wide());
    for (int i = 0; i < 2; i++) {
        assert_int_equal(setenv("FACS_SIMD", i ? FACS_FAST_NAME : "portable", 1), 0);
        assert_int_equal(facs_cpu_is_wide(), 0);
        unsetenv("FACS_SIMD");
    }
}

/* Another processor's path, or none at all: a sentence that names what there is. */
static void test_what_cannot_be_had(void **state)
{
    (void)state;
#if defined(__aarch64__)
    static const char *const names[] = {"avx2", "avx512", "NEON", "1"};
#else
    static const char *const names[] = {"neon", "avx512", "AVX2", "1"};
#endif
    const char *there = facs_cpu_is_fast() ? "portable and " FACS_FAST_NAME : "only portable";
    char expected[200];

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        facs_error error;
        assert_int_equal(check_with(names[i], &error), -EINVAL);
        assert_int_equal(error.kind, FACS_ERROR_ENVIRONMENT);
        snprintf(expected, sizeof(expected), "FACS_SIMD is %s: this processor has %s", names[i],
                 there);
        assert_string_equal(error.text, expected);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_portable_is_everywhere),
        cmocka_unit_test(test_fast_where_the_processor_is),
        cmocka_unit_test(test_wide_only_unless_something_is_named),
        cmocka_unit_test(test_what_cannot_be_had),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
