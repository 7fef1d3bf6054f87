/* facs_extract from end to end on small models in the real formats; no weights are needed. */
#include "cmocka_all.h"
#include "csv_table.h"
#include "fake_ort.h"
#include "make_clip.h"
#include "tiny_world.h"

#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Every frame has its row, in order; the face is tracked, lost and found again. */
static void test_rows(void **state)
{
    (void)state;
    facs_extract_options options = tiny_world_options();
    facs_summary summary = {.size = sizeof(summary)};
    facs_error error;
    options.csv = in_folder("a.csv");
    options.json = in_folder("a.json");
    options.fps = 25;
    options.analysis.detect_every = 1; /* these landmarks look like a face wherever they are */
    int status = facs_extract(in_folder("frames"), &options, &summary, &error);
    assert_string_equal(error.text, "");
    assert_int_equal(status, 0);
    assert_int_equal(summary.frames, TINY_FRAMES);
    assert_int_equal(summary.faces, TINY_FRAMES - 3);
    assert_string_equal(summary.provider, "CPU");
    assert_int_equal(summary.width, TINY_WIDTH);
    assert_true(summary.duration == (TINY_FRAMES - 1) / 25.0);
    assert_true(tiny_world_has("a.json") && !tiny_world_has_part("a.csv") &&
                !tiny_world_has_part("a.json"));

    csv_table table = csv_table_read(options.csv);
    assert_int_equal(table.rows, TINY_FRAMES);
    assert_int_equal(table.columns, 426);
    double *frame = csv_table_column(&table, "frame");
    double *success = csv_table_column(&table, "success");
    double *x = csv_table_column(&table, "x_30");
    for (int n = 0; n < TINY_FRAMES; n++) {
        assert_true(frame[n] == n + 1);
        assert_true(success[n] == tiny_world_has_face(n));
        /* The nose is about the middle of the square, which moves 2 pixels a frame. */
        assert_true(success[n] ? x[n] > 80 + 2 * n + 20 && x[n] < 80 + 2 * n + 52 : x[n] == 0);
    }
    free(x);
    free(success);
    free(frame);
    csv_table_free(&table);
}

static int stop_after_4(void *opaque, const facs_result *result)
{
    (void)opaque;
    return result->index == 3;
}

/* A stopped run leaves its rows under the unfinished name, and no finished file. */
static void test_stop(void **state)
{
    (void)state;
    facs_extract_options options = tiny_world_options();
    facs_error error;
    options.csv = in_folder("a.csv");
    options.json = in_folder("a.json");
    options.result = stop_after_4;
    assert_int_equal(facs_extract(in_folder("frames"), &options, NULL, &error), -ECANCELED);
    assert_int_equal(error.kind, FACS_ERROR_CANCELLED);
    assert_true(tiny_world_has_part("a.csv") && !tiny_world_has("a.csv") &&
                !tiny_world_has("a.json"));
    csv_table table = csv_table_read(find_part(in_folder("a.csv")));
    assert_true(table.rows == 3 || table.rows == 4);
    csv_table_free(&table);
}

/* ---- Damaged models of every kind ------------------------------------------------------------ */

#define PREDICTORS "models/openface/AU_predictors/"

static const char *const model_files[] = {
    "models/pfld.onnx",
    "models/retinaface_mobilenet025.onnx",
    PREDICTORS "In-the-wild_aligned_PDM_68.txt",
    PREDICTORS "tris_68_full.txt",
    PREDICTORS "AU_all_best.txt",
    PREDICTORS "AU_all_static.txt",
    PREDICTORS "svr_combined/AU_12_static_intensity.dat",
    PREDICTORS "svr_combined/AU_1_dynamic_intensity.dat",
    PREDICTORS "svm_combined/AU_28_dynamic.dat",
};

/* The run must fail in the environment, name the file, and leave no finished result. */
static void expect_refusal(const char *name)
{
    facs_extract_options options = tiny_world_options();
    facs_error error;
    options.csv = in_folder("a.csv");
    if (strstr(name, "static")) /* those that are not asked for are not read */
        options.analysis.au = FACS_AU_STATIC;
    int status = facs_extract(in_folder("frames"), &options, NULL, &error);
    /* Of a list that is cut in a path, the file with half a name is what is missing. */
    const char *named = strstr(name, "/AU_all_") ? "AU_predictors/" : strrchr(name, '/') + 1;
    if (status >= 0 || error.kind != FACS_ERROR_ENVIRONMENT || !strstr(error.text, named))
        fail_msg("%s: status %d, \"%s\"", name, status, error.text);
    assert_false(tiny_world_has("a.csv"));
}

static void test_missing_models(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(model_files) / sizeof(model_files[0]); i++) {
        assert_int_equal(rename(in_folder(model_files[i]), in_folder("aside")), 0);
        expect_refusal(model_files[i]);
        assert_int_equal(rename(in_folder("aside"), in_folder(model_files[i])), 0);
    }
}

static void test_truncated_models(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(model_files) / sizeof(model_files[0]); i++) {
        assert_int_equal(rename(in_folder(model_files[i]), in_folder("aside")), 0);
        for (int per_mille = 0; per_mille < 1000; per_mille += 300) {
            cut_file(in_folder("aside"), in_folder(model_files[i]), per_mille);
            expect_refusal(model_files[i]);
        }
        assert_int_equal(rename(in_folder("aside"), in_folder(model_files[i])), 0);
    }
}

static void test_oversized_models(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(model_files) / sizeof(model_files[0]); i++) {
        struct stat status;
        /* Networks may have 256 MB, the other files 4 MB. */
        const off_t size = strstr(model_files[i], ".onnx") ? ((off_t)1 << 28) + 1 : (off_t)1 << 23;
        assert_int_equal(stat(in_folder(model_files[i]), &status), 0);
        assert_int_equal(truncate(in_folder(model_files[i]), size), 0); /* it uses no disk space */
        expect_refusal(model_files[i]);
        assert_int_equal(truncate(in_folder(model_files[i]), status.st_size), 0);
    }
}

/* ---- The thread that opens the models -------------------------------------------------------- */

/* Every call to the runtime, from the first, comes from one thread that is not the caller's. */
static void test_models_are_opened_on_the_worker(void **state)
{
    (void)state;
    const char *fake = getenv("FACS_TEST_FAKE_ORT");
    facs_extract_options options = tiny_world_options();
    facs_error error;
    size_t count;
    assert_non_null(fake);
    void *library = dlopen(fake, RTLD_NOW);
    assert_non_null(library);
    fake_ort_calls_function *calls;
    fake_ort_forget_function *forget;
    *(void **)&calls = dlsym(library, "fake_ort_calls");
    *(void **)&forget = dlsym(library, "fake_ort_forget");
    assert_true(calls && forget);

    forget();
    options.analysis.runtime = fake;
    assert_true(facs_extract(in_folder("frames"), &options, NULL, &error) < 0);
    assert_int_equal(error.kind, FACS_ERROR_ENVIRONMENT); /* its networks have another form */
    const fake_call *call = calls(&count);
    assert_true(count > 3);
    for (size_t i = 0; i < count; i++) {
        if (strstr(call[i].text, "Release"))
            continue; /* closing happens on the caller's thread, after the worker has ended */
        assert_true(pthread_equal(call[i].thread, call[0].thread));
        assert_false(pthread_equal(call[i].thread, pthread_self()));
    }
    dlclose(library);
}

/* ---- Options --------------------------------------------------------------------------------- */

static void expect_usage(const facs_extract_options *options, const char *word)
{
    facs_error error;
    assert_int_equal(facs_extract(in_folder("frames"), options, NULL, &error), -EINVAL);
    assert_int_equal(error.kind, FACS_ERROR_USAGE);
    if (!strstr(error.text, word))
        fail_msg("\"%s\" does not say \"%s\"", error.text, word);
}

static void test_options_out_of_range(void **state)
{
    (void)state;
    facs_extract_options good = tiny_world_options(), options;
    options = good;
    options.size = 8;
    expect_usage(&options, "sizeof(facs_extract_options)");
    options = good;
    options.every = 0;
    expect_usage(&options, "every");
    options = good;
    options.max_frames = -1;
    expect_usage(&options, "max_frames");
    options = good;
    options.fps = -1;
    expect_usage(&options, "fps");
    options = good;
    options.stream = -1;
    expect_usage(&options, "stream");
    options = good;
    options.max_pixels = -1;
    expect_usage(&options, "max_pixels");
    options = good;
    options.features = 1u << 20;
    expect_usage(&options, "features");
    options = good;
    options.json = "a.json";
    expect_usage(&options, "csv");
    options = good;
    options.csv_rows = options.json_rows = "-";
    expect_usage(&options, "already writes to standard output");
    options = good;
    options.analysis.live = 1;
    expect_usage(&options, "live");
    options = good;
    options.analysis.threads = 65;
    expect_usage(&options, "threads");
    options = good;
    options.analysis.detect_every = 0;
    expect_usage(&options, "detect_every");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_rows, tiny_world_set_up, tiny_world_tear_down),
        cmocka_unit_test_setup_teardown(test_stop, tiny_world_set_up, tiny_world_tear_down),
        cmocka_unit_test_setup_teardown(test_missing_models, tiny_world_set_up,
                                        tiny_world_tear_down),
        cmocka_unit_test_setup_teardown(test_truncated_models, tiny_world_set_up,
                                        tiny_world_tear_down),
        cmocka_unit_test_setup_teardown(test_oversized_models, tiny_world_set_up,
                                        tiny_world_tear_down),
        cmocka_unit_test_setup_teardown(test_models_are_opened_on_the_worker, tiny_world_set_up,
                                        tiny_world_tear_down),
        cmocka_unit_test_setup_teardown(test_options_out_of_range, tiny_world_set_up,
                                        tiny_world_tear_down),
    };
    return cmocka_run_group_tests_name("extract", tests, NULL, NULL);
}
