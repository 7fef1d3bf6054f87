/* facs_merge and the batch table: what it lists as done, failed and left, and what it does not
 * know. */
#include "made_study.h"

#include "cmocka_all.h"
#include "folder.h"

#include <stdlib.h>
#include <string.h>

#define HEADER                                                                                     \
    "path,state,message,frames,face_share,mean_confidence,people,seconds,fps,options,results,"     \
    "bytes,modified,finished,host\n"
#define TIMES ",9,,2026-11-26T10:00:00.000000001Z,pc\n"

static const char one_row[] = LEAD "\n1,0,0.000,0.98,1\n";

static void write_table(const char *rows)
{
    char text[4096] = HEADER;
    strcat(text, rows);
    write_in_folder("results/facs-batch.csv", text);
}

static void assert_merged(const char *expected, facs_merge_summary *summary)
{
    facs_merge_options options = merge_options();
    char *text = merged(&options, summary);
    assert_string_equal(text, expected);
    free(text);
}

static void test_inputs_of_a_batch(void **state)
{
    (void)state;
    facs_merge_summary summary;
    make_folders("results/p");
    make_result("results/p/a;1", "study/p/a;1.mp4", one_row, "");
    make_result("results/b", "study/b.mp4", one_row, "");
    make_result("results/single", "elsewhere/single.mp4", one_row, "");
    write_table("study/p/a;1.mp4,done,,1,1.0,0.98,1,0.5,2.0,abc,p/a%3B1.csv;p/a%3B1.json" TIMES
                "study/b.mp4,skipped,,1,1.0,0.98,1,0.5,2.0,abc,b.csv;b.json" TIMES
                "study/c.mp4,failed,cannot be read,,,,,0.1,,abc," TIMES
                "study/d.mp4,left,,,,,,,,abc," TIMES);
    assert_merged("path," LEAD "\nelsewhere/single.mp4,1,0,0.000,0.98,1\n"
                  "study/b.mp4,1,0,0.000,0.98,1\nstudy/p/a;1.mp4,1,0,0.000,0.98,1\n",
                  &summary);
    assert_string_equal(messages,
                        "inputs without a result, because they failed or are not done yet: 2\n");
    assert_int_equal(summary.videos, 3);
    assert_int_equal(summary.missing, 2);
    assert_int_equal(summary.left_out, 0);
}

/* Its older result is there, but not what the table says. */
static void test_a_result_of_an_input_that_failed(void **state)
{
    (void)state;
    facs_merge_summary summary;
    make_folders("results");
    make_result("results/a", "study/a.mp4", one_row, "");
    make_result("results/b", "study/b.mp4", one_row, "");
    write_table("study/a.mp4,done,,1,1.0,0.98,1,0.5,2.0,abc,a.csv;a.json" TIMES
                "study/b.mp4,failed,gone,,,,,0.1,,abc," TIMES);
    assert_merged("path," LEAD "\nstudy/a.mp4,1,0,0.000,0.98,1\n", &summary);
    assert_non_null(strstr(messages, "b.csv is left out: the batch table lists its input as "
                                     "\"failed\""));
    assert_int_equal(summary.left_out, 1);
    assert_int_equal(summary.missing, 1);
}

static void test_a_result_that_is_gone(void **state)
{
    (void)state;
    facs_merge_summary summary;
    make_folders("results");
    make_result("results/a", "study/a.mp4", one_row, "");
    write_table("study/a.mp4,done,,1,1.0,0.98,1,0.5,2.0,abc,a.csv;a.json" TIMES
                "study/b.mp4,done,,1,1.0,0.98,1,0.5,2.0,abc,b.csv;b.json" TIMES);
    assert_merged("path," LEAD "\nstudy/a.mp4,1,0,0.000,0.98,1\n", &summary);
    assert_non_null(strstr(messages, "b.csv cannot be read"));
    assert_int_equal(summary.left_out, 1);
}

static void test_natural_order(void **state)
{
    (void)state;
    facs_merge_summary summary;
    make_folders("results");
    make_result("results/a", "p10.mp4", one_row, "");
    make_result("results/b", "p9.mp4", one_row, "");
    make_result("results/c", "p9.mp4", one_row, "");
    assert_merged("path," LEAD "\np9.mp4,1,0,0.000,0.98,1\np9.mp4,1,0,0.000,0.98,1\n"
                  "p10.mp4,1,0,0.000,0.98,1\n",
                  &summary);
    assert_non_null(strstr(messages, "in the table: 1, such as p9.mp4"));
}

static void test_a_damaged_table(void **state)
{
    (void)state;
    facs_merge_options options = merge_options();
    facs_merge_summary summary;
    facs_error error;
    make_folders("results");
    make_result("results/a", "study/a.mp4", one_row, "");
    write_table("study/a.mp4,nonsense\n");
    assert_true(merge_to("study.csv", &options, &summary, &error) < 0);
    assert_int_equal(error.kind, FACS_ERROR_INPUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_inputs_of_a_batch, folder_set_up, folder_tear_down),
        cmocka_unit_test_setup_teardown(test_a_result_of_an_input_that_failed, folder_set_up,
                                        folder_tear_down),
        cmocka_unit_test_setup_teardown(test_a_result_that_is_gone, folder_set_up,
                                        folder_tear_down),
        cmocka_unit_test_setup_teardown(test_natural_order, folder_set_up, folder_tear_down),
        cmocka_unit_test_setup_teardown(test_a_damaged_table, folder_set_up, folder_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
