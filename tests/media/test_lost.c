/* Frames missing from the middle of an input are counted, but not those that never existed. */
#include "piping.h"

#include <signal.h>
#include <stdio.h>

static reading all, other;

static const clip clips[] = {
    {.format = "matroska", .encoder = "mpeg4", .b_frames = 2, .key_every = 12},
    {.format = "matroska", .encoder = "mjpeg"},
    {.format = "avi", .encoder = "mpeg4", .key_every = 12},
    {.format = "avi", .encoder = "mjpeg"},
    {.format = "asf", .encoder = "wmv2", .key_every = 12},
    {.format = "flv", .encoder = "flv", .key_every = 12},
    {.format = "mpegts", .encoder = "mpeg2video", .b_frames = 2, .key_every = 12},
    {.format = "mov", .encoder = "mjpeg", .options = "movflags=faststart"},
};
#define CLIPS (sizeof(clips) / sizeof(clips[0]))

enum { FRAMES = 200 };

static const char *make(const clip *kind)
{
    clip spec = *kind;
    spec.width = 176;
    spec.height = 144;
    spec.frames = FRAMES;
    spec.content = CLIP_MOVING;
    spec.quantiser = 5;
    make_clip(in_folder("whole"), &spec);
    return in_folder("whole");
}

/* Overwrites the middle half of the bytes with zeros. */
static const char *make_hole(const clip *kind)
{
    size_t count;
    unsigned char *bytes = read_whole(make(kind), &count);
    memset(bytes + count / 4, 0, count / 2);
    write_file(in_folder("hole"), bytes, count);
    free(bytes);
    return in_folder("hole");
}

static void test_holes(void **state)
{
    (void)state;
    for (size_t i = 0; i < CLIPS; i++) {
        read_source(&all, make_hole(&clips[i]), 0);
        print_message("%s, %s: %d frames, %d failed, %d lost. %s\n", clips[i].format,
                      clips[i].encoder, all.frames, (int)all.info.failed, (int)all.info.lost,
                      all.text);
        assert_int_equal(all.status, 0);
        assert_true(all.frames < FRAMES * 3 / 4);
        /* a header's rate may be off by one or two frames, and one may be concealed */
        assert_in_range(all.frames + all.info.failed + all.info.lost, FRAMES - 2, FRAMES + 2);
        assert_int_equal(all.warned[FACS_WARNING_LOST_FRAMES], all.info.lost);
        assert_true(all.info.lost + all.info.failed > FRAMES / 4);
        /* if the second part was read, its frames have their times */
        if (all.frames > FRAMES / 3)
            assert_near(all.times[all.frames - 1], (FRAMES - 1) / 25.0, 0.1);
    }
}

/* The same through a pipe. An AVI's index comes too late there to mend its times. */
static void test_piped(void **state)
{
    (void)state;
    for (size_t i = 0; i < CLIPS; i++) {
        const char *path = make_hole(&clips[i]);
        read_source(&all, path, 0);
        read_piped_file(&other, path);
        assert_int_equal(other.status, 0);
        if (other.frames != all.frames)
            fail_msg("%s: %d and %d frames, %s", clips[i].format, all.frames, other.frames,
                     other.text);
        assert_int_equal(other.info.failed, all.info.failed);
        assert_int_equal(other.info.lost, all.info.lost);
        assert_int_equal(other.info.frames_expected, all.info.frames_expected);
        assert_int_equal(other.info.damaged, all.info.damaged);
    }
}

/* Gaps in the times of intact inputs: a still screen, a pause, a camera that dropped frames. */
static void test_variable_rates(void **state)
{
    (void)state;
    static const char *const formats[] = {"matroska", "mov", "mpegts", "asf"};
    static int times[60];
    for (int n = 0; n < 60; n++)
        times[n] = n * 40 + (n > 20 ? 2000 : 0) + (n > 40 ? 40 : 0) + n / 7 * 40;
    for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
        make_clip(in_folder("x"), &(clip){.format = formats[i],
                                          .encoder = "mpeg4",
                                          .width = 64,
                                          .height = 48,
                                          .frames = 60,
                                          .times_ms = times});
        read_source(&all, in_folder("x"), 0);
        assert_int_equal(all.status, 0);
        assert_int_equal(all.frames, 60);
        if (all.kinds)
            fail_msg("%s: %s", formats[i], all.text);
        assert_int_equal(all.info.lost, 0);
    }
}

/* An AVI's empty chunks mark frames that its recorder dropped. */
static void test_dropped(void **state)
{
    (void)state;
    static int even[60], gaps[60];
    for (int n = 0; n < 60; n++) {
        even[n] = n * 2;
        gaps[n] = n + (n > 10) + 2 * (n > 30);
    }
    const clip kind = {
        .format = "avi", .encoder = "mjpeg", .width = 64, .height = 48, .frames = 60};
    clip spec = kind;
    spec.times_ms = gaps;
    make_clip(in_folder("x"), &spec);
    read_source(&all, in_folder("x"), 0);
    assert_int_equal(all.status, 0);
    assert_int_equal(all.frames, 60);
    assert_int_equal(all.kinds, 1);
    assert_int_equal(all.warned[FACS_WARNING_DROPPED_FRAMES], 3);
    assert_int_equal(all.info.lost, 0);
    read_piped_file(&other, in_folder("x"));
    assert_memory_equal(other.warned, all.warned, sizeof(all.warned));

    spec.times_ms =
        even; /* every second chunk is empty: the declared rate is only twice too high */
    make_clip(in_folder("x"), &spec);
    read_source(&all, in_folder("x"), 0);
    assert_int_equal(all.frames, 60);
    assert_int_equal(all.kinds, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_holes),
        cmocka_unit_test(test_piped),
        cmocka_unit_test(test_variable_rates),
        cmocka_unit_test(test_dropped),
    };
    signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
