/* RetinaFace's rewritten graph gives the same results as the file's. */
#include "detect/detector_graph.h"
#include "detect/retinaface.h"
#include "face_support.h"

#include "base/file.h"
#include "cmocka_all.h"
#include "golden.h"
#include "tiny_onnx.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static facs_onnx *read_model(const char *path)
{
    facs_file file;
    facs_error error = {0};
    facs_onnx *model = NULL;
    if (facs_file_read(&file, path, FACS_ONNX_MAX_FILE, &error) != 0 ||
        facs_onnx_open(&model, file.data, file.size, path, &error) != 0)
        fail_msg("%s", error.text);
    facs_file_free(&file);
    return model;
}

static int count(facs_onnx *model, const char *operation)
{
    int found = 0;
    for (size_t i = 0; i < facs_onnx_graph(model)->n_node; i++)
        found += facs_onnx_is(facs_onnx_graph(model)->node[i], operation);
    return found;
}

/* Returns a binding of the file's network, rewritten or not, after a run on a made-up picture. */
static facs_binding *run(facs_runtime *runtime, const char *path, int rewritten, int height,
                         int width, facs_session **session)
{
    const facs_session_options options = {.backend = FACS_BACKEND_CPU,
                                          .threads = 1,
                                          .rewrite =
                                              rewritten ? facs_detector_graph_rewrite : NULL};
    const int64_t dims[] = {1, 3, height, width};
    facs_binding *binding = NULL;
    facs_error error = {0};
    if (facs_session_open(session, runtime, path, &options, &error) != 0 ||
        facs_binding_open(&binding, *session, dims, &error) != 0)
        fail_msg("%s", error.text);
    float *input = binding->input;
    for (int i = 0; i < 3 * height * width; i++) /* blobs several pixels wide, -120 to 120 */
        input[i] = 120 * sinf((float)(i % width) / 7) * cosf((float)(i / width) / 5);
    assert_int_equal(facs_binding_run(binding, &error), 0);
    return binding;
}

static const facs_tensor *of_width(const facs_binding *binding, int64_t width)
{
    for (int i = 0; i < binding->session->outputs; i++)
        if (binding->output[i].dims[2] == width)
            return &binding->output[i];
    fail_msg("no output of %d numbers", (int)width);
    return NULL;
}

/* Compares every number of the three outputs with the single one's. */
static void compare(const facs_binding *plain, const facs_binding *joined)
{
    const facs_tensor *box = of_width(plain, 4), *scores = of_width(plain, 2),
                      *points = of_width(plain, 10);
    assert_int_equal(joined->session->outputs, 1);
    const facs_tensor *rows = &joined->output[0];
    assert_int_equal(rows->dims[1], box->dims[1]);
    assert_int_equal(rows->dims[2], FACS_DETECTOR_ROW);
    double max = 0;
    for (int64_t i = 0; i < rows->dims[1]; i++) {
        const float *row = rows->data + i * FACS_DETECTOR_ROW;
        const float *raw = row + FACS_DETECTOR_SCORES;
        for (int k = 0; k < 4; k++)
            max =
                fmax(max, fabs((double)row[FACS_DETECTOR_BOX + k] - (double)box->data[4 * i + k]));
        for (int k = 0; k < 10; k++)
            max = fmax(max, fabs((double)row[FACS_DETECTOR_POINTS + k] -
                                 (double)points->data[10 * i + k]));
        max = fmax(max, fabs(1 / (1 + exp((double)raw[0] - (double)raw[1])) -
                             (double)scores->data[2 * i + 1]));
    }
    printf("largest difference: %.2g\n", max);
    /* The convolutions sum the same numbers in the same order; only the softmax differs: 3e-9 to
     * 2e-8 measured. Another processor may sum differently, over at most 576 products. */
    assert_true(max < 1e-5);
}

static void check_file(const char *name, int height, int width)
{
    const char *folder = shared_models();
    facs_session *plain_session = NULL, *joined_session = NULL;
    char path[4096];
    snprintf(path, sizeof(path), "%s/%s", folder, name);
    facs_runtime *runtime = open_runtime();
    facs_binding *plain = run(runtime, path, 0, height, width, &plain_session);
    facs_binding *joined = run(runtime, path, 1, height, width, &joined_session);
    compare(plain, joined);
    facs_binding_close(&plain);
    facs_binding_close(&joined);
    facs_session_close(&plain_session);
    facs_session_close(&joined_session);
    facs_runtime_close(&runtime);
}

static void test_whole_picture(void **state)
{
    (void)state;
    check_file("retinaface_mobilenet025.onnx", 256, 320);
}

static void test_surroundings(void **state)
{
    (void)state;
    check_file("retinaface_mobilenet025.onnx", 96, 96);
}

static void test_fixed_size(void **state)
{
    (void)state;
    check_file("retinaface_mobilenet025_640.onnx", 640, 640);
}

/* The nodes left in the weights' graph: convolutions, and little else. */
static void test_what_is_left(void **state)
{
    (void)state;
    char path[4096];
    snprintf(path, sizeof(path), "%s/retinaface_mobilenet025.onnx", shared_models());
    facs_onnx *model = read_model(path);
    const int convolutions = count(model, "Conv");
    facs_detector_graph_rewrite(model);
    assert_int_equal(count(model, "Conv"), convolutions - 6);
    assert_int_equal(count(model, "Shape"), 0);
    assert_int_equal(count(model, "Softmax"), 0);
    assert_int_equal(count(model, "Concat"), 4);
    assert_int_equal(count(model, "Transpose"), 3);
    facs_onnx_close(&model);
}

/* A network of another form is unchanged: the tiny detector's heads are no plain convolutions. */
static void test_other_networks(void **state)
{
    (void)state;
    char path[] = "/tmp/facs_graph_XXXXXX";
    int handle = mkstemp(path);
    assert_true(handle >= 0);
    close(handle);
    tiny_retinaface(path, 0);
    facs_onnx *model = read_model(path);
    const size_t nodes = facs_onnx_graph(model)->n_node;
    facs_detector_graph_rewrite(model);
    assert_int_equal(facs_onnx_graph(model)->n_node, nodes);
    assert_int_equal(facs_onnx_graph(model)->n_output, 3);
    facs_onnx_close(&model);
    remove(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_whole_picture),  cmocka_unit_test(test_surroundings),
        cmocka_unit_test(test_fixed_size),     cmocka_unit_test(test_what_is_left),
        cmocka_unit_test(test_other_networks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
