/* facs agreement on small tables whose figures can be worked out by hand. */
#include "spawn.h"

#include "cmocka_all.h"
#include "golden.h"
#include "scratch.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Frames 2 to 5 are in both. There AU01_r is 1 2 3 4 against 1 3 2 4: r = 4/5 and a mean absolute
   difference of (0+1+1+0)/4; AU02_r does not vary in the first; AU12_r is in the second alone. */
static const char first[] =
    "frame,face_id,timestamp,confidence,success,AU01_r,AU02_r,AU01_c,AU28_c\n"
    "1,0,0.000,0.98,1,5.00,0.00,1.00,0.00\n"
    "2,0,0.033,0.98,1,1.00,0.50,1.00,0.00\n"
    "3,0,0.067,0.98,1,2.00,0.50,1.00,0.00\n"
    "4,0,0.100,0.98,1,3.00,0.50,0.00,0.00\n"
    "5,0,0.133,0.98,1,4.00,0.50,0.00,0.00\n";
static const char second[] = "frame, timestamp, success, AU01_r, AU12_r, AU02_r, AU01_c, AU28_c\r\n"
                             "2, 0.033, 1, 1.00, 1.00, 0.75, 1.00, 0.00\r\n"
                             "3, 0.067, 1, 3.00, 1.50, 0.25, 0.00, 0.00\r\n"
                             "4, 0.100, 1, 2.00, 2.00, 0.50, 0.00, 0.00\r\n"
                             "5, 0.133, 1, 4.00, 1.00, 0.50, 0.00, 0.00\r\n"
                             "6, 0.167, 1, 0.00, 1.00, 0.00, 1.00, 1.00\r\n";

static double number_at(const json_t *root, const char *unit, const char *key)
{
    const json_t *units = json_object_get(root, "action_units");
    const json_t *figures = unit ? json_object_get(units, unit) : json_object_get(root, "mean");
    const json_t *value = json_object_get(figures, key);
    assert_non_null(value);
    return json_is_null(value) ? (double)NAN : json_number_value(value);
}

static void assert_near(double value, double expected)
{
    if (!(fabs(value - expected) < 1e-8)) /* 9 digits are written */
        fail_msg("%.12g is not %.12g", value, expected);
}

static void test_figures(void **state)
{
    (void)state;
    write_text(scratch("a.csv"), first);
    write_text(scratch("b.csv"), second);
    outcome o = run_facs("agreement a.csv b.csv --json -");
    assert_string_equal(o.err, "");
    assert_int_equal(o.status, 0);
    json_t *root = json_loads(o.out, 0, NULL);
    assert_non_null(root);
    assert_int_equal(json_integer_value(json_object_get(root, "frames")), 4);
    assert_int_equal(json_object_size(json_object_get(root, "action_units")), 3);
    assert_near(number_at(root, "AU01", "r"), 0.8);
    assert_near(number_at(root, "AU01", "mean_absolute_error"), 0.5);
    assert_near(number_at(root, "AU01", "presence_equal"), 0.75);
    assert_true(isnan(number_at(root, "AU02", "r")));
    assert_near(number_at(root, "AU02", "mean_absolute_error"), 0.125);
    assert_true(isnan(number_at(root, "AU02", "presence_equal")));
    assert_near(number_at(root, "AU28", "presence_equal"), 1);
    assert_near(number_at(root, NULL, "r"), 0.8);
    assert_near(number_at(root, NULL, "mean_absolute_error"), (0.5 + 0.125) / 2);
    assert_near(number_at(root, NULL, "presence_equal"), (0.75 + 1) / 2);
    json_decref(root);
    outcome_free(&o);
}

static void test_table_and_json_file(void **state)
{
    (void)state;
    write_text(scratch("a.csv"), first);
    write_text(scratch("b.csv"), second);
    outcome o = run_facs("agreement a.csv b.csv --json new/figures.json");
    assert_int_equal(o.status, 0);
    assert_non_null(strstr(o.out, "a.csv, b.csv: 4 frames in both"));
    assert_non_null(strstr(o.out, "AU01  Inner brow raiser        0.800      0.500     75.0 %\n"));
    assert_non_null(strstr(o.out, "AU02  Outer brow raiser            -      0.125          -\n"));
    assert_non_null(strstr(o.out, "AU28  Lip suck                     -          -    100.0 %\n"));
    assert_null(strstr(o.out, "AU12"));
    json_t *root = json_load_file(scratch("new/figures.json"), 0, NULL);
    assert_near(number_at(root, "AU01", "r"), 0.8);
    json_decref(root);
    outcome_free(&o);
}

/* If a frame has two faces, the first row counts. */
static void test_several_faces(void **state)
{
    (void)state;
    write_text(scratch("a.csv"), "frame,face_id,AU12_r\n1,0,1\n1,1,9\n2,0,2\n2,1,9\n3,0,4\n");
    write_text(scratch("b.csv"), "frame,face_id,AU12_r\n1,0,1\n2,0,2\n3,0,3\n");
    outcome o = run_facs("agreement a.csv b.csv --json -");
    assert_int_equal(o.status, 0);
    json_t *root = json_loads(o.out, 0, NULL);
    assert_int_equal(json_integer_value(json_object_get(root, "frames")), 3);
    assert_near(number_at(root, "AU12", "mean_absolute_error"), 1.0 / 3);
    json_decref(root);
    outcome_free(&o);
}

/* A row without a number is left out and counted; no other face of its frame replaces it. */
static void test_rows_without_numbers(void **state)
{
    (void)state;
    write_text(scratch("a.csv"), "frame,face_id,AU12_r,AU25_r\n1,0,1,0\n2,0,-nan(ind),0\n"
                                 "2,1,9,9\n3,0,4,0\nNA,0,4,0\n");
    write_text(scratch("b.csv"), "\"\",\"frame\",\"AU12_r\",\"AU25_r\"\n\"1\",1,1,0\n"
                                 "\"2\",2,2,0\n\"3\",3,3,0\n");
    outcome o = run_facs("agreement a.csv b.csv --json -");
    assert_int_equal(o.status, 0);
    assert_string_equal(o.err, "facs: warning: a.csv: 2 rows left out because a cell is not a "
                               "number (the first in line 3)\n");
    json_t *root = json_loads(o.out, 0, NULL);
    assert_int_equal(json_integer_value(json_object_get(root, "frames")), 2);
    const json_t *left_out = json_object_get(root, "left_out");
    assert_int_equal(json_integer_value(json_array_get(left_out, 0)), 2);
    assert_int_equal(json_integer_value(json_array_get(left_out, 1)), 0);
    assert_near(number_at(root, "AU12", "mean_absolute_error"), 0.5);
    json_decref(root);
    outcome_free(&o);
    write_text(scratch("c.csv"), "frame,AU12_r\n1,nan\n2,NA\n");
    write_text(scratch("d.csv"), "frame,success,AU12_r\n1,0,0\n");
    o = run_facs("agreement d.csv b.csv --json figures.json");
    assert_int_equal(o.status, 0);
    assert_string_equal(o.err, "facs: warning: d.csv: no row has a face\n");
    outcome_free(&o);
    assert_refused("agreement a.csv c.csv", 1,
                   "rows with a number for each Action Unit, found none");
}

/* Cases that users reported: OpenFace's -nan(ind), R's quoted header. */
static void test_reported_cases(void **state)
{
    (void)state;
    char arguments[4300];
    snprintf(arguments, sizeof(arguments), "agreement %s %s", shared_path("cases/openface_nan.csv"),
             shared_path("cases/r_write_csv_quoted_header.csv"));
    assert_int_equal(scratch_setup(state), 0);
    outcome o = run_facs(arguments);
    assert_int_equal(o.status, 0);
    assert_non_null(strstr(o.err, "openface_nan.csv: 1 row left out"));
    assert_non_null(strstr(o.err, "has 71 frames and "));
    assert_non_null(strstr(o.out, " 18 frames in both"));
    outcome_free(&o);
    scratch_teardown(state);
}

/* Names with any bytes: a line stays one line, and no byte of another encoding is lost. */
static void test_names_of_any_bytes(void **state)
{
    (void)state;
#ifdef _WIN32
    skip(); /* it has no such names */
#endif
    write_text(scratch("a\nb\033.csv"), "frame,AU12_r\n1,1\n2,NA\n");
    write_text(scratch("\344s.csv"), "frame,AU12_r\n1,1\n");
    outcome o = run_facs("agreement a\nb\033.csv \344s.csv --json figures.json");
    assert_int_equal(o.status, 0);
    assert_non_null(strstr(o.out, "a?b?.csv, \344s.csv: 1 frame in both\n"));
    assert_non_null(strstr(o.err, "a?b?.csv: 1 row left out"));
    json_t *root = json_load_file(scratch("figures.json"), 0, NULL);
    const json_t *files = json_object_get(root, "files");
    assert_string_equal(json_string_value(json_array_get(files, 0)), "a\nb\033.csv");
    assert_string_equal(json_string_value(json_array_get(files, 1)), "\\xE4s.csv");
    json_decref(root);
    outcome_free(&o);
}

static void test_a_file_against_itself(void **state)
{
    const char *path = shared_path("golden/csv/default.csv");
    char arguments[2200];
    (void)state;
    assert_int_equal(scratch_setup(state), 0);
    snprintf(arguments, sizeof(arguments), "agreement %s %s --json -", path, path);
    outcome o = run_facs(arguments);
    assert_int_equal(o.status, 0);
    json_t *root = json_loads(o.out, 0, NULL);
    assert_int_equal(json_integer_value(json_object_get(root, "frames")), 288);
    assert_int_equal(json_object_size(json_object_get(root, "action_units")), 18);
    assert_near(number_at(root, NULL, "r"), 1);
    assert_near(number_at(root, NULL, "mean_absolute_error"), 0);
    assert_near(number_at(root, NULL, "presence_equal"), 1);
    json_decref(root);
    outcome_free(&o);
    scratch_teardown(state);
}

static void test_bad_files(void **state)
{
    char *line = malloc(300001);
    (void)state;
    assert_non_null(line);
    write_text(scratch("good.csv"), "frame,AU01_r\n1,0.5\n");
    assert_refused("agreement absent.csv good.csv", 1, "absent.csv cannot be read");
    write_text(scratch("empty.csv"), "");
    assert_refused("agreement good.csv empty.csv", 1, "empty.csv: expected a result of facs");
    write_text(scratch("other.csv"), "a,b\n1,2\n");
    assert_refused("agreement good.csv other.csv", 1, "with columns frame and AU01_r");
    write_text(scratch("header.csv"), "frame,AU01_r\n");
    assert_refused("agreement good.csv header.csv", 1, "expected rows after the first line");
    write_text(scratch("word.csv"), "frame,AU01_r\n1,0.5\n2,high\n");
    assert_refused("agreement good.csv word.csv", 1, "line 3: \"high\" is not a number");
    write_text(scratch("short.csv"), "frame,AU01_r\n1,0.5\n2\n");
    assert_refused("agreement good.csv short.csv", 1, "line 3 has another number of columns");
    write_text(scratch("back.csv"), "frame,AU01_r\n2,0.5\n1,0.5\n");
    assert_refused("agreement good.csv back.csv", 1, "not in ascending order");
    write_text(scratch("apart.csv"), "frame,AU01_r\n7,0.5\n");
    assert_refused("agreement good.csv apart.csv", 1, "no frame in common");
    memset(line, 'x', 300000);
    line[300000] = 0;
    write_text(scratch("long.csv"), line);
    assert_refused("agreement good.csv long.csv", 1, "line 1 is too long");
    free(line);
    assert_refused("agreement good.csv .", 2, ". is a folder: facs agreement expects A.csv B.csv");
}

static void write_frames(const char *path, int count)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs("frame,AU01_r\n", file);
    for (int i = 1; i <= count; i++)
        fprintf(file, "%d,%d.5\n", i, i % 3);
    assert_int_equal(fclose(file), 0);
}

/* One or two frames at the end depend on the decoder; more mean a different video or a part of it.
 */
static void test_frames_in_one_file_only(void **state)
{
    (void)state;
    write_frames(scratch("long.csv"), 20);
    write_frames(scratch("short.csv"), 8);
    write_frames(scratch("nearly.csv"), 18);
    outcome o = run_facs("agreement long.csv short.csv --json -");
    assert_int_equal(o.status, 0);
    assert_string_equal(o.err, "facs: warning: long.csv has 20 frames and short.csv has 8: the "
                               "figures cover the 8 that both have\n");
    json_t *root = json_loads(o.out, 0, NULL);
    const json_t *each = json_object_get(root, "frames_of_each");
    assert_int_equal(json_integer_value(json_array_get(each, 0)), 20);
    assert_int_equal(json_integer_value(json_array_get(each, 1)), 8);
    json_decref(root);
    outcome_free(&o);
    o = run_facs("agreement nearly.csv long.csv");
    assert_int_equal(o.status, 0);
    assert_string_equal(o.err, "");
    outcome_free(&o);
}

static void test_figures_that_cannot_be_written(void **state)
{
    (void)state;
    write_text(scratch("a.csv"), "frame,AU01_r\n1,0.5\n");
    outcome o = run_facs("agreement a.csv a.csv --json a.csv/x.json");
    assert_int_equal(o.status, 1);
    assert_non_null(strstr(o.err, "facs: a.csv: the folder cannot be made ("));
    outcome_free(&o);
    if (!exists("/dev/full"))
        return;
    o = run_facs("agreement a.csv a.csv --json /dev/full");
    assert_int_equal(o.status, 1);
    assert_non_null(strstr(o.err, "facs: /dev/full cannot be written"));
    outcome_free(&o);
}

#define IN_SCRATCH(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_SCRATCH(test_figures),
        IN_SCRATCH(test_table_and_json_file),
        IN_SCRATCH(test_several_faces),
        cmocka_unit_test(test_a_file_against_itself),
        IN_SCRATCH(test_rows_without_numbers),
        cmocka_unit_test(test_reported_cases),
        IN_SCRATCH(test_names_of_any_bytes),
        IN_SCRATCH(test_bad_files),
        IN_SCRATCH(test_frames_in_one_file_only),
        IN_SCRATCH(test_figures_that_cannot_be_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
