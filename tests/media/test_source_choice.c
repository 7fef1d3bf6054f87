/* Several streams of pictures in one file, and pictures that are too large. */
#include "reading.h"

#include "golden.h"

#include <errno.h>
#include <stdio.h>

#include <libavformat/avformat.h>

static reading all;

/* 10 frames of 64x48, and 5 of 32x24. */
static void make_parts(const char *encoder)
{
    clip spec = {.format = "matroska", .encoder = encoder, .width = 64, .height = 48, .frames = 10};
    make_clip(in_folder("large.mkv"), &spec);
    spec.width = 32;
    spec.height = 24;
    spec.frames = 5;
    make_clip(in_folder("small.mkv"), &spec);
}

/* in_folder()'s strings are reused; these are not. */
static void join(const char *path, const char *format, const char *first, const char *second,
                 int disposition)
{
    char a[512], b[512];
    const int dispositions[2] = {0, disposition};
    snprintf(a, sizeof(a), "%s", in_folder(first));
    snprintf(b, sizeof(b), "%s", in_folder(second));
    const char *parts[2] = {a, b};
    join_clips(path, format, parts, dispositions);
}

static void test_several_streams(void **state)
{
    (void)state;
    char path[512];
    make_parts("mpeg4");
    snprintf(path, sizeof(path), "%s", in_folder("both.mkv"));
    join(path, "matroska", "small.mkv", "large.mkv", 0);
    read_source(&all, path, 0);
    assert_int_equal(all.status, 0);
    assert_int_equal(all.info.streams, 2);
    assert_in_range(all.info.stream, 1, 2);
    assert_int_equal(all.warned[FACS_WARNING_SEVERAL_STREAMS], 1);
    assert_int_equal(all.kinds, 1);
    assert_non_null(
        strstr(all.text, all.info.stream == 1 ? "1 of 2: 32x24, mpeg4" : "2 of 2: 64x48, mpeg4"));

    for (int n = 1; n <= 2; n++) { /* no warning after an explicit choice */
        read_with(&all, path, (facs_source_options){.stream = n});
        assert_int_equal(all.status, 0);
        assert_int_equal(all.info.stream, n);
        assert_int_equal(all.info.width, n == 1 ? 32 : 64);
        assert_int_equal(all.frames, n == 1 ? 5 : 10);
        assert_int_equal(all.kinds, 0);
    }
    read_with(&all, path, (facs_source_options){.stream = 3});
    assert_refused(&all, path, -EINVAL, "no video stream 3, only 2");
    read_with(&all, in_folder("large.mkv"), (facs_source_options){.stream = 1});
    assert_int_equal(all.frames, 10);
}

/* A cover is no video. */
static void test_a_cover(void **state)
{
    (void)state;
    char path[512];
    clip spec = {.format = "matroska", .encoder = "mjpeg", .width = 80, .height = 80, .frames = 1};
    make_parts("mpeg4");
    make_clip(in_folder("cover.mkv"), &spec);
    snprintf(path, sizeof(path), "%s", in_folder("album.mp4"));
    join(path, "mp4", "small.mkv", "cover.mkv", AV_DISPOSITION_ATTACHED_PIC);
    read_source(&all, path, 0);
    assert_int_equal(all.status, 0);
    assert_int_equal(all.info.width, 32);
    assert_int_equal(all.info.streams, 1);
    assert_int_equal(all.kinds, 0);
}

/* The message names the size, the limit and the option. */
static void test_budget(void **state)
{
    (void)state;
    static const char *const encoders[] = {"png", "bmp", "mjpeg", "ppm"};
    for (int i = 0; i < 4; i++) {
        const char *path = in_folder("large");
        make_image(path, encoders[i], 640, 480, 100);
        read_with(&all, path, (facs_source_options){.max_pixels = 640 * 480 - 1});
        assert_refused(&all, path, -EINVAL, "640x480, over the limit of 307199 pixels");
        assert_non_null(strstr(all.error.text, "--max-pixels 307200"));
        assert_int_equal(all.frames, 0);
        read_with(&all, path, (facs_source_options){.max_pixels = 640 * 480});
        assert_int_equal(all.status, 0);
        assert_int_equal(all.frames, 1);
    }
}

/* The size with square pixels counts, too. */
static void test_budget_of_square_pixels(void **state)
{
    (void)state;
    const char *path = in_folder("wide.mkv");
    make_clip(path, &(clip){.format = "matroska",
                            .encoder = "mpeg4",
                            .width = 64,
                            .height = 48,
                            .frames = 3,
                            .aspect = {4, 3}});
    read_with(&all, path, (facs_source_options){.max_pixels = 64 * 48});
    assert_refused(&all, path, -EINVAL, "85x48, over the limit of 3072 pixels");
    read_with(&all, path, (facs_source_options){.max_pixels = 85 * 48});
    assert_int_equal(all.frames, 3);
}

/* Later frames that are too large are skipped, and the others keep their times. */
static void test_budget_midway(void **state)
{
    (void)state;
    const char *path = in_folder("grows.mkv");
    make_clip(path, &(clip){.format = "matroska",
                            .encoder = "png",
                            .width = 64,
                            .height = 48,
                            .frames = 9,
                            .resize_at = 6,
                            .resized_width = 640,
                            .resized_height = 480});
    read_with(&all, path, (facs_source_options){.max_pixels = 64 * 48});
    assert_int_equal(all.status, 0);
    assert_int_equal(all.frames, 6);
    assert_int_equal(all.info.failed, 3);
    assert_int_equal(all.warned[FACS_WARNING_UNDECODED_FRAMES], 3);
    assert_near(all.times[5], 0.2, 0.002);
}

static void test_case(void **state)
{
    (void)state;
    const char *path = shared_path("cases/bomb32k4k.png");
    read_source(&all, path, 0);
    assert_refused(&all, path, -EINVAL, "32767x4000");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_several_streams), cmocka_unit_test(test_a_cover),
        cmocka_unit_test(test_budget),          cmocka_unit_test(test_budget_of_square_pixels),
        cmocka_unit_test(test_budget_midway),   cmocka_unit_test(test_case),
    };
    return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
