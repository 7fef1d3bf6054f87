/* One CSV per face: names, rows, and the right calibrated values for each row. */
#include "output/csv_faces.h"

#include "cmocka_all.h"
#include "folder.h"
#include "scratch.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const facs_csv_options options = {.features = FACS_FEATURE_AUS};

/* The calibrated intensity of row n is n / 100. */
static int get(const void *self, int64_t n, facs_result *result)
{
    (void)self;
    memset(result->presence, 0, sizeof(result->presence));
    for (int i = 0; i < FACS_INTENSITIES; i++)
        result->intensity[i] = (float)n / 100;
    return 0;
}

/* Three frames: face 0 in all, face 2 from the second on, face 1 never. */
static int64_t push(facs_sink *sink)
{
    facs_error error;
    int64_t rows = 0;
    for (int frame = 0; frame < 3; frame++)
        for (int face = 0; face <= (frame ? 2 : 0); face += 2) {
            const facs_result result = {.size = sizeof(result),
                                        .index = frame,
                                        .face_id = face,
                                        .success = 1,
                                        .confidence = 1};
            assert_int_equal(sink->row(sink->self, &result, NULL, &error), 0);
            rows++;
        }
    return rows;
}

static void assert_row(const char *text, const char *row)
{
    if (!strstr(text, row))
        fail_msg("no \"%s\" in %s", row, text);
}

static void test_names(void **state)
{
    (void)state;
    static const char *const names[][2] = {
        {"a/b.csv", "a/b_face07.csv"}, {"x.csv.txt", "x.csv.txt_face07"}, {".csv", ".csv_face07"}};
    for (int i = 0; i < 3; i++) {
        char *path = facs_csv_faces_path(names[i][0], 7);
        assert_string_equal(path, names[i][1]);
        free(path);
    }
    char *path = facs_csv_faces_path("x.csv", 123);
    assert_string_equal(path, "x_face123.csv");
    free(path);
}

static void test_rows(void **state)
{
    (void)state;
    facs_sink sink;
    facs_error error;
    assert_int_equal(facs_csv_faces_open(&sink, scratch("x.csv"), &options, &error), 0);
    assert_false(has_part("x_face00.csv")); /* a file appears with its first row */
    const facs_series series = {NULL, push(&sink), get};
    assert_true(has_part("x_face00.csv") && has_part("x_face02.csv"));
    assert_false(exists(scratch("x_face00.csv")) || has_part("x_face01.csv"));
    assert_int_equal(sink.finish(sink.self, &series, &error), 0);
    assert_int_equal(sink.commit(sink.self, &error), 0);
    facs_sink_close(&sink);
    assert_null(sink.self);
    char *first = read_text(scratch("x_face00.csv")), *third = read_text(scratch("x_face02.csv"));
    assert_row(first, "\n1,0,0.000,1.00,1,0.00,"); /* rows 0, 1 and 3 of the run */
    assert_row(first, "\n2,0,0.000,1.00,1,0.01,");
    assert_row(first, "\n3,0,0.000,1.00,1,0.03,");
    assert_row(third, "\n2,2,0.000,1.00,1,0.02,");
    assert_row(third, "\n3,2,0.000,1.00,1,0.04,");
    assert_null(strstr(third, "\n1,"));
    assert_false(exists(scratch("x.csv")) || has_part("x_face00.csv"));
    free(first);
    free(third);
}

static void test_a_run_that_is_stopped(void **state)
{
    (void)state;
    facs_sink sink;
    facs_error error;
    assert_int_equal(facs_csv_faces_open(&sink, scratch("x.csv"), &options, &error), 0);
    push(&sink);
    sink.abandon(sink.self);
    facs_sink_close(&sink);
    assert_true(has_part("x_face00.csv") && has_part("x_face02.csv"));
    assert_false(exists(scratch("x_face00.csv")) || exists(scratch("x_face02.csv")));
}

/* Face 0's file gets its final name last, so it is missing if another one fails. */
static void test_failures(void **state)
{
    (void)state;
    facs_sink sink;
    facs_error error;
    assert_int_equal(facs_csv_faces_open(&sink, scratch("x.csv"), &options, &error), 0);
    const facs_series series = {NULL, push(&sink), get};
    assert_int_equal(sink.finish(sink.self, &series, &error), 0);
    assert_int_equal(rename(find_part(scratch("x_face02.csv")), scratch("gone")), 0);
    assert_int_equal(sink.commit(sink.self, &error), -ESTALE);
    assert_non_null(strstr(error.text, ".part was removed or replaced"));
    sink.abandon(sink.self);
    facs_sink_close(&sink);
    assert_false(exists(scratch("x_face00.csv")));

    const facs_result result = {.size = sizeof(result), .index = 0};
    assert_int_equal(facs_csv_faces_open(&sink, scratch("absent/x.csv"), &options, &error), 0);
    assert_int_equal(sink.row(sink.self, &result, NULL, &error), -ENOENT);
    assert_int_equal(error.kind, FACS_ERROR_OUTPUT);
    facs_sink_close(&sink);
}

#define IN_SCRATCH(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),
        IN_SCRATCH(test_rows),
        IN_SCRATCH(test_a_run_that_is_stopped),
        IN_SCRATCH(test_failures),
    };
    return cmocka_run_group_tests_name("csv_faces", tests, NULL, NULL);
}
