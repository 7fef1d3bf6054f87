/* The drawing thread: frames in order, failures that reach the caller, clean ends. */
#include "output/drawn_writer.h"

#include "../media/reading.h"
#include "folder.h"
#include "scratch.h"

#include "cmocka_all.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define WIDTH  64
#define HEIGHT 48

static reading all;

static facs_drawn_writer_options options_for(const char *path, int handle)
{
    return (facs_drawn_writer_options){
        .handle = handle,
        .video = {.name = path, .width = WIDTH, .height = HEIGHT, .frame_rate = 25},
        .max_faces = 2};
}

/* Returns what push said. */
static int push(facs_drawn_writer *writer, int n, facs_error *error)
{
    facs_pool_frame *frame;
    int status = facs_frame_pool_get(facs_drawn_writer_pool(writer), WIDTH, HEIGHT, &frame);
    if (status < 0) {
        assert_int_equal(status, -ECANCELED);
        return facs_drawn_writer_check(writer, error);
    }
    memset(frame->pixels, 20 + n % 20 * 10, (size_t)frame->stride * HEIGHT);
    facs_drawn_faces *faces = frame->extra; /* as before: the caller must set the faces */
    faces->count = 1;
    faces->faces[0] = (facs_drawn_face){.result = {.index = n}};
    frame->index = n;
    frame->time = n / 25.0;
    return facs_drawn_writer_push(writer, frame, error);
}

/* More frames than the pool and queue hold: all are written in order, at their times. */
static void test_every_frame_in_order(void **state)
{
    (void)state;
    facs_error error = {.kind = FACS_ERROR_NONE};
    facs_drawn_writer *writer;
    const facs_drawn_writer_options options =
        options_for(scratch("a.avi"), open_new(scratch("a.avi")));
    assert_int_equal(facs_drawn_writer_open(&writer, &options, &error), 0);
    for (int n = 0; n < 100; n++)
        assert_int_equal(push(writer, n, &error), 0);
    assert_int_equal(facs_drawn_writer_check(writer, &error), 0);
    assert_in_range(facs_frame_pool_size(facs_drawn_writer_pool(writer)).count, 1, 8); /* bounded */
    assert_int_equal(facs_drawn_writer_finish(writer, 1, &error), 0);
    facs_drawn_writer_close(&writer);
    assert_null(writer);
    close(options.handle);
    read_source(&all, scratch("a.avi"), 0);
    assert_int_equal(all.frames, 100);
    for (int n = 0; n < 100; n++) {
        assert_near(all.times[n], n / 25.0, 1e-6);
        assert_in_range(all.levels[n], 18 + n % 20 * 10, 22 + n % 20 * 10);
    }
}

/* A full disk ends the thread; the next calls say why, and the frames go back. */
static void test_a_failure_travels_back(void **state)
{
    (void)state;
    facs_error error = {.kind = FACS_ERROR_NONE};
    facs_drawn_writer *writer;
    const facs_drawn_writer_options options =
        options_for("x.avi", open("/dev/full", O_RDWR | O_CLOEXEC));
    int status = 0;
    if (options.handle < 0) /* Linux has it, macOS does not */
        skip();
    assert_int_equal(facs_drawn_writer_open(&writer, &options, &error), 0);
    for (int n = 0; n < 10000 && status == 0; n++)
        status = push(writer, n, &error);
    assert_int_equal(status, -ENOSPC);
    assert_int_equal(error.kind, FACS_ERROR_OUTPUT);
    assert_non_null(strstr(error.text, "x.avi cannot be written"));
    assert_int_equal(push(writer, 1, &error), -ENOSPC); /* and again */
    assert_int_equal(facs_drawn_writer_check(writer, &error), -ENOSPC);
    assert_int_equal(facs_drawn_writer_finish(writer, 1, &error), -ENOSPC);
    facs_drawn_writer_close(&writer);
    close(options.handle);
}

/* Closed before the end: waiting frames are dropped, and nothing hangs. */
static void test_closed_without_an_end(void **state)
{
    (void)state;
    facs_error error;
    for (int count = 0; count < 10; count++) {
        facs_drawn_writer *writer;
        const facs_drawn_writer_options options =
            options_for(scratch("b.avi"), open_new(scratch("b.avi")));
        assert_int_equal(facs_drawn_writer_open(&writer, &options, &error), 0);
        for (int n = 0; n < count; n++)
            assert_int_equal(push(writer, n, &error), 0);
        facs_drawn_writer_close(&writer);
        assert_null(writer);
        close(options.handle);
    }
}

/* With a picture's name, the last frame becomes the picture. */
static void test_a_picture(void **state)
{
    (void)state;
    facs_error error;
    facs_drawn_writer *writer;
    const facs_drawn_writer_options options = options_for("c.png", open_new(scratch("c.picture")));
    assert_int_equal(facs_drawn_writer_open(&writer, &options, &error), 0);
    for (int n = 0; n < 3; n++)
        assert_int_equal(push(writer, n, &error), 0);
    assert_int_equal(facs_drawn_writer_finish(writer, 1, &error), 0);
    facs_drawn_writer_close(&writer);
    close(options.handle);
    read_source(&all, scratch("c.picture"), 0);
    assert_string_equal(all.info.kind, "image");
    assert_int_equal(all.levels[0], 40);
}

static void test_what_cannot_be_opened(void **state)
{
    (void)state;
    facs_error error;
    facs_drawn_writer *writer;
    facs_drawn_writer_options options = options_for("x.doc", -1);
    assert_int_equal(facs_drawn_writer_open(&writer, &options, &error), -EINVAL);
    assert_null(writer);
}

#define IN_SCRATCH(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_SCRATCH(test_every_frame_in_order),  IN_SCRATCH(test_a_failure_travels_back),
        IN_SCRATCH(test_closed_without_an_end), IN_SCRATCH(test_a_picture),
        IN_SCRATCH(test_what_cannot_be_opened),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
