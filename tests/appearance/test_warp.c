/* Both paths of the warp compared with its definition, pixel by pixel. */
#include "cmocka_all.h"
#include "made_pdm.h"

#include "appearance/align.h"
#include "appearance/warp.h"
#include "base/cpu.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define GUARD 16
#define SIDES 61 /* of the faces here: odd, and no multiple of a vector */

/* Makes a frame whose last row ends with its last pixel, so that a sanitizer sees reads past it. */
static facs_image make_frame(int width, int height, int padding, uint32_t *seed)
{
    const size_t stride = (size_t)(3 * width + padding);
    const size_t bytes = stride * (size_t)(height - 1) + 3 * (size_t)width;
    uint8_t *pixels = malloc(bytes);

    assert_non_null(pixels);
    for (size_t i = 0; i < bytes; i++)
        pixels[i] = (uint8_t)(128 + 127 * made_number(seed));
    return (facs_image){
        .pixels = pixels, .width = width, .height = height, .stride = (ptrdiff_t)stride};
}

/* The grey level at a place of the frame, 0 beyond its borders. */
static int64_t level(const facs_image *image, int64_t x, int64_t y, int c)
{
    if (x < 0 || y < 0 || x >= image->width || y >= image->height)
        return 0;
    return image->pixels[y * image->stride + 3 * x + c];
}

/* cv::warpAffine's arithmetic: x, y in 1/1024, then 1/32; weights in 1/1024. */
static uint8_t defined(const facs_image *image, const double inverse[6], int x, int y, int c)
{
    const int64_t at_x =
        (llrint(inverse[0] * x * 1024) + llrint((inverse[1] * y + inverse[2]) * 1024) + 16) >> 5;
    const int64_t at_y =
        (llrint(inverse[3] * x * 1024) + llrint((inverse[4] * y + inverse[5]) * 1024) + 16) >> 5;
    const int64_t left = at_x >> 5, top = at_y >> 5, right = at_x & 31, lower = at_y & 31;

    return (uint8_t)(((32 - lower) * ((32 - right) * level(image, left, top, c) +
                                      right * level(image, left + 1, top, c)) +
                      lower * ((32 - right) * level(image, left, top + 1, c) +
                               right * level(image, left + 1, top + 1, c)) +
                      512) /
                     1024);
}

/* Makes the matrix from the face's pixels to the frame's, and its inverse, which is the warp. */
static void make_warp(double scale, double angle, double x, double y, double warp[6],
                      double inverse[6])
{
    const double c = cos(angle) / scale, s = sin(angle) / scale;
    const double there[6] = {c, -s, -c * x + s * y, s, c, -s * x - c * y};
    const double determinant = there[0] * there[4] - there[1] * there[3];

    memcpy(warp, there, sizeof(there));
    inverse[0] = warp[4] / determinant;
    inverse[1] = -warp[1] / determinant;
    inverse[3] = -warp[3] / determinant;
    inverse[4] = warp[0] / determinant;
    inverse[2] = -inverse[0] * warp[2] - inverse[1] * warp[5];
    inverse[5] = -inverse[3] * warp[2] - inverse[4] * warp[5];
}

static void check_warp(const facs_image *image, uint32_t *seed, int side, const uint8_t *mask)
{
    double warp[6], inverse[6];
    const size_t bytes = 3 * (size_t)side * (size_t)side;
    uint8_t *face = malloc(bytes + 2 * GUARD);

    assert_non_null(face);
    make_warp(1 + 0.9 * made_number(seed), 3.2 * made_number(seed),
              image->width * made_number(seed), image->height * made_number(seed), warp, inverse);
    memset(face, 0xa5, bytes + 2 * GUARD);
    facs_align_warp(image, warp, mask, side, face + GUARD);
    for (int i = 0; i < GUARD; i++)
        assert_true(face[i] == 0xa5 && face[GUARD + bytes + (size_t)i] == 0xa5);
    for (int k = 0; k < side * side; k++)
        for (int c = 0; c < 3; c++)
            assert_int_equal(face[GUARD + 3 * k + c],
                             mask && !mask[k] ? 0 : defined(image, inverse, k % side, k / side, c));
    free(face);
}

/* Frames from one pixel to many, with faces inside, beside and across each border. */
static void check_path(void)
{
    static const int sizes[][3] = {{1, 1, 0},  {2, 2, 1},    {3, 3, 0},    {1, 40, 2},  {40, 1, 0},
                                   {33, 4, 5}, {150, 90, 3}, {97, 131, 0}, {211, 67, 0}};
    static uint8_t mask[SIDES * SIDES];
    uint32_t seed = 83;

    for (int i = 0; i < 360; i++) {
        const int *size = sizes[i % 9];
        facs_image image = make_frame(size[0], size[1], size[2], &seed);
        const int side = i % 4 ? SIDES : 1 + i % 23;
        for (int k = 0; k < side * side; k++) /* runs of any length, single pixels too */
            mask[k] = made_number(&seed) > (k / 50 % 2 ? -0.9 : 0.2);
        check_warp(&image, &seed, side, i % 3 ? mask : NULL);
        free((void *)(uintptr_t)image.pixels);
    }
}

static void test_portable_path(void **state)
{
    (void)state;
    assert_int_equal(setenv("FACS_SIMD", "portable", 1), 0);
    check_path();
    assert_int_equal(unsetenv("FACS_SIMD"), 0);
}

static void test_fast_path(void **state)
{
    (void)state;
    if (!facs_cpu_is_fast())
        skip();
    check_path();
}

/* Beyond 31 bits of bytes or 20 of a side the fast path's sums would overflow. */
static void test_what_fits_the_fast_path(void **state)
{
    (void)state;
    static const struct {
        int width, height;
        ptrdiff_t stride;
        int fits;
    } frames[] = {
        {640, 480, 1920, 1},
        {30000, 23860, 90000, 1},
        {30000, 23861, 90000, 0},
        {1 << 20, 2, 3 << 20, 0},
        {2, 1 << 20, 6, 0},
        {640, 480, -1920, 0},
        {640, 1, (ptrdiff_t)1 << 40, 0},
    };
    for (size_t i = 0; i < sizeof(frames) / sizeof(frames[0]); i++) {
        const facs_image image = {.pixels = NULL,
                                  .width = frames[i].width,
                                  .height = frames[i].height,
                                  .stride = frames[i].stride};
        assert_int_equal(facs_warp_fits(&image), frames[i].fits);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_portable_path),
        cmocka_unit_test(test_fast_path),
        cmocka_unit_test(test_what_fits_the_fast_path),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
