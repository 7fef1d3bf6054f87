/* Times that a file states wrongly, or that must cause a warning. */
#include "reading.h"

#include "golden.h"

#include <stdio.h>

#define FRAMES 40

static reading all;

/* Reads a file of FRAMES frames at 25 a second with these times. */
static void read_stamps(const char *format, const int *stamps)
{
    const char *path = in_folder("stamps");
    make_clip(path, &(clip){.format = format,
                            .encoder = "mpeg4",
                            .width = 64,
                            .height = 48,
                            .frames = FRAMES,
                            .stamps_ms = stamps});
    read_source(&all, path, 0);
    assert_int_equal(all.status, 0);
    assert_int_equal(all.frames, FRAMES);
    for (int n = 0; n < FRAMES; n++) /* in order, whatever their times are */
        assert_in_range(all.levels[n], clip_level(n) - 3, clip_level(n) + 3);
}

static void fill(int *stamps)
{
    for (int n = 0; n < FRAMES; n++)
        stamps[n] = 40 * n;
}

static void assert_even(void)
{
    for (int n = 0; n < FRAMES; n++)
        assert_near(all.times[n], 0.04 * n, 0.002);
}

static void test_one_wrong_time(void **state)
{
    (void)state;
    static const int places[] = {0, 1, 20, FRAMES - 2, FRAMES - 1};
    for (int i = 0; i < 5; i++)
        for (int wild = 0; wild <= 20000; wild += 20000) {
            int stamps[FRAMES];
            fill(stamps);
            if (wild == 0 && i < 2)
                continue; /* that is where they belong */
            stamps[places[i]] = wild;
            read_stamps("matroska", stamps);
            assert_even();
            assert_int_equal(all.warned[FACS_WARNING_WRONG_TIMES], 1);
            assert_int_equal(all.kinds, 1);
            assert_true(all.info.frames_expected <= FRAMES + 2); /* not as many as in 20 s */
            if (!strstr(all.text, "corrected") ||
                (places[i] == 20 && !strstr(all.text, "frame 21, ")))
                fail_msg("\"%s\"", all.text);
        }
}

static void test_a_clock_that_begins_anew(void **state)
{
    (void)state;
    int stamps[FRAMES];
    fill(stamps);
    for (int n = 25; n < FRAMES; n++)
        stamps[n] -= 800;
    read_stamps("matroska", stamps);
    assert_even();
    assert_int_equal(all.warned[FACS_WARNING_CLOCK_RESTART], 1);
    assert_int_equal(all.kinds, 1);
}

static void test_a_pause(void **state)
{
    (void)state;
    int stamps[FRAMES];
    fill(stamps);
    for (int n = 25; n < FRAMES; n++)
        stamps[n] += 7000;
    read_stamps("matroska", stamps);
    assert_near(all.times[24], 0.96, 0.002);
    assert_near(all.times[25], 8, 0.002);
    assert_near(all.times[FRAMES - 1], 8.56, 0.002);
    assert_int_equal(all.warned[FACS_WARNING_WRONG_TIMES], 0);
    assert_int_equal(all.warned[FACS_WARNING_CLOCK_RESTART], 0);
    assert_int_equal(all.info.variable_frame_rate, 1);
    assert_near(all.info.shortest_step, 0.04, 0.002);
    assert_near(all.info.longest_step, 7.04, 0.002);
}

static void test_times_that_stand_still(void **state)
{
    (void)state;
    int stamps[FRAMES];
    fill(stamps);
    stamps[11] = stamps[12] = stamps[10];
    read_stamps("matroska", stamps);
    assert_int_equal(all.warned[FACS_WARNING_STILL_TIMES], 2);
    assert_int_equal(all.kinds, 1);
    assert_near(all.times[12], 0.4, 0.002);
    assert_near(all.times[13], 0.52, 0.002);
}

/* When the sound begins, relative to the first picture. */
static void test_start_of_sound(void **state)
{
    (void)state;
    static const int times[] = {500, 540, 580};
    const char *path = in_folder("sound.mkv");
    clip spec = {.format = "matroska",
                 .encoder = "mpeg4",
                 .width = 64,
                 .height = 48,
                 .frames = 3,
                 .times_ms = times,
                 .sound_packets = 2,
                 .sound_ms = 200};
    make_clip(path, &spec);
    read_source(&all, path, 0);
    assert_near(all.info.start, 0.5, 0.002);
    assert_near(all.info.sound_start, -0.3, 0.002);
    spec.sound_packets = 0;
    make_clip(path, &spec);
    read_source(&all, path, 0);
    assert_true(isnan(all.info.sound_start));
    assert_int_equal(all.kinds, 0);
}

/* Reported cases. */
static void test_cases(void **state)
{
    (void)state;
    static const char *const names[] = {"cases/glitch_fwd.mkv", "cases/glitch_back.mkv"};
    for (int i = 0; i < 2; i++) {
        read_source(&all, shared_path(names[i]), 0);
        assert_int_equal(all.frames, 72);
        for (int n = 0; n < 72; n++)
            assert_near(all.times[n], n / 30.0, 0.002);
        assert_int_equal(all.warned[FACS_WARNING_WRONG_TIMES], 1);
        assert_int_equal(all.kinds, 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_wrong_time), cmocka_unit_test(test_a_clock_that_begins_anew),
        cmocka_unit_test(test_a_pause),        cmocka_unit_test(test_times_that_stand_still),
        cmocka_unit_test(test_start_of_sound), cmocka_unit_test(test_cases),
    };
    return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
