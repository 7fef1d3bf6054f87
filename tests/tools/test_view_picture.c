#include "view_picture.h"

#include "cmocka_all.h"

#include <stdlib.h>
#include <string.h>

#define GUARD 0x5a

static void a_picture_is_small_enough_by_a_whole_number(void **state)
{
    (void)state;
    static const int sizes[][4] = {
        {640, 480, 640, 480},   {720, 576, 720, 576},    {854, 480, 854, 480},
        {960, 540, 480, 270},   {1280, 720, 640, 360},   {1920, 1080, 640, 360},
        {1080, 1920, 360, 640}, {3840, 2160, 768, 432},  {1, 1, 1, 1},
        {32767, 1, 32767, 1},   {32767, 32767, 655, 655}};
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        int width = 0, height = 0;
        facs_view_picture_size(sizes[i][0], sizes[i][1], &width, &height);
        assert_int_equal(width, sizes[i][2]);
        assert_int_equal(height, sizes[i][3]);
    }
}

/* Returns a channel (0: blue) of the frame at x, y. */
static int value_at(int x, int y, int channel)
{
    return (x * 7 + y * 13 + channel * 50 + x * y) % 256;
}

static uint8_t *make_pixels(int width, int height, int stride)
{
    uint8_t *pixels = malloc((size_t)stride * (size_t)height);
    assert_non_null(pixels);
    memset(pixels, GUARD, (size_t)stride * (size_t)height);
    for (int y = 0; y < height; y++)
        for (int i = 0; i < 3 * width; i++)
            pixels[y * stride + i] = (uint8_t)value_at(i / 3, y, i % 3);
    return pixels;
}

/* Compares each pixel with the rounded mean of by x by pixels; nothing is written past the
 * picture. */
static void check_fill(int frame_width, int frame_height, int by)
{
    const int stride = 3 * frame_width + 5;
    uint8_t *pixels = make_pixels(frame_width, frame_height, stride);
    const facs_frame frame = {.size = sizeof(frame),
                              .pixels = pixels,
                              .width = frame_width,
                              .height = frame_height,
                              .stride = stride};
    int width, height;
    facs_view_picture_size(frame_width, frame_height, &width, &height);
    assert_int_equal(width, frame_width / by);
    const size_t bytes = 4 * (size_t)width * (size_t)height;
    uint8_t *picture = malloc(bytes + 8);
    assert_non_null(picture);
    memset(picture, GUARD, bytes + 8);
    facs_view_picture_fill(&frame, picture, width, height);
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
            for (int channel = 0; channel < 3; channel++) {
                int sum = by * by / 2;
                for (int i = 0; i < by * by; i++)
                    sum += value_at(x * by + i % by, y * by + i / by, channel);
                const int got = picture[4 * (y * width + x) + 2 - channel];
                if (got != sum / (by * by))
                    fail_msg("%dx%d: %d at %d, %d", frame_width, frame_height, got, x, y);
            }
    for (size_t i = 3; i < bytes; i += 4)
        assert_int_equal(picture[i], 255);
    for (size_t i = bytes; i < bytes + 8; i++)
        assert_int_equal(picture[i], GUARD);
    free(picture);
    free(pixels);
}

static void a_small_frame_is_not_reduced(void **state)
{
    (void)state;
    check_fill(33, 17, 1);
    check_fill(1, 1, 1);
}

static void a_large_frame_is_averaged(void **state)
{
    (void)state;
    check_fill(1280, 720, 2);
    check_fill(1281, 721, 2); /* the last column and row are left out */
    check_fill(1921, 1081, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_picture_is_small_enough_by_a_whole_number),
        cmocka_unit_test(a_small_frame_is_not_reduced),
        cmocka_unit_test(a_large_frame_is_averaged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
