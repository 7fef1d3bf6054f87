#include "output/target.h"

#include "cmocka_all.h"
#include "scratch.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static void test_only_a_regular_file_may_be_replaced(void **state)
{
    facs_error error = {0};
    (void)state;
    assert_int_equal(facs_target_check(scratch("new.csv"), &error), 0);
    write_text(scratch("old.csv"), "x");
    assert_int_equal(facs_target_check(scratch("old.csv"), &error), 0);
    assert_int_equal(facs_target_check(scratch(""), &error), -EISDIR);
    assert_int_equal(error.kind, FACS_ERROR_OUTPUT);
    assert_non_null(strstr(error.text, "is a folder"));
    assert_int_equal(facs_target_check("/dev/full", &error), -EINVAL);
    assert_int_equal(error.kind, FACS_ERROR_OUTPUT);
    assert_non_null(strstr(error.text, "/dev/full is a device"));
}

static void test_an_absent_folder_is_said_at_open(void **state)
{
    facs_error error = {0};
    FILE *file;
    (void)state;
    assert_int_equal(facs_target_open(&file, scratch("absent/x.csv"), &error), -ENOENT);
    assert_null(file);
    assert_int_equal(error.kind, FACS_ERROR_OUTPUT);
    assert_non_null(strstr(error.text, "absent/x.csv cannot be written"));
    assert_non_null(strstr(error.text, "make its folder first"));
}

static void test_a_full_disk_is_noticed_at_the_latest_at_close(void **state)
{
    facs_error error = {0};
    FILE *file;
    (void)state;
    if (!exists("/dev/full")) /* Linux has it, macOS has not */
        skip();
    assert_int_equal(facs_target_open(&file, "/dev/full", &error), 0);
    fputs("a row\n", file);
    assert_int_equal(facs_target_flush(file, "x.csv.part", &error), -ENOSPC);
    assert_int_equal(error.kind, FACS_ERROR_OUTPUT);
    assert_non_null(strstr(error.text, "x.csv.part cannot be written"));
    assert_non_null(strstr(error.text, "make room"));
    assert_true(facs_target_close(&file, "x.csv.part", NULL) < 0);
    assert_null(file);

    assert_int_equal(facs_target_open(&file, "/dev/full", &error), 0);
    fputs("a row\n", file);
    assert_int_equal(facs_target_close(&file, "x.csv.part", &error), -ENOSPC);
    assert_null(file);
    assert_int_equal(facs_target_close(&file, "x.csv.part", &error), 0);
}

static void test_rename_says_both_names(void **state)
{
    facs_error error = {0};
    (void)state;
    assert_int_equal(facs_target_rename(scratch("none"), scratch("x"), &error), -ENOENT);
    assert_int_equal(error.kind, FACS_ERROR_OUTPUT);
    assert_non_null(strstr(error.text, "none is whole but cannot be renamed to "));
    char *name = facs_target_name("a/b.csv", ".part");
    assert_string_equal(name, "a/b.csv.part");
    free(name);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_only_a_regular_file_may_be_replaced, scratch_setup,
                                        scratch_teardown),
        cmocka_unit_test_setup_teardown(test_an_absent_folder_is_said_at_open, scratch_setup,
                                        scratch_teardown),
        cmocka_unit_test(test_a_full_disk_is_noticed_at_the_latest_at_close),
        cmocka_unit_test_setup_teardown(test_rename_says_both_names, scratch_setup,
                                        scratch_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
