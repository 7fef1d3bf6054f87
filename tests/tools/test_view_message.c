#include "view_message.h"

#include "cmocka_all.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Frees text and parses it; bytes is its length, NULL if that is not given. */
static json_t *parsed(char *text, const size_t *bytes)
{
    json_error_t error;
    assert_non_null(text);
    assert_true(!bytes || strlen(text) == *bytes);
    json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, &error);
    if (!root)
        fail_msg("%s in %s", error.text, text);
    free(text);
    return root;
}

static double number(const json_t *object, const char *name, size_t i)
{
    return json_number_value(json_array_get(json_object_get(object, name), i));
}

static void a_frame_says_what_was_measured(void **state)
{
    (void)state;
    static facs_result results[2];
    const facs_view_frame frame = {.number = 7,
                                   .results = results,
                                   .result_count = 2,
                                   .source_width = 1280,
                                   .source_height = 720,
                                   .analyzed = 38,
                                   .dropped = 3,
                                   .markers = 2,
                                   .delay_ms = 4.25,
                                   .captured_ms = 1763913600123.5,
                                   .width = 640,
                                   .height = 360};
    size_t bytes;
    results[0] = (facs_result){
        .size = sizeof(facs_result), .success = 1, .confidence = 0.98F, .box = {1, 2, 3, 4.04F}};
    results[0].landmarks[67] = 100.26F;
    results[0].landmarks[135] = 300.84F;
    results[0].intensity[16] = 1.23F;
    results[0].pose[2] = 400;
    results[0].gaze[3] = 0.5F;
    results[1] = (facs_result){.size = sizeof(facs_result), .face_id = 5};
    json_t *root = parsed(facs_view_message_frame(&frame, &bytes), &bytes);
    json_t *faces = json_object_get(root, "faces"), *face = json_array_get(faces, 0);
    assert_int_equal(json_array_size(faces), 2);
    assert_int_equal(json_integer_value(json_object_get(root, "number")), 7);
    assert_int_equal(json_integer_value(json_object_get(root, "analyzed")), 38);
    assert_int_equal(json_integer_value(json_object_get(root, "dropped")), 3);
    assert_int_equal(json_integer_value(json_object_get(root, "markers")), 2);
    assert_true(json_number_value(json_object_get(root, "delay")) == 4.25);
    assert_true(json_number_value(json_object_get(root, "captured")) == 1763913600123.5);
    assert_true(number(root, "source", 1) == 720);
    assert_true(number(root, "picture", 0) == 640);
    assert_int_equal(json_integer_value(json_object_get(face, "success")), 1);
    assert_true(number(face, "box", 2) == 3);
    /* What the page draws, by the schema of docs/json-lines.md. */
    const json_t *landmarks = json_object_get(face, "landmarks"),
                 *gaze = json_object_get(face, "gaze");
    const json_t *last = json_array_get(landmarks, 67);
    assert_int_equal(json_array_size(landmarks), 68);
    assert_true(json_number_value(json_array_get(last, 0)) == 100.3);
    assert_true(json_number_value(json_array_get(last, 1)) == 300.8);
    assert_true(number(json_object_get(face, "pose"), "position", 2) == 400);
    assert_int_equal(json_array_size(json_object_get(json_object_get(face, "pose"), "rotation")),
                     3);
    assert_true(number(gaze, "right", 0) == 0.5);
    assert_int_equal(json_array_size(json_object_get(gaze, "eye_landmarks")), 56);
    assert_int_equal(json_array_size(json_object_get(gaze, "eye_landmarks_3d")), 56);
    assert_true(json_number_value(json_object_get(json_object_get(face, "intensity"), "AU45")) ==
                1.23);
    assert_non_null(json_object_get(json_object_get(face, "presence"), "AU28"));
    face = json_array_get(faces, 1);
    assert_int_equal(json_integer_value(json_object_get(face, "face_id")), 5);
    assert_int_equal(json_integer_value(json_object_get(face, "success")), 0);
    json_decref(root);
}

static void the_longest_frame_has_room(void **state)
{
    (void)state;
    static facs_result results[FACS_MAX_FACES];
    const facs_view_frame frame = {.number = INT64_MAX,
                                   .results = results,
                                   .result_count = FACS_MAX_FACES,
                                   .source_width = 32767,
                                   .source_height = 32767,
                                   .analyzed = INT64_MAX,
                                   .dropped = INT64_MAX,
                                   .markers = INT64_MAX,
                                   .delay_ms = 1e308,
                                   .captured_ms = 1e308,
                                   .width = 32767,
                                   .height = 32767};
    size_t bytes;
    for (int face = 0; face < FACS_MAX_FACES; face++) {
        results[face] = (facs_result){
            .size = sizeof(facs_result), .index = 1000000000000, .face_id = face, .success = 1};
        for (int i = 0; i < 2 * FACS_LANDMARKS; i++)
            results[face].landmarks[i] = -1e30F;
        results[face].intensity[0] = NAN;
    }
    json_t *root = parsed(facs_view_message_frame(&frame, &bytes), &bytes);
    assert_int_equal(json_array_size(json_object_get(root, "faces")), FACS_MAX_FACES);
    json_decref(root);
}

static void the_run_is_described(void **state)
{
    (void)state;
    facs_options analysis;
    facs_default_options(&analysis);
    analysis.focal_x = 700;
    json_t *root = parsed(facs_view_message_about("a \"b\".mp4", "out.mkv", &analysis), NULL);
    json_t *intensity = json_object_get(root, "intensity");
    assert_string_equal(json_string_value(json_object_get(root, "input")), "a \"b\".mp4");
    assert_string_equal(json_string_value(json_object_get(root, "record")), "out.mkv");
    assert_string_equal(json_string_value(json_object_get(root, "version")), facs_version());
    assert_int_equal(json_array_size(intensity), FACS_INTENSITIES);
    assert_int_equal(json_array_size(json_object_get(root, "presence")), FACS_PRESENCES);
    assert_string_equal(json_string_value(json_array_get(json_array_get(intensity, 0), 0)), "AU01");
    assert_string_equal(json_string_value(json_array_get(json_array_get(intensity, 0), 1)),
                        "Inner brow raiser");
    const json_t *colours = json_object_get(root, "face_colours");
    assert_int_equal(json_array_size(colours), FACS_FACE_COLOURS);
    assert_string_equal(json_string_value(json_array_get(colours, 0)), "#5cccff");
    assert_true(number(root, "camera", 0) == 700);
    assert_true(number(root, "camera", 3) == 0);
    json_decref(root);
    root = parsed(facs_view_message_about("no UTF-8: \xff.mp4", NULL, &analysis), NULL);
    assert_string_equal(json_string_value(json_object_get(root, "input")), "no UTF-8: \\xFF.mp4");
    assert_true(json_is_null(json_object_get(root, "record")));
    json_decref(root);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_frame_says_what_was_measured),
        cmocka_unit_test(the_longest_frame_has_room),
        cmocka_unit_test(the_run_is_described),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
