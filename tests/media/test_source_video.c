/* Intact clips: order, times, orientation, sizes, all frames; and failures on the way. */
#include "reading.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include <libavutil/log.h>

static reading all;

static void assert_levels(int frames, int tolerance)
{
    assert_int_equal(all.frames, frames);
    for (int n = 0; n < frames; n++)
        if (abs(all.levels[n] - clip_level(n)) > tolerance)
            fail_msg("frame %d has level %d, not %d", n, all.levels[n], clip_level(n));
}

/* Every frame once and in order, even with B frames, which decoders return late. */
static void test_containers(void **state)
{
    (void)state;
    static const clip clips[] = {
        {.format = "avi", .encoder = "mpeg4"},
        {.format = "mov", .encoder = "mpeg4", .b_frames = 2},
        {.format = "mp4", .encoder = "mpeg4", .options = "movflags=faststart", .b_frames = 2},
        {.format = "mp4", .encoder = "mpeg4", .options = "movflags=frag_keyframe+empty_moov"},
        {.format = "matroska", .encoder = "ffv1"},
        {.format = "matroska", .encoder = "mpeg4", .b_frames = 2},
        {.format = "asf", .encoder = "wmv2"},
        {.format = "mpegts", .encoder = "mpeg2video", .b_frames = 2},
        {.format = "avi", .encoder = "mjpeg"},
        {.format = "nut", .encoder = "png"},
    };
    for (size_t i = 0; i < sizeof(clips) / sizeof(clips[0]); i++) {
        clip spec = clips[i];
        const char *path = in_folder("sound");
        spec.width = 64;
        spec.height = 48;
        spec.frames = 37;
        make_clip(path, &spec);
        read_source(&all, path, 0);
        print_message("%s, %s: %d frames, expected %d, last at %.4f s %s\n", spec.format,
                      spec.encoder, all.frames, (int)all.info.frames_expected,
                      all.times[all.frames ? all.frames - 1 : 0], all.error.text);
        assert_int_equal(all.status, 0);
        assert_levels(37, 3); /* neighbours differ by 12 */
        for (int n = 0; n < 37; n++)
            assert_near(all.times[n], n / 25.0, 0.001);
        assert_string_equal(all.info.kind, "video");
        assert_int_equal(all.info.width, 64);
        assert_int_equal(all.info.height, 48);
        assert_int_equal(all.info.failed, 0);
        assert_int_equal(all.info.variable_frame_rate, 0);
    }
}

static void test_variable_frame_rate(void **state)
{
    (void)state;
    static const int times[] = {0, 40, 80, 113, 200, 1207, 1208, 1500, 3000, 3033};
    static const char *const formats[] = {"mov", "matroska"};
    for (int i = 0; i < 2; i++) {
        const char *path = in_folder("variable");
        make_clip(path, &(clip){.format = formats[i],
                                .encoder = "mpeg4",
                                .width = 64,
                                .height = 48,
                                .frames = 10,
                                .times_ms = times});
        read_source(&all, path, 0);
        assert_int_equal(all.status, 0);
        assert_levels(10, 3);
        for (int n = 0; n < 10; n++)
            assert_near(all.times[n], times[n] / 1000.0, 0.001);
        assert_int_equal(all.info.variable_frame_rate, 1);
    }
}

/* Times count from the first frame, whatever the container's clock says. */
static void test_late_start(void **state)
{
    (void)state;
    static const int times[] = {5000, 5040, 5080, 5120};
    const char *path = in_folder("late.mkv");
    make_clip(path, &(clip){.format = "matroska",
                            .encoder = "mpeg4",
                            .width = 64,
                            .height = 48,
                            .frames = 4,
                            .times_ms = times});
    read_source(&all, path, 0);
    assert_int_equal(all.status, 0);
    assert_int_equal(all.frames, 4);
    for (int n = 0; n < 4; n++)
        assert_near(all.times[n], 0.04 * n, 0.001);
}

/* The white quarter is at the top left of the coded picture; clockwise turns move it. */
static void test_rotation(void **state)
{
    (void)state;
    enum { ONE = 1 << 16, W = 1 << 30 };
    static const int32_t matrices[4][9] = {{ONE, 0, 0, 0, ONE, 0, 0, 0, W},
                                           {0, ONE, 0, -ONE, 0, 0, 0, 0, W},
                                           {-ONE, 0, 0, 0, -ONE, 0, 0, 0, W},
                                           {0, -ONE, 0, ONE, 0, 0, 0, 0, W}};
    static const int white[4] = {0, 1, 3, 2}; /* top left, top right, bottom right, bottom left */
    for (int turn = 0; turn < 4; turn++) {
        const char *path = in_folder("turned.mov");
        make_clip(path, &(clip){.format = "mov",
                                .encoder = "mpeg4",
                                .width = 64,
                                .height = 48,
                                .frames = 5,
                                .content = CLIP_CORNER,
                                .matrix = matrices[turn]});
        read_source(&all, path, 0);
        assert_int_equal(all.status, 0);
        assert_int_equal(all.frames, 5);
        assert_int_equal(all.info.rotation, 90 * turn);
        assert_int_equal(all.info.width, turn % 2 ? 48 : 64);
        assert_int_equal(all.info.height, turn % 2 ? 64 : 48);
        for (int n = 0; n < 5; n++)
            for (int corner = 0; corner < 4; corner++)
                assert_in_range(all.corners[n][corner], corner == white[turn] ? 240 : 0,
                                corner == white[turn] ? 255 : 15);
    }
}

static void test_smallest_and_large_pictures(void **state)
{
    (void)state;
    static const int sizes[][2] = {{1, 1}, {1, 2}, {2, 1}, {3, 5}, {17, 2}, {7680, 4320}};
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        const int frames = sizes[i][0] > 1000 ? 1 : 3;
        const char *path = in_folder("size.mkv");
        make_clip(path, &(clip){.format = "matroska",
                                .encoder = sizes[i][0] > 1000 ? "mjpeg" : "ffv1",
                                .width = sizes[i][0],
                                .height = sizes[i][1],
                                .frames = frames});
        read_source(&all, path, 0);
        assert_int_equal(all.status, 0);
        assert_int_equal(all.info.width, sizes[i][0]);
        assert_int_equal(all.info.height, sizes[i][1]);
        assert_levels(frames, 2);
    }
}

/* Damaged frames are skipped and counted; the others keep their times. */
static void test_frames_that_fail(void **state)
{
    (void)state;
    const char *path = in_folder("holes.mkv");
    make_clip(path, &(clip){.format = "matroska",
                            .encoder = "mjpeg",
                            .width = 64,
                            .height = 48,
                            .frames = 20,
                            .bad_from = 5,
                            .bad_count = 3});
    read_source(&all, path, 0);
    assert_int_equal(all.status, 0);
    assert_int_equal(all.frames, 17);
    assert_int_equal(all.info.failed, 3);
    assert_int_equal(all.warned[FACS_WARNING_UNDECODED_FRAMES], 3);
    for (int n = 0; n < 17; n++) {
        const int original = n < 5 ? n : n + 3;
        assert_in_range(all.levels[n], clip_level(original) - 3, clip_level(original) + 3);
        assert_near(all.times[n], original / 25.0, 0.001);
    }
}

static void test_all_frames_fail(void **state)
{
    (void)state;
    const char *path = in_folder("bad.mkv");
    make_clip(path, &(clip){.format = "matroska",
                            .encoder = "mjpeg",
                            .width = 64,
                            .height = 48,
                            .frames = 40,
                            .bad_from = 0,
                            .bad_count = 40});
    read_source(&all, path, 0);
    assert_refused(&all, path, -EINVAL, "none of its frames could be decoded");
    assert_int_equal(all.info.failed, 40);
    assert_int_equal(all.warned[FACS_WARNING_UNDECODED_FRAMES], 40);
}

/* FFmpeg reports damage on standard error; none of that may appear. */
static void test_nothing_is_printed(void **state)
{
    (void)state;
    const char *path = in_folder("noise.mkv"), *output = in_folder("stderr");
    make_clip(path, &(clip){.format = "matroska",
                            .encoder = "mjpeg",
                            .width = 64,
                            .height = 48,
                            .frames = 20,
                            .bad_from = 5,
                            .bad_count = 3});
    av_log_set_level(AV_LOG_INFO);
    const int saved = dup(STDERR_FILENO), file = open(output, O_CREAT | O_RDWR | O_TRUNC, 0600);
    assert_true(saved >= 0 && file >= 0);
    assert_true(dup2(file, STDERR_FILENO) >= 0);
    read_source(&all, path, 0);
    assert_true(dup2(saved, STDERR_FILENO) >= 0);
    const off_t printed = lseek(file, 0, SEEK_END);
    close(saved);
    close(file);
    assert_int_equal(all.info.failed, 3);
    assert_int_equal(printed, 0);
    assert_int_equal(av_log_get_level(), AV_LOG_QUIET);

    av_log_set_level(AV_LOG_PANIC); /* the program's own choice */
    read_source(&all, path, 0);
    assert_int_equal(av_log_get_level(), AV_LOG_PANIC);
}

static int from_the_tenth_on(void *opaque)
{
    return ++*(int *)opaque >= 10;
}

static void test_cancel(void **state)
{
    (void)state;
    int asked = 0;
    const facs_source_options options = {.cancelled = from_the_tenth_on, .opaque = &asked};
    const char *path = in_folder("long.avi");
    facs_source *source;
    facs_frame_pool *pool;
    facs_pool_frame *frame;
    facs_error error = {0};
    int status, frames = 0;

    make_clip(
        path,
        &(clip){.format = "avi", .encoder = "mpeg4", .width = 64, .height = 48, .frames = 200});
    assert_int_equal(facs_frame_pool_open(&pool, 1 << 20, 2, 0), 0);
    status = facs_source_open(&source, path, &options, &error);
    if (status == 0) {
        while ((status = facs_source_read(source, pool, &frame, &error)) == 0 && frame) {
            frames++;
            facs_frame_pool_put(pool, frame);
        }
        facs_source_close(&source);
    }
    assert_int_equal(status, -ECANCELED);
    assert_int_equal(error.kind, FACS_ERROR_CANCELLED);
    assert_in_range(frames, 0, 10);
    facs_frame_pool_close(&pool);
}

/* The worker that gave up cancels the pool: reading ends as cancelled. */
static void test_cancelled_pool(void **state)
{
    (void)state;
    const char *path = in_folder("pool.avi");
    facs_source *source;
    facs_frame_pool *pool;
    facs_pool_frame *frame;
    facs_error error = {0};
    make_clip(path,
              &(clip){.format = "avi", .encoder = "mpeg4", .width = 64, .height = 48, .frames = 3});
    assert_int_equal(facs_frame_pool_open(&pool, 1 << 20, 2, 0), 0);
    assert_int_equal(facs_source_open(&source, path, NULL, &error), 0);
    facs_frame_pool_cancel(pool);
    assert_int_equal(facs_source_read(source, pool, &frame, &error), -ECANCELED);
    assert_int_equal(error.kind, FACS_ERROR_CANCELLED);
    assert_null(frame);
    facs_source_close(&source);
    facs_frame_pool_close(&pool);
}

/* Skips the frames before time, except for one second (25) and those since the last key frame (of
 * 12). Each frame has its own time and content. Forwards and backwards. */
static void test_seek(void **state)
{
    (void)state;
    static const struct {
        const char *name, *format, *encoder;
        int b_frames;
    } clips[] = {{"s.mp4", "mp4", "mpeg4", 2},
                 {"s.mkv", "matroska", "mpeg4", 0},
                 {"s.avi", "avi", "mpeg4", 0},
                 {"s.mov", "mov", "mjpeg", 0}};
    static const double targets[] = {4.0, 19.96, 0.4};
    for (int i = 0; i < 4; i++) {
        facs_frame_pool *pool;
        facs_source *source;
        facs_pool_frame *frame;
        facs_error error;
        make_clip(in_folder(clips[i].name), &(clip){.format = clips[i].format,
                                                    .encoder = clips[i].encoder,
                                                    .b_frames = clips[i].b_frames,
                                                    .width = 64,
                                                    .height = 48,
                                                    .frames = 500});
        assert_int_equal(facs_frame_pool_open(&pool, 0, 2, 0), 0);
        assert_int_equal(facs_source_open(&source, in_folder(clips[i].name), NULL, &error), 0);
        assert_int_equal(facs_source_seek(source, 4), -ENOSYS); /* nothing has been read */
        assert_int_equal(facs_source_read(source, pool, &frame, &error), 0);
        facs_frame_pool_put(pool, frame);
        for (int k = 0; k < 3; k++) {
            assert_int_equal(facs_source_seek(source, targets[k]), 0);
            int read = 0;
            for (double time = -1; time < targets[k] - 0.01; read++) {
                assert_int_equal(facs_source_read(source, pool, &frame, &error), 0);
                assert_non_null(frame);
                assert_true(read > 0 || frame->time <= targets[k] + 0.001);
                time = frame->time;
                assert_in_range(frame->pixels[0] + 4 - clip_level((int)round(time * 25)), 0, 8);
                facs_frame_pool_put(pool, frame);
            }
            assert_in_range(read, 1, 1 + 25 + 12);
        }
        facs_source_close(&source);
        facs_frame_pool_close(&pool);
    }
}

static void test_images_cannot_be_sought(void **state)
{
    (void)state;
    facs_source *source;
    make_image(in_folder("one.png"), "png", 8, 8, 100);
    assert_int_equal(facs_source_open(&source, in_folder(""), NULL, NULL), 0);
    assert_int_equal(facs_source_seek(source, 0), -ENOSYS);
    facs_source_close(&source);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_containers),
        cmocka_unit_test(test_variable_frame_rate),
        cmocka_unit_test(test_late_start),
        cmocka_unit_test(test_rotation),
        cmocka_unit_test(test_smallest_and_large_pictures),
        cmocka_unit_test(test_frames_that_fail),
        cmocka_unit_test(test_all_frames_fail),
        cmocka_unit_test(test_nothing_is_printed),
        cmocka_unit_test(test_cancel),
        cmocka_unit_test(test_cancelled_pool),
        cmocka_unit_test(test_seek),
        cmocka_unit_test(test_images_cannot_be_sought),
    };
    return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
