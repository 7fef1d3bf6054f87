/* Conversion and orientation, compared with the definitions of BT.601 and the display matrix. */
#include "media/picture.h"

#include "bits.h"
#include "cmocka_all.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <libavutil/display.h>
#include <libavutil/log.h>

#define ONE (1 << 16) /* 1 in the display matrix's 16.16 fixed point */

static AVFrame *new_frame(enum AVPixelFormat format, int width, int height)
{
    AVFrame *frame = av_frame_alloc();
    assert_non_null(frame);
    frame->format = format;
    frame->width = width;
    frame->height = height;
    assert_int_equal(av_frame_get_buffer(frame, 0), 0);
    return frame;
}

/* A YUV 4:2:0 frame with luma rising from the left and uniform chroma. */
static AVFrame *new_ramp(enum AVPixelFormat format, int width, int height, int u, int v)
{
    AVFrame *frame = new_frame(format, width, height);
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
            frame->data[0][y * frame->linesize[0] + x] = (uint8_t)(60 + (7 * x + 11 * y) % 100);
    for (int y = 0; y < (height + 1) / 2; y++) {
        memset(frame->data[1] + y * frame->linesize[1], u, (size_t)(width + 1) / 2);
        memset(frame->data[2] + y * frame->linesize[2], v, (size_t)(width + 1) / 2);
    }
    return frame;
}

static int clip8(double value)
{
    return value < 0 ? 0 : value > 255 ? 255 : (int)lround(value);
}

/* ITU-R BT.601: blue, green, red from luma and two chroma values. */
static void bt601(int full_range, int y, int u, int v, int bgr[3])
{
    const double luma = full_range ? y : (y - 16) * 255.0 / 219;
    const double scale = full_range ? 1 : 255.0 / 224;
    bgr[0] = clip8(luma + 1.772 * scale * (u - 128));
    bgr[1] = clip8(luma - 0.344136 * scale * (u - 128) - 0.714136 * scale * (v - 128));
    bgr[2] = clip8(luma + 1.402 * scale * (v - 128));
}

/* Largest difference from BT.601, including the last column and row. */
static int worst_error(AVFrame *frame, int full_range, int u, int v)
{
    facs_picture picture = {0};
    facs_frame_pool *pool;
    facs_pool_frame *target;
    int worst = 0;

    assert_int_equal(facs_frame_pool_open(&pool, 1 << 20, 2, 0), 0);
    assert_int_equal(facs_frame_pool_get(pool, frame->width, frame->height, &target), 0);
    memset(target->pixels, 0xEE, (size_t)target->stride * (size_t)target->height);
    assert_int_equal(facs_picture_convert(&picture, frame, target), 0);
    for (int y = 0; y < frame->height; y++)
        for (int x = 0; x < frame->width; x++) {
            int bgr[3];
            bt601(full_range, frame->data[0][y * frame->linesize[0] + x], u, v, bgr);
            for (int c = 0; c < 3; c++) {
                int off = abs(bgr[c] - target->pixels[y * target->stride + 3 * x + c]);
                worst = off > worst ? off : worst;
            }
        }
    facs_picture_release(&picture);
    facs_frame_pool_close(&pool);
    return worst;
}

/* Every width modulo swscale's 16 and odd heights: its direct converters drop columns if rows are
 * packed tightly. Tolerance 3 levels: they work in 16-bit integers (2 were seen). */
static void test_every_width(void **state)
{
    (void)state;
    for (int height = 1; height <= 4; height++)
        for (int width = 1; width <= 66; width++) {
            AVFrame *frame = new_ramp(AV_PIX_FMT_YUV420P, width, height, 110, 140);
            int worst = worst_error(frame, 0, 110, 140);
            if (worst > 3)
                fail_msg("%dx%d: off by %d", width, height, worst);
            av_frame_free(&frame);
        }
}

static void test_full_range(void **state)
{
    (void)state;
    AVFrame *frame = new_ramp(AV_PIX_FMT_YUVJ420P, 64, 48, 100, 150);
    assert_in_range(worst_error(frame, 1, 100, 150), 0, 3);
    av_frame_free(&frame);

    frame = new_ramp(AV_PIX_FMT_YUV420P, 64, 48, 100, 150);
    frame->color_range = AVCOL_RANGE_JPEG;
    assert_in_range(worst_error(frame, 1, 100, 150), 0, 3);
    /* a claim of BT.709 changes nothing: OpenCV ignores it */
    frame->color_range = AVCOL_RANGE_MPEG;
    frame->colorspace = AVCOL_SPC_BT709;
    assert_in_range(worst_error(frame, 0, 100, 150), 0, 3);
    av_frame_free(&frame);
}

/* A scaler made for one kind of frame must not be used for the next. */
static void test_format_changes(void **state)
{
    (void)state;
    facs_picture picture = {0};
    facs_frame_pool *pool;
    facs_pool_frame *target;
    assert_int_equal(facs_frame_pool_open(&pool, 1 << 20, 2, 0), 0);
    assert_int_equal(facs_frame_pool_get(pool, 64, 48, &target), 0);

    AVFrame *limited = new_ramp(AV_PIX_FMT_YUV420P, 64, 48, 128, 128);
    AVFrame *full = new_ramp(AV_PIX_FMT_YUVJ420P, 64, 48, 128, 128);
    assert_int_equal(facs_picture_convert(&picture, limited, target), 0);
    assert_in_range(target->pixels[0], 50, 52); /* (60 - 16) * 255 / 219 = 51.2 */
    assert_int_equal(facs_picture_convert(&picture, full, target), 0);
    assert_in_range(target->pixels[0], 59, 61);
    assert_int_equal(facs_picture_convert(&picture, limited, target), 0);
    assert_in_range(target->pixels[0], 50, 52);
    av_frame_free(&limited);
    av_frame_free(&full);
    facs_picture_release(&picture);
    facs_frame_pool_close(&pool);
}

/* Samples of noise, the same on every machine. */
static AVFrame *new_noise(enum AVPixelFormat format, int width, int height)
{
    AVFrame *frame = new_frame(format, width, height);
    uint32_t seed = 3;
    for (int c = 0; c < 3; c++)
        for (int y = 0; y < (c ? (height + 1) / 2 : height); y++)
            for (int x = 0; x < (c ? (width + 1) / 2 : width); x++) {
                seed = seed * 1664525u + 1013904223u;
                frame->data[c][y * frame->linesize[c] + x] = (uint8_t)(seed >> 24);
            }
    return frame;
}

/* Odd heights, as converted by swscale 6.7 on x86-64 (its MMXEXT path), except for the last two
 * rows, for which it uses other code. */
static void test_odd_heights(void **state)
{
    (void)state;
    static const struct {
        enum AVPixelFormat format;
        int width, height;
        uint64_t bits;
    } kinds[] = {{AV_PIX_FMT_YUV420P, 64, 13, 17546955988552522985u},
                 {AV_PIX_FMT_YUV420P, 98, 333, 9726143271740861412u},
                 {AV_PIX_FMT_YUVJ420P, 98, 333, 2818009506814646794u}};
    for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++) {
        const int width = kinds[k].width, height = kinds[k].height;
        AVFrame *frame = new_noise(kinds[k].format, width, height);
        facs_picture picture = {0};
        facs_frame_pool *pool;
        facs_pool_frame *target;
        uint64_t bits = BITS_START;
        assert_int_equal(facs_frame_pool_open(&pool, 1 << 20, 2, 0), 0);
        assert_int_equal(facs_frame_pool_get(pool, width, height, &target), 0);
        assert_int_equal(facs_picture_convert(&picture, frame, target), 0);
        for (int y = 0; y < height - 2; y++)
            bits = bits_of(target->pixels + y * target->stride, 3 * (size_t)width, bits);
        if (bits != kinds[k].bits)
            fail_msg("%dx%d: %llu", width, height, (unsigned long long)bits);
        av_frame_free(&frame);
        facs_picture_release(&picture);
        facs_frame_pool_close(&pool);
    }
}

static facs_pool_frame *get_to_hold(facs_frame_pool *pool, facs_picture *picture,
                                    const AVFrame *frame)
{
    facs_pool_frame *target;
    const facs_pool_frame size = {.width = frame->width, .height = frame->height};
    const size_t bytes = facs_picture_held_bytes(picture, frame, &size);
    assert_true(bytes > 0);
    assert_int_equal(facs_frame_pool_get_to_hold(pool, frame->width, frame->height, bytes, &target),
                     0);
    assert_int_equal(facs_picture_hold(picture, frame, target), 0);
    return target;
}

/* Frames that are held have the pixels of those that are converted whole, also after the decoder
 * has let go of them. */
static void test_held(void **state)
{
    (void)state;
    static const enum AVPixelFormat formats[] = {
        AV_PIX_FMT_YUV420P, AV_PIX_FMT_YUVJ420P,    AV_PIX_FMT_NV12,   AV_PIX_FMT_YUV422P,
        AV_PIX_FMT_YUYV422, AV_PIX_FMT_YUV420P10LE, AV_PIX_FMT_P010LE, AV_PIX_FMT_YUV422P10LE};
    enum { W = 150, H = 50 };
    for (size_t k = 0; k < sizeof(formats) / sizeof(formats[0]); k++) {
        AVFrame *frame = new_frame(formats[k], W, H);
        facs_picture picture = {0};
        facs_frame_pool *pool;
        facs_pool_frame *whole, *held;
        uint8_t row[3 * W];
        uint32_t seed = 3;
        for (int i = 0; i < AV_NUM_DATA_POINTERS && frame->buf[i]; i++)
            for (size_t at = 0; at < frame->buf[i]->size; at++) {
                seed = seed * 1664525u + 1013904223u;
                frame->buf[i]->data[at] = (uint8_t)(seed >> 24);
            }
        assert_int_equal(facs_frame_pool_open(&pool, 1 << 20, 2, 0), 0);
        facs_frame_pool_allow_held(pool);
        assert_int_equal(facs_frame_pool_get(pool, W, H, &whole), 0);
        assert_int_equal(facs_picture_convert(&picture, frame, whole), 0);
        held = get_to_hold(pool, &picture, frame);
        av_frame_free(&frame);
        facs_picture_release(&picture);
        const facs_pixels pixels = facs_pool_frame_pixels(held);
        for (int y = 0; y < H; y++)
            for (int x = 0; x < W; x += 34) {
                facs_pixels_bgr_row(&pixels, x, y, W - x, row);
                assert_memory_equal(row, whole->pixels + y * whole->stride + 3 * (ptrdiff_t)x,
                                    3 * (size_t)(W - x));
            }
        facs_frame_pool_put(pool, held);
        facs_frame_pool_close(&pool);
    }
}

/* What must be turned, scaled, mended or converted by swscale cannot be held. */
static void test_not_held(void **state)
{
    (void)state;
    facs_picture picture = {0};
    const facs_pool_frame same = {.width = 64, .height = 48}, other = {.width = 32, .height = 24},
                          odd = {.width = 64, .height = 49};
    AVFrame *frame = new_ramp(AV_PIX_FMT_YUV420P, 64, 48, 128, 128);
    AVFrame *odd_height = new_ramp(AV_PIX_FMT_YUV420P, 64, 49, 128, 128);
    AVFrame *rgb = new_frame(AV_PIX_FMT_RGB24, 64, 48);
    AVFrame *full_chroma = new_frame(AV_PIX_FMT_YUV444P, 64, 48);
    assert_true(facs_picture_held_bytes(&picture, frame, &same) >= 64 * 48 * 3 / 2);
    assert_int_equal(facs_picture_held_bytes(&picture, frame, &other), 0);
    assert_int_equal(facs_picture_held_bytes(&picture, odd_height, &odd), 0);
    assert_int_equal(facs_picture_held_bytes(&picture, rgb, &same), 0);
    assert_int_equal(facs_picture_held_bytes(&picture, full_chroma, &same), 0);
    picture.deinterlace = 1;
    assert_int_equal(facs_picture_held_bytes(&picture, frame, &same), 0);
    picture.deinterlace = 0;
    picture.mirrored = 1;
    assert_int_equal(facs_picture_held_bytes(&picture, frame, &same), 0);
    picture.mirrored = 0;
    facs_picture_turn(&picture, 180);
    assert_int_equal(facs_picture_held_bytes(&picture, frame, &same), 0);
    facs_picture_release(&picture);
    AVFrame *const all[] = {frame, odd_height, rgb, full_chroma};
    for (int i = 0; i < 4; i++)
        av_frame_free(&(AVFrame *){all[i]});
}

/* ---- Orientation ----------------------------------------------------------------------------- */

/* Where the matrix sends pixel (x, y) of a w x h picture, once the result is moved to the origin.
 * */
static void send_pixel(const int32_t m[9], int w, int h, int x, int y, int *to_x, int *to_y)
{
    const int a = m[0] / ONE, b = m[1] / ONE, c = m[3] / ONE, d = m[4] / ONE;
    *to_x = a * x + c * y + (a < 0 ? w - 1 : 0) + (c < 0 ? h - 1 : 0);
    *to_y = b * x + d * y + (b < 0 ? w - 1 : 0) + (d < 0 ? h - 1 : 0);
}

static void check_orientation(const int32_t matrix[9])
{
    enum { W = 6, H = 4 };
    facs_picture picture = {0};
    facs_frame_pool *pool;
    facs_pool_frame *target;
    int upright_w, upright_h;

    facs_picture_orient(&picture, (const uint8_t *)matrix);
    facs_picture_upright_size(&picture, W, H, &upright_w, &upright_h);
    assert_int_equal(facs_frame_pool_open(&pool, 1 << 20, 2, 0), 0);
    assert_int_equal(facs_frame_pool_get(pool, upright_w, upright_h, &target), 0);
    AVFrame *frame = new_frame(AV_PIX_FMT_BGR24, W, H);
    for (int y = 0; y < H; y++)
        for (int x = 0; x < W; x++)
            memset(frame->data[0] + y * frame->linesize[0] + 3 * x, 10 * (y * W + x) + 5, 3);
    assert_int_equal(facs_picture_convert(&picture, frame, target), 0);
    for (int y = 0; y < H; y++)
        for (int x = 0; x < W; x++) {
            int to_x, to_y;
            send_pixel(matrix, W, H, x, y, &to_x, &to_y);
            assert_in_range(to_x, 0, upright_w - 1);
            assert_in_range(to_y, 0, upright_h - 1);
            assert_int_equal(target->pixels[to_y * target->stride + 3 * to_x + 1],
                             10 * (y * W + x) + 5);
        }
    av_frame_free(&frame);
    facs_picture_release(&picture);
    facs_frame_pool_close(&pool);
}

static void test_eight_orientations(void **state)
{
    (void)state;
    static const int turns[8][4] = {{1, 0, 0, 1},  {0, 1, -1, 0}, {-1, 0, 0, -1}, {0, -1, 1, 0},
                                    {-1, 0, 0, 1}, {1, 0, 0, -1}, {0, 1, 1, 0},   {0, -1, -1, 0}};
    for (int i = 0; i < 8; i++) {
        const int32_t matrix[9] = {turns[i][0] * ONE,
                                   turns[i][1] * ONE,
                                   0,
                                   turns[i][2] * ONE,
                                   turns[i][3] * ONE,
                                   0,
                                   0,
                                   0,
                                   1 << 30};
        check_orientation(matrix);
    }
}

/* The direction of the turn is FFmpeg's: its angle counts anticlockwise. */
static void test_turn_agrees_with_ffmpeg(void **state)
{
    (void)state;
    const int32_t matrix[9] = {0, ONE, 0, -ONE, 0, 0, 0, 0, 1 << 30};
    facs_picture picture = {0};
    assert_true(fabs(av_display_rotation_get(matrix) + 90) < 1e-6);
    facs_picture_orient(&picture, (const uint8_t *)matrix);
    assert_int_equal(picture.quarter_turns, 1);
    assert_int_equal(picture.mirrored, 0);
}

int main(void)
{
    av_log_set_level(AV_LOG_QUIET);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_width),
        cmocka_unit_test(test_full_range),
        cmocka_unit_test(test_format_changes),
        cmocka_unit_test(test_odd_heights),
        cmocka_unit_test(test_held),
        cmocka_unit_test(test_not_held),
        cmocka_unit_test(test_eight_orientations),
        cmocka_unit_test(test_turn_agrees_with_ffmpeg),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
