/* Small networks: the convolution on both paths, and whole networks against the plainest code. */
#include "cmocka_all.h"
#include "made_network.h"

#include "base/cpu.h"
#include "landmarks/network_layers.h"
#include "landmarks/small_network.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define GUARD 64 /* bytes before and behind the output that must stay */

static facs_error error;

/* ---- The convolution ------------------------------------------------------------------------ */

static float *random_floats(int count, int seed)
{
    float *values = malloc((size_t)count * sizeof(float));
    assert_non_null(values);
    for (int i = 0; i < count; i++)
        values[i] = made_weight(seed, i, 0, 0, 0);
    return values;
}

/* One output value in double, and the sum of its terms' magnitudes. */
static double plain_value(const facs_convolution *c, const float *input, int map, int y, int x,
                          double *magnitude)
{
    const int group = FACS_CONVOLUTION_GROUP, taps = c->kernel_height * c->kernel_width;
    double sum = (double)c->bias[map];

    *magnitude = fabs(sum);
    for (int in = 0; in < c->in_maps; in++)
        for (int ky = 0; ky < c->kernel_height; ky++)
            for (int kx = 0; kx < c->kernel_width; kx++) {
                int tap = (map / group * c->in_maps + in) * taps + ky * c->kernel_width + kx;
                double term = (double)c->weights[tap * group + map % group] *
                              (double)input[(in * c->in_height + y + ky) * c->in_width + x + kx];
                sum += term;
                *magnitude += fabs(term);
            }
    return sum;
}

/* Whether it rounds once per tap, in the weights' order, as all paths do. */
static int rounds_once(const facs_convolution *c, const float *input, int map, int y, int x,
                       float found)
{
    const int group = map / FACS_CONVOLUTION_GROUP, lane = map % FACS_CONVOLUTION_GROUP;
    const float *weights = c->weights + (ptrdiff_t)group * FACS_CONVOLUTION_GROUP * c->in_maps *
                                            c->kernel_height * c->kernel_width;
    float sum = c->bias[map];

    for (int in = 0; in < c->in_maps; in++)
        for (int ky = 0; ky < c->kernel_height; ky++)
            for (int kx = 0; kx < c->kernel_width; kx++, weights += FACS_CONVOLUTION_GROUP)
                sum = fmaf(input[(in * c->in_height + y + ky) * c->in_width + x + kx],
                           weights[lane], sum);
    return sum == found;
}

/*
 * A sum of n floats is off by n rounding errors of 2^-24 of its terms' magnitudes at most; these
 * have 676 terms at most: 4.1e-5. Both paths are held to it.
 */
static void check_convolution(facs_convolve *convolve, const facs_convolution *c,
                              const float *input)
{
    const int maps = (c->out_maps + FACS_CONVOLUTION_GROUP - 1) / FACS_CONVOLUTION_GROUP *
                     FACS_CONVOLUTION_GROUP;
    const size_t bytes = (size_t)(maps * c->out_height * c->out_stride) * sizeof(float);
    unsigned char *memory = malloc(bytes + 2 * GUARD);
    assert_non_null(memory);
    memset(memory, 0xa5, bytes + 2 * GUARD);
    float *output = malloc(bytes);
    assert_non_null(output);

    convolve(c, input, (float *)(void *)(memory + GUARD));
    memcpy(output, memory + GUARD, bytes);
    for (size_t i = 0; i < GUARD; i++) {
        assert_int_equal(memory[i], 0xa5);
        assert_int_equal(memory[GUARD + bytes + i], 0xa5);
    }
    for (int map = 0; map < c->out_maps; map++)
        for (int y = 0; y < c->out_height; y++)
            for (int x = 0; x < c->out_width; x++) {
                double magnitude, expected = plain_value(c, input, map, y, x, &magnitude);
                double found = (double)output[(map * c->out_height + y) * c->out_stride + x];
                assert_true(fabs(found - expected) <= 4.1e-5 * magnitude);
                assert_true(rounds_once(c, input, map, y, x, (float)found));
            }
    free(output);
    free(memory);
}

static void convolutions_of_odd_sizes_are_right_on_both_paths(void **state)
{
    (void)state;
    static const struct {
        int in, out, height, width, kernel_height, kernel_width;
    } sizes[] = {{1, 1, 1, 1, 1, 1},   {1, 5, 9, 8, 2, 1},    {2, 6, 10, 23, 3, 5},
                 {3, 10, 7, 31, 7, 4}, {4, 11, 13, 24, 9, 9}, {4, 3, 14, 15, 13, 13},
                 {1, 10, 60, 60, 9, 9}};

    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        facs_convolution c = {.in_maps = sizes[i].in,
                              .in_height = sizes[i].height,
                              .in_width = sizes[i].width,
                              .out_maps = sizes[i].out,
                              .out_height = sizes[i].height - sizes[i].kernel_height + 1,
                              .out_width = sizes[i].width - sizes[i].kernel_width + 1,
                              .kernel_height = sizes[i].kernel_height,
                              .kernel_width = sizes[i].kernel_width};
        const int groups = (c.out_maps + FACS_CONVOLUTION_GROUP - 1) / FACS_CONVOLUTION_GROUP;
        c.out_stride = (c.out_width + FACS_CONVOLUTION_STEP - 1) / FACS_CONVOLUTION_STEP *
                       FACS_CONVOLUTION_STEP;
        c.weights = random_floats(
            groups * FACS_CONVOLUTION_GROUP * c.in_maps * c.kernel_height * c.kernel_width, 1);
        c.bias = random_floats(groups * FACS_CONVOLUTION_GROUP, 2);
        /* Not a float more than may be read: the address sanitizer watches the end. */
        float *input =
            random_floats(c.in_maps * c.in_height * c.in_width + FACS_CONVOLUTION_STEP - 1, 3);
        check_convolution(facs_convolve_portable, &c, input);
        if (facs_cpu_is_fast())
            check_convolution(FACS_FAST(facs_convolve), &c, input);
        free(input);
        free(c.weights);
        free(c.bias);
    }
}

/* ---- Networks ------------------------------------------------------------------------------- */

static void fill_picture(float *input, int count, int seed)
{
    for (int i = 0; i < count; i++)
        input[i] = 4 * made_weight(seed, i, 1, 0, 0);
}

/* Read and connect; NULL where either is refused. */
static facs_small_network *open_network(const made_bytes *bytes, int height, int width)
{
    facs_small_network *network;
    facs_file file = made_file_of(bytes, bytes->size);

    memset(&error, 0, sizeof(error));
    int status = facs_small_network_read(&network, &file, &error);
    if (!status) {
        assert_int_equal(file.at, file.size);
        status = facs_small_network_connect(network, height, width, &file, &error);
        if (status)
            facs_small_network_close(&network);
    }
    if (status) {
        assert_int_equal(status, -EINVAL);
        assert_int_equal(error.kind, FACS_ERROR_ENVIRONMENT);
        assert_non_null(strstr(error.text, "made"));
        assert_null(network);
    }
    facs_file_free(&file);
    return network;
}

static float *new_work(const facs_small_network *network)
{
    float *work = calloc(facs_small_network_work(network), sizeof(float));
    assert_non_null(work);
    return work;
}

/* 32-bit sums of up to 600 terms, four layers deep, against sums in double: 1e-4 of the outputs'
 * magnitude, which is about 1. */
static void check_network(const made_layer *layers, int count, int height, int width)
{
    made_bytes bytes = {0};
    static double expected[20000];

    made_network(&bytes, layers, count);
    facs_small_network *network = open_network(&bytes, height, width);
    assert_non_null(network);
    float *work = new_work(network);
    const int outputs = facs_small_network_outputs(network);
    assert_int_equal(outputs,
                     layers[count - 1].kind == 2 ? layers[count - 1].out : layers[count - 2].out);
    for (int seed = 0; seed < 3; seed++) {
        fill_picture(work, height * width, seed);
        for (int i = 0; i < height * width; i++)
            expected[i] = (double)work[i];
        facs_small_network_run(network, work);
        made_network_run(layers, count, height, width, expected);
        for (int i = 0; i < outputs; i++)
            assert_float_equal(work[i], expected[i], 1e-4 * (1 + fabs(expected[i])));
    }
    free(work);
    facs_small_network_close(&network);
    free(bytes.data);
}

/* 17 x 14: 15 x 10 maps, 8 x 5 pooled (a row of one), 7 x 3, 4 x 2 pooled (a column of one). */
static const made_layer odd_layers[] = {{.kind = 0, .in = 1, .out = 3, .height = 3, .width = 5},
                                        {.kind = 3},
                                        {.kind = 1},
                                        {.kind = 0, .in = 3, .out = 7, .height = 2, .width = 3},
                                        {.kind = 1},
                                        {.kind = 4},
                                        {.kind = 2, .in = 56, .out = 18},
                                        {.kind = 3},
                                        {.kind = 2, .in = 18, .out = 5}};
#define ODD_LAYERS 9
#define ODD_HEIGHT 17
#define ODD_WIDTH  14

static void networks_give_what_plain_code_gives(void **state)
{
    (void)state;
    static const made_layer unpooled[] = {{.kind = 0, .in = 1, .out = 6, .height = 4, .width = 2},
                                          {.kind = 2, .in = 6 * 6 * 10, .out = 17},
                                          {.kind = 4}};
    check_network(odd_layers, ODD_LAYERS, ODD_HEIGHT, ODD_WIDTH);
    check_network(unpooled, 3, 9, 11);
}

/* What a run leaves in its memory must not reach the next one. */
static void the_same_picture_gives_the_same_bytes_again(void **state)
{
    (void)state;
    made_bytes bytes = {0};
    float first[5];

    made_network(&bytes, odd_layers, ODD_LAYERS);
    facs_small_network *network = open_network(&bytes, ODD_HEIGHT, ODD_WIDTH);
    assert_non_null(network);
    float *work = new_work(network);
    for (int seed = 0; seed < 5; seed++) {
        fill_picture(work, ODD_HEIGHT * ODD_WIDTH, seed % 2);
        facs_small_network_run(network, work);
        if (seed == 0)
            memcpy(first, work, sizeof(first));
        if (seed % 2 == 0)
            assert_memory_equal(work, first, sizeof(first));
        else
            assert_memory_not_equal(work, first, sizeof(first));
    }
    free(work);
    facs_small_network_close(&network);
    free(bytes.data);
}

/* ---- Hostile files -------------------------------------------------------------------------- */

#define CONVOLUTION(maps, kernels, rows, columns)                                                  \
    {                                                                                              \
        .kind = 0, .in = maps, .out = kernels, .height = rows, .width = columns                    \
    }
#define DENSE(inputs, units)                                                                       \
    {                                                                                              \
        .kind = 2, .in = inputs, .out = units                                                      \
    }

static void layers_that_do_not_fit_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *what; /* part of the sentence */
        int count;
        made_layer layers[10];
    } bad[] = {
        {"convolution first", 2, {{.kind = 3}, DENSE(36, 2)}},
        {"convolution first", 1, {DENSE(36, 2)}},
        {"at the end", 1, {CONVOLUTION(1, 2, 3, 3)}},
        {"fit", 2, {CONVOLUTION(1, 1, 1, 1), DENSE(35, 2)}},
        {"fit", 2, {CONVOLUTION(2, 1, 1, 1), DENSE(36, 2)}}, /* there is one map */
        {"fit", 2, {CONVOLUTION(1, 1, 7, 1), DENSE(6, 2)}},  /* higher than the picture */
        {"fit", 3, {CONVOLUTION(1, 1, 6, 1), {.kind = 1}, DENSE(3, 2)}}, /* one row to pool */
        {"one activation", 3, {CONVOLUTION(1, 1, 1, 1), {.kind = 3}, {.kind = 4}}},
        {"one pooling", 3, {CONVOLUTION(1, 1, 1, 1), DENSE(36, 2), {.kind = 1}}},
        {"one pooling", 3, {CONVOLUTION(1, 1, 1, 1), {.kind = 1}, {.kind = 1}}},
        {"no convolution", 3, {CONVOLUTION(1, 1, 1, 1), DENSE(36, 2), CONVOLUTION(2, 1, 1, 1)}},
        {"512 units", 2, {CONVOLUTION(1, 1, 1, 1), DENSE(36, 513)}},
        {"8192 inputs", 2, {CONVOLUTION(1, 1, 1, 1), DENSE(8193, 1)}},
        {"64 input maps", 1, {CONVOLUTION(65, 1, 1, 1)}},
        {"64 output maps", 1, {CONVOLUTION(1, 65, 1, 1)}},
        {"15 x 15", 1, {CONVOLUTION(1, 1, 16, 1)}},
        {"15 x 15", 1, {CONVOLUTION(1, 1, 1, 16)}},
        {"0 to 4", 2, {CONVOLUTION(1, 1, 1, 1), {.kind = 5}}},
        {"8 layers",
         9,
         {CONVOLUTION(1, 1, 1, 1), DENSE(36, 2), DENSE(2, 2), DENSE(2, 2), DENSE(2, 2), DENSE(2, 2),
          DENSE(2, 2), DENSE(2, 2), DENSE(2, 2)}},
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        made_bytes bytes = {0};
        made_network(&bytes, bad[i].layers, bad[i].count);
        assert_null(open_network(&bytes, 6, 6));
        if (!strstr(error.text, bad[i].what))
            fail_msg("case %zu: expected \"%s\", found \"%s\"", i, bad[i].what, error.text);
        free(bytes.data);
    }
}

static void kernels_of_two_sizes_are_refused(void **state)
{
    (void)state;
    static const made_layer layers[] = {{.kind = 0, .in = 1, .out = 2, .height = 2, .width = 1},
                                        {.kind = 2, .in = 60, .out = 2}};
    made_bytes bytes = {0};
    made_network(&bytes, layers, 2);
    /* Count, kind, two counts of maps, two biases, first kernel: head and two weights. */
    const size_t second = 4 + 4 + 8 + 8 + 12 + 8;
    made_replace(&bytes, second, 1);
    made_replace(&bytes, second + 4, 2);
    assert_null(open_network(&bytes, 6, 6));
    assert_non_null(strstr(error.text, "one size"));
    free(bytes.data);
}

static void truncated_networks_are_refused(void **state)
{
    (void)state;
    made_bytes bytes = {0};
    made_network(&bytes, odd_layers, ODD_LAYERS);
    for (size_t size = 0; size < bytes.size; size += size < 200 ? 1 : 13) {
        facs_small_network *network;
        facs_file file = made_file_of(&bytes, size);
        assert_int_equal(facs_small_network_read(&network, &file, &error), -EINVAL);
        assert_null(network);
        facs_file_free(&file);
    }
    free(bytes.data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(convolutions_of_odd_sizes_are_right_on_both_paths),
        cmocka_unit_test(networks_give_what_plain_code_gives),
        cmocka_unit_test(the_same_picture_gives_the_same_bytes_again),
        cmocka_unit_test(layers_that_do_not_fit_are_refused),
        cmocka_unit_test(kernels_of_two_sizes_are_refused),
        cmocka_unit_test(truncated_networks_are_refused),
    };
    return cmocka_run_group_tests_name("small_network", tests, NULL, NULL);
}
