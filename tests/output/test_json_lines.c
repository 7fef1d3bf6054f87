/* JSON lines, as jansson reads them back. */
#include "output/json_lines.h"

#include "cmocka_all.h"
#include "folder.h"
#include "output/rows.h"
#include "scratch.h"

#include <errno.h>
#include <float.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define FLOATS ((sizeof(facs_result) - offsetof(facs_result, box)) / sizeof(float))

/* All numbers differ: 0.5, 1.5, 2.5 ... from the box on, but Action Units stay in their range. */
static facs_result made_result(void)
{
    facs_result result = {.size = sizeof(result),
                          .index = 41,
                          .time = 1.3666666,
                          .face_id = 2,
                          .success = 1,
                          .confidence = 0.984f};
    float *numbers = result.box;
    for (size_t i = 0; i < FLOATS; i++)
        numbers[i] = (float)i + 0.5f;
    for (int i = 0; i < FACS_INTENSITIES; i++)
        result.intensity[i] = (float)i * 0.25f;
    for (int i = 0; i < FACS_PRESENCES; i++)
        result.presence[i] = (float)(i % 2);
    return result;
}

static json_t *line_of(const facs_result *result, const facs_live_row *live, unsigned features,
                       int full_precision)
{
    char text[FACS_JSON_LINE_SIZE];
    json_error_t error;
    int length = facs_json_line(text, sizeof(text), result, live, features, full_precision);
    assert_true(length > 0);
    assert_int_equal(strlen(text), length);
    assert_true(strchr(text, '\n') == text + length - 1);
    json_t *line = json_loads(text, JSON_REJECT_DUPLICATES, &error);
    if (!line)
        fail_msg("%s at %d of %s", error.text, error.position, text);
    return line;
}

static double number(const json_t *line, const char *key)
{
    const json_t *value = json_object_get(line, key);
    assert_true(json_is_number(value));
    return json_number_value(value);
}

static double element(const json_t *list, size_t i, size_t k)
{
    const json_t *value = json_array_get(json_array_get(list, i), k);
    assert_true(json_is_number(value));
    return json_number_value(value);
}

/* The keys of docs/json-lines.md, in its order. */
static void assert_keys(const json_t *line, const char *expected)
{
    char keys[512] = "";
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)(uintptr_t)line, key, value)
    {
        strcat(keys, key);
        strcat(keys, " ");
    }
    assert_string_equal(keys, expected);
}

#define LEAD "schema frame time face_id success damaged confidence calibrated "

static void test_keys_by_features(void **state)
{
    (void)state;
    static const struct {
        unsigned features;
        const char *keys;
    } expected[] = {
        {0, LEAD},
        {FACS_FEATURE_AUS, LEAD "intensity presence "},
        {FACS_FEATURE_POSE, LEAD "pose "},
        {FACS_FEATURE_GAZE, LEAD "gaze "},
        {FACS_FEATURE_2D, LEAD "box landmarks "},
        {FACS_FEATURE_3D, LEAD "landmarks_3d "},
        {FACS_FEATURE_PDM, LEAD "shape "},
        {FACS_FEATURE_OPENFACE,
         LEAD "intensity presence pose gaze box landmarks landmarks_3d shape "},
        {FACS_FEATURE_MEASURES, LEAD "measures corrected "},
        {FACS_FEATURE_ALL, LEAD "intensity presence pose gaze box landmarks landmarks_3d shape "
                                "measures corrected "},
    };
    facs_result result = made_result();
    for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++)
        for (result.success = 0; result.success < 2; result.success++) {
            json_t *line = line_of(&result, NULL, expected[i].features, 0);
            assert_keys(line, expected[i].keys);
            json_decref(line);
        }
}

static void test_the_lead(void **state)
{
    (void)state;
    const facs_result result = made_result();
    const facs_live_row live = {
        .size = sizeof(live), .delay_ms = 4.126, .dropped = 3, .dropped_so_far = 17};
    json_t *line = line_of(&result, &live, 0, 0);
    assert_keys(line, LEAD "delay_ms dropped ");
    assert_true(number(line, "schema") == 1);
    assert_true(number(line, "frame") == 42); /* from 1, as in the CSV */
    assert_true(number(line, "time") == 1.367);
    assert_true(number(line, "face_id") == 2);
    assert_true(number(line, "success") == 1);
    assert_true(number(line, "confidence") == 0.98);
    assert_true(json_is_false(json_object_get(line, "calibrated")));
    assert_true(number(line, "delay_ms") == 4.13);
    assert_true(number(line, "dropped") == 3);
    json_decref(line);
}

/* Each number is in its place. */
static void test_the_blocks(void **state)
{
    (void)state;
    const facs_result r = made_result();
    json_t *line = line_of(&r, NULL, FACS_FEATURE_ALL, 1);
    const json_t *block = json_object_get(line, "intensity");
    assert_int_equal(json_object_size(block), FACS_INTENSITIES);
    for (int i = 0; i < FACS_INTENSITIES; i++)
        assert_true(number(block, facs_intensity_name(i)) == (double)r.intensity[i]);
    block = json_object_get(line, "presence");
    assert_int_equal(json_object_size(block), FACS_PRESENCES);
    for (int i = 0; i < FACS_PRESENCES; i++)
        assert_true(json_integer_value(json_object_get(block, facs_presence_name(i))) == i % 2);
    block = json_object_get(line, "landmarks");
    assert_int_equal(json_array_size(block), FACS_LANDMARKS);
    for (size_t i = 0; i < FACS_LANDMARKS; i++)
        for (size_t k = 0; k < 2; k++)
            assert_true(element(block, i, k) == (double)r.landmarks[k * FACS_LANDMARKS + i]);
    block = json_object_get(line, "landmarks_3d");
    assert_int_equal(json_array_size(block), FACS_LANDMARKS);
    for (size_t i = 0; i < FACS_LANDMARKS; i++)
        for (size_t k = 0; k < 3; k++)
            assert_true(element(block, i, k) == (double)r.landmarks_3d[k * FACS_LANDMARKS + i]);
    const json_t *gaze = json_object_get(line, "gaze");
    block = json_object_get(gaze, "eye_landmarks_3d");
    for (size_t i = 0; i < FACS_EYE_POINTS; i++)
        for (size_t k = 0; k < 3; k++)
            assert_true(element(block, i, k) ==
                        (double)r.eye_landmarks_3d[k * FACS_EYE_POINTS + i]);
    assert_int_equal(json_array_size(json_object_get(gaze, "eye_landmarks")), FACS_EYE_POINTS);
    json_t *rest =
        json_pack("[[f,f,f,f],[f,f,f],[f,f,f],[f,f,f],[f,f,f],[f,f],f,[f,f,f],[f,f]]", r.box[0],
                  r.box[1], r.box[2], r.box[3], r.pose[0], r.pose[1], r.pose[2], r.pose[3],
                  r.pose[4], r.pose[5], r.gaze[0], r.gaze[1], r.gaze[2], r.gaze[3], r.gaze[4],
                  r.gaze[5], r.gaze_angle[0], r.gaze_angle[1], r.shape_global[0], r.shape_global[1],
                  r.shape_global[2], r.shape_global[3], r.shape_global[4], r.shape_global[5]);
    const json_t *pose = json_object_get(line, "pose"), *shape = json_object_get(line, "shape");
    json_t *found =
        json_pack("[O,O,O,O,O,O,O,O,O]", json_object_get(line, "box"),
                  json_object_get(pose, "position"), json_object_get(pose, "rotation"),
                  json_object_get(gaze, "left"), json_object_get(gaze, "right"),
                  json_object_get(gaze, "angle"), json_object_get(shape, "scale"),
                  json_object_get(shape, "rotation"), json_object_get(shape, "translation"));
    assert_non_null(rest);
    assert_true(json_equal(rest, found));
    assert_int_equal(json_array_size(json_object_get(shape, "modes")), FACS_MODES);
    assert_true(json_number_value(json_array_get(json_object_get(shape, "modes"), 33)) ==
                (double)r.shape_local[33]);
    json_decref(rest);
    json_decref(found);
    json_decref(line);
}

/* Without a face, no number can be mistaken for a measure. */
static void test_no_face(void **state)
{
    (void)state;
    facs_result result = made_result();
    result.success = 0;
    json_t *line = line_of(&result, NULL, FACS_FEATURE_ALL, 0);
    const char *key;
    json_t *value;
    int nulls = 0;
    json_object_foreach(line, key, value) nulls += json_is_null(value);
    assert_int_equal(nulls, 10);
    json_decref(line);
}

/* A measure that was not taken is null, also a presence. */
static void test_what_was_not_measured(void **state)
{
    (void)state;
    facs_result result = made_result();
    result.measures.lid[0] = result.corrected[FACS_AU12_C] = NAN;
    result.measures.lid[1] = 8.5f;
    result.corrected[FACS_AU06_C] = 1;
    json_t *line = line_of(&result, NULL, FACS_FEATURE_MEASURES, 0);
    const json_t *measures = json_object_get(line, "measures");
    const json_t *corrected = json_object_get(line, "corrected");
    assert_true(json_is_null(json_object_get(measures, "lid_left")));
    assert_true(number(measures, "lid_right") == 8.5);
    assert_true(json_is_null(json_object_get(corrected, "AU12")));
    assert_true(json_integer_value(json_object_get(corrected, "AU06")) == 1);
    json_decref(line);
}

/* NaN, infinities and the largest numbers still give JSON, within FACS_JSON_LINE_SIZE. */
static void test_hostile_numbers(void **state)
{
    (void)state;
    static const float values[] = {NAN, INFINITY, -INFINITY, -FLT_MAX, FLT_MIN, 1e-40f, -0.0f};
    for (int full = 0; full < 2; full++)
        for (size_t v = 0; v < sizeof(values) / sizeof(values[0]); v++) {
            facs_result result = made_result();
            float *numbers = result.box;
            for (size_t i = 0; i < FLOATS; i++)
                numbers[i] = values[v];
            result.confidence = values[v];
            result.time = (double)values[v];
            json_t *line = line_of(&result, NULL, FACS_FEATURE_ALL, full);
            const json_t *first = json_array_get(json_object_get(line, "box"), 0);
            assert_int_equal(json_is_null(first), !isfinite(values[v]));
            json_decref(line);
        }
}

/* A buffer that is too small is refused, and nothing is written past its end. */
static void test_too_small(void **state)
{
    (void)state;
    const facs_result result = made_result();
    char whole[FACS_JSON_LINE_SIZE], text[1024];
    int length = facs_json_line(whole, sizeof(whole), &result, NULL, FACS_FEATURE_AUS, 0);
    assert_true(length > 0 && (size_t)length < sizeof(text) - 8);
    for (size_t size = 0; size <= (size_t)length + 1; size++) {
        memset(text, '#', sizeof(text));
        int status = facs_json_line(text, size, &result, NULL, FACS_FEATURE_AUS, 0);
        assert_int_equal(status, size == (size_t)length + 1 ? length : -ENOSPC);
        for (size_t i = size; i < size + 8; i++)
            assert_int_equal(text[i], '#');
    }
    assert_string_equal(text, whole);
}

/* Both sinks write each row at once, and the CSV's rows are those of csv.h. */
static void test_the_sinks(void **state)
{
    (void)state;
    const facs_csv_options columns = {.features = FACS_FEATURE_AUS};
    const facs_extract_options options = {.csv = NULL};
    const facs_output_run run = {.options = &options, .columns = &columns};
    facs_result result = made_result();
    facs_sink sink[3];
    facs_error error;
    char expected[FACS_JSON_LINE_SIZE];
    size_t written = 0;
    assert_int_equal(facs_csv_open(&sink[0], scratch("a.csv"), &columns, &error), 0);
    assert_int_equal(facs_csv_rows_open(&sink[1], scratch("rows.csv"), &run, &error), 0);
    assert_int_equal(facs_json_rows_open(&sink[2], scratch("rows.jsonl"), &run, &error), 0);
    for (int n = 0; n < 3; n++) {
        result.index = n;
        result.intensity[3] = (float)n;
        for (int i = 0; i < 3; i++)
            assert_int_equal(sink[i].row(sink[i].self, &result, NULL, &error), 0);
        char *part = read_text(find_part(scratch("a.csv"))), *rows = read_text(scratch("rows.csv"));
        assert_string_equal(rows, part);
        free(part);
        free(rows);
        char *text = read_text(scratch("rows.jsonl"));
        facs_json_line(expected, sizeof(expected), &result, NULL, FACS_FEATURE_AUS, 0);
        assert_string_equal(text + written, expected);
        written = strlen(text);
        free(text);
    }
    /* At the end, a stream only needs to be closed. */
    assert_true(!sink[1].finish && !sink[1].commit && !sink[2].finish && !sink[2].commit);
    facs_sink_close(&sink[0]);
    facs_sink_close(&sink[1]);
    facs_sink_close(&sink[2]);
    assert_int_equal(facs_csv_rows_open(&sink[1], scratch("no/x"), &run, &error), -ENOENT);
    assert_null(sink[1].self);
    assert_int_equal(facs_json_rows_open(&sink[2], scratch("no/x"), &run, &error), -ENOENT);
    assert_null(sink[2].self);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_keys_by_features),
        cmocka_unit_test(test_the_lead),
        cmocka_unit_test(test_the_blocks),
        cmocka_unit_test(test_no_face),
        cmocka_unit_test(test_what_was_not_measured),
        cmocka_unit_test(test_hostile_numbers),
        cmocka_unit_test(test_too_small),
        cmocka_unit_test_setup_teardown(test_the_sinks, scratch_setup, scratch_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
