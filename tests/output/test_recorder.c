/* The recording of a live run: every pixel, the times, and an end that is whole or not there. */
#include "output/recorder.h"

#include "../media/reading.h"
#include "folder.h"
#include "scratch.h"

#include "cmocka_all.h"

#include <errno.h>
#include <unistd.h>

#define WIDTH  61
#define HEIGHT 47
#define FRAMES 40

static reading all;

/* Fills a frame with noise that depends on n. */
static void paint(facs_pool_frame *frame, int n)
{
    uint32_t seed = 12345u * (uint32_t)(n + 1);
    for (int y = 0; y < frame->height; y++)
        for (int x = 0; x < 3 * frame->width; x++) {
            seed = seed * 1664525u + 1013904223u;
            frame->pixels[y * frame->stride + x] = (uint8_t)(seed >> 24);
        }
    frame->index = n;
    frame->time = 5 + n / 30.0 + (n > 20);
}

static void test_every_pixel(void **state)
{
    (void)state;
    facs_error error = {.kind = FACS_ERROR_NONE};
    facs_recorder *recorder;
    facs_frame_pool *pool;
    facs_pool_frame *frame;
    int64_t lost = -1;
    uint32_t sums[FRAMES];
    assert_int_equal(facs_recorder_open(&recorder, scratch("a.mkv"), 30, &error), 0);
    assert_int_equal(facs_frame_pool_open(&pool, 1 << 20, 2, 0), 0);
    assert_int_equal(facs_frame_pool_get(pool, WIDTH, HEIGHT, &frame), 0);
    for (int n = 0; n < FRAMES; n++) {
        paint(frame, n);
        sums[n] = sum_of(frame);
        assert_int_equal(facs_recorder_add(recorder, frame, &error), 0);
    }
    assert_int_equal(access(scratch("a.mkv"), F_OK), -1); /* not before the end */
    assert_int_equal(facs_recorder_finish(recorder, &lost, &error), 0);
    assert_string_equal(error.text, "");
    assert_int_equal(lost, 0); /* all of them fit into the queue */
    facs_recorder_close(&recorder);
    assert_null(recorder);
    facs_frame_pool_put(pool, frame);
    facs_frame_pool_close(&pool);
    read_source(&all, scratch("a.mkv"), 0);
    assert_int_equal(all.status, 0);
    assert_int_equal(all.frames, FRAMES);
    for (int n = 0; n < FRAMES; n++) {
        assert_int_equal(all.sums[n], sums[n]);
        assert_near(all.times[n], n / 30.0 + (n > 20), 0.0011); /* Matroska's are in ms */
    }
}

/* More pictures at once than the memory holds: some are left out, and the caller does not wait. */
static void test_a_slow_disk_costs_pictures(void **state)
{
    (void)state;
    facs_recorder *recorder;
    facs_frame_pool *pool;
    facs_pool_frame *frame;
    int64_t lost = -1;
    assert_int_equal(facs_recorder_open(&recorder, scratch("b.mkv"), 30, NULL), 0);
    assert_int_equal(facs_frame_pool_open(&pool, 1 << 26, 2, 0), 0);
    assert_int_equal(facs_frame_pool_get(pool, 2000, 1500, &frame), 0);
    memset(frame->pixels, 90, (size_t)frame->stride * 1500);
    for (int n = 0; n < 20; n++) { /* five fit */
        frame->time = n / 30.0;
        assert_int_equal(facs_recorder_add(recorder, frame, NULL), 0);
    }
    assert_int_equal(facs_recorder_finish(recorder, &lost, NULL), 0);
    facs_recorder_close(&recorder);
    facs_frame_pool_put(pool, frame);
    facs_frame_pool_close(&pool);
    facs_source *source;
    assert_int_equal(facs_source_open(&source, scratch("b.mkv"), NULL, NULL), 0);
    assert_int_equal(facs_frame_pool_open(&pool, 1 << 26, 2, 0), 0);
    int64_t written = 0;
    while (facs_source_read(source, pool, &frame, NULL) == 0 && frame) {
        written++;
        facs_frame_pool_put(pool, frame);
    }
    facs_source_close(&source);
    facs_frame_pool_close(&pool);
    assert_int_equal(written + lost, 20);
    assert_true(written >= 2);
}

static void test_nothing_to_record(void **state)
{
    (void)state;
    facs_error error;
    facs_recorder *recorder;
    int64_t lost;
    assert_int_equal(facs_recorder_open(&recorder, scratch("c.mp4"), 30, &error), -EINVAL);
    assert_non_null(strstr(error.text, "ends in .mkv"));
    assert_null(recorder);
    assert_int_equal(facs_recorder_open(&recorder, scratch("no/c.mkv"), 30, &error), -ENOENT);
    assert_null(recorder);
    assert_int_equal(facs_recorder_open(&recorder, scratch("c.mkv"), 30, &error), 0);
    assert_int_equal(facs_recorder_finish(recorder, &lost, &error), 0);
    facs_recorder_close(&recorder);
    assert_int_equal(access(scratch("c.mkv"), F_OK), -1);
    assert_null(find_part(scratch("c.mkv")));
    write_file(scratch("c.mkv"), "x", 1);
    assert_int_equal(facs_recorder_open(&recorder, scratch("c.mkv"), 30, &error), -EEXIST);
    assert_null(recorder);
}

#define IN_SCRATCH(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_SCRATCH(test_every_pixel),
        IN_SCRATCH(test_a_slow_disk_costs_pictures),
        IN_SCRATCH(test_nothing_to_record),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
