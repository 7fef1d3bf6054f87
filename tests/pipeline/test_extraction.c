/*
 * The extraction's threads, with captures, engines and sinks that are slow, fail, or are stopped.
 * Run it under ThreadSanitizer too.
 */
#include "cmocka_all.h"
#include "sanitized.h"

#include "base/error.h"
#include "pipeline/extraction.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ROUNDS (EMULATED ? 60u : 300u) /* more than the 40 places of a failure */

#define WIDTH  8
#define HEIGHT 4

/* One run: how capture, engine and sink behave, and what was seen of them. */
typedef struct scene {
    int64_t frames;           /* that the capture has */
    int64_t capture_fails_at; /* at this read; -1: never */
    int engine_fails_at_start;
    int64_t engine_fails_at;
    int64_t sink_fails_at; /* for this row once; no row may come after it */
    int sink_status;       /* with which it fails; 0: -ENOSPC */
    int sink_failed, rows_after_failure;
    int64_t stop_at;     /* progress stops the run after this many frames; -1: never */
    unsigned random;     /* 0: no delays; otherwise the seed of random delays up to 200 us */
    int engine_delay_us; /* for each frame */
    int engine_awaits;   /* frames to capture before any is analyzed */
    size_t queue_bytes;
    int64_t every, max_frames;
    int results; /* of each frame, face 0 and so on; 0: one */
    int batch;   /* frames that are followed at once; 0: one */
    int64_t follow_fails_at;
    int live;          /* newest_wins; the rest of this paragraph needs it */
    int burst;         /* frames that come while the first is analyzed; then each waits its turn */
    int capture_waits; /* after the first frame, until the worker has ended */
    int stop_asked;    /* progress asks to stop from the burst on */
    int open_us;       /* time to open the models */

    pthread_t main_thread;
    int64_t read;
    atomic_int reads, taken, models_open, worker_ended;
    int read_too_early, rows_on_main;
    int64_t dropped;                         /* between the rows, by their numbers */
    atomic_int outstanding, max_outstanding; /* frames read, not yet analyzed */
    int64_t analyzed;
    int opened, finished, cancelled_calls;
    int opened_on_main, followed_on_main, analyzed_on_main, captured_off_main;
    int64_t followed;
    int followed_wrong, analyzed_wrong;
    int batch_broken, let_go; /* once, after the last frame that was followed */
    int given;                /* results of the current frame */
    int64_t rows, last_index;
    int last_face;
    int order_broken, sink_finished, sink_abandoned;
    int64_t rows_at_finish;
} scene;

static void pause_us(int microseconds)
{
    struct timespec time = {0, microseconds * 1000L};
    nanosleep(&time, NULL);
}

/* Each thread of a scene has its own random state. */
static void random_pause(unsigned *state)
{
    if (!*state)
        return;
    *state = *state * 1664525u + 1013904223u;
    if (*state >> 30 == 0)
        pause_us((int)(*state >> 8) % 200);
}

static int on_main(const scene *s)
{
    return pthread_equal(pthread_self(), s->main_thread);
}

/* All frames before this read have been passed on. Wait until that many were taken. */
static void await_turn(scene *s)
{
    const int reads = atomic_fetch_add(&s->reads, 1) + 1;
    int taken = reads > 1; /* the first, so that it is not replaced */
    s->read_too_early |= !atomic_load(&s->models_open);
    if (reads > s->burst)
        taken = 2 + (reads - s->burst - 1);
    while (s->burst && atomic_load(&s->taken) < taken && !atomic_load(&s->worker_ended))
        pause_us(50);
}

/* Like a camera without a frame: waits until the run is over. */
static int wait_for_the_end(scene *s, facs_error *error)
{
    while (!atomic_load(&s->worker_ended))
        pause_us(50);
    return facs_fail(error, FACS_ERROR_CANCELLED, -ECANCELED, "asked to give up");
}

static int capture_read(void *self, facs_frame_pool *pool, facs_pool_frame **frame,
                        facs_error *error)
{
    scene *s = self;
    *frame = NULL;
    s->captured_off_main |= !on_main(s);
    if (s->live)
        await_turn(s);
    if (s->capture_waits && s->read > 0)
        return wait_for_the_end(s, error);
    if (s->read == s->capture_fails_at)
        return facs_fail(error, FACS_ERROR_INPUT, -EIO, "the tape tore");
    if (s->read == s->frames)
        return 0;
    int status = facs_frame_pool_get(pool, WIDTH, HEIGHT, frame);
    if (status < 0)
        return status;
    int now = atomic_fetch_add(&s->outstanding, 1) + 1;
    if (now > atomic_load(&s->max_outstanding))
        atomic_store(&s->max_outstanding, now);
    (*frame)->index = s->read++;
    (*frame)->time = (double)(*frame)->index / 25;
    memset((*frame)->pixels, (int)((*frame)->index & 255), (size_t)(*frame)->stride * HEIGHT);
    random_pause(&s->random);
    return 0;
}

static int64_t capture_expected(void *self)
{
    return ((scene *)self)->frames;
}

static int batch_of(const scene *s)
{
    return s->batch ? s->batch : 1;
}

typedef struct scene_engine {
    scene *s;
    unsigned random;
} scene_engine;

static int engine_open(void *self, facs_error *error)
{
    scene *s = ((scene_engine *)self)->s;
    s->opened++;
    s->opened_on_main |= on_main(s);
    if (s->open_us)
        pause_us(s->open_us);
    atomic_store(&s->models_open, 1);
    if (s->engine_fails_at_start)
        return facs_fail(error, FACS_ERROR_ENVIRONMENT, -ENOENT, "no model");
    return 0;
}

/* Leaves the frame's number with it, for analyze. */
static int engine_follow(void *self, facs_pool_frame *const *frames, int count, facs_track *tracks,
                         facs_error *error)
{
    scene *s = ((scene_engine *)self)->s;
    const int64_t index = frames[0]->index;
    s->followed_on_main |= on_main(s);
    s->batch_broken |= count < 1 || count > batch_of(s) || s->let_go;
    if (s->live && atomic_fetch_add(&s->taken, 1) == 0)
        while (atomic_load(&s->reads) <= s->burst && !s->stop_asked)
            pause_us(50);
    s->followed_wrong |= !s->live && index != s->followed++ * s->every;
    for (int i = 1; i < count; i++)
        s->followed_wrong |= !s->live && frames[i]->index != index + i * s->every;
    tracks->box[0] = (float)index;
    if (index == s->follow_fails_at)
        return facs_fail(error, FACS_ERROR_ENVIRONMENT, -EIO, "the landmarks broke");
    return 1;
}

static void engine_let_go(void *self)
{
    ((scene_engine *)self)->s->let_go++;
}

static int results_of(const scene *s)
{
    return s->results ? s->results : 1;
}

static int engine_analyze(void *self, const facs_pool_frame *frame, const facs_track *tracks,
                          int count, facs_result *result, facs_error *error)
{
    scene_engine *engine = self;
    scene *s = engine->s;
    s->analyzed_on_main |= on_main(s);
    for (int ms = 0; ms < 20000 && atomic_load(&s->max_outstanding) < s->engine_awaits; ms++)
        pause_us(1000);
    if (!s->given)
        atomic_fetch_sub(&s->outstanding, 1);
    if (s->analyzed == s->engine_fails_at && s->given == results_of(s) - 1)
        return facs_fail(error, FACS_ERROR_ENVIRONMENT, -EIO, "the network broke");
    result->face_id = s->given;
    s->given = (s->given + 1) % results_of(s);
    s->analyzed += !s->given;
    random_pause(&engine->random);
    if (s->engine_delay_us)
        pause_us(s->engine_delay_us);
    s->analyzed_wrong |= count != 1 || tracks->box[0] != (float)frame->index;
    result->success = frame->pixels[0] == (frame->index & 255);
    return s->given > 0;
}

static int engine_finish(void *self, facs_error *error)
{
    (void)error;
    ((scene_engine *)self)->s->finished++;
    return 0;
}

static void engine_cancel(void *self)
{
    ((scene_engine *)self)->s->cancelled_calls++;
}

static int engine_series(const void *self, int64_t n, facs_result *result)
{
    (void)self;
    result->intensity[0] = (float)n;
    result->presence[0] = 1;
    return 0;
}

static int sink_row(void *self, const facs_result *result, const facs_pool_frame *frame,
                    facs_error *error)
{
    scene *s = self;
    s->rows_after_failure += s->sink_failed;
    if (s->rows == s->sink_fails_at && !s->sink_failed++)
        return facs_fail(error, FACS_ERROR_OUTPUT, s->sink_status ? s->sink_status : -ENOSPC,
                         "the disk is full");
    if (s->live) {
        s->rows_on_main |= on_main(s);
        s->dropped += result->index - s->last_index - 1;
    }
    const int next_face =
        result->index > s->last_index && result->face_id == 0 && s->last_face == results_of(s) - 1;
    const int same_frame = result->index == s->last_index && result->face_id == s->last_face + 1;
    s->order_broken |= !(next_face || same_frame) || !result->success ||
                       frame->index != result->index || frame->pixels[0] != (result->index & 255) ||
                       result->time != (double)result->index / 25;
    s->last_index = result->index;
    s->last_face = result->face_id;
    s->rows++;
    return 0;
}

static int sink_finish(void *self, const facs_series *series, facs_error *error)
{
    scene *s = self;
    facs_result result;
    (void)error;
    s->sink_finished++;
    s->rows_at_finish = series->rows;
    for (int64_t n = 0; n < series->rows; n++) {
        assert_int_equal(series->get(series->self, n, &result), 0);
        assert_true(result.intensity[0] == (float)n);
    }
    return 0;
}

static void sink_abandon(void *self)
{
    ((scene *)self)->sink_abandoned++;
}

static int scene_progress(void *opaque, const facs_progress *progress)
{
    scene *s = opaque;
    if (s->stop_asked)
        return s->read > s->burst / 2;
    return s->stop_at >= 0 && progress->frames_done >= s->stop_at;
}

static scene quiet_scene(int64_t frames)
{
    return (scene){.frames = frames,
                   .capture_fails_at = -1,
                   .engine_fails_at = -1,
                   .follow_fails_at = -1,
                   .sink_fails_at = -1,
                   .stop_at = -1,
                   .queue_bytes = 1 << 20,
                   .every = 1,
                   .last_index = -1};
}

static int play(scene *s, facs_extraction_report *report, facs_error *error)
{
    scene_engine state = {s, s->random ? s->random + 1 : 0};
    const facs_capture capture = {s, capture_read, capture_expected};
    const facs_engine engine = {.self = &state,
                                .batch = batch_of(s),
                                .faces = results_of(s),
                                .open = engine_open,
                                .follow = engine_follow,
                                .let_go = engine_let_go,
                                .analyze = engine_analyze,
                                .finish = engine_finish,
                                .cancel = engine_cancel,
                                .series = engine_series};
    const facs_sink sink = {
        .self = s, .row = sink_row, .finish = sink_finish, .abandon = sink_abandon};
    const facs_extraction_options options = {.sinks = &sink,
                                             .sink_count = 1,
                                             .queue_bytes = s->queue_bytes,
                                             .every = s->every,
                                             .max_frames = s->max_frames,
                                             .newest_wins = s->live,
                                             .worker_ended = s->live ? &s->worker_ended : NULL,
                                             .progress = scene_progress,
                                             .opaque = s};
    s->main_thread = pthread_self();
    s->last_face = results_of(s) - 1;
    *error = (facs_error){.kind = FACS_ERROR_NONE};
    int status = facs_extraction_run(&capture, &engine, &options, report, error);
    s->order_broken |= s->followed_wrong || s->analyzed_wrong || s->batch_broken ||
                       s->let_go != !s->engine_fails_at_start;
    return status;
}

/* Thousands of rounds with random delays: every frame arrives, once, in order. */
static void test_order_is_kept(void **state)
{
    (void)state;
    for (unsigned round = 1; round <= (EMULATED ? 300u : SANITIZED ? 1000u : 3000u); round++) {
        scene s = quiet_scene(round % 23);
        facs_extraction_report report;
        facs_error error;
        s.random = round;
        s.batch = (int)(round % 6);
        s.queue_bytes = round % 3 ? 1000 : 1 << 20;
        assert_int_equal(play(&s, &report, &error), 0);
        assert_int_equal(s.rows, s.frames);
        assert_int_equal(report.rows, s.frames);
        assert_int_equal(report.faces, s.frames);
        assert_int_equal(s.rows_at_finish, s.frames);
        assert_int_equal(s.last_index, s.frames - 1);
        assert_int_equal(s.order_broken, 0);
        assert_int_equal(s.sink_finished, 1);
        assert_int_equal(s.sink_abandoned, 0);
    }
}

/* Several results per frame: each once, in order, with its frame, which stays until the last.
 */
static void test_several_results(void **state)
{
    (void)state;
    for (unsigned round = 1; round <= (EMULATED ? 100u : SANITIZED ? 300u : 1000u); round++) {
        scene s = quiet_scene(round % 23);
        facs_extraction_report report;
        facs_error error;
        s.random = round;
        s.results = 1 + (int)(round % 5);
        s.queue_bytes = round % 3 ? 1000 : 1 << 20;
        assert_int_equal(play(&s, &report, &error), 0);
        assert_int_equal(s.rows, s.frames * s.results);
        assert_int_equal(report.frames, s.frames);
        assert_int_equal(report.rows, s.rows);
        assert_int_equal(report.faces, s.rows);
        assert_int_equal(s.rows_at_finish, s.rows);
        assert_int_equal(s.order_broken, 0);
    }
}

/* What was followed before the landmarks failed is described. */
static void test_landmarks_fail(void **state)
{
    (void)state;
    for (unsigned round = 1; round <= ROUNDS; round++) {
        scene s = quiet_scene(1000000);
        facs_extraction_report report;
        facs_error error;
        s.random = round % 2 ? round : 0;
        s.batch = 1 + (int)(round % 3);
        s.follow_fails_at = round % 40;
        s.queue_bytes = 1000;
        assert_int_equal(play(&s, &report, &error), -EIO);
        assert_string_equal(error.text, "the landmarks broke");
        assert_int_equal(s.rows, s.follow_fails_at);
        assert_int_equal(s.finished, 0);
        assert_int_equal(s.order_broken, 0);
        assert_int_equal(s.sink_abandoned, 1);
    }
}

/* The rows that a frame had before it failed are kept, with their frame. */
static void test_worker_fails_within_a_frame(void **state)
{
    (void)state;
    for (unsigned round = 1; round <= ROUNDS; round++) {
        scene s = quiet_scene(1000000);
        facs_extraction_report report;
        facs_error error;
        s.random = round % 2 ? round : 0;
        s.results = 3;
        s.engine_fails_at = round % 40;
        s.queue_bytes = 1000;
        assert_int_equal(play(&s, &report, &error), -EIO);
        assert_string_equal(error.text, "the network broke");
        assert_int_equal(s.rows, 3 * s.engine_fails_at + 2);
        assert_int_equal(report.frames, s.engine_fails_at);
        assert_int_equal(s.order_broken, 0);
        assert_int_equal(s.sink_abandoned, 1);
    }
}

static void test_threads(void **state)
{
    (void)state;
    scene s = quiet_scene(50);
    facs_extraction_report report;
    facs_error error;
    assert_int_equal(play(&s, &report, &error), 0);
    assert_int_equal(s.opened, 1);
    assert_int_equal(s.finished, 1);
    assert_int_equal(s.opened_on_main, 0); /* models are opened on the worker */
    assert_int_equal(s.followed_on_main, 0);
    assert_int_equal(s.analyzed_on_main, 0); /* and used there */
    assert_int_equal(s.captured_off_main, 0);
}

/* A worker that takes 2 ms per frame slows the capture: no more frames are out than the bytes
 * allow. */
static void test_slow_worker_blocks_capture(void **state)
{
    (void)state;
    scene s = quiet_scene(60);
    facs_extraction_report report;
    facs_error error;
    s.queue_bytes = 4 * HEIGHT * 64; /* four frames: a row of 8 pixels takes 64 bytes */
    s.engine_delay_us = 2000;
    s.engine_awaits = 2;
    assert_int_equal(play(&s, &report, &error), 0);
    assert_int_equal(s.rows, 60);
    assert_true(report.pool_bytes <= s.queue_bytes);
    assert_true(report.peak_queue_bytes <= s.queue_bytes);
    assert_true(s.max_outstanding <= 4);
    assert_true(s.max_outstanding >= 2); /* the capture did run ahead */
}

static void test_worker_fails_at_start(void **state)
{
    (void)state;
    for (unsigned round = 1; round <= ROUNDS; round++) {
        scene s = quiet_scene(1000000);
        facs_extraction_report report;
        facs_error error;
        s.random = round % 2 ? round : 0;
        s.engine_fails_at_start = 1;
        assert_int_equal(play(&s, &report, &error), -ENOENT);
        assert_int_equal(error.kind, FACS_ERROR_ENVIRONMENT);
        assert_string_equal(error.text, "no model");
        assert_true(s.read < 100); /* the capture stopped */
        assert_int_equal(s.sink_abandoned, 1);
        assert_int_equal(s.sink_finished, 0);
        assert_int_equal(s.finished, 0);
    }
}

static void test_worker_fails_at_a_frame(void **state)
{
    (void)state;
    for (unsigned round = 1; round <= ROUNDS; round++) {
        scene s = quiet_scene(1000000);
        facs_extraction_report report;
        facs_error error;
        s.random = round % 2 ? round : 0;
        s.engine_fails_at = round % 40;
        assert_int_equal(play(&s, &report, &error), -EIO);
        assert_string_equal(error.text, "the network broke");
        assert_int_equal(s.rows, s.engine_fails_at); /* what was done before is kept */
        assert_int_equal(s.order_broken, 0);
        assert_int_equal(s.sink_abandoned, 1);
    }
}

/* A capture that fails is drained: the frames before it all reach the sink. */
static void test_capture_fails(void **state)
{
    (void)state;
    for (unsigned round = 1; round <= ROUNDS; round++) {
        scene s = quiet_scene(1000);
        facs_extraction_report report;
        facs_error error;
        s.random = round;
        s.capture_fails_at = round % 50;
        assert_int_equal(play(&s, &report, &error), -EIO);
        assert_int_equal(error.kind, FACS_ERROR_INPUT);
        assert_string_equal(error.text, "the tape tore");
        assert_int_equal(s.rows, s.capture_fails_at);
        assert_int_equal(s.sink_abandoned, 1);
        assert_int_equal(s.sink_finished, 0);
    }
}

/* Any errno is a failure, also those with which the queues say that there is nothing. */
static void test_sink_fails(void **state)
{
    static const int statuses[] = {-ENOSPC, -EAGAIN, -EPIPE};
    (void)state;
    for (unsigned round = 1; round <= ROUNDS; round++) {
        scene s = quiet_scene(1000000);
        facs_extraction_report report;
        facs_error error;
        s.sink_fails_at = 7;
        s.sink_status = statuses[round % 3];
        s.random = round;
        assert_int_equal(play(&s, &report, &error), s.sink_status);
        assert_int_equal(error.kind, FACS_ERROR_OUTPUT);
        assert_int_equal(s.rows, 7);
        assert_int_equal(s.rows_after_failure, 0);
        assert_int_equal(s.sink_abandoned, 1);
        assert_int_equal(s.cancelled_calls, 1);
    }
}

static void test_stop(void **state)
{
    (void)state;
    for (int slow = 0; slow < 2; slow++) {
        scene s = quiet_scene(1000000);
        facs_extraction_report report;
        facs_error error;
        s.stop_at = 5;
        s.engine_delay_us = slow ? 30000 : 0;
        assert_int_equal(play(&s, &report, &error), -ECANCELED);
        assert_int_equal(error.kind, FACS_ERROR_CANCELLED);
        assert_true(s.rows >= 5);
        assert_int_equal(s.order_broken, 0);
        assert_int_equal(s.sink_abandoned, 1);
        assert_int_equal(s.sink_finished, 0);
        assert_int_equal(s.cancelled_calls, 1);
    }
}

static void test_every_and_max_frames(void **state)
{
    (void)state;
    scene s = quiet_scene(100);
    facs_extraction_report report;
    facs_error error;
    s.every = 7;
    assert_int_equal(play(&s, &report, &error), 0);
    assert_int_equal(s.rows, 15); /* 0, 7, ... 98 */
    assert_int_equal(s.last_index, 98);
    assert_true(report.last_time == 98.0 / 25);

    scene t = quiet_scene(100);
    t.every = 7;
    t.max_frames = 4;
    assert_int_equal(play(&t, &report, &error), 0);
    assert_int_equal(t.rows, 4);
    assert_int_equal(t.last_index, 21);
}

/* ---- Live: the newest frame wins ------------------------------------------------------------- */

/* While the first frame is analyzed, 2 to 40 others come: the last one is next, the rest are
 * dropped.
 */
static void test_the_newest_frame_wins(void **state)
{
    (void)state;
    for (int burst = 2; burst <= 40; burst++) {
        scene s = quiet_scene(50);
        facs_extraction_report report;
        facs_error error;
        s.live = 1;
        s.burst = burst;
        s.random = (unsigned)burst % 2 ? (unsigned)burst : 0;
        assert_int_equal(play(&s, &report, &error), 0);
        assert_int_equal(s.order_broken, 0);
        assert_int_equal(report.captured, 50);
        assert_int_equal(report.dropped, burst - 2);
        assert_int_equal(s.dropped, burst - 2);
        assert_int_equal(report.frames, 50 - (burst - 2));
        assert_int_equal(s.rows, report.rows);
        assert_int_equal(s.last_index, 49); /* the last is never dropped */
        assert_int_equal(s.rows_on_main, 0);
        assert_int_equal(s.captured_off_main, 0);
        assert_int_equal(s.sink_finished, 1);
        assert_true(report.pool_bytes <= 4 * HEIGHT * 64);
    }
}

/* max_frames counts what is analyzed, not what is captured. */
static void test_live_max_frames(void **state)
{
    (void)state;
    scene s = quiet_scene(1000000);
    facs_extraction_report report;
    facs_error error;
    s.live = 1;
    s.burst = 20;
    s.max_frames = 7;
    assert_int_equal(play(&s, &report, &error), 0);
    assert_int_equal(report.frames, 7);
    assert_int_equal(s.rows, 7);
    assert_int_equal(report.dropped, 18);
    assert_int_equal(report.captured, 25);
}

/* A frame that is captured before the models are open could only be dropped. */
static void test_live_waits_for_the_models(void **state)
{
    (void)state;
    scene s = quiet_scene(20);
    facs_extraction_report report;
    facs_error error;
    s.live = 1;
    s.burst = 2;
    s.open_us = 30000;
    assert_int_equal(play(&s, &report, &error), 0);
    assert_int_equal(s.read_too_early, 0);
    assert_int_equal(report.dropped, 0);

    scene t = quiet_scene(1000000);
    t.live = 1;
    t.engine_fails_at_start = 1;
    assert_int_equal(play(&t, &report, &error), -ENOENT);
    assert_string_equal(error.text, "no model");
    assert_true(t.read <= 1);
}

/* A capture that waits for a frame learns when nobody is left to look at it. */
static void test_worker_fails_while_the_capture_waits(void **state)
{
    (void)state;
    for (unsigned round = 1; round <= 100; round++) {
        scene s = quiet_scene(1000000);
        facs_extraction_report report;
        facs_error error;
        s.live = 1;
        s.random = round % 2 ? round : 0;
        s.capture_waits = 1;
        s.engine_fails_at = round % 3 ? 0 : -1;
        s.sink_fails_at = round % 3 ? -1 : 0;
        int status = play(&s, &report, &error);
        assert_int_equal(status, round % 3 ? -EIO : -ENOSPC);
        assert_string_equal(error.text, round % 3 ? "the network broke" : "the disk is full");
        assert_int_equal(s.rows, 0);
        assert_int_equal(s.sink_abandoned, 1);
    }
}

static void test_live_sink_fails(void **state)
{
    (void)state;
    for (unsigned round = 1; round <= ROUNDS; round++) {
        scene s = quiet_scene(1000000);
        facs_extraction_report report;
        facs_error error;
        s.live = 1;
        s.burst = 2; /* then each frame waits its turn: none is dropped */
        s.sink_fails_at = round % 11;
        s.random = round;
        assert_int_equal(play(&s, &report, &error), -ENOSPC);
        assert_int_equal(error.kind, FACS_ERROR_OUTPUT);
        assert_int_equal(s.rows, round % 11);
        assert_int_equal(s.rows_after_failure, 0);
        assert_int_equal(s.sink_abandoned, 1);
    }
}

static void test_live_stop(void **state)
{
    (void)state;
    scene s = quiet_scene(1000000);
    facs_extraction_report report;
    facs_error error;
    s.live = 1;
    s.stop_asked = 1;
    s.engine_delay_us = 1000;
    assert_int_equal(play(&s, &report, &error), -ECANCELED);
    assert_int_equal(error.kind, FACS_ERROR_CANCELLED);
    assert_int_equal(s.order_broken, 0);
    assert_int_equal(s.cancelled_calls, 1);
    assert_int_equal(s.sink_abandoned, 1);
}

/* ---- The order of the end -------------------------------------------------------------------- */

static char order[64]; /* a letter for each call: f, c, a of the sinks 1, 2 and the late 3; n */

static void note(char call, int sink)
{
    const size_t length = strlen(order);
    snprintf(order + length, sizeof(order) - length, "%c%d ", call, sink);
}

static int note_row(void *self, const facs_result *result, const facs_pool_frame *frame,
                    facs_error *error)
{
    (void)self, (void)result, (void)frame, (void)error;
    return 0;
}

static int note_finish(void *self, const facs_series *series, facs_error *error)
{
    const int sink = *(const int *)self;
    (void)series;
    note('f', abs(sink));
    return sink < 0 ? facs_fail(error, FACS_ERROR_OUTPUT, -ENOSPC, "full") : 0;
}

static int note_commit(void *self, facs_error *error)
{
    (void)error;
    note('c', *(const int *)self);
    return 0;
}

static void note_abandon(void *self)
{
    note('a', abs(*(const int *)self));
}

static int note_finished(void *self, const facs_extraction_report *report, facs_error *error)
{
    (void)report;
    const int status = *(const int *)self;
    note('n', 0);
    return status < 0 ? facs_fail(error, FACS_ERROR_OUTPUT, status, "no room for the names") : 0;
}

/* Sinks 1, 2 and the late 3, numbers below 0 fail to finish; named 1: by the caller. */
static int end_with(int numbers[3], int named, int named_status)
{
    scene s = quiet_scene(3);
    scene_engine state = {&s, 0};
    const facs_capture capture = {&s, capture_read, capture_expected};
    const facs_engine engine = {.self = &state,
                                .batch = 1,
                                .faces = 1,
                                .open = engine_open,
                                .follow = engine_follow,
                                .let_go = engine_let_go,
                                .analyze = engine_analyze,
                                .finish = engine_finish,
                                .cancel = engine_cancel,
                                .series = engine_series};
    facs_sink sinks[4] = {{0}}; /* the last one has no callbacks */
    for (int i = 0; i < 3; i++)
        sinks[i] = (facs_sink){.self = &numbers[i],
                               .row = note_row,
                               .finish = note_finish,
                               .commit = i == 1 ? NULL : note_commit,
                               .abandon = note_abandon,
                               .late = i == 0};
    const facs_extraction_options options = {.sinks = sinks,
                                             .sink_count = 4,
                                             .queue_bytes = 1 << 20,
                                             .every = 1,
                                             .finished = named ? note_finished : NULL,
                                             .self = &named_status};
    facs_extraction_report report;
    facs_error error;
    order[0] = 0;
    s.main_thread = pthread_self();
    s.last_face = 0;
    return facs_extraction_run(&capture, &engine, &options, &report, &error);
}

/* No sink is committed before all are finished, except the late one, which comes after that. */
static void test_all_are_finished_before_any_has_its_name(void **state)
{
    (void)state;
    assert_int_equal(end_with((int[]){3, 1, 2}, 0, 0), 0);
    assert_string_equal(order, "f1 f2 c2 f3 c3 ");
    assert_int_equal(end_with((int[]){3, 1, 2}, 1, 0), 0);
    assert_string_equal(order, "f1 f2 n0 f3 c3 ");
    assert_int_equal(end_with((int[]){3, 1, -2}, 1, 0), -ENOSPC);
    assert_string_equal(order, "f1 f2 a3 a1 a2 ");
    assert_int_equal(end_with((int[]){3, 1, 2}, 1, -EEXIST), -EEXIST);
    assert_string_equal(order, "f1 f2 n0 a3 a1 a2 ");
    assert_int_equal(end_with((int[]){-3, 1, 2}, 1, 0), -ENOSPC);
    assert_string_equal(order, "f1 f2 n0 f3 a3 a1 a2 ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_are_finished_before_any_has_its_name),
        cmocka_unit_test(test_order_is_kept),
        cmocka_unit_test(test_several_results),
        cmocka_unit_test(test_landmarks_fail),
        cmocka_unit_test(test_worker_fails_within_a_frame),
        cmocka_unit_test(test_threads),
        cmocka_unit_test(test_slow_worker_blocks_capture),
        cmocka_unit_test(test_worker_fails_at_start),
        cmocka_unit_test(test_worker_fails_at_a_frame),
        cmocka_unit_test(test_capture_fails),
        cmocka_unit_test(test_sink_fails),
        cmocka_unit_test(test_stop),
        cmocka_unit_test(test_every_and_max_frames),
        cmocka_unit_test(test_the_newest_frame_wins),
        cmocka_unit_test(test_live_max_frames),
        cmocka_unit_test(test_live_waits_for_the_models),
        cmocka_unit_test(test_worker_fails_while_the_capture_waits),
        cmocka_unit_test(test_live_sink_fails),
        cmocka_unit_test(test_live_stop),
    };
    return cmocka_run_group_tests_name("extraction", tests, NULL, NULL);
}
