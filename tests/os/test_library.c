/* Libraries that are opened when they are used: what is filled in, and what is said without them.
 */
#include "os/library.h"

#include "cmocka_all.h"
#include "folder.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#ifdef __APPLE__
#define MATHS "libSystem.B.dylib"
#elif defined(_WIN32) /* where those of the system are not looked for by name */
#define MATHS "C:/Windows/System32/msvcrt.dll"
#else
#define MATHS "libm.so.6"
#endif

#define MATHS_FUNCTIONS(F) F(, floor) F(, ceil)

static struct {
    MATHS_FUNCTIONS(FACS_LIBRARY_POINTER)
} maths;

static const char *const names[] = {MATHS_FUNCTIONS(FACS_LIBRARY_NAME) NULL};

static void test_functions_are_filled_in(void **state)
{
    (void)state;
    facs_error error = {0};
    facs_library library = {.file = "/nowhere/maths",
                            .leaf = MATHS,
                            .purpose = "counting",
                            .names = names,
                            .functions = &maths};
    assert_int_equal(facs_library_open(&library, &error), 0);
    assert_true(maths.floor(1.5) == 1 && maths.ceil(1.5) == 2);
    maths.floor = NULL;
    assert_int_equal(facs_library_open(&library, &error), 0); /* once only */
    assert_null(maths.floor);
}

static void expect_missing(facs_library *library, const char *word)
{
    facs_error error = {0};
    assert_int_equal(facs_library_open(library, &error), -ENOENT);
    assert_int_equal(error.kind, FACS_ERROR_ENVIRONMENT);
    assert_non_null(strstr(error.text, "counting needs the library"));
    assert_non_null(strstr(error.text, word));
    assert_int_equal(library->opened, 0);
}

static void test_a_library_that_is_not_there(void **state)
{
    (void)state;
    facs_library library = {
        .file = "libnowhere.so.7", .purpose = "counting", .names = names, .functions = &maths};
    expect_missing(&library, "libnowhere.so.7");
}

static void test_a_function_that_is_not_there(void **state)
{
    (void)state;
    static const char *const unknown[] = {"floor", "facs_has_no_such_function", NULL};
    facs_library library = {
        .file = MATHS, .purpose = "counting", .names = unknown, .functions = &maths};
    expect_missing(&library, "facs_has_no_such_function");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_functions_are_filled_in),
        cmocka_unit_test(test_a_library_that_is_not_there),
        cmocka_unit_test(test_a_function_that_is_not_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
