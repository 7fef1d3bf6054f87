/* A simple reader checks what the writer wrote, cell by cell. */
#include "output/csv.h"

#include "base/file.h"

#include "cmocka_all.h"
#include "file_limit.h"
#include "folder.h"
#include "scratch.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ROWS    40
#define AUS     (FACS_INTENSITIES + FACS_PRESENCES)
#define COLUMNS 714

/* Every field has a different value, of either sign, with more digits than are printed. */
static facs_result make_result(int64_t row)
{
    facs_result r = {.size = sizeof(r),
                     .index = row * 3,
                     .time = (double)row * 1001 / 30000,
                     .success = row % 4 != 0};
    float v = (float)row + 0.123456f;
    r.face_id = 0;
    r.confidence = 0.98765f;
    for (int i = 0; i < 2 * FACS_LANDMARKS; i++)
        r.landmarks[i] = v + (float)i * 1.0101f;
    for (int i = 0; i < 3 * FACS_LANDMARKS; i++)
        r.landmarks_3d[i] = v - (float)i * 2.0202f;
    for (int i = 0; i < 6; i++)
        r.gaze[i] = (v - (float)i) / 9;
    r.gaze_angle[0] = v / 11;
    r.gaze_angle[1] = -v / 13;
    for (int i = 0; i < 2 * FACS_EYE_POINTS; i++)
        r.eye_landmarks[i] = v + (float)i * 3.03f;
    for (int i = 0; i < 3 * FACS_EYE_POINTS; i++)
        r.eye_landmarks_3d[i] = v - (float)i * 0.707f;
    for (int i = 0; i < 6; i++) {
        r.pose[i] = -v * (float)(i + 1) / 7;
        r.shape_global[i] = v / (float)(i + 1);
    }
    for (int i = 0; i < FACS_MODES; i++)
        r.shape_local[i] = (i % 2 ? -v : v) / (float)(i + 3);
    for (int i = 0; i < FACS_INTENSITIES; i++)
        r.intensity[i] = 4.5f; /* uncalibrated: must not show in the finished file */
    for (int i = 0; i < FACS_PRESENCES; i++)
        r.presence[i] = 1;
    return r;
}

static float calibrated(int64_t row, int i)
{
    return (float)((row * 7 + i * 13) % 500) / 100.0f + 0.003f;
}

static int get_series(const void *self, int64_t n, facs_result *result)
{
    (void)self;
    for (int i = 0; i < FACS_INTENSITIES; i++)
        result->intensity[i] = calibrated(n, i);
    for (int i = 0; i < FACS_PRESENCES; i++)
        result->presence[i] = (float)((n + i) % 2);
    return 0;
}

static const facs_series series = {.rows = ROWS, .get = get_series};

static void push_rows(facs_sink *sink)
{
    facs_error error = {0};
    for (int64_t n = 0; n < ROWS; n++) {
        const facs_result r = make_result(n);
        assert_int_equal(sink->row(sink->self, &r, NULL, &error), 0);
    }
}

static void write_csv(const char *path, const facs_csv_options *options)
{
    facs_sink sink;
    facs_error error = {0};
    assert_int_equal(facs_csv_open(&sink, path, options, &error), 0);
    push_rows(&sink);
    assert_false(exists(path));
    assert_int_equal(sink.finish(sink.self, &series, &error), 0);
    assert_int_equal(sink.commit(sink.self, &error), 0);
    facs_sink_close(&sink);
    assert_null(sink.self);
}

/* Cuts text into cells of lines, in place; returns the number of lines, cells[line][column]. */
static int parse(char *text, char *cells[][COLUMNS + 1], int max_lines, int *columns)
{
    int line = 0, column = 0;
    cells[0][0] = text;
    for (char *c = text; *c; c++) {
        if (*c != ',' && *c != '\n')
            continue;
        if (*c == '\n') {
            assert_true(line == 0 || column + 1 == *columns);
            *columns = column + 1;
            column = 0;
            if (++line == max_lines)
                fail_msg("too many lines");
        } else {
            column++;
        }
        *c = 0;
        assert_true(column <= COLUMNS);
        cells[line][column] = c + 1;
    }
    assert_int_equal(column, 0);
    assert_int_equal(strlen(cells[line][0]), 0); /* the file ends with a newline */
    return line;
}

/* The text is a number with this many decimals, as close to value as they allow. */
static void assert_cell(const char *cell, double value, int decimals)
{
    char *end;
    const char *point = strchr(cell, '.');
    double read = strtod(cell, &end);
    assert_int_equal(*end, 0);
    assert_int_equal(point ? strlen(point + 1) : 0, decimals);
    if (fabs(read - value) > 0.5 * pow(10, -decimals) * (1 + 1e-9))
        fail_msg("%s is not %.9g to %d decimals", cell, value, decimals);
}

static char *cells[ROWS + 2][COLUMNS + 1];

static void assert_block(char **row, int *at, const float *values, int n, int decimals)
{
    for (int i = 0; i < n; i++)
        assert_cell(row[(*at)++], (double)values[i], decimals);
}

static void assert_row(char **row, int64_t n)
{
    const facs_result r = make_result(n);
    int at = 0;
    assert_cell(row[at++], (double)(r.index + 1), 0);
    assert_cell(row[at++], 0, 0);
    assert_cell(row[at++], r.time, 3);
    assert_cell(row[at++], (double)r.confidence, 2);
    assert_cell(row[at++], r.success, 0);
    assert_block(row, &at, r.gaze, 6, 6);
    assert_block(row, &at, r.gaze_angle, 2, 3);
    assert_block(row, &at, r.eye_landmarks, 112, 1);
    assert_block(row, &at, r.eye_landmarks_3d, 168, 1);
    assert_block(row, &at, r.pose, 3, 1);
    assert_block(row, &at, r.pose + 3, 3, 3);
    assert_block(row, &at, r.landmarks, 136, 1);
    assert_block(row, &at, r.landmarks_3d, 204, 1);
    assert_block(row, &at, r.shape_global, 6, 3);
    assert_block(row, &at, r.shape_local, 34, 3);
    for (int i = 0; i < FACS_INTENSITIES; i++)
        assert_cell(row[at++], (double)calibrated(n, i), 2);
    for (int i = 0; i < FACS_PRESENCES; i++)
        assert_string_equal(row[at++], (n + i) % 2 ? "1.00" : "0.00");
    assert_int_equal(at, COLUMNS);
}

static void test_rows_values_and_decimals(void **state)
{
    const facs_csv_options options = {.features = FACS_FEATURE_OPENFACE};
    const char *path = scratch("a.csv");
    int columns = 0;
    (void)state;
    write_csv(path, &options);
    char *text = read_text(path);
    assert_int_equal(parse(text, cells, ROWS + 2, &columns), ROWS + 1);
    assert_int_equal(columns, COLUMNS);
    assert_string_equal(cells[0][0], "frame");
    assert_string_equal(cells[0][COLUMNS - AUS], "AU01_r");
    assert_string_equal(cells[0][COLUMNS - 1], "AU45_c");
    assert_string_equal(cells[1][0], "1"); /* frames are numbered from 1 ... */
    assert_string_equal(cells[1][2], "0.000");
    assert_string_equal(cells[2][0], "4"); /* ... by the stream, not by the row */
    for (int64_t n = 0; n < ROWS; n++)
        assert_row(cells[n + 1], n);
    free(text);
    assert_false(has_part("a.csv"));
}

static void test_full_precision_reads_back_the_same(void **state)
{
    const facs_csv_options options = {.features = FACS_FEATURE_OPENFACE, .full_precision = 1};
    const char *path = scratch("a.csv");
    int columns = 0;
    (void)state;
    write_csv(path, &options);
    char *text = read_text(path);
    assert_int_equal(parse(text, cells, ROWS + 2, &columns), ROWS + 1);
    assert_int_equal(columns, COLUMNS);
    for (int64_t n = 0; n < ROWS; n++) {
        const facs_result r = make_result(n);
        char **row = cells[n + 1];
        assert_true(strtod(row[2], NULL) == r.time);
        assert_true(strtof(row[3], NULL) == r.confidence);
        for (int i = 0; i < 136; i++)
            assert_true(strtof(row[299 + i], NULL) == r.landmarks[i]);
        for (int i = 0; i < FACS_MODES; i++)
            assert_true(strtof(row[299 + 136 + 204 + 6 + i], NULL) == r.shape_local[i]);
        for (int i = 0; i < FACS_INTENSITIES; i++)
            assert_true(strtof(row[COLUMNS - AUS + i], NULL) == calibrated(n, i));
    }
    free(text);
}

static void test_a_still_image(void **state)
{
    const facs_csv_options options = {.features = FACS_FEATURE_POSE, .still_image = 1};
    const facs_series one = {.rows = 1, .get = get_series};
    const char *path = scratch("still.csv");
    const facs_result r = {
        .size = sizeof(r), .index = 0, .confidence = 0.98765f, .success = 1, .pose = {-0.04f}};
    facs_error error = {0};
    facs_sink sink;
    (void)state;
    assert_int_equal(facs_csv_open(&sink, path, &options, &error), 0);
    assert_int_equal(sink.row(sink.self, &r, NULL, &error), 0);
    assert_int_equal(sink.finish(sink.self, &one, &error), 0);
    assert_int_equal(sink.commit(sink.self, &error), 0);
    facs_sink_close(&sink);
    char *text = read_text(path);
    assert_string_equal(text, "face,confidence,pose_Tx,pose_Ty,pose_Tz,pose_Rx,pose_Ry,pose_Rz\n"
                              "0,0.988,-0.0,0.0,0.0,0.000,0.000,0.000\n");
    free(text);
}

static void test_action_units_alone(void **state)
{
    const facs_csv_options options = {.features = FACS_FEATURE_AUS};
    const char *path = scratch("aus.csv");
    int columns = 0;
    (void)state;
    write_csv(path, &options);
    char *text = read_text(path);
    assert_int_equal(parse(text, cells, ROWS + 2, &columns), ROWS + 1);
    assert_int_equal(columns, 5 + AUS);
    for (int64_t n = 0; n < ROWS; n++) {
        assert_cell(cells[n + 1][4], n % 4 != 0, 0);
        assert_cell(cells[n + 1][5], (double)calibrated(n, 0), 2);
        assert_cell(cells[n + 1][5 + 16], (double)calibrated(n, 16), 2);
    }
    free(text);
}

static void test_no_rows_leave_a_header(void **state)
{
    const facs_csv_options options = {.features = FACS_FEATURE_AUS};
    const char *path = scratch("empty.csv");
    facs_error error = {0};
    facs_sink sink;
    (void)state;
    assert_int_equal(facs_csv_open(&sink, path, &options, &error), 0);
    assert_int_equal(sink.finish(sink.self, &series, &error), 0);
    assert_int_equal(sink.commit(sink.self, &error), 0);
    facs_sink_close(&sink);
    char *text = read_text(path);
    assert_int_equal(strchr(text, '\n') - text, strlen(text) - 1);
    free(text);
}

static void test_abandon_keeps_the_rows_and_the_older_result(void **state)
{
    const facs_csv_options options = {.features = FACS_FEATURE_OPENFACE};
    const char *path = scratch("a.csv");
    facs_error error = {0};
    facs_sink sink;
    int columns = 0;
    (void)state;
    write_text(path, "an older result");
    assert_int_equal(facs_csv_open(&sink, path, &options, &error), 0);
    push_rows(&sink);
    sink.abandon(sink.self);
    facs_sink_close(&sink);
    char *old = read_text(path);
    assert_string_equal(old, "an older result");
    free(old);
    char *text = read_text(find_part(scratch("a.csv")));
    assert_int_equal(parse(text, cells, ROWS + 2, &columns), ROWS + 1);
    assert_string_equal(cells[ROWS][COLUMNS - AUS], "4.50"); /* not calibrated yet */
    free(text);
}

static void test_rows_are_in_the_file_as_they_come(void **state)
{
    const facs_csv_options options = {.features = FACS_FEATURE_AUS};
    const facs_result r = make_result(1);
    facs_error error = {0};
    facs_sink sink;
    (void)state;
    assert_int_equal(facs_csv_open(&sink, scratch("a.csv"), &options, &error), 0);
    assert_int_equal(sink.row(sink.self, &r, NULL, &error), 0);
    char *text = read_text(find_part(scratch("a.csv")));
    assert_non_null(strstr(text, "\n4,0,0.033,0.99,1,4.50,"));
    assert_int_equal(text[strlen(text) - 1], '\n');
    free(text);
    facs_sink_close(&sink);
}

static void assert_open_fails(const char *path, int expected, const char *words)
{
    const facs_csv_options options = {.features = FACS_FEATURE_OPENFACE};
    facs_error error = {0};
    facs_sink sink;
    assert_int_equal(facs_csv_open(&sink, path, &options, &error), expected);
    assert_null(sink.self);
    assert_int_equal(error.kind, FACS_ERROR_OUTPUT);
    if (!strstr(error.text, words))
        fail_msg("\"%s\" does not say \"%s\"", error.text, words);
}

static void test_what_cannot_be_written_is_said_at_open(void **state)
{
    (void)state;
    assert_open_fails(scratch("absent/a.csv"), -ENOENT, "a.csv cannot be written");
    assert_open_fails("/dev/full", -EINVAL, "/dev/full is a device");
    assert_open_fails(scratch(""), -EISDIR, "is a folder");
    write_text(scratch("file"), "x");
    assert_open_fails(scratch("file/a.csv"), THROUGH_A_FILE, "a.csv cannot be written");
}

static void test_a_full_disk(void **state)
{
    (void)state;
    limit_files(100);
    assert_open_fails(scratch("a.csv"), -EFBIG, "a.csv cannot be written");
    limit_files(NO_LIMIT);
    assert_false(exists(scratch("a.csv")) || has_part("a.csv"));
}

/* The rows that fitted are kept, and none is cut off. */
static void test_a_disk_that_is_full_between_rows(void **state)
{
    const facs_csv_options options = {.features = FACS_FEATURE_OPENFACE};
    const facs_result r = make_result(1);
    facs_error error = {0};
    facs_sink sink;
    int columns = 0, status = 0;
    (void)state;
    assert_int_equal(facs_csv_open(&sink, scratch("a.csv"), &options, &error), 0);
    limit_files(20000);
    for (int n = 0; n < ROWS && status == 0; n++)
        status = sink.row(sink.self, &r, NULL, &error);
    limit_files(NO_LIMIT);
    assert_int_equal(status, -EFBIG);
    sink.abandon(sink.self);
    facs_sink_close(&sink);
    char *text = read_text(find_part(scratch("a.csv")));
    assert_in_range(parse(text, cells, ROWS + 2, &columns), 2, ROWS);
    free(text);
}

static void test_a_disk_that_is_full_at_the_end(void **state)
{
    const facs_csv_options options = {.features = FACS_FEATURE_OPENFACE};
    facs_error error = {0};
    facs_sink sink;
    (void)state;
    assert_int_equal(facs_csv_open(&sink, scratch("a.csv"), &options, &error), 0);
    push_rows(&sink);
    limit_files(20000); /* less than the rows need */
    assert_int_equal(sink.finish(sink.self, &series, &error), -EFBIG);
    limit_files(NO_LIMIT);
    assert_int_equal(error.kind, FACS_ERROR_OUTPUT);
    sink.abandon(sink.self);
    facs_sink_close(&sink);
    assert_false(exists(scratch("a.csv")));
    assert_true(has_part("a.csv")); /* the rows are not lost */
}

/* Something else changes the rows before they are read back. */
static void change_rows(long at, const char *bytes)
{
    FILE *file = fopen(find_part(scratch("a.csv")), "r+b");
    assert_non_null(file);
    assert_int_equal(fseek(file, at, at < 0 ? SEEK_END : SEEK_SET), 0);
    if (at >= 0 && fgetc(file) == bytes[0]) /* it is there already: use the next byte */
        at++;
    assert_int_equal(fseek(file, at, at < 0 ? SEEK_END : SEEK_SET), 0);
    fputs(bytes, file);
    assert_int_equal(fclose(file), 0);
}

static void test_rows_that_changed_are_refused(void **state)
{
    static const struct {
        unsigned features;
        long at;
        const char *bytes;
    } cases[] = {
        {FACS_FEATURE_OPENFACE, 9000, "7"},       /* another number */
        {FACS_FEATURE_OPENFACE, 9000, "\n"},      /* one more row */
        {FACS_FEATURE_OPENFACE, 9000, ","},       /* one more cell */
        {FACS_FEATURE_OPENFACE, -1, "\n1,2,3\n"}, /* rows after the last */
        {FACS_FEATURE_POSE, 200, "7"},            /* without anything to calibrate */
    };
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const facs_csv_options options = {.features = cases[i].features};
        facs_error error = {0};
        facs_sink sink;
        assert_int_equal(facs_csv_open(&sink, scratch("a.csv"), &options, &error), 0);
        push_rows(&sink);
        change_rows(cases[i].at, cases[i].bytes);
        assert_int_equal(sink.finish(sink.self, &series, &error), -EIO);
        assert_non_null(strstr(error.text, "cannot be read back as it was written"));
        sink.abandon(sink.self);
        facs_sink_close(&sink);
        assert_false(exists(scratch("a.csv")));
        assert_int_equal(unlink(find_part(scratch("a.csv"))), 0);
    }
}

static void test_what_the_sink_tells_of_its_file(void **state)
{
    const facs_csv_options options = {.features = FACS_FEATURE_OPENFACE};
    facs_error error = {0};
    facs_sink sink;
    facs_sink_file file;
    char sha256[65];
    struct stat status;
    (void)state;
    assert_int_equal(facs_csv_open(&sink, scratch("a.csv"), &options, &error), 0);
    push_rows(&sink);
    assert_int_equal(sink.file(sink.self, 0, &file), 0);
    assert_string_equal(file.path, scratch("a.csv"));
    assert_string_equal(file.unfinished, find_part(scratch("a.csv")));
    assert_int_equal(sink.finish(sink.self, &series, &error), 0);
    assert_int_equal(sink.file(sink.self, 0, &file), 0);
    assert_string_equal(file.unfinished, find_part(scratch("a.csv"))); /* the only one left */
    assert_int_equal(sink.commit(sink.self, &error), 0);
    assert_int_equal(sink.file(sink.self, 0, &file), 0);
    assert_null(file.unfinished);
    assert_int_equal(file.rows, ROWS);
    assert_int_equal(facs_file_sha256(scratch("a.csv"), sha256), 0);
    assert_string_equal(file.sha256, sha256);
    assert_int_equal(stat(scratch("a.csv"), &status), 0);
    assert_int_equal(file.bytes, status.st_size);
    assert_int_equal(sink.file(sink.self, 1, &file), -ERANGE);
    facs_sink_close(&sink);
}

/* A run that ends before its first row leaves nothing. */
static void test_no_rows_leave_no_part(void **state)
{
    const facs_csv_options options = {.features = FACS_FEATURE_OPENFACE};
    facs_error error = {0};
    facs_sink sink;
    (void)state;
    assert_int_equal(facs_csv_open(&sink, scratch("a.csv"), &options, &error), 0);
    assert_true(has_part("a.csv"));
    sink.abandon(sink.self);
    facs_sink_close(&sink);
    assert_false(has_part("a.csv"));
}

static int no_series(const void *self, int64_t n, facs_result *result)
{
    (void)self, (void)result;
    return n < ROWS / 2 ? 0 : -ERANGE;
}

static void test_a_series_that_fails_leaves_no_result(void **state)
{
    const facs_csv_options options = {.features = FACS_FEATURE_OPENFACE};
    const facs_series broken = {.rows = ROWS, .get = no_series};
    facs_error error = {0};
    facs_sink sink;
    (void)state;
    assert_int_equal(facs_csv_open(&sink, scratch("a.csv"), &options, &error), 0);
    push_rows(&sink);
    assert_int_equal(sink.finish(sink.self, &broken, &error), -ERANGE);
    assert_int_equal(error.kind, FACS_ERROR_INTERNAL);
    facs_sink_close(&sink);
    assert_false(exists(scratch("a.csv")));
    assert_true(has_part("a.csv")); /* the rows, and not the unfinished second file */
}

#define IN_SCRATCH(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_SCRATCH(test_rows_values_and_decimals),
        IN_SCRATCH(test_full_precision_reads_back_the_same),
        IN_SCRATCH(test_a_still_image),
        IN_SCRATCH(test_action_units_alone),
        IN_SCRATCH(test_no_rows_leave_a_header),
        IN_SCRATCH(test_abandon_keeps_the_rows_and_the_older_result),
        IN_SCRATCH(test_rows_are_in_the_file_as_they_come),
        IN_SCRATCH(test_what_cannot_be_written_is_said_at_open),
        IN_SCRATCH(test_a_full_disk),
        IN_SCRATCH(test_a_disk_that_is_full_between_rows),
        IN_SCRATCH(test_a_disk_that_is_full_at_the_end),
        IN_SCRATCH(test_rows_that_changed_are_refused),
        IN_SCRATCH(test_what_the_sink_tells_of_its_file),
        IN_SCRATCH(test_no_rows_leave_no_part),
        IN_SCRATCH(test_a_series_that_fails_leaves_no_result),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
