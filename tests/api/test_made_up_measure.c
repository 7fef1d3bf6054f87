/*
 * Two measures that only this program has, made as CONTRIBUTING says: a function and a line in the
 * table of columns each. They turn up in every output without another change. One is final at once;
 * the other is made of Action Units, and so is final only after the calibration.
 */
#include "row/columns.h"

/* The library's table under another name: the functions below replace it when facs is linked. */
const facs_values *table_of_the_library(int *count);
#define facs_columns_table table_of_the_library
#include "row/columns_table.c"
#undef facs_columns_table

#include "cmocka_all.h"
#include "csv_table.h"
#include "make_clip.h"
#include "tiny_world.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Stage times are in no output, and those after detection are 0 without a face: two places to use.
 */
enum { OPENING = FACS_STAGE_FHOG, TENSION = FACS_STAGE_PREDICT };

/* Between the middles of the inner lips, pixels. */
static void measure_opening(facs_result *result)
{
    const float *y = result->landmarks + FACS_LANDMARKS;
    result->stage_ms[OPENING] = y[66] - y[62];
}

static void measure_tension(facs_result *result)
{
    result->stage_ms[TENSION] =
        result->intensity[FACS_AU04_R] + 2 * result->intensity[FACS_AU07_R] + 0.25f;
}

static const facs_values made_up[] = {
    {FACS_FEATURE_2D, "lips_opening", "lips.opening", 1, PLAIN, REAL, 1,
     .offset = offsetof(facs_result, stage_ms) + OPENING * sizeof(float), "px",
     "made up: between the lips", .compute = measure_opening},
    {FACS_FEATURE_AUS, "tension", "tension", 1, PLAIN, REAL, 2,
     .offset = offsetof(facs_result, stage_ms) + TENSION * sizeof(float), "0 to 15",
     "made up: brows and lids", .late = 1, .compute = measure_tension},
};

#define MADE_UP ((int)(sizeof(made_up) / sizeof(made_up[0])))

static facs_values all[64];
static int all_count;
static int known_columns; /* of the library's own */

const facs_values *facs_columns_table(int *count)
{
    *count = all_count;
    return all;
}

static void make_table(void)
{
    const facs_values *known = table_of_the_library(&all_count);
    memcpy(all, known, (size_t)all_count * sizeof(*known));
    for (int i = 0; i < all_count; i++)
        if (known[i].name && known[i].feature != FACS_LEAD_STILL)
            known_columns += known[i].count;
    memcpy(all + all_count, made_up, sizeof(made_up));
    all_count += MADE_UP;
}

static void run(const char *csv, const char *json_rows)
{
    facs_extract_options options = tiny_world_options();
    facs_error error = {0};
    options.csv = in_folder(csv);
    options.json = in_folder("a.json");
    options.json_rows = json_rows;
    options.full_precision = 1;
    options.analysis.detect_every = 1;
    const int status = facs_extract(in_folder("frames"), &options, NULL, &error);
    assert_string_equal(error.text, "");
    assert_int_equal(status, 0);
}

/* The finished CSV: the late measure is that of the calibrated Action Units in the same row. */
static void test_the_csv(void **state)
{
    (void)state;
    run("a.csv", NULL);
    csv_table csv = csv_table_read(in_folder("a.csv"));
    double *success = csv_table_column(&csv, "success");
    double *top = csv_table_column(&csv, "y_62"), *bottom = csv_table_column(&csv, "y_66");
    double *brow = csv_table_column(&csv, "AU04_r"), *lid = csv_table_column(&csv, "AU07_r");
    double *opening = csv_table_column(&csv, "lips_opening");
    double *tension = csv_table_column(&csv, "tension");
    assert_int_equal(csv.rows, TINY_FRAMES);
    assert_string_equal(csv.names[csv.columns - 2], "lips_opening");
    assert_string_equal(csv.names[csv.columns - 1], "tension");
    for (int n = 0; n < TINY_FRAMES; n++) {
        /* Floats of full precision: their sums round in the last of 24 bits. */
        assert_true(fabs(opening[n] - (success[n] ? bottom[n] - top[n] : 0)) < 1e-4);
        assert_true(fabs(tension[n] - (brow[n] + 2 * lid[n] + 0.25)) < 1e-5);
    }
    free(success), free(top), free(bottom), free(brow), free(lid), free(opening), free(tension);
    csv_table_free(&csv);
}

static void test_the_dictionary(void **state)
{
    (void)state;
    json_error_t wrong;
    run("a.csv", NULL);
    json_t *root = json_load_file(in_folder("a.json"), 0, &wrong);
    const json_t *columns = json_object_get(root, "columns");
    const json_t *last = json_array_get(columns, json_array_size(columns) - 1);
    assert_string_equal(json_string_value(json_object_get(last, "name")), "tension");
    assert_string_equal(json_string_value(json_object_get(last, "unit")), "0 to 15");
    assert_string_equal(json_string_value(json_object_get(last, "meaning")),
                        "made up: brows and lids");
    json_decref(root);
}

/* As they come: with the Action Units of the moment. */
static void test_lines_of_json(void **state)
{
    (void)state;
    char text[FACS_JSON_LINE_SIZE];
    int lines = 0;
    run("a.csv", in_folder("rows.jsonl"));
    FILE *file = fopen(in_folder("rows.jsonl"), "r");
    assert_non_null(file);
    for (; fgets(text, sizeof(text), file); lines++) {
        json_t *line = json_loads(text, 0, NULL);
        const json_t *lips = json_object_get(line, "lips"), *units;
        const json_t *tension = json_object_get(line, "tension");
        assert_true(json_is_null(lips) == !tiny_world_has_face(lines));
        assert_true(json_is_null(tension) == !tiny_world_has_face(lines));
        units = json_object_get(line, "intensity");
        if (tiny_world_has_face(lines)) {
            assert_true(json_is_number(json_object_get(lips, "opening")));
            assert_true(fabs(json_number_value(tension) -
                             json_number_value(json_object_get(units, "AU04")) -
                             2 * json_number_value(json_object_get(units, "AU07")) - 0.25) < 1e-5);
        }
        json_decref(line);
    }
    fclose(file);
    assert_int_equal(lines, TINY_FRAMES);
}

static void test_the_list_of_columns(void **state)
{
    (void)state;
    facs_column column = {.size = sizeof(column)};
    assert_int_equal(facs_column_get(known_columns, FACS_FEATURE_ALL, 0, &column), 0);
    assert_string_equal(column.name, "lips_opening");
    assert_string_equal(column.json, "lips.opening");
    assert_int_equal(column.final, 1);
    assert_int_equal(facs_column_get(known_columns + 1, FACS_FEATURE_ALL, 0, &column), 0);
    assert_string_equal(column.name, "tension");
    assert_int_equal(column.final, 0);
}

#define IN_WORLD(test)                                                                             \
    cmocka_unit_test_setup_teardown(test, tiny_world_set_up, tiny_world_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(test_the_csv),
        IN_WORLD(test_the_dictionary),
        IN_WORLD(test_lines_of_json),
        cmocka_unit_test(test_the_list_of_columns),
    };
    make_table();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
