/* Networks in the form of OpenFace's validator: whole ones against the plainest code, and damaged
 * files. The kernels' paths are compared in test_channel_network. */
#include "cmocka_all.h"
#include "made_network.h"

#include "base/cpu.h"
#include "detect/channel_network.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static facs_error error;

/* ---- Networks ------------------------------------------------------------------------------- */

static void fill_picture(float *input, int count, int seed)
{
    for (int i = 0; i < count; i++)
        input[i] = 4 * made_weight(seed, i, 1, 0, 0);
}

/* Reads it. 0: it is refused, as damaged or as not fitting a picture of this side. */
static int open_network(facs_channel_network *network, const made_bytes *bytes, int side)
{
    facs_file file = made_file_of(bytes, bytes->size);
    file.error = &error;

    memset(&error, 0, sizeof(error));
    int status = facs_channel_network_read_grey(network, &file);
    if (status) {
        assert_int_equal(status, -EINVAL);
        assert_int_equal(error.kind, FACS_ERROR_ENVIRONMENT);
        assert_non_null(strstr(error.text, "made"));
        assert_int_equal(network->count, 0);
    } else {
        assert_int_equal(file.at, file.size);
        status = facs_channel_network_side(network, network->count, side) != 1;
        if (status)
            facs_channel_network_free(network);
    }
    facs_file_free(&file);
    return !status;
}

typedef struct outputs {
    int count, rows;
    float value[600];
} outputs;

static void keep(void *opaque, int y, const float *row)
{
    outputs *o = opaque;
    assert_int_equal(y, 0);
    memcpy(o->value, row, (size_t)o->count * sizeof(*row));
    o->rows++;
}

static void run(facs_channel_run *r, const float *picture, int side, outputs *o)
{
    o->rows = 0;
    facs_channel_run_start(r, side, side, keep, o);
    for (int y = 0; y < side; y++) {
        memcpy(facs_channel_run_row(r), picture + y * side, (size_t)side * sizeof(*picture));
        facs_channel_run_take(r);
    }
    assert_int_equal(o->rows, 1);
}

/* 32-bit sums of up to 600 terms, four layers deep, against sums in double: 1e-4 of the outputs'
 * magnitude, which is about 1. */
static void check_network(const made_layer *layers, int count, int side)
{
    made_bytes bytes = {0};
    static double expected[20000];
    float picture[60 * 60];
    facs_channel_network network;
    facs_channel_run *r;
    outputs found;

    made_network(&bytes, layers, count);
    assert_int_equal(open_network(&network, &bytes, side), 1);
    assert_int_equal(facs_channel_run_open(&r, &network, network.count, side), 0);
    found.count = network.layer[network.count - 1].out_maps;
    assert_int_equal(found.count, layers[count - (layers[count - 1].kind == 2 ? 1 : 2)].out);
    for (int seed = 0; seed < 3; seed++) {
        fill_picture(picture, side * side, seed);
        for (int i = 0; i < side * side; i++)
            expected[i] = (double)picture[i];
        run(r, picture, side, &found);
        made_network_run(layers, count, side, side, expected);
        for (int i = 0; i < found.count; i++)
            assert_float_equal(found.value[i], expected[i], 1e-4 * (1 + fabs(expected[i])));
    }
    facs_channel_run_close(&r);
    facs_channel_network_free(&network);
    free(bytes.data);
}

/* 17: 15 x 15 maps, 8 x 8 pooled (a last row and column of one), 6 x 6, 3 x 3 pooled. */
static const made_layer odd_layers[] = {{.kind = 0, .in = 1, .out = 3, .height = 3, .width = 3},
                                        {.kind = 3},
                                        {.kind = 1},
                                        {.kind = 0, .in = 3, .out = 7, .height = 3, .width = 3},
                                        {.kind = 3},
                                        {.kind = 1},
                                        {.kind = 2, .in = 63, .out = 50},
                                        {.kind = 3},
                                        {.kind = 2, .in = 50, .out = 5}};
#define ODD_LAYERS 9
#define ODD_SIDE   17

static void networks_give_what_plain_code_gives(void **state)
{
    (void)state;
    static const made_layer unpooled[] = {{.kind = 0, .in = 1, .out = 6, .height = 4, .width = 4},
                                          {.kind = 2, .in = 6 * 6 * 6, .out = 17},
                                          {.kind = 3}};
    /* As CE-CLM's validator: 50 maps are computed in groups of 32 and 16. */
    static const made_layer completed[] = {
        {.kind = 0, .in = 1, .out = 5, .height = 3, .width = 3},
        {.kind = 3},
        {.kind = 1},
        {.kind = 0, .in = 5, .out = 50, .height = 3, .width = 3},
        {.kind = 3},
        {.kind = 1},
        {.kind = 0, .in = 50, .out = 20, .height = 2, .width = 2},
        {.kind = 3},
        {.kind = 2, .in = 20 * 4, .out = 50},
        {.kind = 3},
        {.kind = 2, .in = 50, .out = 5}};
    check_network(odd_layers, ODD_LAYERS, ODD_SIDE);
    check_network(completed, 11, ODD_SIDE);
    check_network(unpooled, 3, 9);
}

/* What a run leaves in its memory must not reach the next one, nor depend on the processor. */
static void the_same_picture_gives_the_same_bytes_again(void **state)
{
    (void)state;
    made_bytes bytes = {0};
    float picture[2][ODD_SIDE * ODD_SIDE];
    outputs first = {.count = 5}, found = {.count = 5};
    facs_channel_network network;
    facs_channel_run *r;

    made_network(&bytes, odd_layers, ODD_LAYERS);
    assert_int_equal(open_network(&network, &bytes, ODD_SIDE), 1);
    for (int seed = 0; seed < 2; seed++)
        fill_picture(picture[seed], ODD_SIDE * ODD_SIDE, seed);
    for (int path = 0; path < 2; path++) {
        if (path == 1)
            setenv("FACS_SIMD", "portable", 1);
        assert_int_equal(facs_channel_run_open(&r, &network, network.count, ODD_SIDE), 0);
        unsetenv("FACS_SIMD");
        for (int i = 0; i < 5; i++) {
            run(r, picture[i % 2], ODD_SIDE, &found);
            if (path == 0 && i == 0)
                first = found;
            if (i % 2 == 0)
                assert_memory_equal(found.value, first.value, 5 * sizeof(float));
            else
                assert_memory_not_equal(found.value, first.value, 5 * sizeof(float));
        }
        facs_channel_run_close(&r);
    }
    facs_channel_network_free(&network);
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
        {"one place", 1, {CONVOLUTION(1, 2, 3, 3)}},
        {"", 2, {CONVOLUTION(1, 1, 2, 2), DENSE(36, 2)}}, /* 5 x 5 places are left */
        {"10 x 10 places", 2, {CONVOLUTION(1, 1, 1, 1), DENSE(35, 2)}},
        {"10 x 10 places", 2, {CONVOLUTION(1, 1, 1, 1), DENSE(121, 2)}},
        {"as many maps", 2, {CONVOLUTION(2, 1, 1, 1), DENSE(36, 2)}}, /* there is one map */
        {"square kernels", 1, {CONVOLUTION(1, 1, 2, 1)}},
        {"square kernels", 1, {CONVOLUTION(1, 1, 11, 11)}},
        {"", 2, {CONVOLUTION(1, 1, 7, 7), DENSE(1, 2)}},              /* higher than the picture */
        {"", 3, {CONVOLUTION(1, 1, 6, 6), {.kind = 1}, DENSE(1, 2)}}, /* one place to pool */
        {"one activation", 3, {CONVOLUTION(1, 1, 1, 1), {.kind = 3}, {.kind = 3}}},
        {"one activation", 3, {CONVOLUTION(1, 1, 1, 1), {.kind = 1}, {.kind = 3}}},
        {"maxima", 3, {CONVOLUTION(1, 1, 1, 1), DENSE(36, 2), {.kind = 1}}},
        {"maxima", 3, {CONVOLUTION(1, 1, 1, 1), {.kind = 1}, {.kind = 1}}},
        {"512 units", 2, {CONVOLUTION(1, 1, 1, 1), DENSE(36, 513)}},
        {"at most 32 values", 3, {CONVOLUTION(1, 1, 1, 1), DENSE(36, 2), CONVOLUTION(2, 33, 1, 1)}},
        {"0 to 3", 2, {CONVOLUTION(1, 1, 1, 1), {.kind = 4}}},
        {"8 layers",
         9,
         {CONVOLUTION(1, 1, 1, 1), DENSE(36, 2), DENSE(2, 2), DENSE(2, 2), DENSE(2, 2), DENSE(2, 2),
          DENSE(2, 2), DENSE(2, 2), DENSE(2, 2)}},
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        made_bytes bytes = {0};
        facs_channel_network network;
        made_network(&bytes, bad[i].layers, bad[i].count);
        assert_int_equal(open_network(&network, &bytes, 6), 0);
        if (!strstr(error.text, bad[i].what))
            fail_msg("case %zu: expected \"%s\", found \"%s\"", i, bad[i].what, error.text);
        free(bytes.data);
    }
}

static void kernels_of_two_sizes_are_refused(void **state)
{
    (void)state;
    static const made_layer layers[] = {{.kind = 0, .in = 1, .out = 2, .height = 2, .width = 2},
                                        {.kind = 2, .in = 50, .out = 2}};
    facs_channel_network network;
    made_bytes bytes = {0};
    made_network(&bytes, layers, 2);
    /* Count, kind, two counts of maps, two biases, first kernel: head and four weights. */
    const size_t second = 4 + 4 + 8 + 8 + 12 + 16;
    made_replace(&bytes, second, 1);
    made_replace(&bytes, second + 4, 4);
    assert_int_equal(open_network(&network, &bytes, 6), 0);
    assert_non_null(strstr(error.text, "one size"));
    free(bytes.data);
}

static void truncated_networks_are_refused(void **state)
{
    (void)state;
    made_bytes bytes = {0};
    made_network(&bytes, odd_layers, ODD_LAYERS);
    for (size_t size = 0; size < bytes.size; size += size < 200 ? 1 : 13) {
        facs_channel_network network;
        facs_file file = made_file_of(&bytes, size);
        file.error = &error;
        assert_int_equal(facs_channel_network_read_grey(&network, &file), -EINVAL);
        assert_int_equal(network.count, 0);
        facs_file_free(&file);
    }
    free(bytes.data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(networks_give_what_plain_code_gives),
        cmocka_unit_test(the_same_picture_gives_the_same_bytes_again),
        cmocka_unit_test(layers_that_do_not_fit_are_refused),
        cmocka_unit_test(kernels_of_two_sizes_are_refused),
        cmocka_unit_test(truncated_networks_are_refused),
    };
    return cmocka_run_group_tests_name("grey_network", tests, NULL, NULL);
}
