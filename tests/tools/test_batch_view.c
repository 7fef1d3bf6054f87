/* What a terminal shows of a batch, from made-up events: the lines for a width and a height, and
 * the time that is left. */
#include "batch_view.h"
#include "cells.h"

#include "cmocka_all.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- A study without files ------------------------------------------------------------------- */

#define INPUTS 400

static struct {
    int64_t count;
    char paths[INPUTS][64];
    int64_t bytes[INPUTS];
} study;

int64_t facs_study_count(const facs_study *unused)
{
    (void)unused;
    return study.count;
}

int facs_study_get(const facs_study *unused, int64_t i, facs_study_input *input)
{
    (void)unused;
    *input = (facs_study_input){sizeof(*input), study.paths[i], "", study.bytes[i]};
    return 0;
}

static facs_batch_view view;

/* bytes: of each input; -1: unknown. */
static void open_view(int64_t count, int64_t bytes)
{
    study.count = count;
    for (int i = 0; i < count; i++) {
        snprintf(study.paths[i], sizeof(study.paths[i]), "study/p%02d/clip.mp4", i);
        study.bytes[i] = bytes;
    }
    facs_batch_view_close(&view);
    assert_int_equal(facs_batch_view_open(&view, NULL), 0);
}

/* ---- Events ---------------------------------------------------------------------------------- */

static facs_batch_event event_of(facs_batch_moment moment, int i, int job)
{
    static facs_study_input input;
    facs_study_get(NULL, i, &input);
    return (facs_batch_event){.size = sizeof(facs_batch_event),
                              .moment = moment,
                              .index = i,
                              .job = job,
                              .input = &input};
}

static void start(int i, int job, double now)
{
    const facs_batch_event event = event_of(FACS_BATCH_STARTED, i, job);
    facs_batch_view_note(&view, &event, now);
}

/* seconds: since the input began. */
static void move(int i, int job, int64_t done, double seconds, double now)
{
    facs_batch_event event = event_of(FACS_BATCH_MOVED, i, job);
    const facs_progress progress = {
        .frames_done = done, .frames_expected = 100, .seconds = seconds};
    event.progress = &progress;
    facs_batch_view_note(&view, &event, now);
}

static void end(int i, int job, facs_batch_state state, double now)
{
    facs_batch_event event = event_of(FACS_BATCH_ENDED, i, job);
    const facs_batch_row row = {.size = sizeof(row), .state = state, .frames = 100};
    event.row = &row;
    facs_batch_view_note(&view, &event, now);
}

static void check_text(double now, int columns, int rows, const char *expected)
{
    char *text = facs_batch_view_text(&view, now, columns, rows);
    assert_non_null(text);
    assert_string_equal(text, expected);
    free(text);
}

/* ---- Lines ----------------------------------------------------------------------------------- */

static void test_lines_of_two_jobs(void **state)
{
    (void)state;
    open_view(20, 1000);
    start(0, 0, 10);
    start(1, 1, 10);
    check_text(10, 80, 24,
               "study/p00/clip.mp4        starting\n"
               "study/p01/clip.mp4        starting\n"
               "0 of 20 done, 20 left");
    move(0, 0, 10, 1, 11);
    move(0, 0, 50, 3, 13);
    end(1, 1, FACS_BATCH_FAILED, 13);
    start(2, 1, 13);
    move(2, 1, 110, 1, 13); /* longer than it says */
    check_text(13, 80, 24,
               "study/p00/clip.mp4       [#####......]  50 %  20.0 frames/s  0:03 left\n"
               "study/p02/clip.mp4        110 frames  0.0 frames/s\n"
               "0 of 20 done, 1 failed, 19 left  80.0 frames/s");
    end(0, 0, FACS_BATCH_WARNED, 14);
    end(2, 1, FACS_BATCH_DONE, 14);
    start(3, 0, 14);
    end(3, 0, FACS_BATCH_SKIPPED, 14);
    check_text(15, 80, 24, "2 of 20 done, 1 failed, 1 skipped, 16 left  50.0 frames/s");
}

static void test_an_overlay_that_is_drawn(void **state)
{
    (void)state;
    open_view(2, 1000);
    facs_batch_event event = event_of(FACS_BATCH_MOVED, 0, 0);
    const facs_progress progress = {
        .frames_done = 100, .frames_expected = 100, .seconds = 9, .frames_drawn = 25};
    event.progress = &progress;
    facs_batch_view_note(&view, &event, 0); /* also without having seen the start */
    check_text(0, 80, 24,
               "study/p00/clip.mp4        drawing the overlay   25 %\n"
               "0 of 2 done, 2 left");
}

static void check_every_line(const char *text, int columns, int max_lines)
{
    char line[2048];
    int lines = 0;
    for (const char *at = text; *at; at += *at == '\n', lines++) {
        const size_t length = strcspn(at, "\n");
        assert_true(length < sizeof(line));
        snprintf(line, sizeof(line), "%.*s", (int)length, at);
        if (facs_cells(line) >= columns)
            fail_msg("%d cells in %d columns: %s", facs_cells(line), columns, line);
        at += length;
    }
    assert_true(lines <= max_lines);
}

/* The cursor must not reach the last column, where terminals differ. */
static void test_any_size_of_terminal(void **state)
{
    (void)state;
    open_view(300, 1000);
    for (int i = 0; i < FACS_MAX_JOBS; i++) {
        snprintf(study.paths[i], sizeof(study.paths[i]), "%.*s\xe6\xbc\xa2\xe6\xbc\xa2\n\xff.mp4",
                 i % 40, "a/very/long/path/of/a/participant/in/a/study");
        start(i, i, 0);
        move(i, i, 1 + i % 99, 1, 1);
        move(i, i, 1 + i % 120, 9, 9);
    }
    for (int columns = 1; columns < 200; columns += 1 + columns / 20)
        for (int rows = 1; rows < 300; rows += 1 + rows / 3) {
            char *text = facs_batch_view_text(&view, 9, columns, rows);
            assert_non_null(text);
            check_every_line(text, columns, rows > 2 ? rows - 1 : 1);
            free(text);
        }
}

static void test_what_does_not_fit_is_counted(void **state)
{
    (void)state;
    open_view(20, 1000);
    for (int i = 0; i < 5; i++)
        start(i, 2 * i, 0);
    check_text(0, 80, 6,
               "study/p00/clip.mp4        starting\n"
               "study/p01/clip.mp4        starting\n"
               "study/p02/clip.mp4        starting\n"
               "and 2 more\n"
               "0 of 20 done, 20 left");
    check_text(0, 80, 3, "and 5 more\n0 of 20 done, 20 left");
    check_text(0, 80, 2, "0 of 20 done, 20 left");
    check_text(0, 10, 1, "0 of 20 d");
}

/* ---- Time ------------------------------------------------------------------------------------ */

static void test_no_time_is_told_too_early(void **state)
{
    (void)state;
    open_view(10, 1000);
    assert_true(isnan(facs_batch_view_left(&view, 0)));
    start(0, 0, 0);
    assert_true(isnan(facs_batch_view_left(&view, 100))); /* models are being opened */
    move(0, 0, 10, 1, 100);
    assert_true(isnan(facs_batch_view_left(&view, 101)));
    move(0, 0, 50, 6, 106);
    assert_false(isnan(facs_batch_view_left(&view, 106)));
}

/* One input takes ten seconds, and two run at a time. */
static void test_time_left_by_bytes(void **state)
{
    (void)state;
    open_view(10, 1000);
    study.bytes[9] = 5000; /* as long as five */
    facs_batch_view_close(&view);
    assert_int_equal(facs_batch_view_open(&view, NULL), 0);
    start(0, 0, 0);
    start(1, 1, 0);
    for (int second = 0; second <= 10; second++)
        for (int i = 0; i < 2; i++)
            move(i, i, 10 * second, second, second + 0.0);
    end(0, 0, FACS_BATCH_DONE, 10);
    end(1, 1, FACS_BATCH_DONE, 10);
    /* 2000 of 14000 bytes in 9 seconds, counted from the first frame */
    assert_float_equal(facs_batch_view_left(&view, 10), 12000 * 9 / 2000.0, 1e-9);
    for (int i = 2; i < 5; i++)
        end(i, 0, FACS_BATCH_SKIPPED, 10); /* takes no time, and is no sign of speed */
    assert_float_equal(facs_batch_view_left(&view, 10), 9000 * 9 / 2000.0, 1e-9);
    end(5, 0, FACS_BATCH_FAILED, 10);
    assert_float_equal(facs_batch_view_left(&view, 10), 8000 * 9 / 2000.0, 1e-9);
}

static void test_time_left_by_inputs(void **state)
{
    (void)state;
    open_view(10, -1);
    start(0, 0, 0);
    move(0, 0, 1, 0, 0);
    move(0, 0, 50, 10, 10);
    assert_float_equal(facs_batch_view_left(&view, 10), 9.5 * 10 / 0.5, 1e-9);
    end(0, 0, FACS_BATCH_DONE, 20);
    assert_float_equal(facs_batch_view_left(&view, 20), 9 * 20, 1e-9);
    /* of some the size is known: the others count like the mean */
    open_view(4, 100);
    study.bytes[1] = -1;
    study.bytes[2] = 400;
    facs_batch_view_close(&view);
    assert_int_equal(facs_batch_view_open(&view, NULL), 0);
    move(0, 0, 1, 0, 0);
    end(0, 0, FACS_BATCH_DONE, 10);
    assert_float_equal(facs_batch_view_left(&view, 10), (200 + 400 + 100) * 10 / 100.0, 1e-9);
}

/* Other jobs have nothing to do any more; the last input goes on at its own pace. */
static void test_the_longest_input_decides_at_the_end(void **state)
{
    (void)state;
    open_view(2, 1000);
    start(0, 0, 0);
    move(0, 0, 1, 0, 0);
    end(0, 0, FACS_BATCH_DONE, 1);
    start(1, 1, 0);
    move(1, 1, 1, 0, 0);
    move(1, 1, 10, 9, 9); /* one frame a second */
    assert_float_equal(facs_batch_view_left(&view, 9), 90, 1e-6);
}

static void test_durations(void **state)
{
    static const struct {
        double seconds;
        const char *text;
    } cases[] = {{-1, "0:00"},           {NAN, "0:00"},        {7.4, "0:07"},
                 {3599.4, "59:59"},      {3600, "1 h 00 min"}, {2 * 3600 + 5 * 60, "2 h 05 min"},
                 {172800, "2 days 0 h"}, {1e15, "0:00"}};
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char text[FACS_DURATION_SIZE];
        facs_duration_text(text, cases[i].seconds);
        assert_string_equal(text, cases[i].text);
    }
}

static int teardown(void **state)
{
    (void)state;
    facs_batch_view_close(&view);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines_of_two_jobs),
        cmocka_unit_test(test_an_overlay_that_is_drawn),
        cmocka_unit_test(test_any_size_of_terminal),
        cmocka_unit_test(test_what_does_not_fit_is_counted),
        cmocka_unit_test(test_no_time_is_told_too_early),
        cmocka_unit_test(test_time_left_by_bytes),
        cmocka_unit_test(test_time_left_by_inputs),
        cmocka_unit_test(test_the_longest_input_decides_at_the_end),
        cmocka_unit_test(test_durations),
    };
    return cmocka_run_group_tests(tests, NULL, teardown);
}
