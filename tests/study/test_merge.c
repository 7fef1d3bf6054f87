/* facs_merge: what comes into the table, in which order, and with which columns. */
#include "made_study.h"

#include "cmocka_all.h"
#include "folder.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char two_rows[] = LEAD ",AU12_r\n1,0,0.000,0.98,1,0.50\n2,0,0.033,0.60,0,1.25\n";
static const char other_rows[] = LEAD ",pose_Tx,AU12_r\n1,0,0.000,0.90,1,-3.5,2.00\n";

static void assert_table(facs_merge_options *options, const char *expected)
{
    facs_merge_summary summary;
    char *text = merged(options, &summary);
    assert_string_equal(text, expected);
    free(text);
}

static void assert_usage(facs_merge_options *options, const char *words)
{
    facs_merge_summary summary;
    facs_error error = {.text = ""};
    assert_int_equal(merge_to("study.csv", options, &summary, &error), -EINVAL);
    assert_int_equal(error.kind, FACS_ERROR_USAGE);
    if (!strstr(error.text, words))
        fail_msg("%s: expected %s", error.text, words);
}

static void test_rows_of_several_results(void **state)
{
    (void)state;
    facs_merge_options options = merge_options();
    facs_merge_summary summary;
    make_folders("results/b");
    make_result("results/b/two", "study/control/p2, \\\"x\\\".mp4", other_rows, "");
    make_result("results/one", "study/control/p3.mp4", two_rows, "");
    char *text = merged(&options, &summary);
    assert_string_equal(text, "path," LEAD ",pose_Tx,AU12_r\n"
                              "\"study/control/p2, \"\"x\"\".mp4\",1,0,0.000,0.90,1,-3.5,2.00\n"
                              "study/control/p3.mp4,1,0,0.000,0.98,1,,0.50\n"
                              "study/control/p3.mp4,2,0,0.033,0.60,0,,1.25\n");
    free(text);
    assert_string_equal(messages, "");
    assert_int_equal(summary.videos, 2);
    assert_int_equal(summary.rows, 3);
    assert_int_equal(summary.dropped, 0);
    assert_int_equal(summary.left_out, 0);
}

static void test_columns_of_the_path(void **state)
{
    (void)state;
    facs_merge_options options = merge_options();
    make_folders("results");
    make_result("results/one", "study/control/p3.mp4", two_rows, "");
    make_result("results/two", "alone.mp4", other_rows, "");
    options.path = "{group}/{participant}.mp4";
    options.columns = "AU12_r";
    assert_table(&options, "path,group,participant," LEAD ",AU12_r\n"
                           "alone.mp4,,,1,0,0.000,0.90,1,2.00\n"
                           "study/control/p3.mp4,control,p3,1,0,0.000,0.98,1,0.50\n"
                           "study/control/p3.mp4,control,p3,2,0,0.033,0.60,0,1.25\n");
    assert_string_equal(messages, "paths that do not match \"{group}/{participant}.mp4\", so "
                                  "their columns are empty: 1 of 2, such as alone.mp4\n");
    options.path = "{AU12_r}.mp4";
    assert_usage(&options, "path: expected another name than \"AU12_r\"");
    options.path = "{Success}.mp4";
    assert_usage(&options, "path: expected another name than \"Success\"");
    options.path = "{state}.mp4";
    assert_usage(&options, "path: expected another name than \"state\"");
}

static void test_selected_columns(void **state)
{
    (void)state;
    facs_merge_options options = merge_options();
    make_folders("results");
    make_result("results/one", "a.mp4", LEAD ",x_0,X_0,AU01_r,AU12_r\n1,0,0,1,1,5,6,7,8\n", "");
    options.columns = "AU??_r, X_*";
    assert_table(&options, "path," LEAD ",X_0,AU01_r,AU12_r\na.mp4,1,0,0,1,1,6,7,8\n");
    options.columns = "*_r*";
    assert_table(&options, "path," LEAD ",AU01_r,AU12_r\na.mp4,1,0,0,1,1,7,8\n");
    options.columns = "AU12_r,AU99_r";
    assert_usage(&options, "columns: expected names that the results have");
    options.columns = "";
    assert_usage(&options, "columns: expected");
}

static void test_rows_below_a_confidence(void **state)
{
    (void)state;
    facs_merge_options options = merge_options();
    facs_merge_summary summary;
    make_folders("results");
    make_result("results/one", "a.mp4", two_rows, "");
    options.min_confidence = 0.61;
    char *text = merged(&options, &summary);
    assert_string_equal(text, "path," LEAD ",AU12_r\na.mp4,1,0,0.000,0.98,1,0.50\n");
    free(text);
    assert_int_equal(summary.rows, 1);
    assert_int_equal(summary.dropped, 1);
    options.min_confidence = 1.5;
    assert_usage(&options, "min_confidence: expected a number from 0 to 1");
}

static void test_faces_of_one_file(void **state)
{
    (void)state;
    facs_merge_options options = merge_options();
    facs_merge_summary summary;
    make_folders("results");
    make_result("results/one", "a.mp4", LEAD "\n1,0,0,1,1\n1,1,0,1,1\n", "");
    char *text = merged(&options, &summary);
    assert_string_equal(text, "path," LEAD "\na.mp4,1,0,0,1,1\n");
    free(text);
    assert_int_equal(summary.dropped, 1);
    options.every_face = 1;
    assert_table(&options, "path," LEAD "\na.mp4,1,0,0,1,1\na.mp4,1,1,0,1,1\n");
}

/* With --per-face. */
static void test_files_of_faces(void **state)
{
    (void)state;
    static const char *const files[] = {"one_face00.csv", "one_face01.csv", NULL};
    facs_merge_options options = merge_options();
    facs_merge_summary summary;
    make_folders("results");
    write_file(in_folder("results/one_face00.csv"), LEAD "\n1,0,0,1,1\n2,0,0,1,1\n", 62);
    write_file(in_folder("results/one_face01.csv"), LEAD "\n1,1,0,1,1\n2,1,0,1,1\n", 62);
    make_json("results/one", "a.mp4", files, "");
    char *text = merged(&options, &summary);
    assert_string_equal(text, "path," LEAD "\na.mp4,1,0,0,1,1\na.mp4,2,0,0,1,1\n");
    free(text);
    assert_int_equal(summary.dropped, 2);
    assert_int_equal(summary.videos, 1);
    options.every_face = 1;
    assert_table(&options, "path," LEAD "\na.mp4,1,0,0,1,1\na.mp4,2,0,0,1,1\n"
                           "a.mp4,1,1,0,1,1\na.mp4,2,1,0,1,1\n");
}

/* Its first columns are face and confidence. */
static void test_still_images(void **state)
{
    (void)state;
    facs_merge_options options = merge_options();
    make_folders("results");
    make_result("results/one", "a.jpg", "face,confidence,AU12_r\n0,0.975,1.50\n", "");
    assert_table(&options, "path," LEAD ",AU12_r\na.jpg,,0,,0.975,,1.50\n");
}

static int stop(void *opaque, int64_t videos, int64_t rows)
{
    (void)opaque;
    (void)videos;
    (void)rows;
    return 1;
}

static void test_stopped_by_the_caller(void **state)
{
    (void)state;
    facs_merge_options options = merge_options();
    facs_merge_summary summary;
    facs_error error;
    make_folders("results");
    make_result("results/one", "a.mp4", two_rows, "");
    options.progress = stop;
    assert_int_equal(merge_to("study.csv", &options, &summary, &error), -ECANCELED);
    assert_int_equal(error.kind, FACS_ERROR_CANCELLED);
    assert_null(find_part(in_folder("study.csv")));
}

static void test_what_may_be_replaced(void **state)
{
    (void)state;
    facs_merge_options options = merge_options();
    facs_merge_summary summary;
    facs_error error;
    make_folders("results");
    make_result("results/one", "a.mp4", two_rows, "");
    assert_int_equal(merge_to("results/one.csv", &options, &summary, &error), -EEXIST);
    assert_int_equal(error.kind, FACS_ERROR_OUTPUT);
    assert_int_equal(merge_to("results/study.csv", &options, &summary, &error), 0);
    assert_int_equal(merge_to("results/study.csv", &options, &summary, &error), 0);
    assert_int_equal(summary.rows, 2);
    assert_int_equal(merge_to("study.xlsx", &options, &summary, &error), -EINVAL);
    assert_int_equal(merge_to("none/study.csv", &options, &summary, &error), -ENOENT);
    assert_int_equal(error.kind, FACS_ERROR_OUTPUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_rows_of_several_results, folder_set_up,
                                        folder_tear_down),
        cmocka_unit_test_setup_teardown(test_columns_of_the_path, folder_set_up, folder_tear_down),
        cmocka_unit_test_setup_teardown(test_selected_columns, folder_set_up, folder_tear_down),
        cmocka_unit_test_setup_teardown(test_rows_below_a_confidence, folder_set_up,
                                        folder_tear_down),
        cmocka_unit_test_setup_teardown(test_faces_of_one_file, folder_set_up, folder_tear_down),
        cmocka_unit_test_setup_teardown(test_files_of_faces, folder_set_up, folder_tear_down),
        cmocka_unit_test_setup_teardown(test_still_images, folder_set_up, folder_tear_down),
        cmocka_unit_test_setup_teardown(test_stopped_by_the_caller, folder_set_up,
                                        folder_tear_down),
        cmocka_unit_test_setup_teardown(test_what_may_be_replaced, folder_set_up, folder_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
