#include "cmocka_all.h"
#include "made_experts.h"

#include "base/cpu.h"
#include "landmarks/clm/area_of_interest.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static facs_area_grid grid;
static facs_area area;

/* The grey level at (u, v). */
static float level(int v, int u)
{
    return (float)area.level[v][u] / 1024;
}

/* Without rotation or scaling, at whole and half pixels. */
static void test_known_places(void **state)
{
    (void)state;
    static uint8_t pixels[20 * 24];
    const facs_grey picture = {.pixels = pixels, .width = 20, .height = 20, .stride = 24};

    for (int i = 0; i < 20 * 24; i++)
        pixels[i] = (uint8_t)(i * 7);
    facs_area_grid_make(&grid, 5, 1, 0);
    facs_area_read(&grid, &picture, 10, 8, facs_area_sample_portable, &area);
    for (int v = 0; v < 5; v++)
        for (int u = 0; u < 5; u++)
            assert_true(level(v, u) == pixels[(6 + v) * 24 + 8 + u]);
    facs_area_read(&grid, &picture, 10.5F, 8.25F, facs_area_sample_portable, &area);
    for (int v = 0; v < 5; v++)
        for (int u = 0; u < 5; u++) {
            const uint8_t *at = pixels + (6 + v) * 24 + 8 + u;
            float upper = (float)(at[0] + at[1]) / 2, lower = (float)(at[24] + at[25]) / 2;
            assert_true(level(v, u) == 0.75F * upper + 0.25F * lower);
        }
}

/* The middle of the area is at the landmark, u goes along (a, b), v along (-b, a). */
static void test_turns(void **state)
{
    (void)state;
    static uint8_t pixels[100 * 100];
    const facs_grey picture = {.pixels = pixels, .width = 100, .height = 100, .stride = 100};
    const float a = 1.5F, b = 0.5F, x = 50.25F, y = 49;

    for (int i = 0; i < 100 * 100; i++) /* a slope: its value reveals the place */
        pixels[i] = (uint8_t)(i % 100 + 60 + i / 100);
    facs_area_grid_make(&grid, 21, a, b);
    facs_area_read(&grid, &picture, x, y, facs_area_sample_portable, &area);
    for (int v = 0; v < 21; v++)
        for (int u = 0; u < 21; u++) {
            float along = (float)(u - 10), down = (float)(v - 10);
            float place = x + y + a * along - b * down + b * along + a * down + 60;
            /* Both coordinates are rounded to 1/32 pixel. */
            assert_true(fabsf(level(v, u) - place) <= 1.001F / 32);
        }
}

/* 0 outside, with a bilinear edge. */
static void test_outside(void **state)
{
    (void)state;
    static uint8_t pixels[10 * 10];
    const facs_grey picture = {.pixels = pixels, .width = 10, .height = 10, .stride = 10};

    memset(pixels, 200, sizeof(pixels));
    facs_area_grid_make(&grid, 3, 1, 0);
    facs_area_read(&grid, &picture, -0.5F, 5, facs_area_sample_portable, &area);
    const float left[3] = {0, 100, 200};
    for (int i = 0; i < 9; i++)
        assert_true(level(i / 3, i % 3) == left[i % 3]);
    facs_area_read(&grid, &picture, 9, 9.75F, facs_area_sample_portable, &area);
    const float corner[9] = {200, 200, 0, 50, 50, 0, 0, 0, 0};
    for (int i = 0; i < 9; i++)
        assert_true(level(i / 3, i % 3) == corner[i]);
}

/* Both paths give the same bits wherever the area is; the rows of pixels end at the end of
 * memory. */
static void test_fast_path(void **state)
{
    (void)state;
    static const int sizes[][2] = {{64, 48}, {4, 100}, {3, 3}, {1, 1}, {101, 37}};
    static facs_area fast;
    static const float wild[] = {NAN, INFINITY, 1e30F, -1e30F, 3e7F, 0};
    uint32_t seed = 43;

    if (!facs_cpu_is_fast())
        skip();
    for (int i = 0; i < 3000; i++) {
        int width = sizes[i % 5][0], height = sizes[i % 5][1], side = 3 + i % 19;
        ptrdiff_t stride = width + i % 3;
        size_t bytes = (size_t)(stride * (height - 1) + width);
        uint8_t *pixels = malloc(bytes);
        assert_non_null(pixels);
        for (size_t k = 0; k < bytes; k++)
            pixels[k] = (uint8_t)(made_random(&seed) * 256);
        const facs_grey picture = {
            .pixels = pixels, .width = width, .height = height, .stride = stride};
        float a = (float)(4 * made_random(&seed) - 2), b = (float)(4 * made_random(&seed) - 2);
        float x = (float)(made_random(&seed) * (width + 8) - 4);
        float y = (float)(made_random(&seed) * (height + 8) - 4);
        if (i % 10 == 9) {
            *(i % 4 == 0 ? &a : i % 4 == 1 ? &b : i % 4 == 2 ? &x : &y) = wild[i / 10 % 6];
        } else if (i % 2) { /* small ones that lie inside */
            a /= 8;
            b /= 8;
        }
        facs_area_grid_make(&grid, side, a, b);
        facs_area_read(&grid, &picture, x, y, facs_area_sample_portable, &area);
        facs_area_read(&grid, &picture, x, y, FACS_FAST(facs_area_sample), &fast);
        for (int v = 0; v < side; v++) {
            const size_t filled = (size_t)(side + FACS_AREA_LANES - 1) / FACS_AREA_LANES;
            assert_memory_equal(area.level[v], fast.level[v],
                                filled * FACS_AREA_LANES * sizeof(int32_t));
            for (int u = side; u < (int)filled * FACS_AREA_LANES; u++)
                assert_int_equal(area.level[v][u], area.level[v][side - 1]);
        }
        free(pixels);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_places),
        cmocka_unit_test(test_turns),
        cmocka_unit_test(test_outside),
        cmocka_unit_test(test_fast_path),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
