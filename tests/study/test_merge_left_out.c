/* facs_merge: what stays out of the table, and what is said about it. */
#include "made_study.h"

#include "cmocka_all.h"
#include "folder.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char rows[] = LEAD ",AU12_r\n1,0,0.000,0.98,1,0.50\n2,0,0.033,0.60,0,1.25\n";
static const char table[] = "path," LEAD ",AU12_r\ngood.mp4,1,0,0.000,0.98,1,0.50\n"
                            "good.mp4,2,0,0.033,0.60,0,1.25\n";

/* Merges; the table has only the rows of good.mp4. words: what is said about the other. */
static void assert_left_out(const char *words)
{
    facs_merge_options options = merge_options();
    facs_merge_summary summary;
    options.every_face = 1;
    char *text = merged(&options, &summary);
    assert_string_equal(text, table);
    free(text);
    if (!strstr(messages, words))
        fail_msg("expected %s in: %s", words, messages);
    assert_int_equal(summary.left_out, 1);
    assert_int_equal(summary.videos, 1);
    assert_int_equal(summary.rows, 2);
}

static int set_up(void **state)
{
    const int status = folder_set_up(state);
    make_folders("results");
    make_result("results/good", "good.mp4", rows, "");
    return status;
}

static void test_a_changed_file(void **state)
{
    (void)state;
    make_result("results/bad", "bad.mp4", rows, "");
    write_in_folder("results/bad.csv",
                    LEAD ",AU12_r\n1,0,0.000,0.98,1,0.51\n2,0,0.033,0.60,0,1.25\n");
    assert_left_out("bad.csv is not as facs wrote it");
}

static void test_a_file_cut_short(void **state)
{
    (void)state;
    make_result("results/bad", "bad.mp4", rows, "");
    write_in_folder("results/bad.csv", LEAD ",AU12_r\n1,0,0.000,0.98,1,0.51\n2,0,0.03");
    assert_left_out("bad.csv: line 3 has another number of columns than the first, as the file is "
                    "cut short there");
    write_in_folder("results/bad.csv", LEAD ",AU12_r\n1,0,0.000,0.98,1,0.50\n");
    assert_left_out("bad.csv is not as facs wrote it");
    write_in_folder("results/bad.csv", "");
    assert_left_out("bad.csv is empty");
}

static void test_cells_that_are_no_numbers(void **state)
{
    (void)state;
    make_result("results/bad", "bad.mp4", LEAD "\n1,0,0,1,1\n2,0,0,1,one\n", "");
    assert_left_out("line 3: \"one\" is not a number");
    make_result("results/bad", "bad.mp4", LEAD "\n1,0,0,1,1\n2,0,0,1,1,\n", "");
    assert_left_out("line 3 has another number of columns");
    make_result("results/bad", "bad.mp4", LEAD "\n1,0,0,1,1\n2;0;0;1;1\n", "");
    assert_left_out("line 3: \"2;0;0;1;1\" is not a number");
}

static void test_headers_that_do_not_fit(void **state)
{
    (void)state;
    make_result("results/bad", "bad.mp4", LEAD ",AU12_r,AU12_r\n1,0,0,1,1,2,3\n", "");
    assert_left_out("bad.csv has the column AU12_r twice");
    make_result("results/bad", "bad.mp4", LEAD ",\"\"\"\"\n1,0,0,1,1,2\n", "");
    assert_left_out("column 6 has a name that the table cannot have");
    make_result("results/bad", "bad.mp4", LEAD ",Video\n1,0,0,1,1,2\n", "");
    assert_left_out("column 6 has a name that the table cannot have");
    make_result("results/bad", "bad.mp4", "frame,AU12_r\n1,2\n", "");
    assert_left_out("bad.csv is not a result of facs or OpenFace");
}

/* 2000 more columns than a table has. */
static void test_too_many_columns(void **state)
{
    (void)state;
    char *header = malloc(1 << 16);
    assert_non_null(header);
    int length = snprintf(header, 1 << 16, LEAD);
    for (int i = 0; i < 2000; i++)
        length += snprintf(header + length, (size_t)(1 << 16) - (size_t)length, ",own_%d", i);
    snprintf(header + length, (size_t)(1 << 16) - (size_t)length, "\n");
    make_result("results/bad", "bad.mp4", header, "");
    assert_left_out("bad.csv has other columns than the results before it");
    free(header);
}

static void test_damaged_and_forged_records(void **state)
{
    (void)state;
    static const char *const missing[] = {"bad.csv", NULL};
    make_result("results/bad", "bad.mp4", rows, "");
    write_in_folder("results/bad.json", "{\"program\": \"facs\", \"results\": [");
    assert_left_out("bad.json is damaged, or not facs's");
    write_in_folder("results/bad.json", "{\"program\": \"facs\", \"results\": []}");
    assert_left_out("bad.json does not list it");
    write_in_folder("results/bad.json",
                    "{\"program\": \"facs\", \"results\": [{\"file\": \"bad.csv\"}, "
                    "{\"file\": \"../../etc/passwd\"}]}");
    assert_left_out("bad.json lists a file that it cannot have");
    write_in_folder("results/bad.json",
                    "{\"program\": \"facs\", \"results\": [{\"file\": \"bad.csv\"}, "
                    "{\"file\": \"none.csv\"}]}");
    assert_left_out("none.csv cannot be read");
    make_json("results/bad", "bad.mp4", missing, "");
    write_in_folder("results/bad_face00.csv", rows);
    facs_merge_options options = merge_options();
    facs_merge_summary summary;
    facs_error error;
    assert_int_equal(merge_to("study.csv", &options, &summary, &error), 0);
    assert_non_null(strstr(messages, "bad_face00.csv is left out"));
    assert_int_equal(summary.videos, 2);
}

/* Its rows are in the file already when the reader meets the damage. */
static void test_damage_after_many_rows(void **state)
{
    (void)state;
    const size_t room = 4 << 20;
    char *text = malloc(room);
    assert_non_null(text);
    size_t length = (size_t)snprintf(text, room, "%s", LEAD "\n");
    for (int i = 1; i < 100000; i++)
        length += (size_t)snprintf(text + length, room - length, "%d,0,%d.000,0.98,1\n", i, i);
    snprintf(text + length, room - length, "100000,0,x,0.98,1\n");
    make_result("results/bad", "bad.mp4", text, "");
    free(text);
    assert_left_out("line 100001: \"x\" is not a number");
}

/* Other programs' CSVs and earlier tables are no results, and nothing to worry about. */
static void test_other_files(void **state)
{
    (void)state;
    facs_merge_options options = merge_options();
    facs_merge_summary summary;
    facs_error error;
    make_folders("results/empty");
    make_folders("results/.hidden");
    write_in_folder("results/participants.csv", "participant,age\np1,32\n");
    write_in_folder("results/earlier.csv", table);
    write_in_folder("results/facs-batch.9.jsonl", "{}\n");
    write_in_folder("results/good.csv.1f09a2c3.part", rows);
    write_in_folder("results/.good.csv", rows);
    write_in_folder("results/.hidden/a.csv", rows);
    assert_int_equal(merge_to("study.csv", &options, &summary, &error), 0);
    assert_int_equal(summary.left_out, 0);
    assert_int_equal(summary.rows, 2);
    assert_non_null(strstr(messages, "participants.csv is not a result of facs or OpenFace"));
    assert_non_null(strstr(messages, "earlier.csv is not a result"));
    assert_null(strstr(messages, "hidden"));
}

/* Without NAME.json, with blanks after the commas, and words for missing numbers. */
static void test_results_of_openface(void **state)
{
    (void)state;
    facs_merge_options options = merge_options();
    facs_merge_summary summary;
    facs_error error;
    char expected[1024];
    write_in_folder("results/of.csv",
                    "frame, face_id, timestamp, confidence, success, AU12_r\r\n"
                    "1, 0, 0.000, 0.98, 1, -nan(ind)\r\n2, 0, 0.033, 0.9, 1, 1e-1\r\n");
    assert_int_equal(merge_to("study.csv", &options, &summary, &error), 0);
    const char *path = in_folder("results/of.csv");
    snprintf(expected, sizeof(expected), "%s,1,0,0.000,0.98,1,\n%s,2,0,0.033,0.9,1,1e-1\n", path,
             path);
    char *text = read_text_of(in_folder("study.csv"));
    assert_non_null(strstr(text, expected));
    free(text);
    assert_string_equal(
        messages, "results without a .json, such as OpenFace's, which are taken as they are: 1\n");
}

static void test_no_results_at_all(void **state)
{
    (void)state;
    facs_merge_options options = merge_options();
    facs_merge_summary summary;
    facs_error error;
    write_in_folder("results/good.csv", LEAD "\n1,0,0,1\n");
    assert_int_equal(merge_to("study.csv", &options, &summary, &error), -ENOENT);
    assert_int_equal(error.kind, FACS_ERROR_INPUT);
    assert_non_null(strstr(error.text, "none of the 1 results can be merged"));
    make_folders("empty");
    assert_int_equal(facs_merge(in_folder("empty"), in_folder("study.csv"), &options, NULL, &error),
                     -ENOENT);
    assert_non_null(strstr(error.text, "has no results that can be merged"));
    assert_int_equal(facs_merge(in_folder("none"), in_folder("study.csv"), &options, NULL, &error),
                     -ENOENT);
    assert_null(find_part(in_folder("study.csv")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_changed_file, set_up, folder_tear_down),
        cmocka_unit_test_setup_teardown(test_a_file_cut_short, set_up, folder_tear_down),
        cmocka_unit_test_setup_teardown(test_cells_that_are_no_numbers, set_up, folder_tear_down),
        cmocka_unit_test_setup_teardown(test_headers_that_do_not_fit, set_up, folder_tear_down),
        cmocka_unit_test_setup_teardown(test_too_many_columns, set_up, folder_tear_down),
        cmocka_unit_test_setup_teardown(test_damaged_and_forged_records, set_up, folder_tear_down),
        cmocka_unit_test_setup_teardown(test_damage_after_many_rows, set_up, folder_tear_down),
        cmocka_unit_test_setup_teardown(test_other_files, set_up, folder_tear_down),
        cmocka_unit_test_setup_teardown(test_results_of_openface, set_up, folder_tear_down),
        cmocka_unit_test_setup_teardown(test_no_results_at_all, set_up, folder_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
