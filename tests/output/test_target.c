#include "output/target.h"

#include "cmocka_all.h"
#include "file_limit.h"
#include "folder.h"
#include "scratch.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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
    facs_draft draft;
    (void)state;
    assert_int_equal(facs_target_open(&draft, scratch("absent/x.csv"), &error), -ENOENT);
    assert_int_equal(draft.handle, -1);
    assert_int_equal(error.kind, FACS_ERROR_OUTPUT);
    assert_non_null(strstr(error.text, "absent/x.csv cannot be written"));
    assert_non_null(strstr(error.text, "make its folder first"));
}

/* A draft whose handle leads to a full disk. */
static void test_a_full_disk_is_noticed_at_the_latest_at_close(void **state)
{
    facs_error error = {0};
    FILE *file;
    char path[] = "x.csv", name[] = "x.csv.00000000.part";
    facs_draft draft = {path, name, open("/dev/full", O_RDWR | O_CLOEXEC)};
    (void)state;
    if (draft.handle < 0) /* Linux has it, macOS does not */
        skip();
    assert_int_equal(facs_target_write(&draft, "a row\n", 6, &error), -ENOSPC);
    assert_int_equal(error.kind, FACS_ERROR_OUTPUT);
    assert_non_null(strstr(error.text, "x.csv cannot be written"));
    assert_non_null(strstr(error.text, "make room"));

    assert_int_equal(facs_target_stream(&file, &draft, &error), 0);
    fputs("a row\n", file);
    assert_int_equal(facs_target_stream_close(&file, &draft, &error), -ENOSPC);
    assert_null(file);
    assert_int_equal(facs_target_stream_close(&file, &draft, &error), 0);
    close(draft.handle);
}

/* A buffer is written when it is full; even then, the reason given is the real one. */
static void test_a_stream_that_fails_on_the_way_says_why(void **state)
{
    facs_error error = {0};
    facs_draft draft;
    FILE *file;
    (void)state;
    assert_int_equal(facs_target_open(&draft, scratch("a.txt"), &error), 0);
    assert_int_equal(facs_target_stream(&file, &draft, &error), 0);
    limit_files(10000);
    for (int i = 0; i < 1000; i++)
        fprintf(file, "row %8d of many\n", i);
    errno = 0; /* as if nobody had looked */
    const int status = facs_target_stream_close(&file, &draft, &error);
    limit_files(NO_LIMIT);
    assert_int_equal(status, -EFBIG);
    assert_non_null(strstr(error.text, "a.txt cannot be written (file too large)"));
    facs_draft_remove(&draft);
}

static void test_a_stream_goes_to_the_end(void **state)
{
    facs_error error = {0};
    facs_draft draft;
    FILE *file;
    (void)state;
    assert_int_equal(facs_target_open(&draft, scratch("a.txt"), &error), 0);
    assert_int_equal(facs_target_write(&draft, "one ", 4, &error), 0);
    assert_int_equal(facs_target_stream(&file, &draft, &error), 0);
    fputs("two ", file);
    assert_int_equal(facs_target_stream_close(&file, &draft, &error), 0);
    assert_int_equal(facs_target_write(&draft, "three", 5, &error), 0);
    assert_int_equal(facs_target_finish(&draft, &error), 0);
    assert_true(has_part("a.txt") && !exists(scratch("a.txt")));
    assert_int_equal(facs_target_commit(&draft, &error), 0);
    char *text = read_text(scratch("a.txt"));
    assert_string_equal(text, "one two three");
    free(text);
}

static void test_rename_says_both_names(void **state)
{
    facs_error error = {0};
    facs_draft draft;
    (void)state;
    assert_int_equal(facs_target_open(&draft, scratch("x"), &error), 0);
    assert_int_equal(mkdir(scratch("x"), 0700), 0); /* in the meantime */
    assert_int_equal(facs_target_commit(&draft, &error), -EISDIR);
    assert_int_equal(error.kind, FACS_ERROR_OUTPUT);
    assert_non_null(strstr(error.text, ".part is complete but cannot be renamed to "));
    remove_open_file(draft.name);
    assert_int_equal(facs_target_commit(&draft, &error), -ESTALE);
    assert_non_null(strstr(error.text, "was removed or replaced during the run"));
    facs_draft_close(&draft);
}

/* It has its name only if all went well; otherwise nothing is left of it. */
static void test_the_end_of_a_stream(void **state)
{
    static const int before[] = {0, -EPERM};
    (void)state;
    for (int i = 0; i < 2; i++) {
        facs_error error = {0};
        facs_draft draft;
        FILE *stream;
        remove(scratch("x.csv"));
        assert_int_equal(facs_target_open(&draft, scratch("x.csv"), &error), 0);
        assert_int_equal(facs_target_stream(&stream, &draft, &error), 0);
        fputs("x", stream);
        assert_int_equal(facs_target_end(&stream, &draft, before[i], &error), before[i]);
        assert_null(stream);
        assert_int_equal(error.kind, FACS_ERROR_NONE); /* the failure was someone else's to say */
        assert_true(exists(scratch("x.csv")) == !before[i] && !has_part("x.csv"));
    }
}

/* What is complete is worth more than a clean folder. */
static void test_a_complete_file_without_its_name_stays(void **state)
{
    facs_error error = {0};
    facs_draft draft;
    FILE *stream;
    char name[4096];
    (void)state;
    assert_int_equal(facs_target_open(&draft, scratch("y"), &error), 0);
    snprintf(name, sizeof(name), "%s", draft.name);
    assert_int_equal(facs_target_stream(&stream, &draft, &error), 0);
    fputs("all of it", stream);
    assert_int_equal(mkdir(scratch("y"), 0700), 0); /* in the meantime */
    assert_int_equal(facs_target_end(&stream, &draft, 0, &error), -EISDIR);
    assert_int_equal(draft.handle, -1);
    assert_non_null(strstr(error.text, name));
    char *text = read_text(name);
    assert_string_equal(text, "all of it");
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_only_a_regular_file_may_be_replaced, scratch_setup,
                                        scratch_teardown),
        cmocka_unit_test_setup_teardown(test_an_absent_folder_is_said_at_open, scratch_setup,
                                        scratch_teardown),
        cmocka_unit_test(test_a_full_disk_is_noticed_at_the_latest_at_close),
        cmocka_unit_test_setup_teardown(test_a_complete_file_without_its_name_stays, scratch_setup,
                                        scratch_teardown),
        cmocka_unit_test_setup_teardown(test_the_end_of_a_stream, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(test_a_stream_that_fails_on_the_way_says_why, scratch_setup,
                                        scratch_teardown),
        cmocka_unit_test_setup_teardown(test_a_stream_goes_to_the_end, scratch_setup,
                                        scratch_teardown),
        cmocka_unit_test_setup_teardown(test_rename_says_both_names, scratch_setup,
                                        scratch_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
