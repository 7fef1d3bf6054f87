/* Batch tables and journals that somebody else wrote: nothing hangs, and what is wrong is said. */
#include "cmocka_all.h"
#include "folder.h"

#include <facs/study.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define HEADER "path,state,frames\n"

static int count_row(void *opaque, const facs_batch_row *row)
{
    (void)row;
    ++*(int *)opaque;
    return 0;
}

static void assert_refused(const char *name, const char *words)
{
    facs_error error;
    int rows = 0;
    assert_int_equal(facs_batch_read(in_folder(""), count_row, &rows, &error), -EINVAL);
    assert_int_equal(error.kind, FACS_ERROR_INPUT);
    if (!strstr(error.text, name) || !strstr(error.text, words))
        fail_msg("%s", error.text);
    assert_int_equal(rows, 0);
}

static void test_pipes_are_not_waited_for(void **state)
{
    (void)state;
    make_fifo(in_folder("facs-batch.csv"));
    assert_refused("facs-batch.csv", "is not a file");
    assert_int_equal(remove(in_folder("facs-batch.csv")), 0);
    write_in_folder("facs-batch.csv", HEADER);
    make_fifo(in_folder("facs-batch.jsonl"));
    assert_refused("facs-batch.jsonl", "cannot be read");
}

static void test_numbers_that_cannot_be(void **state)
{
    (void)state;
    static const char *const rows[] = {"a,done,-1",    "a,done,1e300", "a,done,1.5", "a,done,nan",
                                       "a,finished,1", ",done,1",      "a,done"};
    char text[128];
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const int length = snprintf(text, sizeof(text), HEADER "%s\n", rows[i]);
        write_file(in_folder("facs-batch.csv"), text, (size_t)length);
        assert_refused("facs-batch.csv", "line 2");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_pipes_are_not_waited_for, folder_set_up,
                                        folder_tear_down),
        cmocka_unit_test_setup_teardown(test_numbers_that_cannot_be, folder_set_up,
                                        folder_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
