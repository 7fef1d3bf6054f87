/* What a build without SQLite says. */
#include "study/merge_sink.h"

#include "cmocka_all.h"

#include <errno.h>
#include <string.h>

static void test_no_database(void **state)
{
    facs_error error = {.kind = FACS_ERROR_NONE};
    facs_merge_sink sink = {.self = &error};
    (void)state;
    assert_int_equal(facs_merge_sqlite_open(&sink, NULL, &error), -ENOSYS);
    assert_int_equal(error.kind, FACS_ERROR_ENVIRONMENT); /* the command's status 3 */
    assert_non_null(strstr(error.text, "needs SQLite, which this facs was built without"));
    assert_null(sink.self);
    assert_int_equal(facs_merge_sqlite_check(NULL), -ENOSYS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_no_database)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
