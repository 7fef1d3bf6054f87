#include "cmocka_all.h"
#include "made_experts.h"
#include "whole_grey.h"

#include "base/cpu.h"
#include "base/grey.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What cv::cvtColor makes of them. */
static void test_known_colours(void **state)
{
    (void)state;
    static const uint8_t colours[][4] = {{255, 255, 255, 255}, {0, 0, 0, 0},      {255, 0, 0, 29},
                                         {0, 255, 0, 150},     {0, 0, 255, 76},   {1, 1, 1, 1},
                                         {10, 200, 100, 148},  {3, 2, 1, 2},      {0, 0, 5, 1},
                                         {128, 128, 128, 128}, {255, 255, 0, 179}};
    for (size_t i = 0; i < sizeof(colours) / sizeof(colours[0]); i++) {
        uint8_t grey = 77;
        const facs_image image = {.pixels = colours[i], .width = 1, .height = 1, .stride = 3};
        make_whole_grey(&image, &grey, 1);
        assert_int_equal(grey, colours[i][3]);
    }
}

/* Every width to three vectors; pixels end at the end of memory, nothing beside the row is written.
 */
static void test_fast_path(void **state)
{
    (void)state;
    uint32_t seed = 47;

    if (!facs_cpu_is_fast())
        skip();
    for (int count = 0; count <= 100; count++) {
        uint8_t plain[102], fast[102];
        uint8_t *pixels = malloc((size_t)(3 * count + 1));
        assert_non_null(pixels);
        for (int k = 0; k < 3 * count; k++)
            pixels[k + 1] = (uint8_t)(made_random(&seed) * 256);
        memset(plain, 99, sizeof(plain));
        memset(fast, 99, sizeof(fast));
        facs_grey_row_portable(pixels + 1, count, plain + 1);
        FACS_FAST(facs_grey_row)(pixels + 1, count, fast + 1);
        assert_memory_equal(plain, fast, sizeof(plain));
        assert_int_equal(fast[0], 99);
        assert_int_equal(fast[count + 1], 99);
        free(pixels);
    }
}

/* Rows farther apart than they are wide, on both sides. */
static void test_strides(void **state)
{
    (void)state;
    uint8_t pixels[3 * 20], grey[3 * 7];
    const facs_image image = {.pixels = pixels, .width = 5, .height = 3, .stride = 20};

    for (int i = 0; i < 60; i++)
        pixels[i] = (uint8_t)(i % 20 < 15 ? 10 * (i / 20 + 1) : 255);
    memset(grey, 99, sizeof(grey));
    make_whole_grey(&image, grey, 7);
    for (int i = 0; i < 21; i++)
        assert_int_equal(grey[i], i % 7 < 5 ? 10 * (i / 7 + 1) : 99);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_colours),
        cmocka_unit_test(test_fast_path),
        cmocka_unit_test(test_strides),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
