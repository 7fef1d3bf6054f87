/* The colours of still JPEGs: libjpeg-turbo's numbers, from its definition once more. */
#include "media/jpeg_colours.h"

#include "cmocka_all.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MAX_SIDE 19
#define GUARD    99

static uint8_t random_byte(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return (uint8_t)(*seed >> 24);
}

static int samples_for(int pixels, int shift)
{
    return (pixels + (1 << shift) - 1) >> shift;
}

/* Planes without a byte to spare; freed by free_planes. */
static facs_jpeg_planes random_planes(int width, int height, int across, int down, uint32_t *seed)
{
    facs_jpeg_planes p = {.width = width, .height = height, .chroma_x = across, .chroma_y = down};
    for (int c = 0; c < 3; c++) {
        const int w = c ? samples_for(width, across) : width;
        const int h = c ? samples_for(height, down) : height;
        uint8_t *plane = malloc((size_t)(w * h));
        assert_non_null(plane);
        for (int i = 0; i < w * h; i++)
            plane[i] = random_byte(seed);
        p.plane[c] = plane;
        p.stride[c] = w;
    }
    return p;
}

static void free_planes(const facs_jpeg_planes *p)
{
    for (int c = 0; c < 3; c++)
        free((void *)(uintptr_t)p->plane[c]);
}

/* A sample, or the nearest one at the edge. */
static int sample(const facs_jpeg_planes *p, int c, int x, int y)
{
    const int w = samples_for(p->width, p->chroma_x), h = samples_for(p->height, p->chroma_y);
    x = x < 0 ? 0 : x >= w ? w - 1 : x;
    y = y < 0 ? 0 : y >= h ? h - 1 : y;
    return p->plane[c][y * p->stride[c] + x];
}

/* The four ways of jdsample.c, each on its own. */
static int stretched(const facs_jpeg_planes *p, int c, int x, int y)
{
    const int w = samples_for(p->width, p->chroma_x), i = x >> p->chroma_x, j = y >> p->chroma_y;
    const int beside = x % 2 ? i + 1 : i - 1, below = y % 2 ? j + 1 : j - 1;
    const int own = sample(p, c, i, j);

    if (p->chroma_x == 0 && p->chroma_y == 1)
        return (3 * own + sample(p, c, i, below) + (y % 2 ? 2 : 1)) / 4;
    if (p->chroma_x == 1 && p->chroma_y == 0 && w > 2)
        return (3 * own + sample(p, c, beside, j) + (x % 2 ? 2 : 1)) / 4;
    if (p->chroma_x == 1 && p->chroma_y == 1 && w > 2)
        return (9 * own + 3 * sample(p, c, beside, j) + 3 * sample(p, c, i, below) +
                sample(p, c, beside, below) + (x % 2 ? 7 : 8)) /
               16;
    return own;
}

static uint8_t rounded(double value)
{
    return (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : floor(value + 0.5));
}

/* In 1/65536, as jdcolor.c rounds them. */
static double factor(double value)
{
    return floor(value * 65536 + 0.5) / 65536;
}

static void expect_row(const facs_jpeg_planes *p, int y, uint8_t *pixels)
{
    for (int x = 0; x < p->width; x++, pixels += 3) {
        const double luma = p->plane[0][y * p->stride[0] + x];
        const double blue = stretched(p, 1, x, y) - 128, red = stretched(p, 2, x, y) - 128;
        pixels[0] = rounded(luma + factor(1.772) * blue);
        pixels[1] = rounded(luma - factor(0.34414) * blue - factor(0.71414) * red);
        pixels[2] = rounded(luma + factor(1.402) * red);
    }
}

static void check_size(int width, int height, uint32_t *seed)
{
    static const int kinds[][2] = {{0, 0}, {1, 0}, {1, 1}, {0, 1}, {2, 0}, {2, 2}, {1, 2}};
    uint8_t expected[3 * MAX_SIDE + 2], pixels[3 * MAX_SIDE + 2];

    for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++) {
        const facs_jpeg_planes p = random_planes(width, height, kinds[k][0], kinds[k][1], seed);
        for (int y = 0; y < height; y++) {
            memset(expected, GUARD, sizeof(expected));
            memset(pixels, GUARD, sizeof(pixels));
            expect_row(&p, y, expected + 1);
            facs_jpeg_convert_row(&p, y, pixels + 1);
            assert_memory_equal(pixels, expected, sizeof(pixels));
        }
        free_planes(&p);
    }
}

static void test_every_size_and_sampling(void **state)
{
    (void)state;
    uint32_t seed = 5;
    for (int height = 1; height <= MAX_SIDE; height++)
        for (int width = 1; width <= MAX_SIDE; width++)
            check_size(width, height, &seed);
}

/* Every luma and chroma: no halves in between, where rounding could go either way. */
static void test_every_colour(void **state)
{
    (void)state;
    uint8_t expected[3], pixel[3];
    for (int y = 0; y < 256; y += 5)
        for (int blue = 0; blue < 256; blue++)
            for (int red = 0; red < 256; red++) {
                const uint8_t samples[3] = {(uint8_t)y, (uint8_t)blue, (uint8_t)red};
                const facs_jpeg_planes p = {
                    {samples, samples + 1, samples + 2}, {1, 1, 1}, 1, 1, 0, 0};
                expect_row(&p, 0, expected);
                facs_jpeg_convert_row(&p, 0, pixel);
                assert_memory_equal(pixel, expected, 3);
            }
}

static void test_grey(void **state)
{
    (void)state;
    static const uint8_t luma[] = {0, 1, 128, 254, 255};
    const facs_jpeg_planes p = {{luma}, {5}, 5, 1, 0, 0};
    uint8_t pixels[16];
    memset(pixels, GUARD, sizeof(pixels));
    facs_jpeg_convert_row(&p, 0, pixels);
    for (int i = 0; i < 15; i++)
        assert_int_equal(pixels[i], luma[i / 3]);
    assert_int_equal(pixels[15], GUARD);
}

/* What libjpeg-turbo 2.1.5 made of a 4:2:0 picture with these samples (jpeg_read_raw_data). */
static void test_numbers_of_libjpeg_turbo(void **state)
{
    (void)state;
    static const uint8_t luma[] = {90, 92, 127, 132, 73,  71,  218, 92,  91,  133, 126,
                                   71, 72, 212, 215, 216, 111, 117, 159, 159, 93};
    static const uint8_t blue[] = {99, 84, 210, 23, 23, 178, 165, 101};
    static const uint8_t red[] = {223, 49, 106, 146, 146, 141, 23, 227};
    static const uint8_t expected[] = {
        39,  32,  223, 34,  67,  164, 56,  166, 78,  109, 183, 41,  163, 81,  23,  133,
        68,  54,  115, 232, 229, 7,   54,  199, 18,  74,  151, 85,  159, 101, 130, 163,
        52,  156, 87,  7,   129, 77,  40,  130, 215, 237, 63,  218, 255, 113, 218, 251,
        107, 110, 114, 174, 127, 76,  235, 191, 66,  203, 182, 97,  52,  74,  146};
    const facs_jpeg_planes p = {{luma, blue, red}, {7, 4, 4}, 7, 3, 1, 1};
    uint8_t pixels[21];
    for (int y = 0; y < 3; y++) {
        facs_jpeg_convert_row(&p, y, pixels);
        assert_memory_equal(pixels, expected + 21 * (ptrdiff_t)y, 21);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_size_and_sampling),
        cmocka_unit_test(test_every_colour),
        cmocka_unit_test(test_grey),
        cmocka_unit_test(test_numbers_of_libjpeg_turbo),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
