/*
 * A run's rows in memory are what its CSV says, bit for bit: read by another reader, on real clips
 * with the real weights. Skipped without ../shared.
 */
#include "cmocka_all.h"
#include "csv_table.h"
#include "folder.h"
#include "golden.h"
#include "sanitized.h"

#include <facs/facs.h>

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FRAMES (SANITIZED ? 70 : 288) /* of default.wmv */

static facs_extract_options shared_options(void)
{
    facs_extract_options options;
    facs_default_extract_options(&options);
    options.analysis.models = shared_models();
    return options;
}

static facs_summary extract(const char *clip, const facs_extract_options *options)
{
    facs_summary summary = {.size = sizeof(summary)};
    facs_error error;
    if (facs_extract(shared_path(clip), options, &summary, &error) < 0)
        fail_msg("%s", error.text);
    return summary;
}

static facs_data_column column_of(const facs_data *data, int i)
{
    facs_data_column column = {.size = sizeof(column)};
    assert_int_equal(facs_data_get(data, i, &column), 0);
    assert_int_equal(facs_data_find(data, column.name), i);
    assert_true((column.numbers != NULL) != (column.integers != NULL));
    return column;
}

/* Each cell, as strtod() reads it. */
static void assert_says(const facs_data *data, const char *csv)
{
    csv_table table = csv_table_read(csv);
    assert_int_equal(facs_data_rows(data), table.rows);
    assert_int_equal(facs_data_columns(data), table.columns);
    for (size_t i = 0; i < table.columns; i++) {
        const facs_data_column column = column_of(data, (int)i);
        assert_string_equal(column.name, table.names[i]);
        for (size_t n = 0; n < table.rows; n++) {
            const double cell = table.cells[n * table.columns + i];
            const double value = column.numbers ? column.numbers[n] : (double)column.integers[n];
            if (memcmp(&cell, &value, sizeof(cell)) != 0)
                fail_msg("%s, row %zu: %.17g in the CSV, %.17g in memory", column.name, n + 1, cell,
                         value);
        }
    }
    csv_table_free(&table);
}

static void assert_same(const facs_data *one, const facs_data *other)
{
    const size_t bytes = (size_t)facs_data_rows(one) * 8;
    assert_int_equal(facs_data_rows(one), facs_data_rows(other));
    assert_int_equal(facs_data_columns(one), facs_data_columns(other));
    for (int i = 0; i < facs_data_columns(one); i++) {
        const facs_data_column a = column_of(one, i), b = column_of(other, i);
        assert_string_equal(a.name, b.name);
        assert_string_equal(a.unit, b.unit);
        assert_string_equal(a.meaning, b.meaning);
        assert_true(a.feature == b.feature && a.decimals == b.decimals && a.final == b.final);
        assert_true((a.numbers == NULL) == (b.numbers == NULL));
        if (a.numbers)
            assert_memory_equal(a.numbers, b.numbers, bytes);
        else
            assert_memory_equal(a.integers, b.integers, bytes);
    }
}

/* In memory, in the CSV, and in memory from the CSV. */
static facs_summary check(const char *clip, facs_extract_options options)
{
    char csv[300], json[300];
    facs_data *data, *back;
    facs_error error;
    snprintf(csv, sizeof(csv), "%s", in_folder("x.csv"));
    snprintf(json, sizeof(json), "%s", in_folder("x.json"));
    options.csv = csv;
    options.json = json;
    options.data = &data;
    const facs_summary summary = extract(clip, &options);
    assert_int_equal(facs_data_rows(data), summary.rows);
    assert_says(data, csv);
    char *text = read_text_of(json);
    assert_string_equal(facs_data_json(data), text);
    assert_int_equal(facs_data_read(&back, csv, &error), 0);
    assert_same(data, back);
    assert_string_equal(facs_data_json(back), text);
    free(text);
    facs_data_close(&back);
    facs_data_close(&data);
    return summary;
}

static void test_a_video(void **state)
{
    (void)state;
    facs_extract_options options = shared_options();
    options.max_frames = SANITIZED ? FRAMES : 0;
    assert_int_equal(check("videos/default.wmv", options).rows, FRAMES);
}

static void test_full_precision(void **state)
{
    (void)state;
    facs_extract_options options = shared_options();
    options.full_precision = 1;
    options.max_frames = 40;
    assert_int_equal(check("videos/default.wmv", options).rows, 40);
}

static void test_several_faces(void **state)
{
    (void)state;
    facs_extract_options options = shared_options();
    options.analysis.faces = 3;
    options.max_frames = 12;
    assert_true(check("videos/multi_face.avi", options).rows > 12);
}

static void test_given_landmarks(void **state)
{
    (void)state;
    facs_extract_options options = shared_options();
    options.analysis.landmark_method = FACS_LANDMARKS_GIVEN;
    options.landmarks = shared_path("golden/csv/default.csv");
    options.features = FACS_FEATURE_2D | FACS_FEATURE_POSE | FACS_FEATURE_AUS;
    options.max_frames = 40;
    assert_int_equal(check("videos/default.wmv", options).faces, 40);
}

static void test_a_single_image(void **state)
{
    (void)state;
    facs_extract_options options = shared_options();
    options.analysis.faces = 0;
    const facs_summary summary = check("videos/multi_face.jpg", options);
    assert_true(summary.still_image && summary.rows > 1);
}

/* ---- Without files, and without a result ----------------------------------------------------- */

/* The same rows, and how they were made. */
static void test_no_file(void **state)
{
    (void)state;
    facs_data *data, *with_files;
    facs_extract_options options = shared_options();
    options.max_frames = 5;
    options.data = &data;
    extract("videos/default.wmv", &options);
    assert_non_null(strstr(facs_data_json(data), "\"results\": [],"));
    assert_non_null(strstr(facs_data_json(data), "default.wmv"));
    options.csv = in_folder("x.csv");
    options.per_face = 1;
    options.data = &with_files;
    extract("videos/default.wmv", &options);
    assert_same(data, with_files);
    facs_data_close(&data);
    facs_data_close(&with_files);
}

static int stop_after_3(void *opaque, const facs_result *result)
{
    (void)opaque;
    return result->index == 2;
}

static void test_a_run_without_a_result(void **state)
{
    (void)state;
    facs_error error;
    facs_data *const nonsense = (facs_data *)&error, *data = nonsense;
    facs_extract_options options = shared_options();
    options.data = &data;
    options.result = stop_after_3;
    assert_int_equal(facs_extract(shared_path("videos/default.wmv"), &options, NULL, &error),
                     -ECANCELED);
    assert_null(data);
    data = nonsense;
    options.result = NULL;
    options.every = 0;
    assert_int_equal(facs_extract("x", &options, NULL, &error), -EINVAL);
    assert_null(data);
    options.every = 1;
    options.max_frames = 4; /* a clip so short is a warning */
    options.strict = 1;
    assert_int_equal(facs_extract(shared_path("videos/default.wmv"), &options, NULL, &error),
                     -EINVAL);
    assert_int_equal(error.kind, FACS_ERROR_INPUT);
    assert_null(data);
    data = nonsense;
    assert_int_equal(facs_extract(NULL, &options, NULL, &error), -EINVAL);
    assert_null(data);
    data = nonsense;
    facs_summary unsized = {.size = 0};
    assert_int_equal(facs_extract("x", &options, &unsized, &error), -EINVAL);
    assert_null(data);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, folder_set_up, folder_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(test_a_video),
        IN_FOLDER(test_full_precision),
        IN_FOLDER(test_several_faces),
        IN_FOLDER(test_given_landmarks),
        IN_FOLDER(test_a_single_image),
        IN_FOLDER(test_no_file),
        IN_FOLDER(test_a_run_without_a_result),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
