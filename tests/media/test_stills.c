/* Files of pictures: animations, and several in one file. */
#include "make_tiff.h"
#include "reading.h"

#include "media/still_traits.h"
#include "media/webp_animation.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>

#include <libavcodec/version.h>

static reading all;

static void test_gif(void **state)
{
    (void)state;
    const char *path = in_folder("moving.gif");
    make_clip(
        path,
        &(clip){
            .format = "gif", .encoder = "gif", .width = 32, .height = 24, .frames = 5, .fps = 10});
    read_source(&all, path, 0);
    assert_int_equal(all.status, 0);
    assert_int_equal(all.frames, 5);
    assert_string_equal(all.info.kind, "video");
    assert_near(all.times[4], 0.4, 1e-9);

    path = in_folder("still.gif");
    make_clip(
        path,
        &(clip){
            .format = "gif", .encoder = "gif", .width = 32, .height = 24, .frames = 1, .fps = 10});
    read_source(&all, path, 0);
    assert_int_equal(all.status, 0);
    assert_int_equal(all.frames, 1);
    assert_string_equal(all.info.kind, "image");
    assert_int_equal(all.info.frames_expected, 1);
}

static void test_apng(void **state)
{
    (void)state;
    for (int frames = 1; frames < 4; frames += 2) {
        const char *path = in_folder("x.png");
        make_clip(path, &(clip){.format = "apng",
                                .encoder = "apng",
                                .width = 32,
                                .height = 24,
                                .frames = frames,
                                .fps = 10});
        read_source(&all, path, 0);
        assert_int_equal(all.status, 0);
        assert_int_equal(all.frames, frames);
        assert_string_equal(all.info.kind, frames == 1 ? "image" : "video");
    }
}

/* 16 x 8 pixels of 200, 100, 50, lossless. */
static const uint8_t moving_webp[] = {
    0x52, 0x49, 0x46, 0x46, 0xBA, 0x00, 0x00, 0x00, 0x57, 0x45, 0x42, 0x50, 0x56, 0x50, 0x38,
    0x58, 0x0A, 0x00, 0x00, 0x00, 0x02, 0x00, 0x00, 0x00, 0x0F, 0x00, 0x00, 0x07, 0x00, 0x00,
    0x41, 0x4E, 0x49, 0x4D, 0x06, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x41,
    0x4E, 0x4D, 0x46, 0x2A, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x0F, 0x00,
    0x00, 0x07, 0x00, 0x00, 0x64, 0x00, 0x00, 0x02, 0x56, 0x50, 0x38, 0x4C, 0x11, 0x00, 0x00,
    0x00, 0x2F, 0x0F, 0xC0, 0x01, 0x00, 0x07, 0x50, 0xE4, 0x22, 0x17, 0xB9, 0xFF, 0x81, 0x88,
    0xE8, 0x7F, 0x00, 0x00, 0x41, 0x4E, 0x4D, 0x46, 0x2A, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x0F, 0x00, 0x00, 0x07, 0x00, 0x00, 0x64, 0x00, 0x00, 0x00, 0x56, 0x50,
    0x38, 0x4C, 0x11, 0x00, 0x00, 0x00, 0x2F, 0x0F, 0xC0, 0x01, 0x00, 0x07, 0x50, 0xB2, 0x92,
    0x95, 0xAC, 0xFF, 0x81, 0x88, 0xE8, 0x7F, 0x00, 0x00, 0x41, 0x4E, 0x4D, 0x46, 0x2A, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x0F, 0x00, 0x00, 0x07, 0x00, 0x00, 0x64,
    0x00, 0x00, 0x00, 0x56, 0x50, 0x38, 0x4C, 0x11, 0x00, 0x00, 0x00, 0x2F, 0x0F, 0xC0, 0x01,
    0x00, 0x07, 0x50, 0x99, 0xCA, 0x54, 0xA6, 0xFF, 0x81, 0x88, 0xE8, 0x7F, 0x00, 0x00};

static void test_moving_webp(void **state)
{
    (void)state;
    const char *path = in_folder("moving.webp");
    write_file(path, moving_webp, sizeof(moving_webp));
    read_source(&all, path, 0);
    assert_int_equal(all.status, 0);
    assert_int_equal(all.frames, 3);
    assert_string_equal(all.info.kind, "video");
    assert_int_equal(all.info.frames_expected, 3);
    assert_int_equal(all.info.width, 16);
    for (int n = 0; n < 3; n++) {
        assert_int_equal(all.levels[n], n == 0 ? 200 : 100 / n);
        assert_near(all.times[n], 0.1 * n, 1e-9);
    }
    assert_int_equal(all.kinds, 0);

    for (size_t count = 0; count <= sizeof(moving_webp); count++) {
        uint8_t *cut = malloc(count + 1);
        facs_webp_animation *animation;
        assert_non_null(cut);
        memcpy(cut, moving_webp, count);
        assert_int_equal(facs_webp_animation_open(&animation, cut, count),
                         count < 94 ? -EINVAL : 0); /* 94: its first frame is complete */
        facs_webp_animation_close(&animation);
        free(cut);
    }
}

/* A second header that makes the picture smaller than frames that came before it is not taken. */
static void test_a_webp_that_shrinks(void **state)
{
    (void)state;
    static const uint8_t small[18] = {'V', 'P', '8', 'X', 10, 0, 0, 0, 2}; /* 1 x 1 */
    uint8_t bytes[sizeof(moving_webp) + sizeof(small)];
    memcpy(bytes, moving_webp, sizeof(moving_webp));
    memcpy(bytes + sizeof(moving_webp), small, sizeof(small));
    bytes[4] += sizeof(small);
    write_file(in_folder("shrinks.webp"), bytes, sizeof(bytes));
    read_source(&all, in_folder("shrinks.webp"), 0);
    assert_int_equal(all.status, 0);
    assert_int_equal(all.frames, 3);
    assert_int_equal(all.info.width, 16);
    assert_int_equal(all.levels[2], 50);
}

/* Parts of the picture at even positions, replacing or blended with what is there, and then kept or
 * cleared. */
static void test_parts_of_a_webp(void **state)
{
    (void)state;
    uint8_t bytes[] = "RIFF\0\0\0\0WEBPVP8X\x0A\0\0\0\2\0\0\0\x03\0\0\3\0\0"
                      "ANMF\x18\0\0\0\0\0\0\0\0\0\3\0\0\3\0\0\x64\0\0\2VP8 \0\0\0\0"
                      "ANMF\x18\0\0\0\1\0\0\1\0\0\1\0\0\1\0\0\5\0\0\1VP8 \0\0\0\0"
                      "ANMF\x18\0\0\0\0\0\0\0\0\0\1\0\0\1\0\0\x64\0\0\0VP8 \0\0\0\0"
                      /* reaches beyond the picture, so it is not shown */
                      "ANMF\x18\0\0\0\2\0\0\0\0\0\1\0\0\1\0\0\x64\0\0\0VP8 \0\0\0\0";
    /* the decoder's result for each, blue and alpha, and what is then seen in the quarters */
    static const struct {
        int side, blue, alpha, seen[4];
    } frames[] = {{4, 100, 255, {100, 100, 100, 100}},
                  {2, 200, 128, {100, 100, 100, 150}},
                  {2, 200, 255, {200, 100, 100, 0}}};
    facs_webp_animation *animation;
    assert_int_equal(facs_webp_animation_open(&animation, bytes, sizeof(bytes) - 1), 0);
    assert_int_equal(facs_webp_animation_info(animation)->frames, 3);
    assert_int_equal(facs_webp_animation_info(animation)->duration, 300); /* 5 ms count as 100 */
    for (int n = 0; n < 3; n++) {
        AVFrame *frame = av_frame_alloc();
        assert_non_null(frame);
        frame->format = AV_PIX_FMT_BGRA;
        frame->width = frame->height = frames[n].side;
        assert_int_equal(av_frame_get_buffer(frame, 0), 0);
        for (int y = 0; y < frame->height; y++)
            for (int x = 0; x < frame->width; x++) {
                uint8_t *pixel = frame->data[0] + (ptrdiff_t)y * frame->linesize[0] + 4 * x;
                memset(pixel, frames[n].blue, 3);
                pixel[3] = (uint8_t)frames[n].alpha;
            }
        assert_int_equal(facs_webp_animation_compose(animation, n, frame), 0);
        assert_int_equal(frame->width, 4);
        for (int i = 0; i < 4; i++)
            assert_near(frame->data[0][(ptrdiff_t)(i / 2 * 3) * frame->linesize[0] + i % 2 * 12],
                        frames[n].seen[i], 1);
        av_frame_free(&frame);
    }
    facs_webp_animation_close(&animation);
}

#if LIBAVCODEC_VERSION_INT >= AV_VERSION_INT(59, 37, 100) /* FFmpeg 5.1 knows JPEG XL */
/* The first bytes of files by libjxl 0.7: animated, still, animated in a container. */
static void test_moving_jpegxl(void **state)
{
    (void)state;
    static const uint8_t moving[] = {0xFF, 0x0A, 0x38, 0x5B, 0x41, 0x00, 0x16, 0x14},
                         still[] = {0xFF, 0x0A, 0x38, 0x5B, 0x90, 0x50, 0x5C, 0x08},
                         plain[] = {0xFF, 0x0A, 0x38, 0xDB, 0x01, 0x00, 0x12, 0x88},
                         boxed[] = {0x00, 0x00, 0x00, 0x0C, 'J',  'X',  'L',  ' ',  0x0D, 0x0A,
                                    0x87, 0x0A, 0x00, 0x01, 0x30, 0xD5, 'j',  'x',  'l',  'p',
                                    0x00, 0x00, 0x00, 0x00, 0xFF, 0x0A, 0x38, 0x5B, 0x41, 0x00};
    const enum AVCodecID codec = AV_CODEC_ID_JPEGXL;
    assert_true(facs_still_look(codec, moving, sizeof(moving)).several);
    assert_true(facs_still_look(codec, boxed, sizeof(boxed)).several);
    assert_false(facs_still_look(codec, still, sizeof(still)).several);
    assert_false(facs_still_look(codec, plain, sizeof(plain)).several);
    for (size_t count = 0; count < 5; count++)
        assert_false(facs_still_look(codec, moving, count).several);
}
#endif

/* Writes one JPEG after the other, with bytes between them; the first may announce the second. */
static void write_jpegs(const char *path, int announced, size_t between, int width)
{
    static const uint8_t announcement[] = {0xFF, 0xE2, 0, 8, 'M', 'P', 'F', 0, 0, 0};
    const char *first = in_folder("first.jpg"), *second = in_folder("second.jpg");
    size_t a, b, at = 2;
    make_image(first, "mjpeg", 32, 24, 80);
    make_image(second, "mjpeg", width, 24, 160);
    uint8_t *one = read_whole(first, &a), *other = read_whole(second, &b);
    uint8_t *both = calloc(1, a + b + between + sizeof(announcement));
    assert_non_null(both);
    memcpy(both, one, 2);
    if (announced) {
        memcpy(both + at, announcement, sizeof(announcement));
        at += sizeof(announcement);
    }
    memcpy(both + at, one + 2, a - 2);
    at += a - 2;
    memset(both + at, 0xAB, between);
    at += between;
    memcpy(both + at, other, b);
    write_file(path, both, at + b);
    free(one);
    free(other);
    free(both);
}

static void test_jpegs_in_a_row(void **state)
{
    (void)state;
    static const struct {
        int announced;
        size_t between;
        int width, frames, warnings;
    } cases[] = {
        {0, 0, 32, 2, 0},    /* frames, as sent by a camera or program */
        {1, 0, 32, 1, 1},    /* the view for the other eye */
        {1, 0, 16, 1, 0},    /* a preview or a gain map */
        {0, 9000, 32, 1, 0}, /* whatever a phone appends to its pictures */
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const char *path = in_folder("row.jpg");
        write_jpegs(path, cases[i].announced, cases[i].between, cases[i].width);
        read_source(&all, path, 0);
        assert_int_equal(all.status, 0);
        assert_int_equal(all.frames, cases[i].frames);
        assert_in_range(all.levels[0], 79, 81);
        assert_int_equal(strcmp(all.info.kind, "image") == 0, cases[i].frames == 1);
        assert_int_equal(all.warned[FACS_WARNING_FIRST_PICTURE_ONLY], cases[i].warnings);
        assert_int_equal(all.kinds, cases[i].warnings);
    }
}

/* In a folder, a file with several pictures counts as one, with a warning. */
static void test_several_in_a_folder(void **state)
{
    (void)state;
    const char *folder = in_folder("mixed");
    assert_int_equal(mkdir(folder, 0700), 0);
    make_tiff(in_folder("mixed/1.tif"), &(tiff_spec){.pages = 3, .levels = {50, 60, 70}});
    make_image(in_folder("mixed/2.png"), "png", 32, 24, 80);
    make_clip(in_folder("mixed/3.gif"),
              &(clip){.format = "gif", .encoder = "gif", .width = 32, .height = 24, .frames = 4});
    write_file(in_folder("mixed/4.heic"),
               "\0\0\0\x18"
               "ftypheic\0\0\0\0mif1heic",
               24);
    read_source(&all, folder, 0);
    assert_int_equal(all.status, 0);
    assert_int_equal(all.frames, 3);
    assert_int_equal(all.levels[0], 50);
    assert_int_equal(all.levels[1], 80);
    assert_int_equal(all.warned[FACS_WARNING_FIRST_PICTURE_ONLY], 2);
    assert_int_equal(all.warned[FACS_WARNING_UNREADABLE_IMAGES], 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_gif),
        cmocka_unit_test(test_apng),
        cmocka_unit_test(test_moving_webp),
        cmocka_unit_test(test_a_webp_that_shrinks),
        cmocka_unit_test(test_parts_of_a_webp),
#if LIBAVCODEC_VERSION_INT >= AV_VERSION_INT(59, 37, 100)
        cmocka_unit_test(test_moving_jpegxl),
#endif
        cmocka_unit_test(test_jpegs_in_a_row),
        cmocka_unit_test(test_several_in_a_folder),
    };
    return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
