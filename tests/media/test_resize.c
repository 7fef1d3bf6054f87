#include "media/resize.h"

#include "cmocka_all.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define GUARD 0xA5

/* A picture with guard bytes after each row. */
typedef struct canvas {
    uint8_t *bytes;
    facs_image image;
} canvas;

static canvas new_canvas(int width, int height)
{
    const ptrdiff_t stride = 3 * (ptrdiff_t)width + 5;
    canvas c = {.bytes = malloc((size_t)(stride * height))};
    assert_non_null(c.bytes);
    memset(c.bytes, GUARD, (size_t)(stride * height));
    c.image = (facs_image){.pixels = c.bytes, .width = width, .height = height, .stride = stride};
    return c;
}

static uint8_t *pixel(const canvas *c, int x, int y)
{
    return c->bytes + y * c->image.stride + 3 * (ptrdiff_t)x;
}

/* Resizes source and checks the guards. */
static canvas resize(const canvas *source, int width, int height)
{
    facs_resize *r;
    canvas target = new_canvas(width, height);
    assert_int_equal(facs_resize_open(&r, source->image.width, source->image.height, width, height),
                     0);
    facs_resize_run(r, &source->image, target.bytes, target.image.stride);
    facs_resize_close(&r);
    assert_null(r);
    for (int y = 0; y < height; y++)
        for (int i = 0; i < 5; i++)
            assert_int_equal(pixel(&target, width, y)[i], GUARD);
    return target;
}

/* Levels that rise linearly along x and y, differently in each channel. */
static canvas new_ramp(int width, int height)
{
    canvas c = new_canvas(width, height);
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++) {
            const double across = (x + 0.5) / width, down = (y + 0.5) / height;
            pixel(&c, x, y)[0] = (uint8_t)lround(20 + 200 * across);
            pixel(&c, x, y)[1] = (uint8_t)lround(220 - 180 * down);
            pixel(&c, x, y)[2] = (uint8_t)lround(30 + 90 * across + 110 * down);
        }
    return c;
}

/* A slope keeps its steepness, and a uniform area its level, at every factor. */
static void test_slopes(void **state)
{
    (void)state;
    static const int sizes[][4] = {{72, 58, 102, 58}, {72, 48, 64, 48},  {64, 48, 64, 90},
                                   {64, 36, 16, 9},   {16, 9, 64, 36},   {100, 50, 33, 77},
                                   {64, 48, 64, 48},  {40, 30, 399, 301}};
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        canvas source = new_ramp(sizes[i][0], sizes[i][1]);
        canvas expected = new_ramp(sizes[i][2], sizes[i][3]);
        canvas got = resize(&source, sizes[i][2], sizes[i][3]);
        /* the edge continues beyond the picture */
        const int across = 2 + 2 * sizes[i][2] / sizes[i][0];
        const int down = 2 + 2 * sizes[i][3] / sizes[i][1];
        for (int y = down; y < sizes[i][3] - down; y++)
            for (int x = across; x < sizes[i][2] - across; x++)
                for (int c = 0; c < 3; c++)
                    if (abs(pixel(&got, x, y)[c] - pixel(&expected, x, y)[c]) > 2)
                        fail_msg("%d, %d of case %zu: %d, not %d", x, y, i, pixel(&got, x, y)[c],
                                 pixel(&expected, x, y)[c]);
        free(source.bytes);
        free(expected.bytes);
        free(got.bytes);
    }
}

static void test_even_area(void **state)
{
    (void)state;
    for (int from = 1; from < 40; from += 3)
        for (int to = 1; to < 60; to += 7) {
            canvas source = new_canvas(from, from);
            memset(source.bytes, 255, (size_t)(source.image.stride * from));
            canvas got = resize(&source, to, to);
            for (int y = 0; y < to; y++)
                for (int i = 0; i < 3 * to; i++)
                    assert_int_equal(got.bytes[y * got.image.stride + i], 255);
            free(source.bytes);
            free(got.bytes);
        }
}

/* Same size: same bytes. Sharp edges of black and white stay within 0..255. */
static void test_same_size_and_edges(void **state)
{
    (void)state;
    canvas source = new_canvas(31, 17);
    for (int y = 0; y < 17; y++)
        for (int i = 0; i < 93; i++)
            pixel(&source, 0, y)[i] = (uint8_t)((i * 7919 + y * 104729) % 3 ? 255 : 0);
    canvas same = resize(&source, 31, 17);
    assert_memory_equal(source.bytes, same.bytes, (size_t)(source.image.stride * 17));
    canvas wide = resize(&source, 62, 17);
    int black = 0, white = 0;
    for (int y = 0; y < 17; y++)
        for (int i = 0; i < 186; i++) {
            black += pixel(&wide, 0, y)[i] == 0;
            white += pixel(&wide, 0, y)[i] == 255;
        }
    assert_true(black > 300 && white > 600); /* overshoot is clipped and does not wrap */
    free(source.bytes);
    free(same.bytes);
    free(wide.bytes);
}

static void test_fine_stripes_do_not_flicker(void **state)
{
    (void)state;
    canvas source = new_canvas(160, 8);
    for (int y = 0; y < 8; y++)
        for (int x = 0; x < 160; x++)
            memset(pixel(&source, x, y), x % 2 ? 255 : 0, 3);
    canvas small = resize(&source, 50, 8); /* nearest or bilinear: stripes of all levels */
    for (int x = 3; x < 47; x++)
        assert_in_range(pixel(&small, x, 4)[1], 122, 133);
    free(source.bytes);
    free(small.bytes);
}

static void test_sizes_refused(void **state)
{
    (void)state;
    facs_resize *r;
    assert_int_equal(facs_resize_open(&r, 0, 10, 10, 10), -EINVAL);
    assert_int_equal(facs_resize_open(&r, 10, 10, FACS_IMAGE_MAX_SIDE + 1, 10), -EINVAL);
    assert_null(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_slopes),
        cmocka_unit_test(test_even_area),
        cmocka_unit_test(test_same_size_and_edges),
        cmocka_unit_test(test_fine_stripes_do_not_flicker),
        cmocka_unit_test(test_sizes_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
