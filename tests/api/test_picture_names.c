/* The rows of a folder of images name their files: in the CSV, in lines of JSON and in memory, with
 * names that need quotes, and with files that are unreadable or skipped. */
#include "cmocka_all.h"
#include "folder.h"
#include "tiny_world.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The files of the frames; 004.ppm is not one. */
static const char *const names[] = {
    "000.ppm",           "001.ppm",          "002 , .ppm", "003, \"a\".ppm",
    "005\nb,\"\r\n.ppm", "006 \xc3\xa9.ppm", "007.ppm",    "008.ppm",
    "009.ppm",           "010.ppm",          "011.ppm"};
enum { NAMES = sizeof(names) / sizeof(names[0]) };

static void give_names(void)
{
    for (int n = 0; n < NAMES; n++) {
        char from[64], to[64];
        snprintf(from, sizeof(from), "frames/%.3s.ppm", names[n]);
        snprintf(to, sizeof(to), "frames/%s", names[n]);
        char *old = strdup(in_folder(from));
        assert_non_null(old);
        assert_int_equal(rename(old, in_folder(to)), 0);
        free(old);
    }
    write_in_folder("frames/004.ppm", "no picture");
}

static facs_extract_options options_of(facs_data **data)
{
    facs_extract_options options = tiny_world_options();
    options.csv = in_folder("a.csv");
    options.json = in_folder("a.json");
    options.json_rows = in_folder("a.jsonl");
    options.data = data;
    options.picture_names = 1;
    options.analysis.detect_every = 1;
    options.analysis.au = FACS_AU_STATIC;
    return options;
}

/* What the table says, row by row; every: of the frames. */
static void assert_table(const char *path, int every)
{
    facs_table *table = NULL;
    facs_error error;
    double frame;
    assert_int_equal(facs_table_open(&table, path, &error), 0);
    const int columns[] = {facs_table_column(table, "frame", 0)};
    const int picture = facs_table_column(table, "picture", 0);
    assert_true(picture > 0);
    assert_null(facs_table_name(table, picture + 1)); /* the last */
    assert_null(facs_table_text(table, picture));
    for (int n = 0; n < NAMES; n += every) {
        assert_int_equal(facs_table_read(table, columns, 1, &frame, &error), 1);
        assert_true(frame == n + 1);
        assert_string_equal(facs_table_text(table, picture), names[n]);
    }
    assert_null(facs_table_text(table, picture + 1));
    assert_int_equal(facs_table_read(table, columns, 1, &frame, &error), 0);
    facs_table_close(&table);
}

static void assert_data(const facs_data *data, int every)
{
    assert_int_equal(facs_data_rows(data), (NAMES + every - 1) / every);
    assert_int_equal(facs_data_find(data, "picture"), -1); /* it has numbers only */
    for (int n = 0; n < NAMES; n += every)
        assert_string_equal(facs_data_picture(data, n / every), names[n]);
    assert_null(facs_data_picture(data, NAMES));
    assert_null(facs_data_picture(data, -1));
}

static void assert_lines(const char *path, int every)
{
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    for (int n = 0; n < NAMES; n += every) {
        json_t *line = json_loadf(file, JSON_DISABLE_EOF_CHECK, NULL);
        assert_string_equal(json_string_value(json_object_get(line, "picture")), names[n]);
        json_decref(line);
    }
    fclose(file);
}

static void check(int every, unsigned features, int per_face)
{
    facs_data *data = NULL, *back = NULL;
    facs_error error;
    facs_extract_options options = options_of(&data);
    options.every = every;
    options.features = features;
    options.per_face = per_face;
    options.overwrite = FACS_OVERWRITE_ALL;
    const char *csv = in_folder(per_face ? "a_face00.csv" : "a.csv");
    assert_int_equal(facs_extract(in_folder("frames"), &options, NULL, &error), 0);
    assert_table(csv, every);
    assert_lines(options.json_rows, every);
    assert_data(data, every);
    assert_int_equal(facs_data_read(&back, csv, &error), 0);
    assert_data(back, every);
    assert_int_equal(facs_data_columns(back), facs_data_columns(data));
    facs_data_close(&back);
    facs_data_close(&data);
}

/* Rows that are rewritten at the end, those that are not, and files of faces. */
static void rows_name_their_files(void **state)
{
    if (ON_WINDOWS)
        skip(); /* no file has such names */
    (void)state;
    give_names();
    check(1, FACS_FEATURE_AUS | FACS_FEATURE_POSE, 0);
    check(3, FACS_FEATURE_POSE, 0);
    check(2, FACS_FEATURE_AUS, 1);
}

/* Without the option nothing is as it was with it. */
static void only_if_it_is_wanted(void **state)
{
    (void)state;
    char reason[256];
    facs_error error;
    facs_data *data = NULL;
    facs_resume *resume = NULL;
    facs_extract_options options = options_of(&data);
    options.json_rows = NULL;
    options.data = NULL;
    assert_int_equal(facs_extract(in_folder("frames"), &options, NULL, &error), 0);
    assert_int_equal(facs_resume_open(&resume, &error), 0);
    assert_int_equal(
        facs_resume_check(resume, in_folder("frames"), &options, reason, sizeof(reason), &error),
        1);
    options.picture_names = 0;
    assert_int_equal(
        facs_resume_check(resume, in_folder("frames"), &options, reason, sizeof(reason), &error),
        0);
    assert_non_null(strstr(reason, "picture_names"));
    options.data = &data;
    assert_int_equal(facs_extract(in_folder("frames"), &options, NULL, &error), 0);
    assert_null(facs_data_picture(data, 0));
    assert_null(strstr(facs_data_json(data), "picture_names"));
    char *text = read_text_of(options.csv);
    assert_null(strstr(text, "picture"));
    free(text);
    facs_data_close(&data);
    facs_resume_close(&resume);
}

static void a_single_image_has_its_own(void **state)
{
    (void)state;
    facs_data *data = NULL;
    facs_error error;
    facs_extract_options options = options_of(&data);
    assert_int_equal(facs_extract(in_folder("frames/000.ppm"), &options, NULL, &error), 0);
    assert_string_equal(facs_data_picture(data, 0), "000.ppm");
    facs_data_close(&data);
}

#define IN_WORLD(test)                                                                             \
    cmocka_unit_test_setup_teardown(test, tiny_world_set_up, tiny_world_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(rows_name_their_files),
        IN_WORLD(only_if_it_is_wanted),
        IN_WORLD(a_single_image_has_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
