/* One picture in every format: an analyzer gives the same results, bit by bit, with networks and
 * with OpenFace's landmarks, with and without Action Units. */
#include "cmocka_all.h"
#include "golden.h"
#include "make_clip.h"
#include "tiny_world.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define FRAMES 4

static uint8_t bgr[3 * TINY_WIDTH * TINY_HEIGHT], other[4 * TINY_WIDTH * TINY_HEIGHT];

static int luma(int x, int y, int n)
{
    const int left = 80 + 2 * n, top = 90 - n;
    if (x < left || x >= left + 72 || y < top || y >= top + 72)
        return 30 + (x * 7 + y * 3) % 11;
    return 215 - (x * 5 + y * y) % 23;
}

/* The frame in blue-green-red; grey: without colours. */
static void draw(int n, int grey)
{
    for (int y = 0; y < TINY_HEIGHT; y++)
        for (int x = 0; x < TINY_WIDTH; x++)
            for (int c = 0; c < 3; c++)
                bgr[3 * (y * TINY_WIDTH + x) + c] =
                    (uint8_t)(luma(x, y, n) + (grey ? 0 : 7 * c + x % 3));
}

static facs_frame plain_frame(int n)
{
    return (facs_frame){.size = sizeof(facs_frame),
                        .pixels = bgr,
                        .width = TINY_WIDTH,
                        .height = TINY_HEIGHT,
                        .stride = 3 * TINY_WIDTH,
                        .index = n,
                        .time = n / 30.0};
}

/* The same pixels, with this many bytes in this order, bottom row first. */
static facs_frame packed_frame(int n, facs_pixel_format format, int bytes, int swapped)
{
    facs_frame frame = plain_frame(n);
    const ptrdiff_t stride = (ptrdiff_t)bytes * TINY_WIDTH;
    for (int y = 0; y < TINY_HEIGHT; y++)
        for (int x = 0; x < TINY_WIDTH; x++)
            for (int c = 0; c < bytes; c++)
                other[(TINY_HEIGHT - 1 - y) * stride + bytes * x + c] =
                    c == 3 ? 77 : bgr[3 * (y * TINY_WIDTH + x) + (swapped ? 2 - c : c)];
    frame.format = format;
    frame.pixels = other + (TINY_HEIGHT - 1) * stride;
    frame.stride = -stride;
    return frame;
}

static facs_frame frame_in(facs_pixel_format format, int n)
{
    facs_frame frame = plain_frame(n);
    uint8_t *chroma = other + TINY_WIDTH * TINY_HEIGHT;
    const int pairs = TINY_WIDTH / 2, rows = TINY_HEIGHT / 2;
    draw(n, format == FACS_PIXELS_GREY);
    if (format < FACS_PIXELS_GREY)
        return packed_frame(n, format, format >= FACS_PIXELS_BGRA ? 4 : 3,
                            format == FACS_PIXELS_RGB || format == FACS_PIXELS_RGBA);
    if (format == FACS_PIXELS_GREY)
        return packed_frame(n, format, 1, 0);
    for (int y = 0; y < TINY_HEIGHT; y++)
        for (int x = 0; x < TINY_WIDTH; x++)
            other[y * TINY_WIDTH + x] = (uint8_t)luma(x, y, n);
    for (int i = 0; i < pairs * rows; i++)
        for (int c = 0; c < 2; c++)
            chroma[format == FACS_PIXELS_NV12 ? 2 * i + c : i + c * pairs * rows] =
                (uint8_t)(120 + 9 * c + i % 5);
    frame.format = format;
    frame.pixels = other;
    frame.stride = TINY_WIDTH;
    frame.chroma[0] = chroma;
    frame.chroma[1] = chroma + pairs * rows;
    frame.chroma_stride[0] = format == FACS_PIXELS_NV12 ? TINY_WIDTH : pairs;
    frame.chroma_stride[1] = pairs;
    return frame;
}

/* Pushes a frame whose pixels, the bytes from memory on, are spoilt and gone right afterwards:
 * callers keep theirs only that long, and have not a byte more than the picture. */
static void push_lent(facs_analyzer *analyzer, facs_frame frame, const uint8_t *memory,
                      size_t bytes)
{
    uint8_t *lent = malloc(bytes);
    assert_non_null(lent);
    memcpy(lent, memory, bytes);
    frame.pixels = lent + (frame.pixels - memory);
    for (int i = 0; i < 2; i++)
        if (frame.chroma[i])
            frame.chroma[i] = lent + (frame.chroma[i] - memory);
    assert_int_equal(facs_analyzer_push(analyzer, &frame), 0);
    memset(lent, 0x5a, bytes);
    free(lent);
}

static size_t bytes_of(facs_pixel_format format, int width, int height)
{
    const size_t pixels = (size_t)width * (size_t)height;
    return format >= FACS_PIXELS_NV12   ? pixels * 3 / 2
           : format == FACS_PIXELS_GREY ? pixels
                                        : pixels * (format < FACS_PIXELS_BGRA ? 3 : 4);
}

typedef struct run {
    facs_result results[FRAMES];
    float intensity[FRAMES][FACS_INTENSITIES];
} run;

/* format: -1: what draw makes, unchanged; -2: the same without colours. */
static void analyze(run *r, facs_models *models, const facs_options *options, int format)
{
    facs_analyzer *analyzer;
    facs_error error;
    memset(r, 0, sizeof(*r));
    assert_int_equal(facs_analyzer_open(&analyzer, models, options, &error), 0);
    for (int n = 0; n < FRAMES; n++) {
        facs_frame frame;
        if (format < 0)
            draw(n, format == -2);
        frame = format < 0 ? plain_frame(n) : frame_in((facs_pixel_format)format, n);
        r->results[n].size = sizeof(r->results[n]);
        if (format < 0)
            assert_int_equal(facs_analyzer_push(analyzer, &frame), 0);
        else
            push_lent(analyzer, frame, other, bytes_of(frame.format, TINY_WIDTH, TINY_HEIGHT));
        assert_int_equal(facs_analyzer_pull(analyzer, &r->results[n]), 0);
        memset(r->results[n].stage_ms, 0, sizeof(r->results[n].stage_ms));
    }
    facs_analyzer_close(&analyzer);
}

static void compare_formats(facs_models *models, const facs_options *options)
{
    static run coloured, grey, planes, now;
    analyze(&coloured, models, options, -1);
    analyze(&grey, models, options, -2);
    analyze(&planes, models, options, FACS_PIXELS_I420);
    for (int format = 0; format <= FACS_PIXELS_I420; format++) {
        analyze(&now, models, options, format);
        const run *expected = format < FACS_PIXELS_GREY    ? &coloured
                              : format == FACS_PIXELS_GREY ? &grey
                                                           : &planes;
        if (memcmp(&now, expected, sizeof(now)) != 0)
            fail_msg("format %d gives other results", format);
    }
}

static void test_networks(void **state)
{
    (void)state;
    facs_models *models;
    facs_options options = tiny_world_options().analysis;
    options.batch = 1;
    assert_int_equal(facs_models_open(&models, &options, NULL), 0);
    static run found;
    analyze(&found, models, &options, -1);
    assert_int_equal(found.results[FRAMES - 1].success, 1);
    compare_formats(models, &options);
    options.au = FACS_AU_NONE;
    compare_formats(models, &options);
    facs_models_close(&models);
}

/* A 640x480 picture of a face with this order of channels, bottom row first if upside_down. lent:
 * as in push_lent. */
static void look_at_face(facs_result *result, facs_models *models, const uint8_t *face,
                         facs_pixel_format format, int upside_down, int lent)
{
    static uint8_t pixels[640 * 480 * 4];
    const int bytes = format < FACS_PIXELS_BGRA ? 3 : 4;
    const int swapped = format == FACS_PIXELS_RGB || format == FACS_PIXELS_RGBA;
    const ptrdiff_t stride = (ptrdiff_t)640 * bytes;
    facs_options options;
    facs_analyzer *analyzer;
    for (ptrdiff_t y = 0; y < 480; y++)
        for (int x = 0; x < 640; x++)
            for (int c = 0; c < 3; c++)
                pixels[(upside_down ? 479 - y : y) * stride + x * bytes + c] =
                    face[3 * (y * 640 + x) + (swapped ? 2 - c : c)];
    const facs_frame frame = {.size = sizeof(frame),
                              .pixels = upside_down ? pixels + 479 * stride : pixels,
                              .width = 640,
                              .height = 480,
                              .stride = upside_down ? -stride : stride,
                              .format = format};
    facs_default_options(&options);
    assert_int_equal(facs_analyzer_open(&analyzer, models, &options, NULL), 0);
    for (int n = 0; n < 2; n++) { /* found, then followed */
        *result = (facs_result){.size = sizeof(*result)};
        if (lent)
            push_lent(analyzer, frame, pixels, bytes_of(format, 640, 480));
        else
            assert_int_equal(facs_analyzer_push(analyzer, &frame), 0);
        assert_int_equal(facs_analyzer_pull(analyzer, result), 0);
    }
    memset(result->stage_ms, 0, sizeof(result->stage_ms));
    assert_int_equal(result->success, 1);
    facs_analyzer_close(&analyzer);
}

/* OpenFace's own method, which tracks in grey only. */
static void test_openface(void **state)
{
    (void)state;
    facs_models *models;
    facs_options options;
    facs_result expected, result;
    uint8_t *face = golden_frame(100);
    facs_default_options(&options);
    assert_int_equal(facs_models_open(&models, &options, NULL), 0);
    look_at_face(&expected, models, face, FACS_PIXELS_BGR, 0, 0);
    for (int format = 0; format <= FACS_PIXELS_RGBA; format++)
        for (int upside_down = 0; upside_down < 2; upside_down++) {
            look_at_face(&result, models, face, (facs_pixel_format)format, upside_down, 1);
            assert_memory_equal(&result, &expected, sizeof(result));
        }
    compare_formats(models, &options); /* without a face */
    facs_models_close(&models);
    free(face);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_networks),
        cmocka_unit_test(test_openface),
    };
    return cmocka_run_group_tests(tests, tiny_world_set_up, tiny_world_tear_down);
}
