/* Folding: the same results from fewer nodes; and what must not be folded. */
#include "onnx_support.h"

#include "cmocka_all.h"
#include "nn/onnx_fold.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SIDE 6

static const int64_t input_dims[4] = {1, 3, SIDE, SIDE};
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

/* A convolution from a tensor to another, weights [out][in][side][side] made up from its name. */
static void convolution(tiny_onnx *model, const char *from, const char *to, int64_t out, int64_t in,
                        int64_t side)
{
    float weights[2048], bias[64];
    char kernel_name[32], bias_name[32], inputs[96];
    const int64_t dims[] = {out, in, side, side}, pad = side / 2;
    fill_input(weights, (size_t)(out * in * side * side));
    fill_input(bias, (size_t)out);
    weights[0] += (float)to[0] / 100;
    snprintf(kernel_name, sizeof(kernel_name), "%s_w", to);
    snprintf(bias_name, sizeof(bias_name), "%s_b", to);
    snprintf(inputs, sizeof(inputs), "%s %s %s", from, kernel_name, bias_name);
    tiny_onnx_floats(model, kernel_name, 4, dims, weights);
    tiny_onnx_floats(model, bias_name, 1, &out, bias);
    tiny_onnx_node(model, "Conv", inputs, to,
                   (tiny_attribute[]){{"kernel_shape", 2, {side, side}},
                                      {"pads", 4, {pad, pad, pad, pad}},
                                      {"strides", 2, {1, 1}},
                                      {NULL, 0, {0}}});
}

static void normalisation(tiny_onnx *model, const char *from, const char *to, int64_t channels)
{
    float part[4][16];
    char name[32], inputs[96];
    fill_input(part[0], 64);
    snprintf(inputs, sizeof(inputs), "%s", from);
    for (int i = 0; i < 4; i++) {
        for (int c = 0; i == 3 && c < 16; c++)
            part[i][c] = fabsf(part[i][c]) + 0.1f; /* a variance */
        snprintf(name, sizeof(name), "%s_%d", to, i);
        tiny_onnx_floats(model, name, 1, &channels, part[i]);
        snprintf(inputs + strlen(inputs), sizeof(inputs) - strlen(inputs), " %s", name);
    }
    tiny_onnx_node(model, "BatchNormalization", inputs, to, NULL);
}

static tiny_onnx *begin(void)
{
    tiny_onnx *model = tiny_onnx_new();
    tiny_onnx_input(model, "x", TINY_FLOAT, "1 3 6 6");
    return model;
}

/* Fold, and compare: within 4e-6 of results of up to 10 or so, a few roundings of their sums. */
static facs_onnx *fold_and_compare(tiny_onnx *tiny)
{
    float input[3 * SIDE * SIDE];
    size_t size, folded_size, count, folded_count;
    facs_onnx *model = edit(tiny);
    unsigned char *data, *folded;
    facs_error error;
    fill_input(input, 3 * SIDE * SIDE);
    assert_int_equal(facs_onnx_pack(model, &data, &size, &error), 0);
    facs_onnx_fold(model);
    assert_int_equal(facs_onnx_pack(model, &folded, &folded_size, &error), 0);
    float *before = run_network(runtime, data, size, input_dims, input, &count);
    float *after = run_network(runtime, folded, folded_size, input_dims, input, &folded_count);
    assert_int_equal(count, folded_count);
    for (size_t i = 0; i < count; i++)
        assert_float_equal(after[i], before[i], 4e-6f * (1 + fabsf(before[i])));
    free(before);
    free(after);
    free(data);
    free(folded);
    return model;
}

static void test_normalisation(void **state)
{
    (void)state;
    tiny_onnx *tiny = begin();
    convolution(tiny, "x", "c", 8, 3, 3);
    normalisation(tiny, "c", "n", 8);
    tiny_onnx_node(tiny, "Relu", "n", "y", NULL);
    tiny_onnx_output(tiny, "y", TINY_FLOAT, "1 8 6 6");
    facs_onnx *model = fold_and_compare(tiny);
    assert_int_equal(facs_onnx_graph(model)->n_node, 2);
    assert_int_equal(facs_onnx_graph(model)->n_initializer, 2);
    facs_onnx_close(&model);
}

/* 3 -> 16 by 3x3, then 16 -> 4 by 1x1: 27 * 16 + 64 products become 27 * 4. */
static void test_two_convolutions(void **state)
{
    (void)state;
    facs_onnx_floats kernel;
    tiny_onnx *tiny = begin();
    convolution(tiny, "x", "c", 16, 3, 3);
    normalisation(tiny, "c", "n", 16);
    convolution(tiny, "n", "y", 4, 16, 1);
    tiny_onnx_output(tiny, "y", TINY_FLOAT, "1 4 6 6");
    facs_onnx *model = fold_and_compare(tiny);
    assert_int_equal(facs_onnx_graph(model)->n_node, 1);
    assert_true(facs_onnx_get_floats(model, facs_onnx_graph(model)->node[0]->input[1], &kernel));
    assert_int_equal(kernel.dims[0], 4);
    assert_int_equal(kernel.dims[1], 3);
    assert_int_equal(kernel.dims[2], 3);
    free(kernel.values);
    facs_onnx_close(&model);
}

/* 3 -> 2 -> 16 has 6 + 32 products, as one 48. */
static void test_what_does_not_pay(void **state)
{
    (void)state;
    tiny_onnx *tiny = begin();
    convolution(tiny, "x", "c", 2, 3, 1);
    convolution(tiny, "c", "y", 16, 2, 1);
    tiny_onnx_output(tiny, "y", TINY_FLOAT, "1 16 6 6");
    facs_onnx *model = fold_and_compare(tiny);
    assert_int_equal(count_nodes(model, "Conv"), 2);
    facs_onnx_close(&model);
}

/* What another node, or the caller, takes as well stays as it is. */
static void test_what_is_shared(void **state)
{
    (void)state;
    tiny_onnx *tiny = begin();
    convolution(tiny, "x", "c", 16, 3, 1);
    convolution(tiny, "c", "y", 4, 16, 1);
    normalisation(tiny, "c", "n", 16);
    tiny_onnx_output(tiny, "y", TINY_FLOAT, "1 4 6 6");
    tiny_onnx_output(tiny, "n", TINY_FLOAT, "1 16 6 6");
    facs_onnx *model = fold_and_compare(tiny);
    assert_int_equal(count_nodes(model, "Conv"), 2);
    assert_int_equal(count_nodes(model, "BatchNormalization"), 1);
    facs_onnx_close(&model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_normalisation),
        cmocka_unit_test(test_two_convolutions),
        cmocka_unit_test(test_what_does_not_pay),
        cmocka_unit_test(test_what_is_shared),
    };
    return cmocka_run_group_tests(tests, open_runtime, close_runtime);
}
