/* The drawn videos: frames, times, sound and names, drawn as frames come or from an input read
 * again. */
#include "output/drawn_video.h"

#include "../media/reading.h"
#include "folder.h"
#include "made_frame.h"
#include "output/au_panel.h"
#include "scratch.h"

#include "cmocka_all.h"

#include <errno.h>
#include <libavformat/avformat.h>
#include <stdio.h>
#include <string.h>

#define WIDTH  160
#define HEIGHT 400 /* enough rows that the overlay does not enlarge them */

static reading all;

static facs_extract_options options; /* set by run_over */

static facs_output_run run_over(const char *input, const facs_source_info *source)
{
    facs_default_extract_options(&options);
    options.analysis.faces = 2;
    return (facs_output_run){.input = input, .source = source, .options = &options};
}

static int row(const facs_sink *sink, int n, int face_id, double time, int grey, facs_error *error)
{
    const facs_result result = {
        .size = sizeof(result), .index = n, .time = time, .face_id = face_id};
    facs_pool_frame frame = made_frame(n, WIDTH, HEIGHT, 0);
    made_frame_data(&frame)->face_id = face_id;
    memset(frame.pixels, grey, 3 * WIDTH * HEIGHT);
    int status = sink->row(sink->self, &result, &frame, error);
    made_frame_free(&frame);
    return status;
}

static void push(const facs_sink *sink, int n, double time)
{
    facs_error error;
    assert_int_equal(row(sink, n, 0, time, 50 + 20 * n, &error), 0);
}

/* ---- As the frames come ---------------------------------------------------------------------- */

static void test_a_tracked_video(void **state)
{
    (void)state;
    facs_sink sink;
    facs_error error;
    const facs_source_info source = {.kind = "video", .frame_rate = 12.5};
    const facs_output_run run = run_over("-", &source);
    assert_int_equal(facs_tracked_open(&sink, scratch("a.avi"), &run, &error), 0);
    for (int n = 0; n < 5; n++)
        push(&sink, n, n * 0.08);
    assert_true(has_part("a.avi") && !exists(scratch("a.avi")));
    assert_int_equal(sink.finish(sink.self, NULL, &error), 0);
    assert_int_equal(sink.commit(sink.self, &error), 0);
    facs_sink_close(&sink);
    assert_true(!has_part("a.avi"));
    read_source(&all, scratch("a.avi"), 0);
    assert_int_equal(all.frames, 5);
    assert_true(all.info.width == WIDTH && all.info.height == HEIGHT);
    for (int n = 0; n < 5; n++) {
        assert_near(all.times[n], n * 0.08, 1e-6);
        assert_in_range(all.levels[n], 48 + 20 * n, 52 + 20 * n);
    }
}

/* Rows of several faces make one frame; more faces than there is room for do no harm. */
static void test_faces_of_one_frame(void **state)
{
    (void)state;
    facs_sink sink;
    facs_error error;
    const facs_source_info source = {.kind = "camera", .frame_rate = 25};
    const facs_output_run run = run_over("camera:0", &source);
    assert_int_equal(facs_overlay_video_open(&sink, scratch("f.mkv"), &run, &error), 0);
    for (int n = 0; n < 3; n++)
        for (int face = 0; face < 4; face++)
            assert_int_equal(row(&sink, n, face, n * 0.04, 100, &error), 0);
    assert_int_equal(sink.finish(sink.self, NULL, &error), 0);
    assert_int_equal(sink.commit(sink.self, &error), 0);
    facs_sink_close(&sink);
    read_source(&all, scratch("f.mkv"), 0);
    assert_int_equal(all.frames, 3);
    assert_true(all.info.width > WIDTH); /* the panel */
}

/* What a stopped run leaves can be played as far as it got. */
static void test_a_run_that_was_stopped(void **state)
{
    (void)state;
    facs_sink sink;
    facs_error error;
    const facs_source_info source = {.kind = "video", .frame_rate = 25};
    const facs_output_run run = run_over("-", &source);
    assert_int_equal(facs_tracked_open(&sink, scratch("b.avi"), &run, &error), 0);
    for (int n = 0; n < 3; n++)
        push(&sink, n, n * 0.04);
    sink.abandon(sink.self);
    facs_sink_close(&sink);
    assert_false(exists(scratch("b.avi")));
    read_source(&all, find_part(scratch("b.avi")), 0);
    assert_int_equal(all.status, 0);
    assert_int_equal(all.frames, 3);
}

static void test_a_picture(void **state)
{
    (void)state;
    facs_sink sink;
    facs_error error;
    const facs_source_info source = {.kind = "image"};
    const facs_output_run run = run_over("-", &source);
    assert_int_equal(facs_tracked_open(&sink, scratch("c.jpg"), &run, &error), 0);
    push(&sink, 2, 0);
    assert_int_equal(sink.finish(sink.self, NULL, &error), 0);
    assert_int_equal(sink.commit(sink.self, &error), 0);
    facs_sink_close(&sink);
    read_source(&all, scratch("c.jpg"), 0);
    assert_string_equal(all.info.kind, "image");
    assert_in_range(all.levels[0], 88, 92);
}

/* An unknown extension is refused; for an overlay at once, not after a long analysis. */
static void test_names_that_cannot_be(void **state)
{
    (void)state;
    facs_sink sink;
    facs_error error;
    const facs_source_info source = {.kind = "video", .frame_rate = 25};
    const facs_output_run run = run_over("-", &source);
    assert_int_equal(facs_tracked_open(&sink, scratch(""), &run, &error), -EISDIR);
    assert_null(sink.self);
    assert_int_equal(facs_tracked_open(&sink, scratch("x.doc"), &run, &error), 0);
    assert_int_equal(row(&sink, 0, 0, 0, 100, &error), -EINVAL);
    assert_int_equal(error.kind, FACS_ERROR_OUTPUT);
    sink.abandon(sink.self);
    facs_sink_close(&sink);
    assert_int_equal(facs_overlay_video_open(&sink, scratch("x.doc"), &run, &error), -EINVAL);
    assert_int_equal(facs_overlay_video_open(&sink, scratch("absent/x.mp4"), &run, &error),
                     -ENOENT);
    assert_int_equal(error.kind, FACS_ERROR_OUTPUT);
    assert_null(sink.self);
}

/* ---- From the input, read again -------------------------------------------------------------- */

static const int uneven[10] = {0, 40, 110, 120, 300, 333, 400, 470, 900, 935};

static char input_path[512];

static void make_input(int size)
{
    snprintf(input_path, sizeof(input_path), "%s", scratch("in.mkv"));
    make_clip(input_path, &(clip){.format = "matroska",
                                  .encoder = "mpeg4",
                                  .width = size,
                                  .height = HEIGHT,
                                  .frames = 10,
                                  .times_ms = uneven,
                                  .sound_packets = 10});
}

/* Calibrated: 4 for every Action Unit, while the rows say 0; or a failure from row 5 on. */
static int series_get(const void *self, int64_t n, facs_result *result)
{
    if (self && n >= 5)
        return -EINVAL;
    for (int i = 0; i < FACS_INTENSITIES; i++)
        result->intensity[i] = 4;
    memset(result->presence, 0, sizeof(result->presence));
    return 0;
}

/* Writes rows for every n-th of ten frames, all with a face. */
static void open_overlay(facs_sink *sink, const char *path, const facs_output_run *run)
{
    facs_error error = {.kind = FACS_ERROR_NONE};
    int status = facs_overlay_video_open(sink, path, run, &error);
    assert_string_equal(error.text, "");
    assert_int_equal(status, 0);
    for (int n = 0; n < 10; n += (int)options.every) {
        facs_pool_frame frame = made_frame(n, WIDTH, HEIGHT, 0);
        const facs_result result = {.size = sizeof(result),
                                    .index = n,
                                    .time = uneven[n] / 1000.0,
                                    .success = 1,
                                    .box = {20, 20, 100, 100}};
        assert_int_equal(sink->row(sink->self, &result, &frame, &error), 0);
        made_frame_free(&frame);
    }
}

static facs_source_info info_of(const char *path)
{
    read_source(&all, path, 0);
    assert_int_equal(all.status, 0);
    return all.info;
}

/* The green value of a pixel in the last frame. */
static int green_at(const char *path, int x, int y)
{
    facs_source *source;
    facs_frame_pool *pool;
    facs_pool_frame *frame;
    int green = -1;
    assert_int_equal(facs_source_open(&source, path, NULL, NULL), 0);
    assert_int_equal(facs_frame_pool_open(&pool, 1 << 20, 2, 0), 0);
    while (facs_source_read(source, pool, &frame, NULL) == 0 && frame) {
        green = pixel_at(frame, x, y, 1);
        facs_frame_pool_put(pool, frame);
    }
    facs_frame_pool_close(&pool);
    facs_source_close(&source);
    return green;
}

static int count_sound(const char *path, uint8_t *bytes, int room)
{
    AVFormatContext *format = NULL;
    AVPacket *packet = av_packet_alloc();
    int count = 0;
    assert_non_null(packet);
    assert_int_equal(avformat_open_input(&format, path, NULL, NULL), 0);
    while (av_read_frame(format, packet) == 0) {
        if (format->streams[packet->stream_index]->codecpar->codec_type == AVMEDIA_TYPE_AUDIO) {
            assert_true(count + packet->size <= room);
            memcpy(bytes + count, packet->data, (size_t)packet->size);
            count += packet->size;
        }
        av_packet_unref(packet);
    }
    av_packet_free(&packet);
    avformat_close_input(&format);
    return count;
}

/* Every frame keeps its own, uneven time; the pictures are the input's, the bars show calibrated
 * values, the sound is the input's byte for byte, and no other file is left. */
static void test_an_overlay(void **state)
{
    (void)state;
    static uint8_t in[40000], out[40000];
    facs_sink sink;
    facs_error error = {.kind = FACS_ERROR_NONE};
    double bar[4];
    make_input(WIDTH);
    const facs_source_info source = info_of(input_path);
    const facs_output_run run = run_over(input_path, &source);
    open_overlay(&sink, scratch("o.mkv"), &run);
#ifndef _WIN32                      /* where its name may stay until it is closed */
    assert_true(has_part("o.mkv")); /* the only file: the one with the rows has no name */
#endif
    const facs_series series = {NULL, 10, series_get};
    assert_int_equal(sink.finish(sink.self, &series, &error), 0);
    assert_int_equal(sink.commit(sink.self, &error), 0);
    facs_sink_close(&sink);
    assert_true(exists(scratch("o.mkv")) && !has_part("o.mkv"));

    read_source(&all, scratch("o.mkv"), 0);
    assert_int_equal(all.frames, 10);
    for (int n = 0; n < 10; n++) {
        assert_near(all.times[n], uneven[n] / 1000.0, 0.0005); /* Matroska counts milliseconds */
        /* The bottom right of the picture, which is a third of the width from the left. */
        assert_in_range(all.corners[n][2], clip_level(n) - 6, clip_level(n) + 6);
    }
    const double unit = WIDTH / 480.0; /* of the panel, as the picture is narrow */
    facs_au_panel_bar(2, 4, 0, 1, bar);
    const int y = (int)(unit * (bar[1] + bar[3] / 2)), left = WIDTH + (int)(unit * bar[0]);
    assert_true(green_at(scratch("o.mkv"), left + (int)(unit * bar[2] / 2), y) > 150);
    assert_true(green_at(scratch("o.mkv"), left + (int)(unit * bar[2]) + 4, y) < 80);

    const int size = count_sound(input_path, in, sizeof(in));
    assert_int_equal(size, 16000);
    assert_int_equal(count_sound(scratch("o.mkv"), out, sizeof(out)), size);
    assert_memory_equal(in, out, (size_t)size);
}

/* Every third frame, up to the number asked for: their times, and sound until they end. */
static void test_some_of_the_frames(void **state)
{
    (void)state;
    static uint8_t sound[40000];
    facs_sink sink;
    facs_error error;
    make_input(WIDTH);
    const facs_source_info source = info_of(input_path);
    const facs_output_run run = run_over(input_path, &source);
    options.every = 3;
    options.max_frames = 2;
    open_overlay(&sink, scratch("o.mkv"), &run);
    const facs_series series = {NULL, 2, series_get}; /* rows 0 and 3: 0 and 120 ms */
    assert_int_equal(sink.finish(sink.self, &series, &error), 0);
    assert_int_equal(sink.commit(sink.self, &error), 0);
    facs_sink_close(&sink);
    read_source(&all, scratch("o.mkv"), 0);
    assert_int_equal(all.frames, 2);
    assert_near(all.times[1], 0.120, 0.0005);
    assert_in_range(all.corners[1][2], clip_level(3) - 6, clip_level(3) + 6);
    const int bytes = count_sound(scratch("o.mkv"), sound, sizeof(sound));
    assert_in_range(bytes, 1600, 16000 - 1600);
}

static int stop_after_3(void *opaque, int64_t frames)
{
    int *calls = opaque;
    ++*calls;
    return frames >= 3;
}

/* Stopped while drawing: no final name, but what is there can be played. */
static void test_drawing_that_is_stopped(void **state)
{
    (void)state;
    facs_sink sink;
    facs_error error;
    int calls = 0;
    make_input(WIDTH);
    const facs_source_info source = info_of(input_path);
    facs_output_run run = run_over(input_path, &source);
    run.drawing = stop_after_3;
    run.opaque = &calls;
    open_overlay(&sink, scratch("o.mkv"), &run);
    const facs_series series = {NULL, 10, series_get};
    assert_int_equal(sink.finish(sink.self, &series, &error), -ECANCELED);
    assert_int_equal(error.kind, FACS_ERROR_CANCELLED);
    sink.abandon(sink.self);
    facs_sink_close(&sink);
    assert_int_equal(calls, 3);
    assert_true(has_part("o.mkv") && !exists(scratch("o.mkv")));
    read_source(&all, find_part(scratch("o.mkv")), 0);
    assert_int_equal(all.frames, 3);
}

/* An input that has changed is reported, and so is a series that fails. */
static void test_what_can_fail_at_the_end(void **state)
{
    (void)state;
    facs_sink sink;
    facs_error error;
    make_input(WIDTH);
    const facs_source_info source = info_of(input_path);
    const facs_output_run run = run_over(input_path, &source);
    const facs_series series = {NULL, 10, series_get}, broken = {&source, 10, series_get};

    open_overlay(&sink, scratch("o.mkv"), &run);
    assert_int_equal(sink.finish(sink.self, &broken, &error), -EINVAL);
    assert_int_equal(error.kind, FACS_ERROR_INTERNAL);
    sink.abandon(sink.self);
    facs_sink_close(&sink);
    assert_true(has_part("o.mkv") && !exists(scratch("o.mkv")));

    open_overlay(&sink, scratch("o.mkv"), &run);
    make_input(2 * WIDTH); /* another size */
    assert_int_equal(sink.finish(sink.self, &series, &error), -EINVAL);
    assert_int_equal(error.kind, FACS_ERROR_INPUT);
    sink.abandon(sink.self);
    facs_sink_close(&sink);

    make_input(WIDTH);
    open_overlay(&sink, scratch("o.mkv"), &run);
    make_clip(input_path, &(clip){.format = "matroska",
                                  .encoder = "mpeg4",
                                  .width = WIDTH,
                                  .height = HEIGHT,
                                  .frames = 4});
    assert_int_equal(sink.finish(sink.self, &series, &error), -EINVAL);
    assert_non_null(strstr(error.text, "frame 5 is no longer what it was"));
    sink.abandon(sink.self);
    facs_sink_close(&sink);
}

#define IN_SCRATCH(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_SCRATCH(test_a_tracked_video),          IN_SCRATCH(test_faces_of_one_frame),
        IN_SCRATCH(test_a_run_that_was_stopped),   IN_SCRATCH(test_a_picture),
        IN_SCRATCH(test_names_that_cannot_be),     IN_SCRATCH(test_an_overlay),
        IN_SCRATCH(test_some_of_the_frames),       IN_SCRATCH(test_drawing_that_is_stopped),
        IN_SCRATCH(test_what_can_fail_at_the_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
