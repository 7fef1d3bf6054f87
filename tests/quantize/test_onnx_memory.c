/*
 * A network that is read, folded, halved, quantised and written while memory fails at each place in
 * turn: it ends with a sentence, or with the same bytes as without a failure. Never with others,
 * which would be other results.
 */
#include "onnx_support.h"

#include "cmocka_all.h"
#include "nn/half.h"
#include "nn/onnx_fold.h"
#include "quantize/quantize.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef __linux__

/* The linker sends the calls of this program's own code here (--wrap). */
void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *memory, size_t size);
char *__real_strdup(const char *text);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *memory, size_t size);
char *__wrap_strdup(const char *text);

static long calls, failing; /* the failing'th fails; 0: none */

static int fails(void)
{
    return failing && ++calls == failing;
}

void *__wrap_malloc(size_t size)
{
    return fails() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    return fails() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *memory, size_t size)
{
    return fails() ? NULL : __real_realloc(memory, size);
}

char *__wrap_strdup(const char *text)
{
    return fails() ? NULL : __real_strdup(text);
}

/* A convolution with or without biases, a normalisation and a convolution that it takes in; a
 * padding by nothing; one that is not folded. */
static unsigned char *made(size_t *size)
{
    static float weights[64];
    static const int64_t kernel[] = {4, 2, 2, 2}, point[] = {2, 4, 1, 1}, four = 4, two = 2;
    static const int64_t nothing[8] = {0};
    tiny_onnx *model = tiny_onnx_new();
    fill_input(weights, 64);
    tiny_onnx_input(model, "x", TINY_FLOAT, "1 2 4 4");
    tiny_onnx_integers(model, "nothing", 8, nothing);
    tiny_onnx_floats(model, "w", 4, kernel, weights);
    tiny_onnx_floats(model, "p", 4, point, weights);
    tiny_onnx_floats(model, "b", 1, &two, weights);
    for (int i = 0; i < 4; i++) {
        char name[] = {'n', (char)('0' + i), 0};
        tiny_onnx_floats(model, name, 1, &four, (float[]){1, 2, 3, 4});
    }
    tiny_onnx_node(model, "Pad", "x nothing", "padded", NULL);
    tiny_onnx_node(model, "Conv", "padded w", "c", NULL);
    tiny_onnx_node(model, "BatchNormalization", "c n0 n1 n2 n3", "n", NULL);
    tiny_onnx_node(model, "Conv", "n p b", "q", NULL);
    tiny_onnx_node(model, "Relu", "q", "r", NULL);
    tiny_onnx_node(model, "Conv", "r w", "s", NULL);
    tiny_onnx_node(model, "Relu", "s", "y", NULL);
    tiny_onnx_output(model, "y", TINY_FLOAT, "1 4 2 2");
    tiny_onnx_write(model, scratch("made.onnx"));
    return read_file(scratch("made.onnx"), size);
}

static int every(facs_onnx *model, const facs_onnx_node *node, const facs_onnx_floats *kernel)
{
    (void)model;
    (void)node;
    (void)kernel;
    return 1;
}

static void halve(facs_onnx *model)
{
    facs_onnx_fold(model);
    facs_onnx_halve(model);
}

static facs_quantize_tensors tensors;

static void quantize(facs_onnx *model)
{
    facs_onnx_quantize(model, every, &tensors, 0);
}

/* 0 with the bytes, or what failed. */
static int rewrite(const unsigned char *from, size_t from_size, void (*edits)(facs_onnx *),
                   unsigned char **data, size_t *size, facs_error *error)
{
    facs_onnx *model;
    *data = NULL;
    int status = facs_onnx_open(&model, from, from_size, "made.onnx", error);
    if (status == 0) {
        edits(model);
        status = facs_onnx_pack(model, data, size, error);
    }
    facs_onnx_close(&model);
    return status;
}

static void try_all(void (*edits)(facs_onnx *))
{
    size_t from_size, right_size, size;
    unsigned char *right, *data, *from = made(&from_size);
    facs_error error = {0};
    int status = -1;
    failing = 0;
    assert_int_equal(rewrite(from, from_size, edits, &right, &right_size, &error), 0);
    for (long k = 1; status != 0; k++) {
        calls = 0;
        failing = k;
        status = rewrite(from, from_size, edits, &data, &size, &error);
        const int reached = calls >= k;
        failing = 0;
        if (!reached)
            assert_int_equal(status, 0);
        else if (status == 0)
            fail_msg("the failure of allocation %ld was swallowed", k);
        else
            check_error(status, &error, -ENOMEM, FACS_ERROR_INTERNAL, "memory");
        if (status == 0) {
            assert_int_equal(size, right_size);
            assert_memory_equal(data, right, size);
            assert_true(k > 100); /* it was indeed disturbed */
        }
        free(data);
    }
    free(right);
    free(from);
}

static void test_folding_and_halving(void **state)
{
    (void)state;
    try_all(halve);
}

static void test_quantising(void **state)
{
    (void)state;
    facs_error error = {0};
    facs_onnx *model;
    size_t size;
    unsigned char *data = made(&size);
    assert_int_equal(facs_onnx_open(&model, data, size, "made.onnx", &error), 0);
    assert_int_equal(facs_quantize_find(model, every, &tensors, &error), 0);
    for (int i = 0; i < tensors.count; i++)
        tensors.scale[i] = facs_scale_of(-1, 1);
    facs_onnx_close(&model);
    free(data);
    try_all(quantize);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_folding_and_halving),
        cmocka_unit_test(test_quantising),
    };
    return cmocka_run_group_tests(tests, make_scratch, remove_scratch);
}

#else

int main(void)
{
    return tap_skip_all("this system's linker cannot send calls elsewhere");
}

#endif
