/* The scaled rectangle compared with the definition of each filter, in doubles, one pixel at a
 * time. */
#include "detect/resample.h"

#include "cmocka_all.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Weights are in 1/256 along each axis: two roundings of half a step of up to 255 grey levels. */
#define TOLERANCE 1.1

typedef struct picture {
    uint8_t *memory;
    facs_image image;
} picture;

static picture noise(int width, int height)
{
    picture p = {.image = {.width = width, .height = height, .stride = 3 * width + 5}};
    size_t size = (size_t)p.image.stride * (size_t)height - 5; /* not a byte after the last pixel */
    p.memory = malloc(size);
    assert_non_null(p.memory);
    for (size_t i = 0; i < size; i++)
        p.memory[i] = (uint8_t)(rand() >> 4);
    p.image.pixels = p.memory;
    return p;
}

static double grey(const facs_image *image, int x, int y, int c)
{
    if (x < 0 || y < 0 || x >= image->width || y >= image->height)
        return 0;
    return image->pixels[y * image->stride + 3 * x + c];
}

/* Scales into a target with guards around it. planes: free() [0]. */
static void run(const facs_image *image, facs_region region, facs_filter filter, int width,
                int height, float *planes[3], int *stride)
{
    facs_resampler *resampler;
    assert_int_equal(facs_resampler_open(&resampler, width, height), 0);
    *stride = width + 3;
    size_t plane = (size_t)*stride * (size_t)height;
    float *memory = malloc(3 * plane * sizeof(*memory));
    assert_non_null(memory);
    for (size_t i = 0; i < 3 * plane; i++)
        memory[i] = -77;
    facs_planes target = {.width = width, .height = height, .stride = *stride, .gain = 1};
    for (int c = 0; c < 3; c++)
        target.plane[c] = planes[c] = memory + (size_t)c * plane;
    assert_int_equal(facs_resampler_run(resampler, image, &region, filter, &target), 0);
    for (size_t i = 0; i < 3 * plane; i++)
        if ((int)(i % (size_t)*stride) >= width)
            assert_float_equal(memory[i], -77, 0);
    facs_resampler_close(&resampler);
}

static double naive_bilinear(const facs_image *image, facs_region r, int width, int height, int x,
                             int y, int c)
{
    double at_x = r.x + (x + .5) * r.width / width - .5;
    double at_y = r.y + (y + .5) * r.height / height - .5;
    int x0 = (int)floor(at_x), y0 = (int)floor(at_y);
    double sum = 0;
    for (int j = 0; j < 2; j++)
        for (int i = 0; i < 2; i++) {
            /* cv::resize repeats the border of its input: the crop with its zeros */
            int px = (int)fmin(fmax(x0 + i, r.x), r.x + r.width - 1);
            int py = (int)fmin(fmax(y0 + j, r.y), r.y + r.height - 1);
            sum += (i ? at_x - x0 : 1 - at_x + x0) * (j ? at_y - y0 : 1 - at_y + y0) *
                   grey(image, px, py, c);
        }
    return sum;
}

static void check_bilinear(facs_region region, int width, int height)
{
    picture p = noise(61, 47);
    float *planes[3];
    int stride;
    run(&p.image, region, FACS_FILTER_BILINEAR, width, height, planes, &stride);
    for (int c = 0; c < 3; c++)
        for (int y = 0; y < height; y++)
            for (int x = 0; x < width; x++)
                assert_float_equal(planes[c][y * stride + x],
                                   naive_bilinear(&p.image, region, width, height, x, y, c),
                                   TOLERANCE);
    free(planes[0]);
    free(p.memory);
}

static void bilinear_is_that_of_cv_resize(void **state)
{
    (void)state;
    check_bilinear((facs_region){3, 5, 40, 30}, 17, 23);
    check_bilinear((facs_region){0, 0, 61, 47}, 112, 112);    /* enlarged, to the edges */
    check_bilinear((facs_region){-9, -12, 80, 80}, 112, 112); /* beyond all four edges */
    check_bilinear((facs_region){50, 40, 30, 30}, 28, 28);    /* beyond the lower right */
}

static double naive_area(const facs_image *image, double step_x, double step_y, int x, int y, int c)
{
    double sum = 0;
    for (int py = 0; py < image->height; py++)
        for (int px = 0; px < image->width; px++) {
            double w = fmin(px + 1, (x + 1) * step_x) - fmax(px, x * step_x);
            double h = fmin(py + 1, (y + 1) * step_y) - fmax(py, y * step_y);
            if (w > 0 && h > 0)
                sum += w * h * grey(image, px, py, c);
        }
    return sum / (step_x * step_y);
}

static void area_is_the_mean_under_a_pixel(void **state)
{
    (void)state;
    static const int sizes[][4] = {
        {64, 48, 32, 24}, {61, 47, 23, 19}, {61, 47, 61, 47}, {90, 70, 23, 18}};
    for (size_t i = 0; i < 4; i++) {
        picture p = noise(sizes[i][0], sizes[i][1]);
        const int width = sizes[i][2], height = sizes[i][3];
        float *planes[3];
        int stride;
        run(&p.image, (facs_region){0, 0, sizes[i][0], sizes[i][1]}, FACS_FILTER_AREA, width,
            height, planes, &stride);
        for (int c = 0; c < 3; c++)
            for (int y = 0; y < height; y++)
                for (int x = 0; x < width; x++)
                    assert_float_equal(planes[c][y * stride + x],
                                       naive_area(&p.image, (double)sizes[i][0] / width,
                                                  (double)sizes[i][1] / height, x, y, c),
                                       TOLERANCE);
        free(planes[0]);
        free(p.memory);
    }
}

/* When shrinking a lot, 16 samples represent the area: exact on a ramp, and always on an even
 * picture. */
static void a_large_picture_keeps_its_ramp(void **state)
{
    (void)state;
    picture p = noise(2550, 300);
    for (int y = 0; y < 300; y++)
        for (int x = 0; x < 2550; x++)
            for (int c = 0; c < 3; c++)
                p.memory[y * p.image.stride + 3 * x + c] = (uint8_t)(c == 1 ? 200 : x / 10);
    float *planes[3];
    int stride;
    run(&p.image, (facs_region){0, 0, 2550, 300}, FACS_FILTER_AREA, 51, 6, planes, &stride);
    for (int x = 0; x < 51; x++) {
        /* 50 pixels: 5 steps of the ramp, of mean 5 x + 2; 4 samples see it within half a step */
        assert_float_equal(planes[0][3 * stride + x], 5 * x + 2, 0.51);
        assert_float_equal(planes[1][3 * stride + x], 200, 1e-3);
    }
    free(planes[0]);
    free(p.memory);
}

static void what_is_wholly_outside_is_black(void **state)
{
    (void)state;
    picture p = noise(20, 20);
    float *planes[3];
    int stride;
    run(&p.image, (facs_region){500, -300, 40, 40}, FACS_FILTER_BILINEAR, 8, 8, planes, &stride);
    for (int y = 0; y < 8; y++)
        for (int x = 0; x < 8; x++)
            assert_float_equal(planes[2][y * stride + x], 0, 0);
    free(planes[0]);
    free(p.memory);
}

static void gain_and_offset_apply_by_channel(void **state)
{
    (void)state;
    const uint8_t pixel[3] = {10, 20, 30};
    const facs_image image = {.pixels = pixel, .width = 1, .height = 1, .stride = 3};
    const facs_region whole = {0, 0, 1, 1};
    float values[3];
    const facs_planes planes = {.plane = {values + 2, values + 1, values},
                                .width = 1,
                                .height = 1,
                                .stride = 1,
                                .gain = .5f,
                                .offset = {1, 2, 3}};
    facs_resampler *resampler;
    assert_int_equal(facs_resampler_open(&resampler, 4, 4), 0);
    assert_int_equal(facs_resampler_run(resampler, &image, &whole, FACS_FILTER_AREA, &planes), 0);
    assert_float_equal(values[2], 6, 1e-5);
    assert_float_equal(values[1], 12, 1e-5);
    assert_float_equal(values[0], 18, 1e-5);
    facs_resampler_close(&resampler);
}

static void hostile_regions_are_refused(void **state)
{
    (void)state;
    const uint8_t pixel[3] = {0};
    const facs_image image = {.pixels = pixel, .width = 1, .height = 1, .stride = 3},
                     none = {.pixels = pixel, .width = 0, .height = 1, .stride = 3};
    float values[3];
    facs_planes planes = {
        .plane = {values, values, values}, .width = 1, .height = 1, .stride = 1, .gain = 1};
    static const facs_region hostile[] = {{NAN, 0, 1, 1}, {0, 0, NAN, 1},  {0, INFINITY, 1, 1},
                                          {0, 0, 0, 1},   {0, 0, 1e30, 1}, {-1e30, 0, 1, 1},
                                          {0, 0, 1, -1}};
    facs_resampler *resampler;
    assert_int_equal(facs_resampler_open(&resampler, 1, 1), 0);
    for (size_t i = 0; i < sizeof(hostile) / sizeof(hostile[0]); i++)
        assert_int_equal(
            facs_resampler_run(resampler, &image, &hostile[i], FACS_FILTER_AREA, &planes), -EINVAL);
    const facs_region whole = {0, 0, 1, 1};
    assert_int_equal(facs_resampler_run(resampler, &none, &whole, FACS_FILTER_AREA, &planes),
                     -EINVAL);
    planes.width = 2; /* more than it was opened for */
    assert_int_equal(facs_resampler_run(resampler, &image, &whole, FACS_FILTER_AREA, &planes),
                     -EINVAL);
    facs_resampler_close(&resampler);
    assert_int_equal(facs_resampler_open(&resampler, 0, 4), -EINVAL);
    assert_null(resampler);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bilinear_is_that_of_cv_resize),
        cmocka_unit_test(area_is_the_mean_under_a_pixel),
        cmocka_unit_test(a_large_picture_keeps_its_ramp),
        cmocka_unit_test(what_is_wholly_outside_is_black),
        cmocka_unit_test(gain_and_offset_apply_by_channel),
        cmocka_unit_test(hostile_regions_are_refused),
    };
    return cmocka_run_group_tests_name("resample", tests, NULL, NULL);
}
