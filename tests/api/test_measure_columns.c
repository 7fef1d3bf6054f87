/* Measures from a picture to every output: they come only when asked for, after OpenFace's columns,
 * which stay as they are. */
#include "cmocka_all.h"
#include "make_clip.h"
#include "tiny_world.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static facs_data *extracted(const char *csv, unsigned features, facs_au_models au)
{
    facs_extract_options options = tiny_world_options();
    facs_error error = {0};
    facs_data *data = NULL;
    options.csv = csv ? in_folder(csv) : NULL;
    options.data = &data;
    options.features = features;
    options.full_precision = 1;
    options.analysis.detect_every = 1;
    options.analysis.au = au;
    const int status = facs_extract(in_folder("frames"), &options, NULL, &error);
    assert_string_equal(error.text, "");
    assert_int_equal(status, 0);
    return data;
}

/* PFLD has no gaze. */
#define COLUMNS (FACS_FEATURE_OPENFACE & ~(unsigned)FACS_FEATURE_GAZE)

static facs_data_column column(const facs_data *data, const char *name)
{
    facs_data_column found = {.size = sizeof(found)};
    assert_int_equal(facs_data_get(data, facs_data_find(data, name), &found), 0);
    return found;
}

static void test_rows_begin_as_without_measures(void **state)
{
    (void)state;
    static char plain[FACS_CSV_LINE_SIZE], more[FACS_CSV_LINE_SIZE];
    facs_data *one = extracted("plain.csv", COLUMNS, FACS_AU_STATIC);
    facs_data *other = extracted("more.csv", COLUMNS | FACS_FEATURE_MEASURES, FACS_AU_STATIC);
    FILE *a = fopen(in_folder("plain.csv"), "r"), *b = fopen(in_folder("more.csv"), "r");
    int lines = 0;
    assert_true(a && b);
    for (; fgets(plain, sizeof(plain), a); lines++) {
        plain[strcspn(plain, "\n")] = ',';
        assert_non_null(fgets(more, sizeof(more), b));
        assert_memory_equal(plain, more, strlen(plain));
    }
    fclose(a);
    fclose(b);
    assert_int_equal(lines, TINY_FRAMES + 1);
    assert_int_equal(facs_data_find(one, "lid_left"), -1);
    facs_data_close(&one);
    facs_data_close(&other);
}

static void test_rows_with_and_without_a_face(void **state)
{
    (void)state;
    facs_data *data = extracted(NULL, COLUMNS | FACS_FEATURE_MEASURES, FACS_AU_STATIC);
    const facs_data_column size = column(data, "face_size"), speed = column(data, "head_speed"),
                           light = column(data, "light"), quality = column(data, "quality"),
                           corrected = column(data, "AU12_p"),
                           share = column(data, "lid_share_left");
    int seen = 0;
    for (int n = 0; n < TINY_FRAMES; n++) {
        const int face = tiny_world_has_face(n);
        assert_true(face == (size.numbers[n] > 0) && face == !isnan(light.numbers[n]));
        assert_true(isnan(corrected.numbers[n])); /* fewer than 10 rows */
        seen =
            face ? seen + 1 : 0; /* frames in a row: four at 30 frames/s span a tenth of a second */
        assert_true(!isnan(speed.numbers[n]) == (seen > 3));
        assert_in_range(quality.integers[n], face ? 0 : 2, 2);
        assert_true(isnan(share.numbers[n])); /* fewer than 10 rows of quality 0 */
    }
    facs_data_close(&data);
}

/* The same through an analyzer: a result is complete once it has been pulled, and its late values
 * after finish. */
static void test_an_analyzer(void **state)
{
    (void)state;
    facs_models *models;
    facs_analyzer *analyzer;
    facs_extract_options options = tiny_world_options();
    static uint8_t pixels[TINY_WIDTH * TINY_HEIGHT];
    facs_result result = {.size = sizeof(result)};
    options.analysis.au = FACS_AU_NONE;
    assert_int_equal(facs_models_open(&models, &options.analysis, NULL), 0);
    for (int measures = 0; measures < 2; measures++) {
        const facs_frame frame = {.size = sizeof(frame),
                                  .pixels = pixels,
                                  .width = TINY_WIDTH,
                                  .height = TINY_HEIGHT,
                                  .stride = TINY_WIDTH,
                                  .format = FACS_PIXELS_GREY};
        options.analysis.measures = measures;
        assert_int_equal(facs_analyzer_open(&analyzer, models, &options.analysis, NULL), 0);
        assert_int_equal(facs_analyzer_push(analyzer, &frame), 0);
        assert_int_equal(facs_analyzer_pull(analyzer, &result), 0);
        assert_int_equal(result.success, 0);
        assert_true(isnan(result.measures.lid[0]) == measures);
        assert_int_equal(result.measures.quality, measures ? 2 : 0);
        assert_int_equal(facs_analyzer_finish(analyzer), 0);
        assert_int_equal(facs_analyzer_series(analyzer, 0, &result), 0);
        assert_true(isnan(result.corrected[0]) == measures);
        facs_analyzer_close(&analyzer);
    }
    facs_models_close(&models);
}

/* Nobody looks at the face then, except for its sharpness and light. */
static void test_without_action_units(void **state)
{
    (void)state;
    const unsigned features = FACS_FEATURE_POSE | FACS_FEATURE_MEASURES;
    facs_data *data = extracted(NULL, features, FACS_AU_NONE);
    facs_data *whole = extracted(NULL, features, FACS_AU_STATIC);
    const char *const same[] = {"light", "sharpness", "face_size", "mouth_width", "head_speed"};
    for (int n = 0; n < TINY_FRAMES; n++) {
        assert_true(isnan(column(data, "AU12_p").numbers[n]));
        for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++)
            assert_memory_equal(&column(data, same[i]).numbers[n],
                                &column(whole, same[i]).numbers[n], sizeof(double));
    }
    facs_data_close(&data);
    facs_data_close(&whole);
}

#define IN_WORLD(test)                                                                             \
    cmocka_unit_test_setup_teardown(test, tiny_world_set_up, tiny_world_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(test_rows_begin_as_without_measures),
        IN_WORLD(test_rows_with_and_without_a_face),
        IN_WORLD(test_an_analyzer),
        IN_WORLD(test_without_action_units),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
