/* A neutral face from one stream to the next: what is learnt, what it begins with, and who may. */
#include "cmocka_all.h"
#include "make_clip.h"
#include "tiny_world.h"

#include <errno.h>
#include <jansson.h>
#include <string.h>

static facs_extract_options options_for(const char *name)
{
    static char csv[300], json[300];
    facs_extract_options options = tiny_world_options();
    snprintf(csv, sizeof(csv), "%s.csv", in_folder(name));
    snprintf(json, sizeof(json), "%s.json", in_folder(name));
    options.csv = csv;
    options.json = json;
    options.analysis.detect_every = 1;
    options.overwrite = FACS_OVERWRITE_ALL;
    return options;
}

static void extract(const facs_extract_options *options)
{
    facs_error error;
    if (facs_extract(in_folder("frames"), options, NULL, &error) != 0)
        fail_msg("%s", error.text);
}

/* The second run goes on with what the first one left, and says so. */
static void test_from_run_to_run(void **state)
{
    (void)state;
    facs_neutral *first, *second;
    facs_extract_options options = options_for("a");
    options.learnt = &first;
    extract(&options);
    assert_int_equal(facs_neutral_frames(first), TINY_FRAMES - 3);
    options.analysis.neutral = first;
    options.learnt = &second;
    extract(&options);
    assert_int_equal(facs_neutral_frames(second), 2 * (TINY_FRAMES - 3));
    json_t *root = json_load_file(options.json, 0, NULL);
    const json_t *sha256 = json_object_get(json_object_get(root, "options"), "neutral_sha256");
    assert_int_equal(json_string_length(sha256), 64);
    json_decref(root);

    facs_error error;
    char reason[200];
    facs_resume *resume; /* which compares it */
    assert_int_equal(facs_resume_open(&resume, NULL), 0);
    options.overwrite = FACS_OVERWRITE_SAME_INPUT;
    assert_int_equal(
        facs_resume_check(resume, in_folder("frames"), &options, reason, sizeof(reason), &error),
        1);
    options.analysis.neutral = second;
    assert_int_equal(
        facs_resume_check(resume, in_folder("frames"), &options, reason, sizeof(reason), &error),
        0);
    facs_resume_close(&resume);
    facs_neutral_close(&first);
    facs_neutral_close(&second);
}

/* Before any frame, after some, and after the end, for faces that exist; only if asked for when the
 * analyzer is opened. */
static void test_analyzer(void **state)
{
    (void)state;
    facs_models *models;
    facs_analyzer *analyzer;
    facs_neutral *neutral;
    facs_options options = tiny_world_options().analysis;
    static uint8_t dark[48 * 64 * 3];
    facs_frame frame = {
        .size = sizeof(frame), .pixels = dark, .width = 64, .height = 48, .stride = 64 * 3};
    assert_int_equal(facs_models_open(&models, &options, NULL), 0);
    assert_int_equal(facs_analyzer_open(&analyzer, models, &options, NULL), 0);
    assert_int_equal(facs_analyzer_neutral(analyzer, 0, &neutral), -EINVAL);
    facs_analyzer_close(&analyzer);
    options.learn = 1;
    assert_int_equal(facs_analyzer_open(&analyzer, models, &options, NULL), 0);
    for (int when = 0; when < 3; when++) {
        assert_int_equal(facs_analyzer_neutral(analyzer, 0, &neutral), 0);
        assert_int_equal(facs_neutral_frames(neutral), 0);
        facs_neutral_close(&neutral);
        assert_int_equal(facs_analyzer_neutral(analyzer, 1, &neutral), -ERANGE);
        assert_null(neutral);
        if (when == 0)
            assert_int_equal(facs_analyzer_push(analyzer, &frame), 0);
        else
            assert_int_equal(facs_analyzer_finish(analyzer), 0);
    }
    facs_analyzer_close(&analyzer);
    facs_models_close(&models);
}

static void test_refused(void **state)
{
    (void)state;
    facs_error error;
    facs_neutral *neutral;
    facs_extract_options options = options_for("a");
    options.learnt = &neutral;
    extract(&options);
    options.learnt = NULL;
    options.analysis.neutral = neutral;
    options.analysis.au = FACS_AU_STATIC;
    assert_int_equal(facs_extract(in_folder("frames"), &options, NULL, &error), -EINVAL);
    assert_int_equal(error.kind, FACS_ERROR_USAGE);
    options.analysis.au = FACS_AU_DYNAMIC; /* of a single image, it plays no part */
    assert_int_equal(facs_extract(in_folder("frames/000.ppm"), &options, NULL, &error), 0);
    facs_neutral_close(&neutral);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_from_run_to_run),
        cmocka_unit_test(test_analyzer),
        cmocka_unit_test(test_refused),
    };
    return cmocka_run_group_tests(tests, tiny_world_set_up, tiny_world_tear_down);
}
