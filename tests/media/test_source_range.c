/* A part of an input has the frames, numbers and times that the whole has there. */
#include "reading.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>

static reading whole, part;

static void read_part(const char *name, double begin, double end)
{
    read_with(&part, name, (facs_source_options){.begin = begin, .end = end});
}

/* Asserts that the part is frames first..first + count - 1 of the whole, which was read before. */
static void assert_part(int first, int count)
{
    assert_string_equal(part.error.text, "");
    assert_int_equal(part.status, 0);
    assert_int_equal(part.frames, count);
    assert_int_equal(part.first, first);
    for (int i = 0; i < count; i++) {
        assert_near(part.times[i], whole.times[first + i], 1e-9);
        assert_int_equal(part.sums[i], whole.sums[first + i]);
    }
    assert_int_equal(part.kinds, 0);
    assert_int_equal(part.info.decoded, count);
    assert_int_equal(part.info.frames_expected, count);
    assert_false(part.info.is_incomplete);
}

/* With and without an index, with frames out of order, and with an odd rate. */
static void test_containers(void **state)
{
    (void)state;
    static const clip clips[] = {
        {.format = "mp4", .encoder = "mpeg4", .b_frames = 2, .key_every = 12},
        {.format = "mov", .encoder = "mjpeg"},
        {.format = "mp4", .encoder = "mpeg4", .fps = 30, .key_every = 500},
        {.format = "mp4", .encoder = "mpeg4", .options = "movflags=frag_keyframe", .key_every = 12},
        {.format = "matroska", .encoder = "mpeg4", .b_frames = 2, .key_every = 12},
        {.format = "avi", .encoder = "mpeg4", .key_every = 12},
        {.format = "mpegts", .encoder = "mpeg2video", .b_frames = 2, .key_every = 12}};
    for (size_t i = 0; i < sizeof(clips) / sizeof(clips[0]); i++) {
        clip spec = clips[i];
        spec.width = 64;
        spec.height = 48;
        spec.frames = 150;
        spec.content = CLIP_MOVING;
        const int fps = spec.fps ? spec.fps : 25;
        const char *path = in_folder("range.clip");
        make_clip(path, &spec);
        read_source(&whole, path, 0);
        assert_int_equal(whole.frames, 150);
        read_part(path, 3, 4);
        assert_part(3 * fps, fps);
        read_part(path, 3 + 0.5 / fps, 0); /* to the last frame */
        assert_part(3 * fps + 1, 150 - 3 * fps - 1);
        read_part(path, 0, 1.01);
        assert_part(0, fps + 1);
        read_part(path, whole.times[149], 9); /* exactly the last frame's time */
        assert_part(149, 1);
    }
}

/* After a pause, frames are still counted and not reckoned from their times. */
static void test_uneven(void **state)
{
    (void)state;
    int times[100];
    for (int i = 0; i < 100; i++)
        times[i] = 40 * i + i % 3 + (i < 50 ? 0 : 7000);
    const char *path = in_folder("uneven.mp4");
    make_clip(path, &(clip){.format = "mp4",
                            .encoder = "mpeg4",
                            .width = 64,
                            .height = 48,
                            .frames = 100,
                            .times_ms = times,
                            .key_every = 10,
                            .content = CLIP_MOVING});
    read_source(&whole, path, 0);
    assert_int_equal(whole.frames, 100);
    read_part(path, 9.5, 10.5);
    int first = 0, count = 0;
    for (int i = 0; i < 100; i++) {
        first += whole.times[i] < 9.5;
        count += whole.times[i] >= 9.5 && whole.times[i] < 10.5;
    }
    assert_true(first > 50 && count > 20);
    assert_part(first, count);
    assert_true(part.info.variable_frame_rate);
}

/* What is damaged or missing elsewhere is of no interest; inside the part it is. */
static void test_damage_elsewhere(void **state)
{
    (void)state;
    const char *const formats[] = {"mp4", "matroska"};
    for (int i = 0; i < 2; i++) {
        const char *path = in_folder("damaged.clip");
        make_clip(path, &(clip){.format = formats[i],
                                .encoder = "mpeg4",
                                .width = 64,
                                .height = 48,
                                .frames = 150,
                                .key_every = 10,
                                .content = CLIP_MOVING,
                                .spoilt_from = 41,
                                .spoilt_count = 6});
        read_source(&whole, path, 0);
        assert_true(whole.info.damaged > 0 && whole.kinds > 0);
        read_part(path, 3, 4);
        assert_part(75, 25);
        read_part(path, 0, 1.2);
        assert_part(0, 30);
        read_part(path, 1.2, 2);
        assert_int_equal(part.info.damaged, whole.info.damaged);
        assert_true(part.warned[FACS_WARNING_DAMAGED_FRAMES] > 0);
    }
}

/* The end of a file that was cut short matters only to a part that reaches it. */
static void test_cut_short(void **state)
{
    (void)state;
    const char *path = in_folder("cut.avi");
    make_clip(in_folder("whole.avi"), &(clip){.format = "avi",
                                              .encoder = "mjpeg",
                                              .width = 64,
                                              .height = 48,
                                              .frames = 100,
                                              .content = CLIP_MOVING});
    cut_file(in_folder("whole.avi"), path, 750);
    read_source(&whole, path, 0);
    assert_true(whole.info.is_incomplete);
    read_part(path, 1, 2);
    assert_part(25, 25);
    read_part(path, 1, 4);
    assert_true(part.info.is_incomplete && part.kinds > 0);
}

static void test_nothing_there(void **state)
{
    (void)state;
    const char *path = in_folder("short.mp4");
    make_clip(path, &(clip){.format = "mp4",
                            .encoder = "mpeg4",
                            .width = 64,
                            .height = 48,
                            .frames = 50,
                            .key_every = 5});
    read_part(path, 2.5, 0);
    assert_refused(&part, path, -EINVAL, "its last frame is at 1.960 s");
    read_part(path, 0.401, 0.439);
    assert_refused(&part, path, -EINVAL, "no frame from 0.401 to 0.439 s");
}

/* Images before the part are not opened; a bad one among them counts as one. */
static void test_images(void **state)
{
    (void)state;
    char name[64], folder[512];
    snprintf(folder, sizeof(folder), "%s", in_folder("images"));
    assert_int_equal(mkdir(folder, 0700), 0);
    for (int i = 0; i < 10; i++) {
        snprintf(name, sizeof(name), "images/%d.png", i);
        make_image(in_folder(name), "png", 32, 24, 20 + 20 * i);
    }
    write_file(in_folder("images/2.png"), "junk", 4);
    write_file(in_folder("images/9.png"), "junk", 4);
    read_with(&part, folder, (facs_source_options){.fps = 2, .begin = 2, .end = 4});
    assert_int_equal(part.status, 0);
    assert_int_equal(part.frames, 4);
    assert_int_equal(part.first, 4);
    assert_int_equal(part.kinds, 0);
    for (int i = 0; i < 4; i++) {
        assert_near(part.times[i], 2 + i / 2.0, 1e-12);
        assert_in_range(part.levels[i], 99 + 20 * i, 101 + 20 * i);
    }
    read_with(&part, folder, (facs_source_options){.fps = 2, .begin = 4});
    assert_int_equal(part.frames, 1);
    assert_int_equal(part.info.failed, 1);
    read_with(&part, folder, (facs_source_options){.fps = 2, .begin = 5});
    assert_refused(&part, folder, -EINVAL, "its last frame is at 4.500 s");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_containers),       cmocka_unit_test(test_uneven),
        cmocka_unit_test(test_damage_elsewhere), cmocka_unit_test(test_cut_short),
        cmocka_unit_test(test_nothing_there),    cmocka_unit_test(test_images),
    };
    return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
