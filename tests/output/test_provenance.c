#include "output/provenance.h"

#include "output/json.h"

#include "cmocka_all.h"
#include "scratch.h"

#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* sha256 of "abc" and of "" (FIPS 180-2, appendix B.1; and the empty message). */
#define SHA_ABC   "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
#define SHA_EMPTY "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

static char pfld[] = "pfld.onnx", svr[] = "au/svr/1.dat";
static const facs_digest used[] = {{.name = pfld, .sha256 = SHA_ABC},
                                   {.name = svr, .sha256 = SHA_EMPTY, .state = FACS_WEIGHTS_OWN}};

static facs_network_file networks[] = {{"pfld.onnx", FACS_PRECISION_INT8, NULL},
                                       {"retinaface.onnx", FACS_PRECISION_FP32, NULL},
                                       {.name = NULL}};

static const facs_source_info source = {.kind = "video",
                                        .format = "asf",
                                        .codec = "wmv3",
                                        .width = 640,
                                        .height = 480,
                                        .stored_width = 480,
                                        .stored_height = 480,
                                        .aspect = {4, 3},
                                        .rotation = 90,
                                        .frame_rate = 29.97,
                                        .duration = 9.6,
                                        .start = 0.5,
                                        .sound_start = NAN,
                                        .shortest_step = 0.03,
                                        .longest_step = 0.5,
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

static int write_it(facs_draft *draft, const char *path, facs_error *error)
{
    char *text = NULL;
    int status = facs_provenance_text(&text, &provenance, error);
    if (status == 0)
        status = facs_provenance_write(draft, path, text, error);
    free(text);
    return status;
}

static json_t *written(void)
{
    facs_error error = {0};
    const char *path = scratch("default.json");
    facs_draft draft;
    assert_int_equal(write_it(&draft, path, &error), 0);
    assert_true(has_part("default.json"));
    assert_int_equal(facs_draft_commit(&draft), 0);
    assert_false(has_part("default.json"));
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

/* The precision of each network, and the file if one was made. */
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
    facs_draft draft;
    assert_int_equal(write_it(&draft, scratch("default.json"), &error), -ENOENT);
    assert_false(has_part("default.json"));
    assert_non_null(strstr(error.text, "did facs quantize run in the meantime"));
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
    assert_int_equal(integer_at(input, "stored_width"), 480);
    assert_int_equal(integer_at(input, "stored_height"), 480);
    assert_string_equal(string_at(input, "sample_aspect_ratio"), "4:3");
    assert_true(json_real_value(json_object_get(input, "frame_rate")) == 29.97);
    assert_true(json_is_true(json_object_get(input, "variable_frame_rate")));
    assert_true(json_real_value(json_object_get(input, "shortest_step")) == 0.03);
    assert_true(json_real_value(json_object_get(input, "longest_step")) == 0.5);
    assert_true(json_real_value(json_object_get(input, "start")) == 0.5);
    assert_true(json_is_null(json_object_get(input, "sound_start")));

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
    /* Which manifest lists each of them. */
    assert_true(json_is_true(json_object_get(json_array_get(files, 0), "known")));
    assert_null(json_object_get(json_array_get(files, 0), "own"));
    assert_true(json_is_false(json_object_get(json_array_get(files, 1), "known")));
    assert_true(json_is_true(json_object_get(json_array_get(files, 1), "own")));
    json_decref(root);
}

static const json_t *column(const json_t *list, const char *name)
{
    for (size_t i = 0; i < json_array_size(list); i++)
        if (strcmp(string_at(json_array_get(list, i), "name"), name) == 0)
            return json_array_get(list, i);
    fail_msg("no column %s", name);
    return NULL;
}

/* A run of columns with the same meaning is listed once. */
static void test_what_each_column_means(void **state)
{
    static const facs_csv_options all = {.features = FACS_FEATURE_OPENFACE};
    (void)state;
    json_t *root = written();
    const json_t *list = json_object_get(root, "columns");
    assert_int_equal(json_array_size(list), 5 + FACS_INTENSITIES + FACS_PRESENCES);
    const json_t *au = json_array_get(list, 5);
    assert_string_equal(string_at(au, "name"), "AU01_r");
    assert_string_equal(string_at(au, "unit"), "0 to 5");
    assert_string_equal(string_at(au, "meaning"), "Inner brow raiser");
    json_decref(root);

    provenance.columns = &all;
    root = written();
    list = json_object_get(root, "columns");
    assert_in_range(json_array_size(list), 55, 65); /* not 714 */
    assert_string_equal(string_at(column(list, "frame"), "unit"), "");
    assert_string_equal(string_at(column(list, "gaze_0_x..gaze_0_z"), "unit"), "");
    assert_string_equal(string_at(column(list, "x_0..x_67"), "unit"), "px");
    assert_string_equal(string_at(column(list, "Z_0..Z_67"), "unit"), "mm");
    assert_string_equal(string_at(column(list, "p_scale"), "unit"), "px/mm");
    assert_string_equal(string_at(column(list, "p_0..p_33"), "unit"), "mm");
    assert_string_equal(string_at(column(list, "AU45_c"), "meaning"), "Blink");
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

/* A run on given landmarks has no networks. */
static void test_what_is_unknown_is_null(void **state)
{
    (void)state;
    provenance.runtime = NULL;
    provenance.file_count = 0;
    json_t *root = written();
    assert_true(json_is_null(json_object_get(root, "runtime")));
    assert_int_equal(json_array_size(json_object_get(json_object_get(root, "models"), "files")), 0);
    assert_null(
        json_object_get(json_object_get(root, "input"), "digest")); /* it may not be a file */
    json_decref(root);
}

/* A file name need not be UTF-8. */
static void test_names_that_are_not_utf8(void **state)
{
    (void)state;
    provenance.input = "caf\xe9 100%.mp4";
    json_t *root = written();
    const json_t *input = json_object_get(root, "input");
    assert_string_equal(string_at(input, "name"), "caf\xef\xbf\xbd 100%.mp4");
    assert_string_equal(string_at(input, "name_bytes"), "caf%E9%20100%25.mp4");
    char *name = facs_json_get_name(input, "name");
    assert_string_equal(name, provenance.input);
    free(name);
    json_decref(root);
}

static void test_which_input_and_which_run(void **state)
{
    (void)state;
    facs_input_facts facts = {.name = "default.wmv",
                              .path = "/videos/default.wmv",
                              .known = 1,
                              .timed = 1,
                              .size = 2205500,
                              .modified_ns = 1764166927250000000,
                              .method = "sha256",
                              .digest = SHA_ABC};
    provenance.identity = &facts;
    provenance.started = 1764166927;
    options.command_line = "facs extract 'a b.wmv'";
    json_t *root = written();
    const json_t *input = json_object_get(root, "input"), *run = json_object_get(root, "run");
    assert_string_equal(string_at(input, "path"), "/videos/default.wmv");
    assert_int_equal(integer_at(input, "size"), 2205500);
    assert_string_equal(string_at(input, "modified"), "2025-11-26T14:22:07.250000000Z");
    assert_string_equal(string_at(json_object_get(input, "digest"), "method"), "sha256");
    assert_string_equal(string_at(json_object_get(input, "digest"), "value"), SHA_ABC);
    assert_string_equal(string_at(run, "date"), "2025-11-26T14:22:07Z");
    assert_string_equal(string_at(run, "command_line"), "facs extract 'a b.wmv'");
    assert_true(strlen(string_at(run, "host")) > 0);
    char *here = realpath(".", NULL);
    assert_string_equal(string_at(run, "folder"), here);
    free(here);
    assert_non_null(strchr(string_at(json_object_get(root, "libraries"), "libavcodec"), '.'));
    json_decref(root);
    facts.method = NULL; /* the input changed during the run */
    root = written();
    assert_true(json_is_null(json_object_get(json_object_get(root, "input"), "digest")));
    json_decref(root);
}

static int tell_file(void *self, int n, facs_sink_file *file)
{
    (void)self;
    *file = (facs_sink_file){"out/x_face00.csv", NULL, 7 + n, 1234, SHA_ABC};
    return n < 2 ? 0 : -ERANGE;
}

static void test_the_results(void **state)
{
    (void)state;
    facs_sink csv = {.file = tell_file};
    const facs_outputs outputs = {.sinks = &csv, .count = 1};
    provenance.outputs = &outputs;
    json_t *root = written();
    const json_t *list = json_object_get(root, "results");
    assert_int_equal(json_array_size(list), 2);
    assert_string_equal(string_at(json_array_get(list, 1), "file"), "x_face00.csv");
    assert_int_equal(integer_at(json_array_get(list, 1), "rows"), 8);
    assert_int_equal(integer_at(json_array_get(list, 1), "bytes"), 1234);
    assert_string_equal(string_at(json_array_get(list, 1), "sha256"), SHA_ABC);
    json_decref(root);
}

/* Given points: their file and its digest. */
static void test_given_landmarks(void **state)
{
    (void)state;
    char points[512];
    snprintf(points, sizeof(points), "%s", scratch("points.csv"));
    write_text(points, "abc");
    options.landmarks = points;
    json_t *root = written();
    assert_string_equal(string_at(json_object_get(root, "options"), "landmarks"), points);
    assert_string_equal(string_at(json_object_get(root, "options"), "landmarks_sha256"), SHA_ABC);
    json_decref(root);
}

static void assert_fails(const char *path, int status, facs_error_kind kind, const char *words)
{
    facs_error error = {0};
    facs_draft draft;
    assert_int_equal(write_it(&draft, path, &error), status);
    assert_int_equal(error.kind, kind);
    if (!strstr(error.text, words))
        fail_msg("\"%s\" does not say \"%s\"", error.text, words);
}

static void test_failures_leave_no_file(void **state)
{
    (void)state;
    assert_fails(scratch("absent/x.json"), -ENOENT, FACS_ERROR_OUTPUT, "x.json cannot be");
    assert_fails("/dev/full", -EINVAL, FACS_ERROR_OUTPUT, "is a device");
    assert_int_equal(unlink(networks[0].path), 0);
    assert_fails(scratch("x.json"), -ENOENT, FACS_ERROR_ENVIRONMENT, "int8.onnx can no longer");
    assert_false(exists(scratch("x.json")) || has_part("x.json"));
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
        IN_SCRATCH(test_names_that_are_not_utf8),
        IN_SCRATCH(test_which_input_and_which_run),
        IN_SCRATCH(test_the_results),
        IN_SCRATCH(test_given_landmarks),
        IN_SCRATCH(test_failures_leave_no_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
