/* A library that is part of the program (-Dlinked=true): its functions are there without opening a
 * file, from the start. */
#ifndef FACS_LINKED
#define FACS_LINKED
#endif
#include "os/library.h"

#include "cmocka_all.h"

#include <math.h>

#define MATHS_FUNCTIONS(F) F(, floor) F(, ceil)

static struct {
    MATHS_FUNCTIONS(FACS_LIBRARY_POINTER)
} maths = FACS_LIBRARY_POINTERS(MATHS_FUNCTIONS);

static const char *const names[] = {MATHS_FUNCTIONS(FACS_LIBRARY_NAME) NULL};

static void test_functions_are_there_from_the_start(void **state)
{
    (void)state;
    assert_true(maths.floor(1.5) == 1 && maths.ceil(1.5) == 2);
}

static void test_no_file_is_opened(void **state)
{
    (void)state;
    facs_error error = {0};
    facs_library library = {.file = "libnowhere.so.7",
                            .purpose = "counting",
                            .names = names,
                            .functions = &maths,
                            .opened = FACS_LIBRARY_OPENED};
    assert_int_equal(facs_library_open(&library, &error), 0);
    assert_true(maths.floor(1.5) == 1 && maths.ceil(1.5) == 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_functions_are_there_from_the_start),
                                       cmocka_unit_test(test_no_file_is_opened)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
