/* facs summary as a user types it. */
#include "spawn.h"

#include "cmocka_all.h"
#include "scratch.h"

#include "os/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HEADER "frame,face_id,timestamp,confidence,success,AU12_r,AU12_c\n"

static const char rows[] = HEADER "1,0,0.000,0.98,1,1.00,0\n2,0,0.100,0.98,1,2.00,1\n"
                                  "3,0,0.200,0.30,1,5.00,1\n4,0,0.300,0.98,1,3.00,1\n";

/* Results without a record, as OpenFace leaves them, and the events beside one. */
static void write_study(void)
{
    write_text(scratch("p07_rest.csv"), rows);
    write_text(scratch("p08_rest.csv"), rows);
    write_text(scratch("p08_rest_events.csv"), "face_id,kind,onset\n0,blink,1\n");
}

/* Runs facs, whose messages must contain some words, or with "-" be empty. */
static void assert_run(const char *arguments, int status, const char *err)
{
    outcome o = run_facs(arguments);
    if (o.status != status || (strcmp(err, "-") == 0 ? o.err[0] != 0 : !strstr(o.err, err)))
        fail_msg("%s: status %d, %s", arguments, o.status, o.err);
    assert_string_equal(o.out, "");
    outcome_free(&o);
}

/* The cell of a row (from 1) of a table without quotes; static. */
static const char *cell(const char *table, int row, const char *name)
{
    static char value[256];
    char *text = read_text(scratch(table)), *line = text;
    size_t column = 0, length = strlen(name);
    for (const char *at = text; strncmp(at, name, length) != 0 || !strchr(",\n", at[length]);) {
        at += strcspn(at, ",\n");
        if (*at++ != ',')
            fail_msg("no column %s", name);
        column++;
    }
    for (int i = 0; i < row; i++) {
        line = strchr(line, '\n') + 1;
        assert_true(*line);
    }
    while (column-- > 0)
        line = strchr(line, ',') + 1;
    snprintf(value, sizeof(value), "%.*s", (int)strcspn(line, ",\n"), line);
    free(text);
    return value;
}

static int count_rows(const char *table)
{
    int count = -1;
    char *text = read_text(scratch(table));
    for (const char *at = text; *at; at++)
        count += *at == '\n';
    free(text);
    return count;
}

static void a_folder(void **state)
{
    (void)state;
    write_study();
    assert_run("summary . -o new/s.csv --path {person}_{session}.csv", 0,
               "facs: new/s.csv: 2 rows from 2 results in ");
    assert_int_equal(count_rows("new/s.csv"), 2);
    assert_string_equal(cell("new/s.csv", 2, "file"), "./p08_rest.csv");
    assert_string_equal(cell("new/s.csv", 2, "person"), "p08");
    assert_string_equal(cell("new/s.csv", 1, "rule"), "confidence");
    assert_string_equal(cell("new/s.csv", 1, "usable_share"), "0.7500");
    assert_string_equal(cell("new/s.csv", 1, "AU12_mean"), "2.0000");
    assert_string_equal(cell("new/s.csv", 1, "AU12_share"), "0.6667");
    assert_string_equal(cell("new/s.csv", 1, "AU01_mean"), "");
    assert_run("summary p07_rest.csv p08_rest.csv -o new/s.csv --quiet --jobs 3", 0, "-");
    assert_string_equal(cell("new/s.csv", 1, "file"), "p07_rest.csv");
}

static void segments(void **state)
{
    (void)state;
    write_study();
    write_text(scratch("parts.csv"), "pattern,start,end,label\np07*,0,0.1,rest\np07*,0.1,1,task\n"
                                     "p99*,0,1,rest\np07_rest.csv,00:00:05,6,late\n");
    outcome o = run_facs("summary . -o s.csv --segments parts.csv --baseline rest");
    assert_int_equal(o.status, 0);
    assert_non_null(strstr(o.err, "parts.csv: line 4: no result matches \"p99*\""));
    assert_non_null(strstr(o.err, "p07_rest.csv: the segment \"late\" (line 5) starts after"));
    assert_non_null(strstr(o.err, "p08_rest.csv: face 0 has no usable rows in a segment \"rest\""));
    outcome_free(&o);
    assert_int_equal(count_rows("s.csv"), 5);
    assert_string_equal(cell("s.csv", 1, "segment"), "");
    assert_string_equal(cell("s.csv", 3, "segment"), "task");
    assert_string_equal(cell("s.csv", 3, "start"), "0.100");
    assert_string_equal(cell("s.csv", 3, "AU12_mean_change"), "1.5000");
    assert_string_equal(cell("s.csv", 4, "frames"), "0");
    assert_string_equal(cell("s.csv", 4, "AU12_mean"), "");
    assert_string_equal(cell("s.csv", 5, "AU12_mean_change"), "");
    assert_run("summary . -o s.csv --segments none.csv", 1, "none.csv cannot be read");
    assert_run("summary . -o s.csv --segments parts.csv --baseline x", 2,
               "--baseline: expected the label of a segment in parts.csv, not \"x\"");
    write_text(scratch("parts.csv"), "start,end\n1,x\n");
    assert_run("summary . -o t.csv --segments parts.csv", 1, "parts.csv: line 2: expected a time");
    assert_false(exists(scratch("t.csv")));
}

static void a_result_that_is_left_out(void **state)
{
    (void)state;
    write_study();
    write_text(scratch("p09_rest.csv"), HEADER "1,0,0,0.98,1,x\n");
    assert_run("summary . -o s.csv", 1, "facs: results left out, as said above: 1");
    assert_int_equal(count_rows("s.csv"), 2);
    assert_run("summary p09_rest.csv -o t.csv", 1, "there is no result that can be summed up");
    assert_run("summary missing.csv p07_rest.csv -o t.csv", 1, "missing.csv");
    assert_int_equal(count_rows("t.csv"), 1);
}

static void command_lines_that_are_wrong(void **state)
{
    (void)state;
    write_study();
    assert_refused("summary .", 2, "facs summary expects -o FILE");
    assert_refused("summary", 2, "facs summary expects RESULT.csv|DIR");
    assert_refused("summary . -o s.csv --path {a}{b}", 2, "--path: expected some text");
    assert_refused("summary . -o s.csv --path {segment}.csv", 2, "--path: expected names that are");
    assert_refused("summary . -o s.csv --baseline x", 2, "--baseline: expected segments");
    assert_refused("summary . -o p07_rest.csv", 1, "is not a table that facs summary wrote");
    assert_run("summary none -o s.csv", 1, "there is no result that can be summed up");
    assert_false(exists(scratch("s.csv")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_folder, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(segments, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(a_result_that_is_left_out, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(command_lines_that_are_wrong, scratch_setup,
                                        scratch_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
