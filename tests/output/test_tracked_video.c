/* The tracked video: frames, times, names; of a still image a picture. */
#include "output/tracked_video.h"

#include "../media/reading.h"
#include "made_frame.h"
#include "scratch.h"

#include "cmocka_all.h"

#include <errno.h>
#include <string.h>

static reading all;

static void push(facs_sink *sink, int n, double time)
{
    const facs_result result = {.index = n, .time = time};
    facs_pool_frame frame = made_frame(n, 64, 48, 0);
    memset(frame.pixels, 50 + 20 * n, 3 * 64 * 48);
    facs_error error;
    assert_int_equal(sink->row(sink->self, &result, &frame, &error), 0);
    made_frame_free(&frame);
}

static void test_a_video(void **state)
{
    (void)state;
    facs_sink sink;
    facs_error error;
    assert_int_equal(facs_tracked_video_open(&sink, scratch("a.avi"), 12.5, &error), 0);
    for (int n = 0; n < 5; n++)
        push(&sink, n, n * 0.08);
    assert_true(exists(scratch("a.avi.part")) && !exists(scratch("a.avi")));
    assert_int_equal(sink.finish(sink.self, NULL, &error), 0);
    facs_tracked_video_close(&sink);
    assert_true(!exists(scratch("a.avi.part")));
    read_source(&all, scratch("a.avi"), 0);
    assert_int_equal(all.frames, 5);
    for (int n = 0; n < 5; n++) {
        assert_near(all.times[n], n * 0.08, 1e-6);
        assert_in_range(all.levels[n], 48 + 20 * n, 52 + 20 * n);
    }
}

/* What a run that was stopped leaves can be played to where it came. */
static void test_a_run_that_was_stopped(void **state)
{
    (void)state;
    facs_sink sink;
    facs_error error;
    assert_int_equal(facs_tracked_video_open(&sink, scratch("b.avi"), 25, &error), 0);
    for (int n = 0; n < 3; n++)
        push(&sink, n, n * 0.04);
    sink.abandon(sink.self);
    facs_tracked_video_close(&sink);
    assert_false(exists(scratch("b.avi")));
    read_source(&all, scratch("b.avi.part"), 0);
    assert_int_equal(all.status, 0);
    assert_int_equal(all.frames, 3);
}

static void test_a_picture(void **state)
{
    (void)state;
    facs_sink sink;
    facs_error error;
    assert_int_equal(facs_tracked_video_open(&sink, scratch("c.jpg"), 0, &error), 0);
    push(&sink, 2, 0);
    assert_int_equal(sink.finish(sink.self, NULL, &error), 0);
    facs_tracked_video_close(&sink);
    read_source(&all, scratch("c.jpg"), 0);
    assert_string_equal(all.info.kind, "image");
    assert_in_range(all.levels[0], 88, 92);
}

static void test_names_that_cannot_be(void **state)
{
    (void)state;
    facs_sink sink;
    facs_error error;
    const facs_result result = {.index = 0};
    facs_pool_frame frame = made_frame(0, 64, 48, 0);
    assert_int_equal(facs_tracked_video_open(&sink, scratch(""), 25, &error), -EISDIR);
    assert_null(sink.self);
    assert_int_equal(facs_tracked_video_open(&sink, scratch("x.doc"), 25, &error), 0);
    assert_int_equal(sink.row(sink.self, &result, &frame, &error), -EINVAL);
    assert_int_equal(error.kind, FACS_ERROR_OUTPUT);
    sink.abandon(sink.self);
    facs_tracked_video_close(&sink);
    made_frame_free(&frame);
}

#define IN_SCRATCH(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_SCRATCH(test_a_video),
        IN_SCRATCH(test_a_run_that_was_stopped),
        IN_SCRATCH(test_a_picture),
        IN_SCRATCH(test_names_that_cannot_be),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
