/* Weights must match their manifest, or the run fails; a file in no manifest is used with a
 * warning. */
#include "cmocka_all.h"
#include "make_clip.h"
#include "own_manifest.h"
#include "tiny_world.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define AU_FOLDER "models/openface/AU_predictors/"
#define PREDICTOR "svr_combined/AU_1_static_intensity.dat"
#define LATER     "svr_combined/AU_1_dynamic_intensity.dat"

static char said[1024];

static void on_log(void *opaque, facs_log_level level, const char *text)
{
    (void)opaque;
    (void)level;
    snprintf(said, sizeof(said), "%s", text);
}

static facs_extract_options options_of(void)
{
    facs_extract_options options = tiny_world_options();
    options.csv = in_folder("a.csv");
    options.json = in_folder("a.json");
    options.analysis.detect_every = 1;
    options.analysis.au = FACS_AU_STATIC; /* there are too few frames for dynamic ones */
    options.analysis.log = (facs_log){.write = on_log, .level = FACS_LOG_WARNING};
    said[0] = '\0';
    return options;
}

static char *text_of(const char *name, size_t *size)
{
    FILE *file = fopen(in_folder(name), "rb");
    assert_non_null(file);
    char *text = calloc(1, 1 << 20);
    assert_non_null(text);
    *size = fread(text, 1, (1 << 20) - 1, file);
    assert_int_equal(fclose(file), 0);
    return text;
}

/* Flip a bit of a file's last byte; its size stays the same. */
static void spoil(const char *name)
{
    size_t size;
    char *text = text_of(name, &size);
    text[size - 1] ^= 1;
    write_file(in_folder(name), text, size);
    free(text);
}

static void cut(const char *name)
{
    size_t size;
    char *text = text_of(name, &size);
    write_file(in_folder(name), text, size / 2);
    free(text);
}

/* Refused each time, without a result, and with the name of the file. */
static void assert_refused(const char *file)
{
    const facs_extract_options options = options_of();
    facs_error error = {.kind = FACS_ERROR_NONE};
    for (int again = 0; again < 2; again++) {
        assert_int_equal(facs_extract(in_folder("frames"), &options, NULL, &error), -EINVAL);
        assert_int_equal(error.kind, FACS_ERROR_ENVIRONMENT);
        if (!strstr(error.text, file) || !strstr(error.text, "is damaged: expected ") ||
            !strstr(error.text, "fetch it again"))
            fail_msg("%s", error.text);
        assert_false(tiny_world_has("a.csv") || tiny_world_has("a.json"));
    }
}

/* A number that is read like any other, in a predictor, a network and the list of predictors. */
static void test_damaged(void **state)
{
    (void)state;
    spoil(AU_FOLDER PREDICTOR);
    assert_refused(PREDICTOR);
    spoil(AU_FOLDER PREDICTOR);
    spoil("models/pfld.onnx");
    assert_refused("pfld.onnx");
    spoil("models/pfld.onnx");
    const facs_extract_options options = options_of();
    assert_int_equal(facs_extract(in_folder("frames"), &options, NULL, NULL), 0);
}

static void test_cut(void **state)
{
    (void)state;
    cut(AU_FOLDER PREDICTOR);
    assert_refused(PREDICTOR);
}

/* Names in this project's manifest with other content, for which no list vouches. */
static void test_nobody_vouches(void **state)
{
    (void)state;
    assert_int_equal(unlink(in_folder("models/manifest.tsv")), 0);
    assert_refused("models/");
}

/* The other predictors are opened when they are needed, and checked too. */
static void test_those_that_are_opened_later(void **state)
{
    (void)state;
    spoil(AU_FOLDER LATER);
    facs_models *models;
    facs_analyzer *analyzer = NULL;
    facs_error error = {.kind = FACS_ERROR_NONE};
    facs_options options = options_of().analysis;
    assert_int_equal(facs_models_open(&models, &options, &error), 0);
    assert_int_equal(facs_analyzer_open(&analyzer, models, &options, &error), 0);
    facs_analyzer_close(&analyzer);
    options.au = FACS_AU_DYNAMIC;
    assert_int_equal(facs_analyzer_open(&analyzer, models, &options, &error), -EINVAL);
    assert_non_null(strstr(error.text, LATER " is damaged"));
    assert_null(analyzer);
    facs_models_close(&models);
}

static const json_t *file_of(const json_t *root, const char *name)
{
    const json_t *files = json_object_get(json_object_get(root, "models"), "files");
    for (size_t i = 0; i < json_array_size(files); i++) {
        const json_t *file = json_array_get(files, i);
        if (strcmp(json_string_value(json_object_get(file, "file")), name) == 0)
            return file;
    }
    return NULL;
}

/* The folder's own list vouches: no warning, and NAME.json says so. */
static void test_own(void **state)
{
    (void)state;
    facs_extract_options options = options_of();
    options.strict = 1;
    assert_int_equal(facs_extract(in_folder("frames"), &options, NULL, NULL), 0);
    assert_string_equal(said, "");
    json_t *root = json_load_file(options.json, 0, NULL);
    const json_t *pfld = file_of(root, "pfld.onnx");
    assert_true(json_is_false(json_object_get(pfld, "known")));
    assert_true(json_is_true(json_object_get(pfld, "own")));
    assert_non_null(file_of(root, "manifest.tsv"));
    json_decref(root);
}

/* A predictor with a new name, in the list but in no manifest. */
static void make_unknown(void)
{
    size_t size;
    char *text = text_of(AU_FOLDER PREDICTOR, &size);
    write_file(in_folder(AU_FOLDER "mine.dat"), text, size);
    free(text);
    text = text_of(AU_FOLDER "AU_all_static.txt", &size);
    char *name = strstr(text, PREDICTOR);
    assert_non_null(name);
    char *changed = calloc(1, size + 1);
    assert_non_null(changed);
    snprintf(changed, size + 1, "%.*smine.dat%s", (int)(name - text), text,
             name + strlen(PREDICTOR));
    write_file(in_folder(AU_FOLDER "AU_all_static.txt"), changed, strlen(changed));
    free(changed);
    free(text);
    assert_int_equal(rename(in_folder(AU_FOLDER "mine.dat"), in_folder("mine.dat")), 0);
    own_manifest_write(in_folder("models")); /* of all but that */
    assert_int_equal(rename(in_folder("mine.dat"), in_folder(AU_FOLDER "mine.dat")), 0);
}

static void test_unknown(void **state)
{
    (void)state;
    make_unknown();
    facs_extract_options options = options_of();
    facs_error error;
    options.strict = 1;
    assert_int_equal(facs_extract(in_folder("frames"), &options, NULL, &error), -EINVAL);
    assert_non_null(strstr(error.text, "1 file of weights"));
    assert_false(tiny_world_has("a.csv"));
    options.strict = 0;
    assert_int_equal(facs_extract(in_folder("frames"), &options, NULL, NULL), 0);
    assert_non_null(strstr(said, "1 file of weights"));
    assert_non_null(strstr(said, "openface/AU_predictors/mine.dat"));
    json_t *root = json_load_file(options.json, 0, NULL);
    const json_t *mine = file_of(root, "openface/AU_predictors/mine.dat");
    assert_true(json_is_false(json_object_get(mine, "known")));
    assert_null(json_object_get(mine, "own"));
    const json_t *warning = json_array_get(json_object_get(root, "warnings"), 0);
    assert_string_equal(json_string_value(json_object_get(warning, "code")), "unknown-weights");
    json_decref(root);
    /* A caller who opens the models gets the warning in the log. */
    facs_models *models;
    said[0] = '\0';
    assert_int_equal(facs_models_open(&models, &options.analysis, NULL), 0);
    assert_non_null(strstr(said, "openface/AU_predictors/mine.dat"));
    facs_models_close(&models);
}

/* CE-CLM with some of its files is a damaged installation, and not the same as one without them. */
static void test_some_are_missing(void **state)
{
    static const char file[] = "openface/model/patch_experts/cen_patches_0.35_of.dat";
    char path[512];
    (void)state;
    facs_extract_options options = options_of();
    facs_summary summary = {.size = sizeof(summary)};
    options.analysis.landmark_method = FACS_LANDMARKS_AUTO;
    options.analysis.detector = FACS_DETECTOR_AUTO;
    assert_true(facs_extract(in_folder("frames"), &options, &summary, NULL) < 0); /* no CLNF */
    assert_null(strstr(said, "CE-CLM"));
    (void)mkdir(in_folder("models/openface/model"), 0700);
    assert_int_equal(mkdir(in_folder("models/openface/model/patch_experts"), 0700), 0);
    snprintf(path, sizeof(path), "models/%s", file);
    write_file(in_folder(path), "", 0);
    assert_true(facs_extract(in_folder("frames"), &options, &summary, NULL) < 0);
    assert_non_null(strstr(said, "landmarks are CLNF's, because a file of CE-CLM is missing"));
    assert_int_equal(summary.warnings, 1);
    assert_int_equal(summary.landmark_method, FACS_LANDMARKS_CLNF);
}

#define IN_WORLD(test)                                                                             \
    cmocka_unit_test_setup_teardown(test, tiny_world_set_up, tiny_world_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(test_damaged),
        IN_WORLD(test_cut),
        IN_WORLD(test_own),
        IN_WORLD(test_nobody_vouches),
        IN_WORLD(test_unknown),
        IN_WORLD(test_those_that_are_opened_later),
        IN_WORLD(test_some_are_missing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
