/* MTCNN's networks: the kernels' paths bit by bit, whole networks compared with the plainest code,
 * and damaged files. */
#include "cmocka_all.h"
#include "folder.h"
#include "made_channels.h"

#include "base/cpu.h"
#include "detect/channel_network.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static facs_error error;

/* Like PNet and RNet: all kinds of layers, groups of 16 and 32 maps, and numbers of maps that are
 * multiples of neither. */
static const made_channel_layer scanner[] = {{0, 3, 10, 3, 0},  {3, 0, 10, 0, 0}, {1, 0, 0, 2, 2},
                                             {0, 10, 16, 3, 0}, {3, 0, 16, 0, 0}, {0, 16, 32, 3, 0},
                                             {3, 0, 32, 0, 0},  {2, 32, 6, 0, 0}};
static const made_channel_layer refiner[] = {
    {0, 3, 28, 3, 0},    {3, 0, 28, 0, 0},  {1, 0, 0, 3, 2},   {0, 28, 48, 3, 0},
    {3, 0, 48, 0, 0},    {1, 0, 0, 3, 2},   {0, 48, 64, 2, 0}, {3, 0, 64, 0, 0},
    {2, 576, 128, 0, 0}, {3, 0, 128, 0, 0}, {2, 128, 6, 0, 0}};
/* Numbers of maps that are completed with others: 33 to 48, 50 to 64. */
static const made_channel_layer completed[] = {
    {0, 3, 33, 3, 0}, {3, 0, 33, 0, 0},      {1, 0, 0, 2, 2},  {0, 33, 50, 3, 0},
    {3, 0, 50, 0, 0}, {2, 50 * 4, 35, 0, 0}, {3, 0, 35, 0, 0}, {2, 35, 6, 0, 0}};
#define LAYERS(list) list, (int)(sizeof(list) / sizeof((list)[0]))

/* ---- Whole networks ------------------------------------------------------------------------- */

typedef struct outputs {
    float values[40000];
    int rows, width, maps;
} outputs;

static void keep_row(void *opaque, int y, const float *row)
{
    outputs *o = opaque;
    assert_int_equal(y, o->rows);
    memcpy(o->values + y * o->width * o->maps, row, (size_t)(o->width * o->maps) * sizeof(*row));
    o->rows++;
}

static void run(facs_channel_run *r, const float *picture, int height, int width, outputs *o)
{
    o->rows = 0;
    o->width = facs_channel_run_side(r, width);
    facs_channel_run_start(r, width, height, keep_row, o);
    for (int y = 0; y < height; y++) {
        memcpy(facs_channel_run_row(r), picture + y * width * 3,
               (size_t)(width * 3) * sizeof(*picture));
        facs_channel_run_take(r);
    }
}

static float *random_picture(int height, int width)
{
    float *values = malloc((size_t)(height * width * 3) * sizeof(float));
    assert_non_null(values);
    for (int i = 0; i < height * width * 3; i++)
        values[i] = 2 * made_weight(height, width, i, 0, 0);
    return values;
}

static void read_made(facs_channel_network *network, const made_channel_layer *layers, int count,
                      int side, int maps)
{
    made_bytes bytes = {NULL, 0};
    assert_non_null(make_folder());
    made_channels(&bytes, layers, count);
    write_file(in_folder("made.dat"), bytes.data, bytes.size);
    free(bytes.data);
    assert_int_equal(facs_channel_network_read(network, in_folder("made.dat"), side, maps, &error),
                     0);
    remove_folder();
}

static void check_picture(facs_channel_run *r, const made_channel_layer *layers, int count,
                          int height, int width, int maps)
{
    static outputs found;
    int out_height, out_width;
    float *picture = random_picture(height, width);
    double *plain =
        made_channels_run(layers, count, picture, height, width, &out_height, &out_width);

    found.maps = maps;
    run(r, picture, height, width, &found);
    assert_int_equal(found.rows, out_height);
    assert_int_equal(found.width, out_width);
    for (int i = 0; i < out_height * out_width * maps; i++)
        if (fabs((double)found.values[i] - plain[i]) > 2e-5 * (1 + fabs(plain[i])))
            fail_msg("%dx%d, value %d: %g, and %g in double", width, height, i,
                     (double)found.values[i], plain[i]);
    free(plain);
    free(picture);
}

/* Odd and even sides, from the smallest on: pairs of rows and blocks of places with every
 * remainder. */
static void a_scanner_takes_pictures_of_any_size(void **state)
{
    (void)state;
    static const int sides[][2] = {{12, 12}, {12, 40}, {41, 12}, {13, 13}, {14, 17},
                                   {15, 16}, {30, 33}, {33, 62}, {24, 95}};
    facs_channel_network network;
    facs_channel_run *r;

    read_made(&network, LAYERS(scanner), 12, 6);
    assert_int_equal(facs_channel_run_open(&r, &network, network.count, 95), 0);
    assert_int_equal(facs_channel_run_side(r, 10), 0);
    for (size_t i = 0; i < sizeof(sides) / sizeof(sides[0]); i++)
        check_picture(r, LAYERS(scanner), sides[i][0], sides[i][1], 6);
    facs_channel_run_close(&r);
    facs_channel_network_free(&network);
}

/* Windows cut by the border, kernels of 2 x 2, flattened inputs. */
static void a_refiner_sees_one_square(void **state)
{
    (void)state;
    facs_channel_network network;
    facs_channel_run *r;

    read_made(&network, LAYERS(refiner), 24, 6);
    assert_int_equal(facs_channel_run_open(&r, &network, network.count, 24), 0);
    for (int i = 0; i < 2; i++) /* nothing of the first run is left in the second */
        check_picture(r, LAYERS(refiner), 24, 24, 6);
    facs_channel_run_close(&r);
    facs_channel_network_free(&network);
}

static void any_number_of_maps_is_computed(void **state)
{
    (void)state;
    facs_channel_network network;
    facs_channel_run *r;

    read_made(&network, LAYERS(completed), 10, 6);
    assert_int_equal(facs_channel_run_open(&r, &network, network.count, 10), 0);
    check_picture(r, LAYERS(completed), 10, 10, 6);
    facs_channel_run_close(&r);
    facs_channel_network_free(&network);
}

static void every_path_gives_the_same_bits(void **state)
{
    (void)state;
    static outputs found[2];
    facs_channel_network network;
    float *picture = random_picture(37, 70);

    if (!facs_cpu_is_fast())
        skip();
    read_made(&network, LAYERS(scanner), 12, 6);
    for (int i = 0; i < 2; i++) {
        facs_channel_run *r;
        if (i == 1)
            setenv("FACS_SIMD", "portable", 1);
        assert_int_equal(facs_channel_run_open(&r, &network, network.count, 70), 0);
        unsetenv("FACS_SIMD");
        found[i].maps = 6;
        run(r, picture, 37, 70, &found[i]);
        facs_channel_run_close(&r);
    }
    assert_memory_equal(found[0].values, found[1].values,
                        (size_t)(found[0].rows * found[0].width * 6) * sizeof(float));
    free(picture);
    facs_channel_network_free(&network);
}

static void scalar_products_have_the_same_bits(void **state)
{
    (void)state;
    float row[7 * 32], weights[32], sums[2][7];

    for (int i = 0; i < 7 * 32; i++)
        row[i] = made_weight(1, i, 0, 0, 0);
    for (int i = 0; i < 32; i++)
        weights[i] = made_weight(2, i, 0, 0, 0);
    facs_channel_kernels_portable.dot(row, 7, weights, 32, 0.25f, sums[0]);
    facs_channel_kernels_choose()->dot(row, 7, weights, 32, 0.25f, sums[1]);
    assert_memory_equal(sums[0], sums[1], sizeof(sums[0]));
    for (int x = 0; x < 7; x++) {
        double sum = 0.25;
        for (int i = 0; i < 32; i++)
            sum += (double)row[32 * x + i] * (double)weights[i];
        assert_true(fabs(sum - (double)sums[0][x]) < 1e-5);
    }
}

/* ---- Files ---------------------------------------------------------------------------------- */

/* Fails unless the file is refused with a sentence that contains part. */
static void refused(const made_bytes *bytes, size_t size, int side, int maps, const char *part)
{
    facs_channel_network network;
    error.text[0] = 0;
    write_file(in_folder("made.dat"), bytes->data, size);
    assert_int_equal(facs_channel_network_read(&network, in_folder("made.dat"), side, maps, &error),
                     -EINVAL);
    assert_int_equal(network.count, 0);
    assert_int_equal(error.kind, FACS_ERROR_ENVIRONMENT);
    if (!strstr(error.text, part))
        fail_msg("\"%s\" in: %s", part, error.text);
}

static void a_file_that_is_cut_or_goes_on_is_refused(void **state)
{
    (void)state;
    static const made_channel_layer layers[] = {
        {0, 3, 4, 3, 0}, {3, 0, 4, 0, 0}, {1, 0, 0, 2, 2}, {2, 4, 2, 0, 0}};
    made_bytes bytes = {NULL, 0};

    assert_non_null(make_folder());
    made_channels(&bytes, LAYERS(layers));
    for (size_t size = 0; size < bytes.size; size++)
        refused(&bytes, size, 4, 2, "made.dat");
    const size_t whole = bytes.size;
    made_int(&bytes, 0);
    refused(&bytes, bytes.size, 4, 2, "made.dat");
    refused(&bytes, whole, 6, 2, "a row of weights"); /* 2 x 2 places are left of 6 pixels */
    refused(&bytes, whole, 4, 3, "one place");
    free(bytes.data);
    remove_folder();
}

static void layers_that_do_not_fit_are_refused(void **state)
{
    (void)state;
    static const struct {
        made_channel_layer layers[3];
        int count;
        const char *part;
    } cases[] = {{{{3, 0, 4, 0, 0}}, 1, "a convolution first"},
                 {{{1, 0, 0, 2, 2}}, 1, "a convolution first"},
                 {{{0, 4, 4, 3, 0}}, 1, "as many maps"},
                 {{{0, 3, 4, 5, 0}}, 1, "square kernels"},
                 {{{0, 3, 4, 4, 0}, {0, 4, 4, 4, 0}}, 2, "square kernels"},
                 {{{0, 3, 4, 3, 0}, {3, 0, 5, 0, 0}}, 2, "a slope for each map"},
                 {{{0, 3, 4, 3, 0}, {3, 0, 4, 0, 0}, {3, 0, 4, 0, 0}}, 3, "one activation"},
                 {{{0, 3, 4, 3, 0}, {1, 0, 0, 3, 2}}, 2, "maxima"},
                 {{{0, 3, 4, 3, 0}, {1, 0, 0, 2, 3}}, 2, "maxima"},
                 {{{0, 3, 4, 3, 0}, {1, 0, 0, 0, 1}}, 2, "maxima"},
                 {{{0, 3, 4, 3, 0}, {2, 4, 2, 0, 0}}, 2, "a row of weights"},
                 {{{0, 3, 4, 3, 0}, {2, 17, 2, 0, 0}}, 2, "a row of weights"},
                 {{{0, 3, 4, 3, 0}}, 0, "1 to 32 layers"}};
    assert_non_null(make_folder());
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        made_bytes bytes = {NULL, 0};
        made_channels(&bytes, cases[i].layers, cases[i].count);
        refused(&bytes, bytes.size, 4, 2, cases[i].part);
        free(bytes.data);
    }
    remove_folder();
}

static void numbers_that_are_none_are_refused(void **state)
{
    (void)state;
    static const made_channel_layer layers[] = {{0, 3, 4, 3, 0}, {3, 0, 4, 0, 0}, {2, 16, 2, 0, 0}};
    static const int32_t infinite = 0x7f800000, odd = 0x7fc00000;
    made_bytes bytes = {NULL, 0};

    assert_non_null(make_folder());
    made_channels(&bytes, LAYERS(layers));
    const int bias = 16, weight = 16 + 16 + 12; /* after heads and the biases */
    made_replace(&bytes, (size_t)bias, odd);
    refused(&bytes, bytes.size, 4, 2, "finite biases");
    made_replace(&bytes, (size_t)bias, 0);
    made_replace(&bytes, (size_t)weight, infinite);
    refused(&bytes, bytes.size, 4, 2, "finite weights");
    made_replace(&bytes, (size_t)weight, 0);
    made_replace(&bytes, bytes.size - 4, odd);
    refused(&bytes, bytes.size, 4, 2, "finite weights");
    made_replace(&bytes, 0, 1 << 30); /* a number of layers, of maps: no memory is allocated */
    refused(&bytes, bytes.size, 4, 2, "1 to 32 layers");
    made_replace(&bytes, 0, 3);
    made_replace(&bytes, 12, 1 << 30);
    refused(&bytes, bytes.size, 4, 2, "output maps");
    free(bytes.data);
    remove_folder();
}

static void a_file_that_is_not_there_says_so(void **state)
{
    (void)state;
    facs_channel_network network;
    assert_int_equal(facs_channel_network_read(&network, "/nowhere/PNet.dat", 12, 6, &error),
                     -ENOENT);
    assert_non_null(strstr(error.text, "/nowhere/PNet.dat"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_scanner_takes_pictures_of_any_size),
        cmocka_unit_test(a_refiner_sees_one_square),
        cmocka_unit_test(any_number_of_maps_is_computed),
        cmocka_unit_test(every_path_gives_the_same_bits),
        cmocka_unit_test(scalar_products_have_the_same_bits),
        cmocka_unit_test(a_file_that_is_cut_or_goes_on_is_refused),
        cmocka_unit_test(layers_that_do_not_fit_are_refused),
        cmocka_unit_test(numbers_that_are_none_are_refused),
        cmocka_unit_test(a_file_that_is_not_there_says_so),
    };
    return cmocka_run_group_tests_name("channel_network", tests, NULL, NULL);
}
