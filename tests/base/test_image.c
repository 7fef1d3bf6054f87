#include "cmocka_all.h"

#include "base/image.h"

#include <stdlib.h>
#include <string.h>

#define GUARD 64 /* bytes before and after the target */

static void turns_clockwise(void **state)
{
    (void)state;
    /* Three pixels wide, two high; a pixel is its letter three times. */
    const uint8_t letters[] = "aaabbbccc"
                              "dddeeefff";
    const facs_image image = {.pixels = letters, .width = 3, .height = 2, .stride = 9};
    uint8_t turned[19] = {0};

    facs_image_rotate(&image, 0, turned, 9);
    assert_string_equal((char *)turned, "aaabbbcccdddeeefff");
    facs_image_rotate(&image, 1, turned, 6);
    assert_string_equal((char *)turned, "dddaaaeeebbbfffccc");
    facs_image_rotate(&image, 2, turned, 9);
    assert_string_equal((char *)turned, "fffeeedddcccbbbaaa");
    facs_image_rotate(&image, 3, turned, 6);
    assert_string_equal((char *)turned, "cccfffbbbeeeaaaddd");
}

/* Where pixel x, y of a w x h picture comes to lie. */
static void turned_place(int turns, int w, int h, int x, int y, int *tx, int *ty)
{
    const int places[4][2] = {{x, y}, {h - 1 - y, x}, {w - 1 - x, h - 1 - y}, {y, w - 1 - x}};
    *tx = places[turns][0];
    *ty = places[turns][1];
}

/* Every pixel in its place, every other byte of the target untouched. */
static void check(int w, int h, int turns, ptrdiff_t source_padding, ptrdiff_t target_padding)
{
    const int target_w = turns % 2 ? h : w, target_h = turns % 2 ? w : h;
    const ptrdiff_t stride = 3 * w + source_padding, target_stride = 3 * target_w + target_padding;
    /* Both end with the last row's last pixel, so that the address sanitizer sees one byte more. */
    const size_t source_size = (size_t)(stride * (h - 1) + 3 * w);
    const size_t size = (size_t)(target_stride * (target_h - 1) + 3 * target_w) + GUARD * 2;
    uint8_t *source = malloc(source_size), *target = malloc(size), *expected = malloc(size);

    assert_non_null(source);
    assert_non_null(target);
    assert_non_null(expected);
    for (size_t i = 0; i < source_size; i++)
        source[i] = (uint8_t)(i * 31 + i / 251);
    memset(target, 0xa5, size);
    memset(expected, 0xa5, size);
    for (int y = 0; y < h; y++)
        for (int x = 0; x < w; x++) {
            int tx, ty;
            turned_place(turns, w, h, x, y, &tx, &ty);
            memcpy(expected + GUARD + ty * target_stride + 3 * tx, source + y * stride + 3 * x, 3);
        }
    const facs_image image = {.pixels = source, .width = w, .height = h, .stride = stride};
    facs_image_rotate(&image, turns, target + GUARD, target_stride);
    assert_memory_equal(target, expected, size);
    free(source);
    free(target);
    free(expected);
}

static void keeps_within_odd_sizes_and_strides(void **state)
{
    (void)state;
    static const int sizes[][2] = {{1, 1}, {1, 9},   {9, 1},   {7, 5},
                                   {5, 7}, {16, 16}, {33, 21}, {131, 70}};
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
        for (int turns = 0; turns < 4; turns++) {
            check(sizes[i][0], sizes[i][1], turns, 0, 0);
            check(sizes[i][0], sizes[i][1], turns, 13, 0);
            check(sizes[i][0], sizes[i][1], turns, 0, 7);
            check(sizes[i][0], sizes[i][1], turns, 5, 64);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(turns_clockwise),
        cmocka_unit_test(keeps_within_odd_sizes_and_strides),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
