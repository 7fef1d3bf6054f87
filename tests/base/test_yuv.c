/* Rows of YUV to blue-green-red: swscale's numbers, and the same on every path. */
#include "base/cpu.h"
#include "base/grey.h"
#include "base/yuv.h"

#include "bits.h"
#include "cmocka_all.h"

#include <stdlib.h>
#include <string.h>

#define MAX_WIDTH 300
#define GUARD     99

static const struct {
    int step, bits;
} kinds[] = {{1, 8}, {2, 8}, {4, 8}, {2, 9}, {2, 10}, {2, 12}, {4, 10}, {4, 16}};
#define KINDS ((int)(sizeof(kinds) / sizeof(kinds[0])))

static uint8_t random_byte(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return (uint8_t)(*seed >> 24);
}

static int clip8(int value)
{
    return value < 0 ? 0 : value > 255 ? 255 : value;
}

/* In eighths of 8 bits. */
static int sample(const uint8_t *bytes, int bits)
{
    if (bits == 8)
        return 8 * bytes[0];
    const unsigned value = (bytes[0] + 256u * bytes[1]) % (1u << bits);
    return (int)(value * 2048 / (1u << bits));
}

/* The same of chroma, less 128. */
static int chroma_of(const facs_yuv_row *row, const uint8_t *samples, int red, int place)
{
    if (!row->blend)
        return sample(samples + place, row->bits) - 8 * 128;
    int sum = 4 - 8 * 128;
    for (int i = 0; i < 4; i++) {
        const uint8_t *from = red ? row->blend->red[i] : row->blend->blue[i];
        sum += 16 * sample(from + place, row->bits) * row->blend->factors[i] >> 16;
    }
    return sum;
}

/* The same once more, pixel by pixel; factors are those of yuv.c. */
static void convert_plainly(const facs_yuv_row *row, int width, uint8_t *pixels)
{
    const int zero = row->full_range ? 0 : 16;
    const int of_luma = row->full_range ? 8192 : 9539, blue = row->full_range ? 14516 : 16525;
    const int green_blue = row->full_range ? -2819 : -3209;
    const int green_red = row->full_range ? -5850 : -6660, red = row->full_range ? 11485 : 13075;

    for (int x = 0; x < width; x++) {
        const int y = sample(row->luma + x * row->luma_step, row->bits) - 8 * zero;
        const int luma = (y + (row->blend ? 4 : 0)) * of_luma >> 16;
        const int u = chroma_of(row, row->blue, 0, x / 2 * row->chroma_step);
        const int v = chroma_of(row, row->red, 1, x / 2 * row->chroma_step);
        pixels[3 * x] = (uint8_t)clip8(luma + (u * blue >> 16));
        pixels[3 * x + 1] = (uint8_t)clip8(luma + (u * green_blue >> 16) + (v * green_red >> 16));
        pixels[3 * x + 2] = (uint8_t)clip8(luma + (v * red >> 16));
    }
}

/* A row whose samples end where their memory ends; samples[0..2] are freed by the caller. */
static facs_yuv_row make_row(uint8_t *samples[3], int width, int step, int bits, uint32_t *seed)
{
    const int counts[3] = {width, (width + 1) / 2, (width + 1) / 2};
    facs_yuv_row row = {
        .luma_step = step, .chroma_step = step, .bits = bits, .full_range = width % 2};

    for (int c = 0; c < 3; c++) {
        const size_t bytes = (size_t)((counts[c] - 1) * step + (bits > 8 ? 2 : 1));
        samples[c] = malloc(bytes);
        assert_non_null(samples[c]);
        for (size_t i = 0; i < bytes; i++)
            samples[c][i] = random_byte(seed);
    }
    row.luma = samples[0];
    row.blue = samples[1];
    row.red = samples[2];
    return row;
}

/* The grey of a row's pixels, and nothing beyond it. */
static void check_grey(const facs_yuv_row *row, int width, const uint8_t *pixels,
                       facs_yuv_grey *convert)
{
    uint8_t plain[MAX_WIDTH + 2], grey[MAX_WIDTH + 2];

    memset(plain, GUARD, sizeof(plain));
    memset(grey, GUARD, sizeof(grey));
    facs_grey_row_portable(pixels, width, plain + 1);
    convert(row, width, grey + 1);
    assert_memory_equal(grey, plain, sizeof(plain));
}

static void check_path(facs_yuv_convert *convert, facs_yuv_grey *convert_grey)
{
    uint8_t plain[3 * MAX_WIDTH + 2], pixels[3 * MAX_WIDTH + 2], *samples[3];
    uint32_t seed = 5;

    for (int kind = 0; kind < KINDS; kind++)
        for (int width = 1; width <= MAX_WIDTH; width++) {
            const facs_yuv_row row =
                make_row(samples, width, kinds[kind].step, kinds[kind].bits, &seed);
            memset(plain, GUARD, sizeof(plain));
            memset(pixels, GUARD, sizeof(pixels));
            convert_plainly(&row, width, plain + 1);
            convert(&row, width, pixels + 1);
            assert_memory_equal(pixels, plain, sizeof(plain));
            check_grey(&row, width, plain + 1, convert_grey);
            for (int c = 0; c < 3; c++)
                free(samples[c]);
        }
}

/* Four rows of chroma, which end where their memory ends; the factors that swscale's filter has. */
static void check_blending(facs_yuv_convert *convert, facs_yuv_grey *convert_grey)
{
    static const int16_t factors[][4] = {{-115, 985, 3572, -346}, {0, 4096, 0, 0}, {-346, 4442}};
    uint8_t plain[3 * MAX_WIDTH + 2], pixels[3 * MAX_WIDTH + 2];
    uint32_t seed = 7;

    for (int kind = 0; kind < KINDS; kind++)
        for (int width = 1; width <= MAX_WIDTH; width += 1 + width / 50) {
            uint8_t *samples[4][3];
            facs_yuv_blend blend;
            facs_yuv_row row;
            memcpy(blend.factors, factors[width % 3], sizeof(blend.factors));
            for (int i = 0; i < 4; i++) {
                row = make_row(samples[i], width, kinds[kind].step, kinds[kind].bits, &seed);
                blend.blue[i] = row.blue;
                blend.red[i] = row.red;
            }
            row.blend = &blend;
            row.blue = row.red = NULL;
            memset(plain, GUARD, sizeof(plain));
            memset(pixels, GUARD, sizeof(pixels));
            convert_plainly(&row, width, plain + 1);
            convert(&row, width, pixels + 1);
            assert_memory_equal(pixels, plain, sizeof(plain));
            check_grey(&row, width, plain + 1, convert_grey);
            for (int i = 0; i < 4; i++)
                for (int c = 0; c < 3; c++)
                    free(samples[i][c]);
        }
}

static void test_portable_path(void **state)
{
    (void)state;
    check_path(facs_yuv_convert_portable, facs_yuv_grey_portable);
    check_blending(facs_yuv_convert_portable, facs_yuv_grey_portable);
}

static void test_fast_path(void **state)
{
    (void)state;
    if (!facs_cpu_is_fast())
        skip();
    check_path(FACS_FAST(facs_yuv_convert), FACS_FAST(facs_yuv_grey));
    check_blending(FACS_FAST(facs_yuv_convert), FACS_FAST(facs_yuv_grey));
}

/* Every luma with every chroma on each of the axes, as swscale 6.7 converted them (its SSSE3 path,
 * yuv420p and yuvj420p to bgr24). */
static void test_numbers_of_swscale(void **state)
{
    (void)state;
    static const uint64_t expected[2] = {12287866588669092519u, 1098008397766973238u};

    for (int full = 0; full <= 1; full++) {
        uint64_t bits = BITS_START;
        for (int y = 0; y < 256; y++)
            for (int chroma = 0; chroma < 256; chroma++) {
                const uint8_t luma = (uint8_t)y, blue = (uint8_t)chroma;
                const uint8_t red = (uint8_t)(255 - (chroma ^ y));
                const facs_yuv_row row = {&luma, &blue, &red, NULL, 1, 1, 8, full};
                uint8_t pixel[3];
                facs_yuv_convert_portable(&row, 1, pixel);
                bits = bits_of(pixel, sizeof(pixel), bits);
            }
        assert_true(bits == expected[full]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_portable_path),
        cmocka_unit_test(test_fast_path),
        cmocka_unit_test(test_numbers_of_swscale),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
