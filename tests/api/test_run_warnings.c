/* What is wrong with an input reaches everyone who asks: the log, the caller, the summary and
 * NAME.json; strict makes it a failure. */
#include "cmocka_all.h"
#include "make_clip.h"
#include "tiny_world.h"

#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

typedef struct heard {
    int lines, warnings;
    char line[1024], code[64];
} heard;

static void on_log(void *opaque, facs_log_level level, const char *text)
{
    heard *h = opaque;
    h->lines += level == FACS_LOG_WARNING;
    snprintf(h->line, sizeof(h->line), "%s", text);
}

static void on_warning(void *opaque, const facs_warning *warning)
{
    heard *h = opaque;
    h->warnings++;
    snprintf(h->code, sizeof(h->code), "%s", warning->code);
}

static facs_extract_options options_of(heard *h)
{
    facs_extract_options options = tiny_world_options();
    *h = (heard){0};
    options.csv = in_folder("a.csv");
    options.json = in_folder("a.json");
    options.analysis.detect_every = 1;
    options.analysis.au =
        FACS_AU_STATIC; /* with few frames dynamic ones have a warning of their own */
    options.analysis.log = (facs_log){.write = on_log, .opaque = h, .level = FACS_LOG_WARNING};
    options.warning = on_warning;
    options.opaque = h;
    return options;
}

static void spoil_two_frames(void)
{
    write_file(in_folder("frames/004.ppm"), "no picture", 10);
    write_file(in_folder("frames/005.ppm"), "P6\n320 240\n255\n", 15);
}

static int64_t whole(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    assert_true(json_is_integer(value));
    return json_integer_value(value);
}

static void an_input_without_fault_has_no_warning(void **state)
{
    (void)state;
    heard h;
    facs_extract_options options = options_of(&h);
    facs_summary summary = {.size = sizeof(summary)};
    options.strict = 1;
    assert_int_equal(facs_extract(in_folder("frames"), &options, &summary, NULL), 0);
    assert_int_equal(h.lines + h.warnings + summary.warnings, 0);
    assert_true(summary.complete);
    json_t *json = json_load_file(options.json, 0, NULL);
    assert_true(json_is_true(json_object_get(json, "complete")));
    assert_int_equal(json_array_size(json_object_get(json, "warnings")), 0);
    json_decref(json);
}

static void frames_that_fail_are_said_everywhere(void **state)
{
    (void)state;
    heard h;
    facs_extract_options options = options_of(&h);
    facs_summary summary = {.size = sizeof(summary)};
    spoil_two_frames();
    assert_int_equal(facs_extract(in_folder("frames"), &options, &summary, NULL), 0);
    assert_int_equal(h.lines, 1);
    assert_non_null(strstr(h.line, "2 images could not be read and have no row"));
    assert_int_equal(h.warnings, 1);
    assert_string_equal(h.code, "unreadable-images");
    assert_int_equal(summary.warnings, 1);
    assert_false(summary.complete);
    assert_int_equal(summary.frames, TINY_FRAMES - 2);

    json_t *json = json_load_file(options.json, 0, NULL);
    assert_true(json_is_false(json_object_get(json, "complete")));
    const json_t *frames = json_object_get(json, "frames");
    assert_int_equal(whole(frames, "expected"), TINY_FRAMES);
    assert_int_equal(whole(frames, "decoded"), TINY_FRAMES - 2);
    assert_int_equal(whole(frames, "failed_to_decode"), 2);
    assert_int_equal(whole(frames, "damaged"), 0);
    assert_int_equal(json_array_size(json_object_get(json, "warnings")), 1);
    const json_t *warning = json_array_get(json_object_get(json, "warnings"), 0);
    assert_string_equal(json_string_value(json_object_get(warning, "code")), "unreadable-images");
    assert_int_equal(whole(warning, "count"), 2);
    const json_t *pictures = json_object_get(json, "pictures"); /* of the frames, none of the two */
    assert_int_equal(json_array_size(pictures), TINY_FRAMES - 2);
    assert_string_equal(json_string_value(json_array_get(pictures, 3)), "003.ppm");
    assert_string_equal(json_string_value(json_array_get(pictures, 4)), "006.ppm");
    json_decref(json);
}

static void strict_leaves_no_finished_file(void **state)
{
    (void)state;
    heard h;
    facs_extract_options options = options_of(&h);
    facs_error error;
    options.strict = 1;
    spoil_two_frames();
    assert_int_equal(facs_extract(in_folder("frames"), &options, NULL, &error), -EINVAL);
    assert_int_equal(error.kind, FACS_ERROR_INPUT);
    assert_non_null(strstr(error.text, "2 images could not be read"));
    assert_int_equal(h.lines, 1);
    assert_false(tiny_world_has("a.csv") || tiny_world_has("a.json"));
}

static void a_video_without_a_face_says_so(void **state)
{
    (void)state;
    heard h;
    facs_extract_options options = options_of(&h);
    char name[64];
    for (int n = 0; n < TINY_FRAMES; n++) {
        snprintf(name, sizeof(name), "frames/%03d.ppm", n);
        if (tiny_world_has_face(n))
            assert_int_equal(remove(in_folder(name)), 0);
    }
    assert_int_equal(facs_extract(in_folder("frames"), &options, NULL, NULL), 0);
    assert_string_equal(h.code, "no-face");
    assert_int_equal(h.lines, 1);
}

static void a_short_clip_names_the_static_models(void **state)
{
    (void)state;
    heard h;
    facs_extract_options options = options_of(&h);
    options.analysis.au = FACS_AU_DYNAMIC;
    assert_int_equal(facs_extract(in_folder("frames"), &options, NULL, NULL), 0);
    assert_string_equal(h.code, "short-clip");
    assert_non_null(strstr(h.line, "--au static"));
    assert_non_null(strstr(h.line, "from 60 on"));
    assert_int_equal(h.lines, 1);
}

#define IN_WORLD(test)                                                                             \
    cmocka_unit_test_setup_teardown(test, tiny_world_set_up, tiny_world_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(an_input_without_fault_has_no_warning),
        IN_WORLD(frames_that_fail_are_said_everywhere),
        IN_WORLD(strict_leaves_no_finished_file),
        IN_WORLD(a_video_without_a_face_says_so),
        IN_WORLD(a_short_clip_names_the_static_models),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
