/* The folder of aligned faces: names, pictures, and when it appears. */
#include "output/aligned_faces.h"

#include "cmocka_all.h"
#include "made_frame.h"
#include "make_clip.h"
#include "scratch.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define SIDE  4
#define STILL (1u << 31) /* besides FACS_ALIGNED_*: a still image */

static void push(facs_sink *sink, int64_t n, int described, facs_error *error)
{
    const facs_result result = {.size = sizeof(result), .index = n, .success = described};
    facs_pool_frame frame = made_frame(n, 8, 8, SIDE);
    facs_face_data *data = made_frame_data(&frame);
    data->described = described;
    memset(data->aligned, described ? 50 + (int)n : 0, 3 * SIDE * SIDE);
    assert_int_equal(sink->row(sink->self, &result, &frame, error), 0);
    made_frame_free(&frame);
}

static int open_faces(facs_sink *sink, const char *folder, unsigned flags, facs_error *error)
{
    static const facs_csv_options columns = {.features = 0}, still = {.still_image = 1};
    static facs_extract_options options;
    facs_default_extract_options(&options);
    options.aligned_size = SIDE;
    options.aligned_flags = flags & FACS_ALIGNED_ALL;
    return facs_aligned_faces_open(
        sink, folder,
        &(facs_output_run){.options = &options, .columns = flags & STILL ? &still : &columns},
        error);
}

/* Writes frames 0 (with a face) and 1 (without one). */
static int run(unsigned flags, facs_error *error)
{
    facs_sink sink;
    int status = open_faces(&sink, scratch("x_aligned"), flags, error);
    if (status < 0) {
        assert_null(sink.self);
        return status;
    }
    push(&sink, 0, 1, error);
    push(&sink, 1, 0, error);
    assert_true(has_part("x_aligned"));
    status = sink.finish(sink.self, NULL, error);
    if (status == 0)
        status = sink.commit(sink.self, error);
    facs_sink_close(&sink);
    return status;
}

/* All pixels of a BMP have this level. */
static void assert_level(const char *name, int channels, int level)
{
    size_t size, header = channels == 1 ? 54 + 1024 : 54;
    uint8_t *file = read_whole(scratch(name), &size);
    assert_int_equal(size, header + SIDE * SIDE * (size_t)channels);
    for (size_t i = header; i < size; i++)
        assert_int_equal(file[i], level);
    free(file);
}

static void test_names_and_pictures(void **state)
{
    (void)state;
    facs_error error;
    assert_int_equal(run(0, &error), 0);
    assert_level("x_aligned/frame_det_00_000001.bmp", 3, 50);
    assert_level("x_aligned/frame_det_00_000002.bmp", 3, 0);
    assert_false(has_part("x_aligned"));
}

static void test_grey_and_good_only(void **state)
{
    (void)state;
    facs_error error;
    assert_int_equal(run(FACS_ALIGNED_GREY | FACS_ALIGNED_GOOD_ONLY, &error), 0);
    assert_level("x_aligned/frame_det_00_000001.bmp", 1, 50);
    assert_false(exists(scratch("x_aligned/frame_det_00_000002.bmp")));
}

static void test_a_still_image(void **state)
{
    (void)state;
    facs_error error;
    facs_sink sink;
    assert_int_equal(open_faces(&sink, scratch("x_aligned"), STILL, &error), 0);
    push(&sink, 0, 1, &error);
    assert_int_equal(sink.finish(sink.self, NULL, &error), 0);
    assert_int_equal(sink.commit(sink.self, &error), 0);
    facs_sink_close(&sink);
    assert_level("x_aligned/face_det_000000.bmp", 3, 50);
}

/* Older faces are removed as a whole, including those of a run that was stopped. */
static void test_a_folder_of_before(void **state)
{
    (void)state;
    facs_error error;
    assert_int_equal(mkdir(scratch("x_aligned"), 0777), 0);
    facs_sink sink;
    assert_int_equal(open_faces(&sink, scratch("x_aligned"), 0, &error), 0);
    push(&sink, 76, 1, &error);
    facs_sink_close(&sink); /* as if the program had ended here */
    assert_true(has_part("x_aligned"));
    write_text(scratch("x_aligned/frame_det_00_000099.bmp"), "old");
    assert_int_equal(run(0, &error), 0);
    assert_false(has_part("x_aligned"));
    assert_false(exists(scratch("x_aligned/frame_det_00_000099.bmp")));
    assert_false(exists(scratch("x_aligned/frame_det_00_000077.bmp")));
    assert_true(exists(scratch("x_aligned/frame_det_00_000002.bmp")));
}

static void test_what_is_not_ours_stays(void **state)
{
    (void)state;
    facs_error error;
    assert_int_equal(mkdir(scratch("x_aligned"), 0777), 0);
    write_text(scratch("x_aligned/frame_det_00_000099.bmp"), "old");
    write_text(scratch("x_aligned/thesis.txt"), "all of it");
    assert_int_equal(run(0, &error), -EEXIST);
    assert_int_equal(error.kind, FACS_ERROR_OUTPUT);
    assert_non_null(strstr(error.text, "x_aligned contains files other than aligned faces"));
    assert_true(exists(scratch("x_aligned/frame_det_00_000099.bmp")));
    assert_true(exists(scratch("x_aligned/thesis.txt")));
    assert_false(has_part("x_aligned"));
}

static void test_a_run_that_was_stopped(void **state)
{
    (void)state;
    facs_error error;
    facs_sink sink;
    assert_int_equal(open_faces(&sink, scratch("x_aligned"), 0, &error), 0);
    push(&sink, 0, 1, &error);
    sink.abandon(sink.self);
    facs_sink_close(&sink);
    char picture[600];
    snprintf(picture, sizeof(picture), "%s/frame_det_00_000001.bmp",
             find_part(scratch("x_aligned")));
    assert_true(exists(picture));
    assert_false(exists(scratch("x_aligned")));
}

static void test_where_it_cannot_be_written(void **state)
{
    (void)state;
    facs_error error;
    facs_sink sink;
    assert_int_equal(open_faces(&sink, scratch("absent/x"), 0, &error), -ENOENT);
    write_text(scratch("file"), "no folder");
    assert_int_equal(open_faces(&sink, scratch("file"), 0, &error), -ENOTDIR);
    assert_non_null(strstr(error.text, "file cannot be written"));
}

#define IN_SCRATCH(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_SCRATCH(test_names_and_pictures),
        IN_SCRATCH(test_grey_and_good_only),
        IN_SCRATCH(test_a_still_image),
        IN_SCRATCH(test_a_folder_of_before),
        IN_SCRATCH(test_what_is_not_ours_stays),
        IN_SCRATCH(test_a_run_that_was_stopped),
        IN_SCRATCH(test_where_it_cannot_be_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
