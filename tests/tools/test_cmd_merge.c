/* facs merge as a user types it. */
#include "spawn.h"

#include "cmocka_all.h"
#include "folder.h"
#include "scratch.h"

#include "os/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char rows[] = "frame,face_id,timestamp,confidence,success,AU12_r\n"
                           "1,0,0.000,0.98,1,0.50\n2,0,0.033,0.98,1,1.00\n3,0,0.067,0.30,0,5.00\n";

/* Results without a record, as OpenFace leaves them. */
static void write_study(void)
{
    char first[512], second[512];
    snprintf(first, sizeof(first), "%s", scratch("p07_baseline.csv"));
    snprintf(second, sizeof(second), "%s", scratch("p08_baseline.csv"));
    write_text(first, rows);
    write_text(second, rows);
}

static void assert_run(const char *arguments, int status, const char *err)
{
    outcome o = run_facs(arguments);
    if (o.status != status || !strstr(o.err, err))
        fail_msg("%s: status %d, %s", arguments, o.status, o.err);
    assert_string_equal(o.out, "");
    outcome_free(&o);
}

static void test_a_csv(void **state)
{
    (void)state;
    write_study();
    assert_run("merge . -o new/study.csv --path {participant}_{session}.csv --columns AU* "
               "--min-confidence 0.5 --every-face",
               0, "facs: new/study.csv: 4 rows from 2 videos in ");
    char *text = read_text(scratch("new/study.csv"));
    assert_string_equal(
        text, "path,participant,session,frame,face_id,timestamp,confidence,success,AU12_r\n"
              "./p07_baseline.csv,p07,baseline,1,0,0.000,0.98,1,0.50\n"
              "./p07_baseline.csv,p07,baseline,2,0,0.033,0.98,1,1.00\n"
              "./p08_baseline.csv,p08,baseline,1,0,0.000,0.98,1,0.50\n"
              "./p08_baseline.csv,p08,baseline,2,0,0.033,0.98,1,1.00\n");
    free(text);
    outcome o = run_facs("merge . -o new/study.csv --quiet");
    assert_int_equal(o.status, 0);
    assert_string_equal(o.err, "");
    outcome_free(&o);
}

static void test_a_result_that_is_left_out(void **state)
{
    (void)state;
    write_study();
    write_text(scratch("p09_baseline.csv"), "frame,face_id,timestamp,confidence,success\n1,0\n");
    assert_run("merge . -o study.csv", 1, "facs: results left out, as said above: 1");
    assert_true(exists(scratch("study.csv")));
}

/* A batch table begins like a merged one, but is none. */
static void test_a_batch_table_is_not_replaced(void **state)
{
    (void)state;
    const char table[] = "path,state\nx.mp4,failed\n";
    write_study();
    write_text(scratch("facs-batch.csv"), table);
    assert_run("merge . -o facs-batch.csv", 1, "is not a table that facs merge wrote");
    char *text = read_text(scratch("facs-batch.csv"));
    assert_string_equal(text, table);
    free(text);
    assert_run("merge . -o study.csv", 0, "study.csv: 6 rows from 2 videos");
    assert_run("merge . -o study.csv", 0, "study.csv: 6 rows from 2 videos"); /* its own it may */
}

static void test_command_lines_that_are_wrong(void **state)
{
    (void)state;
    write_study();
    assert_refused("merge .", 2, "expects -o FILE");
    assert_refused("merge", 2, "facs merge expects DIR");
    assert_refused("merge . -o study.csv --path {a}{b}", 2, "--path: expected some text");
    assert_refused("merge . -o study.csv --columns AU99", 2, "--columns: expected names");
    assert_refused("merge . -o study.csv --min-confidence 2", 2, "--min-confidence: expected");
    assert_refused("merge . -o study.txt", 2, "--output: expected a name that ends in .csv");
    assert_refused("merge none -o study.csv", 1, "none cannot be read");
    assert_refused("merge . -o p07_baseline.csv", 1, "is not a table that facs merge wrote");
    assert_false(exists(scratch("study.csv")));
}

/* The sandbox, where there is one, keeps the run within the folder. */
static void test_links_that_lead_elsewhere(void **state)
{
    (void)state;
    char other[512];
    write_study();
    snprintf(other, sizeof(other), "%s", scratch("in/link"));
    assert_int_equal(facs_path_make_folders(scratch("in")), 0);
    assert_int_equal(facs_path_make_folders(scratch("out")), 0);
    write_text(scratch("out/a.csv"), rows);
    make_link("../out", other);
    assert_run("merge in -o study.csv --no-sandbox", 0, "3 rows from 1 video");
    outcome o = run_facs("merge in -o study.csv");
    if (o.status != 0) {
        assert_int_equal(o.status, 1);
        assert_non_null(strstr(o.err, "leads out of in, add --no-sandbox"));
    }
    outcome_free(&o);
}

/* The examples of docs/merge.md, without facs. */
static void test_reading_it_in_python(void **state)
{
    (void)state;
    char arguments[1024];
    const char *python = getenv("FACS_PYTHON");
    write_study();
    outcome made = run_facs("merge . -o study.sqlite --path {participant}_{session}.csv --quiet");
    if (made.status == 3)
        skip(); /* a build without SQLite */
    assert_int_equal(made.status, 0);
    assert_non_null(python);
    snprintf(arguments, sizeof(arguments), "%s %s", getenv("FACS_MERGE_EXAMPLES"),
             getenv("FACS_MERGE_PAGE"));
    outcome o = run_program(python, arguments);
    assert_string_equal(o.err, "");
    assert_int_equal(o.status, 0);
    const size_t length = strlen("p07 2 0.75\np08 2 0.75\n");
    assert_int_equal(strncmp(o.out, "p07 2 0.75\np08 2 0.75\n", length), 0);
    if (o.out[length]) /* pandas is there */
        assert_string_equal(o.out + length, "0.75\n");
    outcome_free(&o);
    outcome_free(&made);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_csv, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(test_a_result_that_is_left_out, scratch_setup,
                                        scratch_teardown),
        cmocka_unit_test_setup_teardown(test_a_batch_table_is_not_replaced, scratch_setup,
                                        scratch_teardown),
        cmocka_unit_test_setup_teardown(test_command_lines_that_are_wrong, scratch_setup,
                                        scratch_teardown),
        cmocka_unit_test_setup_teardown(test_links_that_lead_elsewhere, scratch_setup,
                                        scratch_teardown),
        cmocka_unit_test_setup_teardown(test_reading_it_in_python, scratch_setup, scratch_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
