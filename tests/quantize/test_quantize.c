/* Quantising a network whose ranges are known: exact steps, zero points and bytes, and its error.
 */
#include "onnx_support.h"
#include "quantize/calibrate.h"
#include "quantize/quantize.h"

#include "cmocka_all.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const int64_t dims[4] = {1, 2, 4, 4};
static facs_runtime *runtime;

static int open_runtime(void **state)
{
    runtime = real_runtime();
    return make_scratch(state);
}

static int close_runtime(void **state)
{
    facs_runtime_close(&runtime);
    return remove_scratch(state);
}

static int every(facs_onnx *model, const facs_onnx_node *node, const facs_onnx_floats *kernel)
{
    (void)model;
    (void)node;
    (void)kernel;
    return 1;
}

static int none(facs_onnx *model, const facs_onnx_node *node, const facs_onnx_floats *kernel)
{
    return every(model, node, kernel) - 1;
}

/* y = Relu(w2 * r + r) with r = Relu(w1 * x + b1); convolutions 1x1, of two channels. */
static facs_onnx *network(void)
{
    static const int64_t kernel[] = {2, 2, 1, 1}, two = 2;
    static const float first[] = {1.27f, -0.5f, 0.02f, 2.54f}, bias[] = {0.1f, -0.2f};
    static const float second[] = {0.5f, 0.25f, 0, 0}; /* the second channel: zeros */
    tiny_onnx *tiny = tiny_onnx_new();
    tiny_onnx_input(tiny, "x", TINY_FLOAT, "1 2 4 4");
    tiny_onnx_floats(tiny, "w1", 4, kernel, first);
    tiny_onnx_floats(tiny, "b1", 1, &two, bias);
    tiny_onnx_floats(tiny, "w2", 4, kernel, second);
    tiny_onnx_node(tiny, "Conv", "x w1 b1", "c", NULL);
    tiny_onnx_node(tiny, "Relu", "c", "r", NULL);
    tiny_onnx_node(tiny, "Conv", "r w2", "d", NULL);
    tiny_onnx_node(tiny, "Add", "d r", "s", NULL);
    tiny_onnx_node(tiny, "Relu", "s", "y", NULL);
    tiny_onnx_output(tiny, "y", TINY_FLOAT, "1 2 4 4");
    return edit(tiny);
}

static void check_bytes(facs_onnx *model, const char *name, int type, const void *bytes,
                        size_t size)
{
    const FacsOnnx__GraphProto *graph = facs_onnx_graph(model);
    for (size_t i = 0; i < graph->n_initializer; i++)
        if (strcmp(graph->initializer[i]->name, name) == 0) {
            assert_int_equal(graph->initializer[i]->data_type, type);
            assert_int_equal(graph->initializer[i]->raw_data.len, size);
            assert_memory_equal(graph->initializer[i]->raw_data.data, bytes, size);
            return;
        }
    fail_msg("no constant %s", name);
}

static facs_quantize_tensors *find_tensors(facs_onnx *model)
{
    facs_error error = {0};
    facs_quantize_tensors *tensors = calloc(1, sizeof(*tensors));
    assert_non_null(tensors);
    assert_int_equal(facs_quantize_find(model, every, tensors, &error), 0);
    return tensors;
}

static void test_what_is_found(void **state)
{
    (void)state;
    static const char *const names[] = {"x", "r", "d", "s"};
    facs_onnx *model = network();
    facs_quantize_tensors *tensors = find_tensors(model);
    assert_int_equal(tensors->count, 4);
    for (int i = 0; i < 4; i++)
        assert_string_equal(tensors->name[i], names[i]);
    facs_error error = {0};
    check_error(facs_quantize_find(model, none, tensors, &error), &error, -ENOTSUP,
                FACS_ERROR_ENVIRONMENT, "nothing to quantise");
    free(tensors);
    facs_onnx_close(&model);
}

/* x within -1..1.55: step 0.01, zero 100. r within 0..5.1, d the same, s within 0..10.2. */
static void set_scales(facs_quantize_tensors *tensors)
{
    tensors->scale[0] = facs_scale_of(-1, 1.55f);
    tensors->scale[1] = tensors->scale[2] = facs_scale_of(0, 5.1f);
    tensors->scale[3] = facs_scale_of(0, 10.2f);
}

static void test_constants(void **state)
{
    (void)state;
    facs_onnx *model = network();
    facs_quantize_tensors *tensors = find_tensors(model);
    set_scales(tensors);
    assert_true(fabsf(tensors->scale[0].scale - 0.01f) < 1e-9f);
    assert_int_equal(tensors->scale[0].zero, 100);
    facs_onnx_quantize(model, every, tensors, 0);
    check_bytes(model, "x.step", FACS_ONNX_FLOAT, &tensors->scale[0].scale, 4);
    check_bytes(model, "x.zero", FACS_ONNX_UINT8, &(uint8_t){100}, 1);
    check_bytes(model, "r.zero", FACS_ONNX_UINT8, &(uint8_t){0}, 1);
    /* Steps 1.27 / 127 and 2.54 / 127: 127, -50; 1, 127. Biases in steps of 0.0001 and 0.0002. The
       rectifier is part of r's range, so the convolution makes r itself. */
    check_bytes(model, "r.kernel.bytes", FACS_ONNX_INT8, ((int8_t[]){127, -50, 1, 127}), 4);
    check_bytes(model, "r.bias.bytes", FACS_ONNX_INT32, ((int32_t[]){1000, -1000}), 8);
    check_bytes(model, "d.kernel.bytes", FACS_ONNX_INT8, ((int8_t[]){127, 64, 0, 0}), 4);
    assert_int_equal(count_nodes(model, "Relu"), 1); /* that of the sum stays: y is an output */
    assert_int_equal(count_nodes(model, "QuantizeLinear"), 4);
    assert_int_equal(count_nodes(model, "DequantizeLinear"), 7);
    free(tensors);
    facs_onnx_close(&model);
}

static void test_seven_bits(void **state)
{
    (void)state;
    facs_onnx *model = network();
    facs_quantize_tensors *tensors = find_tensors(model);
    set_scales(tensors);
    facs_onnx_quantize(model, every, tensors, 1);
    check_bytes(model, "r.kernel.bytes", FACS_ONNX_INT8, ((int8_t[]){63, -25, 0, 63}), 4);
    free(tensors);
    facs_onnx_close(&model);
}

/* Calibrated on the input that is then run: no value is further off than the steps on its way. */
static void test_results(void **state)
{
    (void)state;
    float input[32];
    size_t size, count;
    facs_error error = {0};
    facs_calibrator *calibrator = NULL;
    facs_onnx *model = network(), *watched = network();
    facs_quantize_tensors *tensors = find_tensors(model);
    fill_input(input, 32);
    input[0] = -1;
    input[1] = 1.55f;
    assert_int_equal(facs_calibrator_open(&calibrator, runtime, watched, tensors, &error), 0);
    assert_int_equal(facs_calibrator_add(calibrator, input, dims, &error), 0);
    assert_int_equal(tensors->inputs, 1);
    facs_calibrator_finish(calibrator);
    facs_calibrator_close(&calibrator);
    facs_onnx_close(&watched);
    /* 32 values: cutting off one of them costs more than it gives. */
    assert_true(fabsf(tensors->scale[0].scale - 0.01f) < 1e-6f);
    assert_int_equal(tensors->scale[0].zero, 100);
    float max = 0;
    facs_onnx *plain = network();
    unsigned char *data = packed(&plain, &size);
    float *exact = run_network(runtime, data, size, dims, input, &count);
    free(data);
    facs_onnx_quantize(model, every, tensors, 0);
    data = packed(&model, &size);
    float *bytes = run_network(runtime, data, size, dims, input, &count);
    assert_int_equal(count, 32);
    for (int i = 0; i < 32; i++)
        max = fmaxf(max, fabsf(bytes[i] - exact[i]));
    /* Half a step of x (times the weights' 2.56), of r (times 1.75), of d and s, and as much again
       for the weights' own rounding. */
    const float bound =
        0.5f * (2.56f * 1.75f * tensors->scale[0].scale + 1.75f * tensors->scale[1].scale +
                tensors->scale[2].scale + tensors->scale[3].scale);
    assert_true(max < 2 * bound);
    assert_true(max > 0); /* or nothing was quantised */
    free(bytes);
    free(exact);
    free(data);
    free(tensors);
}

static void test_no_numbers(void **state)
{
    (void)state;
    float input[32] = {NAN};
    facs_error error = {0};
    facs_calibrator *calibrator = NULL;
    facs_onnx *model = network();
    facs_quantize_tensors *tensors = find_tensors(model);
    assert_int_equal(facs_calibrator_open(&calibrator, runtime, model, tensors, &error), 0);
    check_error(facs_calibrator_add(calibrator, input, dims, &error), &error, -EINVAL,
                FACS_ERROR_ENVIRONMENT, "in x that are not numbers");
    const int64_t other[] = {1, 3, 4, 4}; /* a channel too many */
    float zeros[48] = {0};
    check_error(facs_calibrator_add(calibrator, zeros, other, &error), &error, -EIO,
                FACS_ERROR_ENVIRONMENT, "cannot be calibrated: ");
    facs_calibrator_close(&calibrator);
    facs_onnx_close(&model);
    free(tensors);
}

/* A network with an input x of 1x3x6x6. */
static tiny_onnx *begin(void)
{
    tiny_onnx *model = tiny_onnx_new();
    tiny_onnx_input(model, "x", TINY_FLOAT, "1 3 6 6");
    return model;
}

static void test_upgrade(void **state)
{
    (void)state;
    facs_error error = {0};
    int64_t axes[4];
    tiny_onnx *tiny = begin();
    tiny_onnx_node(tiny, "Unsqueeze", "x", "u",
                   (tiny_attribute[]){{"axes", 1, {2}}, {NULL, 0, {0}}});
    tiny_onnx_node(tiny, "Relu", "u", "y", NULL);
    tiny_onnx_output(tiny, "y", TINY_FLOAT, "1 3 1 6 6");
    facs_onnx *model = edit(tiny);
    facs_onnx_set_opset(model, 10);
    assert_int_equal(facs_onnx_upgrade(model, &error), 0);
    assert_int_equal(facs_onnx_opset(model), 13);
    const facs_onnx_node *node = facs_onnx_producer(model, "u");
    assert_int_equal(node->n_input, 2);
    assert_int_equal(node->n_attribute, 0);
    assert_int_equal(facs_onnx_get_integers(model, node->input[1], axes, 4), 1);
    assert_int_equal(axes[0], 2);
    facs_onnx_close(&model);

    /* A softmax of set 10 is another one than that of 13. */
    tiny = begin();
    tiny_onnx_node(tiny, "Softmax", "x", "y", NULL);
    tiny_onnx_output(tiny, "y", TINY_FLOAT, "1 3 6 6");
    model = edit(tiny);
    facs_onnx_set_opset(model, 10);
    check_error(facs_onnx_upgrade(model, &error), &error, -ENOTSUP, FACS_ERROR_ENVIRONMENT,
                "operator Softmax of set 10");
    facs_onnx_close(&model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_found), cmocka_unit_test(test_constants),
        cmocka_unit_test(test_seven_bits),    cmocka_unit_test(test_results),
        cmocka_unit_test(test_no_numbers),    cmocka_unit_test(test_upgrade),
    };
    return cmocka_run_group_tests(tests, open_runtime, close_runtime);
}
