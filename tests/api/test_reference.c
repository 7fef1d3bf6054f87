/*
 * The whole library on real videos with the real weights: agreement with OpenFace, faces lost and
 * found, the same bytes from run to run. Skipped without ../shared.
 */
#include "agreement.h"
#include "cmocka_all.h"
#include "csv_table.h"
#include "golden.h"
#include "sanitized.h"

#include <facs/facs.h>

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char folder[64];

static int set_up(void **state)
{
    (void)state;
    strcpy(folder, "/tmp/facs-reference-XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

static int tear_down(void **state)
{
    char command[128];
    (void)state;
    snprintf(command, sizeof(command), "rm -r %s", folder);
    return system(command);
}

static const char *in_folder(const char *name)
{
    static char paths[4][256];
    static int next;
    char *path = paths[next++ % 4];
    snprintf(path, sizeof(paths[0]), "%s/%s", folder, name);
    return path;
}

static facs_extract_options shared_options(void)
{
    facs_extract_options options;
    facs_default_extract_options(&options);
    options.analysis.models = shared_models();
    options.analysis.backend = FACS_BACKEND_CPU;
    options.overwrite = FACS_OVERWRITE_ALL;
    return options;
}

static facs_summary extract(const char *video, const facs_extract_options *options)
{
    facs_summary summary = {.size = sizeof(summary)};
    facs_error error;
    int status = facs_extract(video, options, &summary, &error);
    if (status < 0)
        fail_msg("%s: %s", video, error.text);
    return summary;
}

/* OpenFace's own landmark method, end to end: the figures that the project promises. */
static void test_agreement_with_openface(void **state)
{
    (void)state;
    static const char *const clips[][2] = {
        {"videos/default.wmv", "golden/csv/default.csv"},
        {"videos/changeLighting.wmv", "golden/csv/changeLighting.csv"},
        {"videos/single_face.mp4", "golden/csv/single_face.csv"}};
    for (int i = 0; i < 3; i++) {
        facs_extract_options options = shared_options();
        options.csv = in_folder("clnf.csv");
        options.max_frames = SANITIZED ? 8 : 0;
        extract(shared_path(clips[i][0]), &options);
        if (SANITIZED)
            continue; /* the figures are of whole clips */
        agreement a = compare_tables(options.csv, shared_path(clips[i][1]));
        assert_true(a.mean_r >= .98);
        assert_true(a.mean_error <= .03);
        assert_true(a.presence >= .97);
        assert_true(a.landmarks <= .006);
        assert_true(a.state >= .99);
        assert_true(a.gaze <= 1);
        assert_true(a.place <= 1 && a.turn <= .005);
    }
}

/* PFLD runs on ONNX Runtime, without which there is nothing to test. */
static void need_onnx_runtime(void)
{
    facs_options options;
    facs_default_options(&options);
    if (facs_backend_probe(FACS_BACKEND_CPU, &options, NULL) < 0)
        skip();
}

/* PFLD: the earlier Python program reached .80 at best. */
static void test_agreement_of_pfld(void **state)
{
    (void)state;
    need_onnx_runtime();
    facs_extract_options options = shared_options();
    options.analysis.landmark_method = FACS_LANDMARKS_PFLD;
    options.csv = in_folder("pfld.csv");
    options.max_frames = SANITIZED ? 8 : 288;
    facs_summary summary = extract(shared_path("videos/default.wmv"), &options);
    assert_int_equal(summary.frames, options.max_frames);
    assert_int_equal(summary.faces, options.max_frames);
    if (SANITIZED)
        return;
    agreement a = compare_tables(options.csv, shared_path("golden/csv/default.csv"));
    assert_true(a.mean_r >= .83);
}

/* OpenFace's own points through --landmarks, as its CSV prints them (one decimal).
 */
static void test_agreement_with_given_landmarks(void **state)
{
    (void)state;
    facs_extract_options options = shared_options();
    options.landmarks = shared_path("golden/csv/default.csv");
    options.csv = in_folder("given.csv");
    options.max_frames = SANITIZED ? 12 : 288;
    facs_summary summary = extract(shared_path("videos/default.wmv"), &options);
    assert_int_equal(summary.faces, options.max_frames);
    assert_string_equal(summary.provider, "none");
    if (SANITIZED)
        return;
    agreement a = compare_tables(options.csv, options.landmarks);
    assert_true(a.mean_r >= .99);
    assert_true(a.landmarks < 1e-6);
}

static double share(const double *success, size_t from, size_t to)
{
    double sum = 0;
    for (size_t n = from; n < to; n++)
        sum += success[n];
    return to > from ? sum / (double)(to - from) : 0;
}

/* Every frame keeps its row; no_face.mp4 has no face at all. */
static void check_no_face(facs_landmark_method method)
{
    facs_extract_options options = shared_options();
    options.analysis.landmark_method = method;
    options.csv = in_folder("no_face.csv");
    facs_summary summary = extract(shared_path("videos/no_face.mp4"), &options);
    csv_table table = csv_table_read(options.csv);
    double *success = csv_table_column(&table, "success");
    assert_int_equal(summary.frames, (int64_t)table.rows);
    assert_int_equal(summary.faces, 0);
    assert_true(share(success, 0, table.rows) == 0);
    free(success);
    csv_table_free(&table);
}

/* A face that comes late is found, one that leaves is lost; nothing flickers in between. */
static void check_face_comes_and_goes(facs_landmark_method method)
{
    facs_extract_options options = shared_options();
    options.analysis.landmark_method = method;
    options.csv = in_folder("late.csv");
    extract(shared_path("videos/noface_face.mov"), &options);
    csv_table late = csv_table_read(options.csv);
    double *success = csv_table_column(&late, "success");
    assert_true(share(success, 0, late.rows / 10) == 0);
    assert_true(share(success, late.rows * 9 / 10, late.rows - 1) == 1);
    assert_true(success[late.rows - 1] == 0); /* the clip's last frame is black */
    free(success);
    csv_table_free(&late);

    options.csv = in_folder("early.csv");
    extract(shared_path("videos/face_noface.mov"), &options);
    csv_table early = csv_table_read(options.csv);
    success = csv_table_column(&early, "success");
    assert_true(share(success, 0, early.rows / 10) == 1);
    assert_true(share(success, early.rows * 9 / 10, early.rows) == 0);
    free(success);
    csv_table_free(&early);
}

static char *slurp(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    *size = (size_t)ftell(file);
    rewind(file);
    char *bytes = malloc(*size + 1);
    assert_non_null(bytes);
    assert_int_equal(fread(bytes, 1, *size, file), *size);
    fclose(file);
    return bytes;
}

/* The same bytes from run to run and for any number of threads. */
static void check_repeatable(facs_landmark_method method)
{
    const int threads[] = {1, 1, 2, 4};
    size_t first_size = 0;
    char *first = NULL;
    facs_extract_options options = shared_options();
    const char *video = shared_path("videos/single_face.mp4");
    options.analysis.landmark_method = method;
    options.full_precision = 1;
    options.max_frames = SANITIZED ? 8 : 0;
    for (size_t i = 0; i < sizeof(threads) / sizeof(threads[0]); i++) {
        size_t size;
        options.analysis.threads = threads[i];
        options.csv = in_folder("repeat.csv");
        extract(video, &options);
        char *bytes = slurp(options.csv, &size);
        if (!first) {
            first = bytes;
            first_size = size;
            continue;
        }
        assert_int_equal(size, first_size);
        assert_memory_equal(bytes, first, size);
        free(bytes);
    }
    free(first);
}

static void test_no_face(void **state)
{
    (void)state;
    check_no_face(FACS_LANDMARKS_CLNF);
}

static void test_no_face_with_pfld(void **state)
{
    (void)state;
    need_onnx_runtime();
    check_no_face(FACS_LANDMARKS_PFLD);
}

static void test_face_comes_and_goes(void **state)
{
    (void)state;
    check_face_comes_and_goes(FACS_LANDMARKS_CLNF);
}

static void test_face_comes_and_goes_with_pfld(void **state)
{
    (void)state;
    need_onnx_runtime();
    check_face_comes_and_goes(FACS_LANDMARKS_PFLD);
}

static void test_repeatable(void **state)
{
    (void)state;
    check_repeatable(FACS_LANDMARKS_CLNF);
}

static void test_repeatable_with_pfld(void **state)
{
    (void)state;
    need_onnx_runtime();
    check_repeatable(FACS_LANDMARKS_PFLD);
}

static void assert_same_file(const char *a, const char *b)
{
    FILE *first = fopen(a, "rb"), *second = fopen(b, "rb");
    int byte, bytes = 0;

    assert_non_null(first);
    assert_non_null(second);
    do {
        byte = fgetc(first);
        assert_int_equal(byte, fgetc(second));
        bytes++;
    } while (byte != EOF);
    assert_true(bytes > 1000);
    fclose(first);
    fclose(second);
}

/* What a processor without fast kernels gives is the same, so it agrees with OpenFace as much. */
static void test_portable_path(void **state)
{
    (void)state;
    facs_extract_options options = shared_options();
    const char *fast = in_folder("fast.csv"), *portable = in_folder("portable.csv");

    options.max_frames = SANITIZED ? 8 : 0;
    options.csv = fast;
    extract(shared_path("videos/default.wmv"), &options);
    options.csv = portable;
    assert_int_equal(setenv("FACS_SIMD", "portable", 1), 0);
    extract(shared_path("videos/default.wmv"), &options);
    unsetenv("FACS_SIMD");
    assert_same_file(portable, fast);
}

typedef struct job {
    facs_models *models;
    uint8_t *frames[8];
    facs_result results[8];
    int status;
} job;

static int analyze_all(job *j)
{
    facs_options options;
    facs_analyzer *analyzer;
    facs_default_options(&options);
    int status = facs_analyzer_open(&analyzer, j->models, &options, NULL);
    for (int i = 0; i < 8 && status == 0; i++) {
        const facs_frame frame = {.size = sizeof(frame),
                                  .pixels = j->frames[i],
                                  .width = 640,
                                  .height = 480,
                                  .stride = 640 * 3,
                                  .index = i};
        status = facs_analyzer_push(analyzer, &frame);
        j->results[i].size = sizeof(j->results[i]);
        if (status == 0)
            status = facs_analyzer_pull(analyzer, &j->results[i]);
        memset(j->results[i].stage_ms, 0, sizeof(j->results[i].stage_ms));
    }
    facs_analyzer_close(&analyzer);
    return status;
}

static void *analyze_on_thread(void *argument)
{
    job *j = argument;
    j->status = analyze_all(j);
    return NULL;
}

/* Two analyzers on one facs_models, in two threads at once, say what one says alone. */
static void test_two_analyzers_share_models(void **state)
{
    (void)state;
    facs_options options;
    facs_error error;
    static job jobs[3];
    pthread_t threads[2];
    facs_default_options(&options);
    options.models = shared_models();
    options.backend = FACS_BACKEND_CPU;
    shared_path("golden/default/frame_000.png");
    assert_int_equal(facs_models_open(&jobs[0].models, &options, &error), 0);
    for (int i = 0; i < 8; i++)
        jobs[0].frames[i] = golden_frame(25 * i);
    jobs[1] = jobs[2] = jobs[0];
    assert_int_equal(analyze_all(&jobs[2]), 0);
    for (int i = 0; i < 2; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, analyze_on_thread, &jobs[i]), 0);
    for (int i = 0; i < 2; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(jobs[i].status, 0);
        assert_memory_equal(jobs[i].results, jobs[2].results, sizeof(jobs[2].results));
    }
    for (int i = 0; i < 8; i++) {
        assert_int_equal(jobs[2].results[i].success, 1);
        free(jobs[2].frames[i]);
    }
    facs_models_close(&jobs[0].models);
}

/* A single image takes the static models, and one row with the leading columns face, confidence. */
static void test_single_image(void **state)
{
    (void)state;
    facs_extract_options options = shared_options();
    options.csv = in_folder("image.csv");
    options.json = in_folder("image.json");
    facs_summary summary = extract(shared_path("videos/single_face.jpg"), &options);
    assert_int_equal(summary.still_image, 1);
    assert_int_equal(summary.faces, 1);
    csv_table table = csv_table_read(options.csv);
    assert_int_equal(table.rows, 1);
    assert_string_equal(table.names[0], "face");
    assert_string_equal(table.names[1], "confidence");
    csv_table_free(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_agreement_with_openface, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_agreement_of_pfld, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_agreement_with_given_landmarks, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_no_face, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_no_face_with_pfld, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_face_comes_and_goes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_face_comes_and_goes_with_pfld, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_repeatable, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_repeatable_with_pfld, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_portable_path, set_up, tear_down),
        cmocka_unit_test(test_two_analyzers_share_models),
        cmocka_unit_test_setup_teardown(test_single_image, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("reference", tests, NULL, NULL);
}
