#include "output/provenance.h"

#include "cmocka_all.h"
#include "scratch.h"

#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* sha256 of "abc" and of "" (FIPS 180-2, appendix B.1; and the empty message). */
#define SHA_ABC   "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
#define SHA_EMPTY "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

static char pfld[] = "pfld.onnx", svr[] = "au/svr/1.dat";
static const facs_digest used[] = {{pfld, SHA_ABC}, {svr, SHA_EMPTY}};

static facs_network_file networks[] = {{"pfld.onnx", FACS_PRECISION_INT8, NULL},
                                       {"retinaface.onnx", FACS_PRECISION_FP32, NULL},
                                       {.name = NULL}};

static const facs_source_info source = {.kind = "video",
                                        .format = "asf",
                                        .codec = "wmv3",
                                        .width = 640,
                                        .height = 480,
                                        .rotation = 90,
                                        .frame_rate = 29.97,
                                        .duration = 9.6,
                                        .failed = 2,
                                        .variable_frame_rate = 1};
static const facs_csv_options columns = {.features = FACS_FEATURE_AUS};
static const facs_summary summary = {.frames = 288,
                                     .rows = 288,
                                     .faces = 280,
                                     .failed = 2,
                                     .duration = 9.576,
                                     .analysis_seconds = NAN,
                                     .provider = "CPU"};
static facs_extract_options options;
static facs_provenance provenance;
static char models[512];

static int setup(void **state)
{
    if (scratch_setup(state) != 0)
        return -1;
    snprintf(models, sizeof(models), "%s", scratch(""));
    options = (facs_extract_options){.features = FACS_FEATURE_AUS | FACS_FEATURE_2D,
                                     .every = 3,
                                     .analysis = {.detect_every = 10,
                                                  .focal_x = 500,
                                                  .detector = FACS_DETECTOR_RETINAFACE,
                                                  .face_choice = FACS_FACE_CENTRAL,
                                                  .region = {1, 2, 300, 200},
                                                  .min_face = 40}};
    provenance = (facs_provenance){.input = "default.wmv",
                                   .source = &source,
                                   .options = &options,
                                   .columns = &columns,
                                   .summary = &summary,
                                   .models = models,
                                   .files = used,
                                   .file_count = 2,
                                   .networks = networks,
                                   .runtime = "1.29.0, /lib/x.so"};
    static char made[512];
    snprintf(made, sizeof(made), "%s", scratch("pfld-int8.onnx"));
    networks[0].path = made;
    write_text(made, "abc");
    return 0;
}

static json_t *written(void)
{
    facs_error error = {0};
    const char *path = scratch("default.json");
    assert_int_equal(facs_provenance_write(path, &provenance, &error), 0);
    assert_false(exists(scratch("default.json.part")));
    json_t *root = json_load_file(path, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(root);
    return root;
}

static const char *string_at(const json_t *object, const char *key)
{
    const char *value = json_string_value(json_object_get(object, key));
    assert_non_null(value);
    return value;
}

static json_int_t integer_at(const json_t *object, const char *key)
{
    assert_true(json_is_integer(json_object_get(object, key)));
    return json_integer_value(json_object_get(object, key));
}

/* What each network computed in; for one that was made, which file. */
static void test_networks(void **state)
{
    (void)state;
    json_t *root = written();
    const json_t *list = json_object_get(root, "networks");
    assert_int_equal(json_array_size(list), 2);
    const json_t *first = json_array_get(list, 0), *second = json_array_get(list, 1);
    assert_string_equal(string_at(first, "file"), "pfld.onnx");
    assert_string_equal(string_at(first, "precision"), "int8");
    assert_string_equal(string_at(first, "made_file"), networks[0].path);
    assert_string_equal(string_at(first, "made_sha256"), SHA_ABC);
    assert_string_equal(string_at(second, "precision"), "fp32");
    assert_true(json_is_null(json_object_get(second, "made_file")));
    assert_true(json_is_null(json_object_get(second, "made_sha256")));
    json_decref(root);
    assert_int_equal(unlink(networks[0].path), 0);
    facs_error error = {0};
    assert_int_equal(facs_provenance_write(scratch("default.json"), &provenance, &error), -ENOENT);
    assert_non_null(strstr(error.text, "was facs quantize run meanwhile"));
}

static void test_what_made_the_file(void **state)
{
    json_t *root = written();
    (void)state;
    assert_string_equal(string_at(root, "version"), facs_version());
    assert_string_equal(string_at(root, "provider"), "CPU");
    assert_string_equal(string_at(root, "runtime"), "1.29.0, /lib/x.so");

    const json_t *input = json_object_get(root, "input");
    assert_string_equal(string_at(input, "name"), "default.wmv");
    assert_string_equal(string_at(input, "codec"), "wmv3");
    assert_int_equal(integer_at(input, "rotation"), 90);
    assert_true(json_real_value(json_object_get(input, "frame_rate")) == 29.97);
    assert_true(json_is_true(json_object_get(input, "variable_frame_rate")));

    const json_t *chosen = json_object_get(root, "options");
    assert_string_equal(string_at(chosen, "landmarks"), "clnf");
    assert_string_equal(string_at(chosen, "precision"), "fp32");
    assert_string_equal(string_at(chosen, "au"), "dynamic");
    assert_int_equal(integer_at(chosen, "detect_every"), 10);
    assert_string_equal(string_at(chosen, "detector"), "retinaface");
    assert_string_equal(string_at(chosen, "face"), "central");
    assert_int_equal(json_integer_value(json_array_get(json_object_get(chosen, "region"), 2)), 300);
    assert_int_equal(integer_at(chosen, "min_face"), 40);
    assert_int_equal(integer_at(chosen, "every"), 3);
    assert_true(json_is_null(json_object_get(chosen, "focal_y")));
    const json_t *features = json_object_get(chosen, "features");
    assert_int_equal(json_array_size(features), 1); /* of the columns that were written */
    assert_string_equal(json_string_value(json_array_get(features, 0)), "aus");

    const json_t *frames = json_object_get(root, "frames");
    assert_int_equal(integer_at(frames, "rows"), 288);
    assert_int_equal(integer_at(frames, "with_face"), 280);
    assert_int_equal(integer_at(frames, "failed_to_decode"), 2);
    assert_true(json_is_null(json_object_get(frames, "analysis_seconds"))); /* JSON has no NaN */
    json_decref(root);
}

static void assert_file(const json_t *files, size_t i, const char *name, const char *sha256)
{
    const json_t *file = json_array_get(files, i);
    assert_string_equal(string_at(file, "file"), name);
    assert_string_equal(string_at(file, "sha256"), sha256);
}

static void test_the_models_that_were_used(void **state)
{
    json_t *root = written();
    const json_t *files = json_object_get(json_object_get(root, "models"), "files");
    (void)state;
    assert_int_equal(json_array_size(files), 2);
    assert_file(files, 0, "pfld.onnx", SHA_ABC);
    assert_file(files, 1, "au/svr/1.dat", SHA_EMPTY);
    json_decref(root);
}

static void test_what_each_column_means(void **state)
{
    json_t *root = written();
    const json_t *list = json_object_get(root, "columns");
    (void)state;
    assert_int_equal(json_array_size(list), 5 + FACS_INTENSITIES + FACS_PRESENCES);
    const json_t *column = json_array_get(list, 5);
    assert_string_equal(string_at(column, "name"), "AU01_r");
    assert_string_equal(string_at(column, "unit"), "0 to 5");
    assert_string_equal(string_at(column, "meaning"), "Inner brow raiser");
    json_decref(root);
}

static void test_a_still_image_used_static_models(void **state)
{
    facs_summary still = summary;
    (void)state;
    still.still_image = 1;
    provenance.summary = &still;
    json_t *root = written();
    assert_string_equal(string_at(json_object_get(root, "options"), "au"), "static");
    json_decref(root);
}

/* A file name need not be UTF-8; a run on given landmarks has no networks. */
static void test_what_is_unknown_is_null(void **state)
{
    (void)state;
    provenance.input = "caf\xe9.mp4";
    provenance.runtime = NULL;
    provenance.file_count = 0;
    json_t *root = written();
    assert_true(json_is_null(json_object_get(json_object_get(root, "input"), "name")));
    assert_true(json_is_null(json_object_get(root, "runtime")));
    assert_int_equal(json_array_size(json_object_get(json_object_get(root, "models"), "files")), 0);
    json_decref(root);
}

static void assert_fails(const char *path, int status, facs_error_kind kind, const char *words)
{
    facs_error error = {0};
    assert_int_equal(facs_provenance_write(path, &provenance, &error), status);
    assert_int_equal(error.kind, kind);
    if (!strstr(error.text, words))
        fail_msg("\"%s\" does not say \"%s\"", error.text, words);
}

static void test_failures_leave_no_file(void **state)
{
    (void)state;
    assert_fails(scratch("absent/x.json"), -ENOENT, FACS_ERROR_OUTPUT, "x.json.part cannot be");
    assert_fails("/dev/full", -EINVAL, FACS_ERROR_OUTPUT, "is a device");
    if (exists("/dev/full")) {
        assert_int_equal(symlink("/dev/full", scratch("x.json.part")), 0);
        assert_fails(scratch("x.json"), -ENOSPC, FACS_ERROR_OUTPUT, "make room");
    }
    assert_int_equal(unlink(networks[0].path), 0);
    assert_fails(scratch("x.json"), -ENOENT, FACS_ERROR_ENVIRONMENT, "int8.onnx cannot be read");
    assert_false(exists(scratch("x.json")));
    assert_false(exists(scratch("x.json.part")));
}

#define IN_SCRATCH(test) cmocka_unit_test_setup_teardown(test, setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_SCRATCH(test_networks),
        IN_SCRATCH(test_what_made_the_file),
        IN_SCRATCH(test_the_models_that_were_used),
        IN_SCRATCH(test_what_each_column_means),
        IN_SCRATCH(test_a_still_image_used_static_models),
        IN_SCRATCH(test_what_is_unknown_is_null),
        IN_SCRATCH(test_failures_leave_no_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
