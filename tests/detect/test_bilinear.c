/* Pictures for the face detector: OpenCV's bilinear scaling, the pyramid's sizes, the soft picture.
 */
#include "cmocka_all.h"

#include "detect/bilinear.h"
#include "detect/pyramid.h"
#include "detect/soft_picture.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static facs_image random_image(uint8_t *pixels, int width, int height)
{
    uint32_t seed = 7;
    for (int i = 0; i < width * height * 3; i++) {
        seed = seed * 1664525u + 1013904223u;
        pixels[i] = (uint8_t)(seed >> 24);
    }
    return (facs_image){
        .pixels = pixels, .width = width, .height = height, .stride = (ptrdiff_t)3 * width};
}

/* A grey level; 0 outside. */
static double level(const facs_image *image, int x, int y, int channel)
{
    if (x < 0 || y < 0 || x >= image->width || y >= image->height)
        return 0;
    return image->pixels[y * image->stride + 3 * x + channel];
}

/* cv::resize by its formula: the two pixels around the target's centre, none beyond the part. */
static double plain(const facs_image *image, const int part[4], int width, int height, int x, int y,
                    int channel)
{
    const double at_x = fmin(fmax((x + 0.5) * part[2] / width - 0.5, 0), part[2] - 1);
    const double at_y = fmin(fmax((y + 0.5) * part[3] / height - 0.5, 0), part[3] - 1);
    const int left = (int)at_x, upper = (int)at_y;
    const double right_share = at_x - left, lower_share = at_y - upper;
    double sum = 0;
    for (int dy = 0; dy < 2; dy++)
        for (int dx = 0; dx < 2; dx++)
            sum += (dx ? right_share : 1 - right_share) * (dy ? lower_share : 1 - lower_share) *
                   level(image, part[0] + left + dx, part[1] + upper + dy, channel);
    return (sum - 127.5) / 128;
}

static void check_part(const facs_image *image, const int part[4], int width, int height)
{
    facs_mix columns[80], lines[80];
    float row[3 * 80 + 1];

    facs_bilinear_axis(columns, width, part[0], part[2], image->width);
    facs_bilinear_axis(lines, height, part[1], part[3], image->height);
    for (int y = 0; y < height; y++) {
        row[3 * width] = 77;
        facs_bilinear_row(image->pixels + lines[y].first * image->stride,
                          image->pixels + lines[y].second * image->stride, columns, width,
                          &lines[y], row);
        assert_float_equal(row[3 * width], 77, 0);
        for (int i = 0; i < 3 * width; i++)
            assert_float_equal(row[i], plain(image, part, width, height, i / 3, y, 2 - i % 3),
                               2e-5);
    }
}

/* Larger, smaller, of the same size; a single pixel; beyond all borders. */
static void it_is_opencvs_resize(void **state)
{
    (void)state;
    static uint8_t pixels[60 * 50 * 3];
    const facs_image image = random_image(pixels, 60, 50);
    static const int parts[][4] = {{0, 0, 60, 50},   {0, 0, 60, 50},   {10, 5, 20, 30},
                                   {-7, -9, 30, 30}, {50, 40, 25, 25}, {3, 3, 1, 1},
                                   {-40, 0, 30, 30}};
    static const int targets[][2] = {{12, 10}, {80, 70}, {20, 30}, {24, 24},
                                     {24, 24}, {7, 5},   {9, 9}};
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
        check_part(&image, parts[i], targets[i][0], targets[i][1]);
}

static void a_pyramid_has_openfaces_sizes(void **state)
{
    (void)state;
    facs_pyramid pyramid = {.count = 0};
    const facs_pyramid_plan plan = {.picture_width = 640,
                                    .picture_height = 480,
                                    .width = 640,
                                    .height = 480,
                                    .scale = 0.2,
                                    .levels = 7,
                                    .min = 12};
    static const int sizes[][2] = {{128, 96}, {91, 69}, {65, 49}, {46, 35},
                                   {33, 25},  {23, 18}, {17, 13}};

    assert_int_equal(facs_pyramid_set(&pyramid, &plan), 0);
    assert_int_equal(pyramid.count, 7);
    for (int i = 0; i < 7; i++) {
        assert_int_equal(pyramid.level[i].width, sizes[i][0]);
        assert_int_equal(pyramid.level[i].height, sizes[i][1]);
    }
    const facs_mix *mixes = pyramid.mixes;
    facs_pyramid_plan less = plan;
    less.levels = 20; /* the sides limit it */
    less.width = 100;
    assert_int_equal(facs_pyramid_set(&pyramid, &less), 0);
    assert_ptr_equal(pyramid.mixes, mixes); /* the existing memory suffices */
    assert_int_equal(pyramid.count, 2);
    facs_pyramid_free(&pyramid);
}

/* ---- The soft picture ----------------------------------------------------------------------- */

static double mean_of(const facs_image *image)
{
    double sum = 0;
    const int count = image->width * image->height * 3;
    for (int i = 0; i < count; i++)
        sum += image->pixels[i];
    return sum / count;
}

static void a_dark_picture_becomes_bright(void **state)
{
    (void)state;
    static uint8_t pixels[64 * 48 * 3];
    const facs_image image = random_image(pixels, 64, 48);
    const facs_region whole = {0, 0, 64, 48};
    facs_soft_picture soft = {.planes = NULL};

    for (int y = 0; y < 48; y++)
        memset(pixels + y * 64 * 3, 2 + y / 4, 64 * 3); /* 2 to 13 */
    assert_int_equal(facs_soft_picture_make(&soft, &image, &whole, 16, 12), 0);
    assert_int_equal(soft.image.width, 16);
    assert_int_equal(soft.image.height, 12);
    assert_in_range(soft.image.pixels[0], 0, 4);
    assert_in_range(soft.image.pixels[3 * 16 * 12 - 1], 235, 255);
    facs_soft_picture_free(&soft);
}

/* Averaged and otherwise unchanged; memory is kept for a smaller picture, and grows. */
static void another_picture_is_left_as_it_is(void **state)
{
    (void)state;
    static uint8_t pixels[64 * 48 * 3];
    const facs_image image = random_image(pixels, 64, 48);
    const facs_region whole = {0, 0, 64, 48}, part = {0, 0, 32, 48};
    facs_soft_picture soft = {.planes = NULL};

    for (int i = 0; i < 64 * 48 * 3; i += 3 * 4) /* a column of four is white, the others are not */
        memset(pixels + i, 255, 3), memset(pixels + i + 3, i % 192 < 96 ? 0 : 200, 9);
    for (int size = 16; size <= 32; size += 16) {
        assert_int_equal(facs_soft_picture_make(&soft, &image, &whole, size, size), 0);
        assert_true(fabs(mean_of(&soft.image) - mean_of(&image)) < 1);
        assert_int_equal(facs_soft_picture_make(&soft, &image, &part, size, size), 0);
    }
    facs_soft_picture_free(&soft);
}

static void a_picture_of_one_colour_is_no_accident(void **state)
{
    (void)state;
    static uint8_t pixels[64 * 48 * 3];
    const facs_image image = {.pixels = pixels, .width = 64, .height = 48, .stride = 192};
    const facs_region whole = {0, 0, 64, 48};
    facs_soft_picture soft = {.planes = NULL};

    for (int value = 0; value < 256; value += 85) {
        memset(pixels, value, sizeof(pixels));
        assert_int_equal(facs_soft_picture_make(&soft, &image, &whole, 16, 12), 0);
    }
    assert_int_equal(facs_soft_picture_make(&soft, &image, &(facs_region){.width = 0}, 16, 12),
                     -EINVAL);
    facs_soft_picture_free(&soft);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_opencvs_resize),
        cmocka_unit_test(a_pyramid_has_openfaces_sizes),
        cmocka_unit_test(a_dark_picture_becomes_bright),
        cmocka_unit_test(another_picture_is_left_as_it_is),
        cmocka_unit_test(a_picture_of_one_colour_is_no_accident),
    };
    return cmocka_run_group_tests_name("bilinear", tests, NULL, NULL);
}
