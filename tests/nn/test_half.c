/* 16-bit floating point: single numbers, and a network. */
#include "nn/half.h"

#include "base/half.h"
#include "onnx_support.h"

#include "cmocka_all.h"

#include <math.h>
#include <stdlib.h>

static void test_numbers(void **state)
{
    (void)state;
    /* IEEE 754's binary16: 1, -2, the largest, the least normal, the least at all, and ties. */
    assert_int_equal(facs_half(1), 0x3c00);
    assert_int_equal(facs_half(-2), 0xc000);
    assert_int_equal(facs_half(0), 0);
    assert_int_equal(facs_half(-0.0f), 0x8000);
    assert_int_equal(facs_half(65504), 0x7bff);
    assert_int_equal(facs_half(1e9f), 0x7bff);
    assert_int_equal(facs_half(-INFINITY), 0xfbff);
    assert_int_equal(facs_half(0x1p-14f), 0x0400);
    assert_int_equal(facs_half(0x1p-24f), 0x0001);
    assert_int_equal(facs_half(0x1p-26f), 0);
    assert_int_equal(facs_half(1 + 0x1p-11f), 0x3c00); /* half-way: to the even one */
    assert_int_equal(facs_half(1 + 0x3p-11f), 0x3c02);
    assert_int_equal(facs_half(2 - 0x1p-12f), 0x4000); /* the carry goes into the exponent */
    assert_int_equal(facs_half(0x1p-14f - 0x1p-26f), 0x0400);
    assert_int_equal(facs_half(0.333251953125f), 0x3555); /* 1365 / 4096 */
    assert_int_equal(facs_half(NAN), 0x7e00);
}

static void test_network(void **state)
{
    (void)state;
    static const int64_t kernel[] = {2, 1, 1, 1}, dims[] = {1, 1, 2, 2}, two = 2;
    static const float weights[] = {0.3f, -0.7f}, bias[] = {0.1f, 5},
                       input[] = {0.9f, -2, 3, 0.01f};
    tiny_onnx *tiny = tiny_onnx_new();
    tiny_onnx_input(tiny, "x", TINY_FLOAT, "1 1 2 2");
    tiny_onnx_floats(tiny, "w", 4, kernel, weights);
    tiny_onnx_floats(tiny, "b", 1, &two, bias);
    tiny_onnx_node(tiny, "Conv", "x w b", "c", NULL);
    tiny_onnx_node(tiny, "Relu", "c", "y", NULL);
    tiny_onnx_output(tiny, "y", TINY_FLOAT, "1 2 2 2");
    facs_onnx *model = edit(tiny);
    facs_onnx_halve(model);
    assert_int_equal(count_nodes(model, "Cast"), 2);
    for (size_t i = 0; i < facs_onnx_graph(model)->n_initializer; i++)
        assert_int_equal(facs_onnx_graph(model)->initializer[i]->data_type, FACS_ONNX_FLOAT16);
    size_t size, count;
    unsigned char *data = packed(&model, &size);
    facs_runtime *runtime = real_runtime();
    float *y = run_network(runtime, data, size, dims, input, &count);
    assert_int_equal(count, 8);
    for (size_t i = 0; i < 8; i++) {
        const float exact = fmaxf(0, weights[i / 4] * input[i % 4] + bias[i / 4]);
        /* Weight, input, bias and result are each rounded by at most 2^-11 of themselves, of which
           the largest is 7.1. */
        assert_float_equal(y[i], exact, 4 * 7.1f / 2048);
    }
    free(y);
    free(data);
    facs_runtime_close(&runtime);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_network),
    };
    return cmocka_run_group_tests(tests, make_scratch, remove_scratch);
}
