/* facs_live from end to end on small models: pace, loop, rows, dropped frames, ends. */
#include "cmocka_all.h"
#include "folder.h"
#include "make_clip.h"
#include "tiny_world.h"

#include <errno.h>
#include <jansson.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct seen {
    int64_t rows, last_index, dropped, dropped_so_far;
    int64_t stop_after; /* rows; 0: never */
    int slow_ms;        /* each row takes so long */
    int64_t stop_asked; /* stop() says so from this call on; 0: never */
    int64_t stop_calls;
    double first_time, last_time, max_delay_ms, first_ms, last_ms;
    double started_ms;
    atomic_int any_row;
    int wrong, faces;
    pthread_t main_thread;
    int rows_on_main, stops_elsewhere;
} seen;

static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec * 1e-6;
}

static int on_row(void *opaque, const facs_live_row *row)
{
    seen *s = opaque;
    const struct timespec pause = {.tv_nsec = s->slow_ms * 1000000L};
    s->rows_on_main |= pthread_equal(pthread_self(), s->main_thread) != 0;
    s->wrong += row->result->index != row->frame->index ||
                row->dropped != row->result->index - s->last_index - 1 || row->delay_ms < 0 ||
                row->result->time <= s->last_time || row->frame->width != TINY_WIDTH ||
                row->frame->height != TINY_HEIGHT || row->frame->pixels[0] != 20;
    for (int i = 0; i < FACS_INTENSITIES; i++)
        s->wrong += !(row->result->intensity[i] >= 0 && row->result->intensity[i] <= 5);
    s->dropped += row->dropped;
    s->wrong += row->dropped_so_far != s->dropped;
    s->last_index = row->result->index;
    s->last_time = row->result->time;
    s->faces += row->result->success;
    if (row->delay_ms > s->max_delay_ms)
        s->max_delay_ms = row->delay_ms;
    s->last_ms = now_ms();
    atomic_store(&s->any_row, 1);
    if (s->rows == 0) {
        s->first_ms = s->last_ms;
        s->first_time = s->last_time;
    }
    if (s->slow_ms)
        nanosleep(&pause, NULL);
    return ++s->rows == s->stop_after;
}

static int on_stop(void *opaque)
{
    seen *s = opaque;
    s->stops_elsewhere |= !pthread_equal(pthread_self(), s->main_thread);
    return s->stop_asked && ++s->stop_calls >= s->stop_asked;
}

static facs_live_options live_options(seen *s)
{
    facs_live_options options;
    *s = (seen){.last_index = -1, .last_time = -1, .main_thread = pthread_self()};
    facs_default_live_options(&options);
    options.analysis = tiny_world_options().analysis;
    options.analysis.threads = 1; /* ThreadSanitizer cannot see ONNX Runtime's own threads */
    options.realtime = 1;
    options.fps = 50;
    options.row = on_row;
    options.stop = on_stop;
    options.opaque = s;
    return options;
}

/* A dozen frames at 50 frames/s: the last comes 220 ms after the first, and none is dropped. */
static void test_the_pace(void **state)
{
    (void)state;
    seen s;
    facs_live_options options = live_options(&s);
    facs_live_summary summary = {.size = sizeof(summary)};
    facs_error error;
    assert_int_equal(facs_live(in_folder("frames"), &options, &summary, &error), 0);
    assert_int_equal(s.wrong, 0);
    assert_int_equal(s.rows_on_main, 0);
    assert_int_equal(s.stops_elsewhere, 0);
    assert_int_equal(summary.captured, TINY_FRAMES);
    assert_int_equal(summary.frames + summary.dropped, TINY_FRAMES); /* a busy machine drops some */
    assert_int_equal(summary.rows, s.rows);
    assert_int_equal(summary.faces, s.faces);
    assert_int_equal(s.last_index, TINY_FRAMES - 1);
    assert_true(s.last_time > 0.2199 && s.last_time < 0.2201);
    assert_true(s.last_ms - s.first_ms > 1e3 * (s.last_time - s.first_time) - s.max_delay_ms - 1);
    assert_true(summary.delay_median_ms > 0 && summary.delay_median_ms <= summary.delay_p95_ms &&
                summary.delay_p95_ms <= summary.delay_max_ms);
    assert_true(summary.delay_max_ms >= s.max_delay_ms);
    assert_string_equal(summary.provider, "CPU");
    assert_int_equal(summary.width, TINY_WIDTH);
}

/* Numbers and times continue when the file starts again; the series does not. */
static void test_loop(void **state)
{
    (void)state;
    seen s;
    facs_live_options options = live_options(&s);
    facs_live_summary summary = {.size = sizeof(summary)};
    facs_error error;
    options.loop = 1;
    options.fps = 200;
    s.stop_after = 40;
    assert_int_equal(facs_live(in_folder("frames"), &options, &summary, &error), -ECANCELED);
    assert_int_equal(error.kind, FACS_ERROR_CANCELLED);
    assert_int_equal(s.rows, 40);
    assert_int_equal(s.wrong, 0);
    assert_true(s.last_index >= 39);
    const double expected = (double)s.last_index / 200;
    assert_true(s.last_time > expected - 1e-6 && s.last_time < expected + 1e-6);
}

/* A callback that takes 30 ms per row at 200 frames/s gets the newest frame each time, not all. */
static void test_a_slow_reader_costs_frames(void **state)
{
    (void)state;
    seen s;
    facs_live_options options = live_options(&s);
    facs_live_summary summary = {.size = sizeof(summary)};
    facs_error error;
    options.fps = 200;
    options.loop = 1;
    options.max_frames = 10;
    s.slow_ms = 100;
    assert_int_equal(facs_live(in_folder("frames"), &options, &summary, &error), 0);
    assert_int_equal(s.rows, 10);
    assert_int_equal(s.wrong, 0);
    assert_int_equal(summary.frames, 10);
    assert_int_equal(summary.dropped, s.dropped);
    assert_int_equal(summary.captured, summary.frames + summary.dropped);
    assert_int_equal(s.last_index + 1, summary.captured);
    /* Between two rows 100 ms pass, in which 20 frames come, a few where the machine is busy. */
    assert_true(s.dropped >= 9);
    assert_true(s.last_index <= 20 + 200 * (s.last_ms - s.first_ms) / 1000);
}

/* Lines that jansson reads, in the order of the rows; their sum of dropped frames is the summary's.
 */
static void test_lines(void **state)
{
    (void)state;
    seen s;
    facs_live_options options = live_options(&s);
    facs_live_summary summary = {.size = sizeof(summary)};
    facs_error error;
    char path[256], *line = NULL;
    size_t size = 0;
    int64_t count = 0, dropped = 0, last = 0;
    snprintf(path, sizeof(path), "%s", in_folder("x.jsonl"));
    options.json_rows = path;
    options.features = FACS_FEATURE_ALL;
    assert_int_equal(facs_live(in_folder("frames"), &options, &summary, &error), 0);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    while (getline(&line, &size, file) > 0) {
        json_t *row = json_loads(line, 0, NULL);
        assert_non_null(row);
        const int64_t frame = json_integer_value(json_object_get(row, "frame"));
        const int has_face = (int)json_integer_value(json_object_get(row, "success"));
        dropped += json_integer_value(json_object_get(row, "dropped"));
        assert_true(frame > last);
        assert_true(json_is_object(json_object_get(row, "intensity")) == has_face);
        assert_null(json_object_get(row, "gaze")); /* these landmarks have none */
        last = frame;
        count++;
        json_decref(row);
    }
    free(line);
    fclose(file);
    assert_int_equal(count, summary.rows);
    assert_int_equal(dropped, summary.dropped);
    assert_int_equal(last, TINY_FRAMES);
}

/* Asked on the calling thread, also while it waits for a frame that is minutes away. */
static void test_stop(void **state)
{
    (void)state;
    seen s;
    facs_live_options options = live_options(&s);
    facs_error error;
    options.fps = 0.01;
    s.stop_asked = 10;
    double start = now_ms();
    assert_int_equal(facs_live(in_folder("frames"), &options, NULL, &error), -ECANCELED);
    assert_int_equal(error.kind, FACS_ERROR_CANCELLED);
    assert_true(now_ms() - start < 5000);
    assert_int_equal(s.stops_elsewhere, 0);
    assert_true(s.rows <= 1);
}

static int stop_once_seen(void *opaque)
{
    const seen *s = opaque;
    return atomic_load(&s->any_row) || now_ms() - s->started_ms > 60000;
}

/* A row goes out when its frame has been analyzed, though the next frame is minutes away: neither
 * the capture nor a batch of frames holds it up. */
static void test_a_row_waits_for_no_frame(void **state)
{
    (void)state;
    seen s;
    facs_live_options options = live_options(&s);
    facs_error error;
    options.fps = 0.01;
    options.stop = stop_once_seen;
    s.started_ms = now_ms();
    assert_int_equal(facs_live(in_folder("frames"), &options, NULL, &error), -ECANCELED);
    assert_int_equal(s.rows, 1);
}

/* Two lines after the first row. */
static const char *own_line(void *opaque)
{
    static const char *const lines[] = {"{\"marker\":1}\n", "{\"marker\":2}\n", NULL};
    static int asked;
    (void)opaque;
    return asked < 3 ? lines[asked++] : NULL;
}

static void test_lines_of_the_program(void **state)
{
    (void)state;
    seen s;
    facs_live_options options = live_options(&s);
    facs_error error;
    options.json_rows = in_folder("lines.jsonl");
    options.line = own_line;
    options.max_frames = 2;
    assert_int_equal(facs_live(in_folder("frames"), &options, NULL, &error), 0);
    char *text = read_text_of(in_folder("lines.jsonl"));
    assert_int_equal(strncmp(text, "{\"schema\":1,\"frame\":1,", 22), 0);
    const char *own = strchr(text, '\n') + 1;
    assert_int_equal(strncmp(own, "{\"marker\":1}\n{\"marker\":2}\n{\"schema\":1,", 38), 0);
    assert_null(strstr(own + 28, "marker"));
    free(text);
}

static void refuse(const char *input, const facs_live_options *options, const char *word)
{
    facs_error error;
    facs_live_summary summary = {.size = sizeof(summary)};
    int status = facs_live(input, options, &summary, &error);
    if (status != -EINVAL || error.kind != FACS_ERROR_USAGE || !strstr(error.text, word))
        fail_msg("%d, %s: no %s", status, error.text, word);
    assert_int_equal(summary.frames, 0);
}

static void test_wrong_options(void **state)
{
    (void)state;
    seen s;
    facs_live_options options = live_options(&s);
    options.realtime = 0;
    refuse(in_folder("frames"), &options, "give --realtime");
    options.loop = 1;
    refuse(in_folder("frames"), &options, "loop");
    options = live_options(&s);
    options.size = 8;
    refuse(in_folder("frames"), &options, "sizeof(facs_live_options)");
    options = live_options(&s);
    options.max_frames = -1;
    refuse(in_folder("frames"), &options, "max_frames");
    options = live_options(&s);
    options.fps = -1;
    refuse(in_folder("frames"), &options, "fps");
    options = live_options(&s);
    options.stream = -1;
    refuse(in_folder("frames"), &options, "stream");
    options = live_options(&s);
    options.max_pixels = -1;
    refuse(in_folder("frames"), &options, "max_pixels");
    options = live_options(&s);
    options.csv_rows = options.json_rows = "-";
    refuse(in_folder("frames"), &options, "csv_rows: expected a file");
    options = live_options(&s);
    options.features = 1u << 30;
    refuse(in_folder("frames"), &options, "features");
}

static void test_missing_things(void **state)
{
    (void)state;
    seen s;
    facs_live_options options = live_options(&s);
    facs_error error;
    assert_int_equal(facs_live(in_folder("absent"), &options, NULL, &error), -ENOENT);
    assert_int_equal(error.kind, FACS_ERROR_INPUT);
    options.analysis.models = "/nowhere/at/all";
    assert_int_equal(facs_live(in_folder("frames"), &options, NULL, &error), -ENOENT);
    assert_int_equal(error.kind, FACS_ERROR_ENVIRONMENT);
    assert_int_equal(s.rows, 0);
}

/* A live analyzer keeps nothing: after the end there is no series. */
static void test_no_series(void **state)
{
    (void)state;
    static uint8_t pixels[TINY_WIDTH * TINY_HEIGHT * 3];
    facs_options options = tiny_world_options().analysis;
    facs_models *models;
    facs_analyzer *analyzer;
    facs_result result = {.size = sizeof(result)};
    options.live = options.threads = 1;
    assert_int_equal(facs_models_open(&models, &options, NULL), 0);
    assert_int_equal(facs_analyzer_open(&analyzer, models, &options, NULL), 0);
    for (int n = 0; n < 3; n++) {
        const facs_frame frame = {.size = sizeof(frame),
                                  .pixels = pixels,
                                  .width = TINY_WIDTH,
                                  .height = TINY_HEIGHT,
                                  .stride = TINY_WIDTH * 3,
                                  .index = n,
                                  .time = n};
        assert_int_equal(facs_analyzer_push(analyzer, &frame), 0);
        assert_int_equal(facs_analyzer_pull(analyzer, &result), 0);
    }
    assert_int_equal(facs_analyzer_finish(analyzer), 0);
    assert_int_equal(facs_analyzer_series(analyzer, 0, &result), -ERANGE);
    facs_analyzer_close(&analyzer);
    facs_models_close(&models);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, tiny_world_set_up, tiny_world_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_the_pace),
        TEST(test_loop),
        TEST(test_a_slow_reader_costs_frames),
        TEST(test_lines),
        TEST(test_stop),
        TEST(test_a_row_waits_for_no_frame),
        TEST(test_lines_of_the_program),
        TEST(test_wrong_options),
        TEST(test_no_series),
        TEST(test_missing_things),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
