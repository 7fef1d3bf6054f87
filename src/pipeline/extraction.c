#include "pipeline/extraction.h"

#include "base/error.h"
#include "os/clock.h"
#include "pipeline/workers.h"

#include <errno.h>
#include <string.h>

/* More frames in flight than this (beyond a batch) only cost memory. */
#define MAX_FRAMES 8

/* The same if there is one core: decoding ahead gains nothing, and a frame that was just decoded is
 * still in the cache. */
#define MAX_FRAMES_ONE_CORE 3

/* With newest_wins: one in analysis, one waiting, one being captured, one spare. */
#define LIVE_FRAMES 4

/* How long the capturing thread waits for a result before it asks progress again. */
#define PATIENCE_MS 50

/* How often a live capture checks whether the models are open. */
#define OPENING_MS 5

#define PROGRESS_EVERY_MS 100.0

typedef struct extraction {
    const facs_capture *capture;
    const facs_engine *engine;
    const facs_extraction_options *options;
    facs_extraction_report *report;

    facs_frame_pool *pool;
    facs_queue *frames;  /* facs_pool_frame *, to the workers */
    facs_queue *results; /* facs_message, from them */
    facs_workers workers;

    int64_t frames_read;
    int64_t frames_sent;
    _Atomic int64_t frames_done; /* whose rows were all delivered */
    int sink_failed;             /* or asked to stop: it lacks a row, so it must get no later one */
    int results_ended;           /* no result will come any more */
    int worker_gone;             /* it takes no frame any more: join it to know why */
    int64_t capacity;            /* frames that may be in flight; known once the first frame is */
    double started_ms, first_frame_ms, last_result_ms, last_progress_ms;
} extraction;

/* Pass a row to the sinks, on the thread that may call them. */
static int deliver(extraction *x, const facs_message *done, facs_error *error)
{
    for (int i = 0; i < x->options->sink_count; i++) {
        const facs_sink *sink = &x->options->sinks[i];
        const int status = sink->row ? sink->row(sink->self, &done->result, done->frame, error) : 0;
        if (status < 0) {
            x->sink_failed = 1;
            return status;
        }
    }
    x->frames_done += done->is_last;
    x->report->rows++;
    x->report->faces += done->result.success;
    x->report->last_time = done->result.time;
    x->last_result_ms = facs_clock_ms();
    return 0;
}

/* The same, live, on the worker. */
static int deliver_at_once(void *opaque, const facs_message *done, facs_error *error)
{
    extraction *x = opaque;
    int status = deliver(x, done, error);
    if (status == 0 && done->is_last)
        facs_frame_pool_put(x->pool, done->frame);
    return status;
}

static int tell_progress(extraction *x, int always, facs_error *error)
{
    double now = facs_clock_ms();
    if (!x->options->progress || (!always && now - x->last_progress_ms < PROGRESS_EVERY_MS))
        return 0;
    x->last_progress_ms = now;
    int64_t expected =
        x->capture->frames_expected ? x->capture->frames_expected(x->capture->self) : 0;
    expected = (expected + x->options->every - 1) / x->options->every;
    if (x->options->max_frames && (!expected || expected > x->options->max_frames))
        expected = x->options->max_frames;
    const facs_progress progress = {.frames_read = x->frames_read,
                                    .frames_done = x->frames_done,
                                    .frames_expected = expected,
                                    .seconds = (now - x->started_ms) / 1000};
    if (x->options->progress(x->options->opaque, &progress))
        return facs_fail(error, FACS_ERROR_CANCELLED, -ECANCELED, "stopped after %lld frames",
                         (long long)x->frames_done);
    return 0;
}

/* Pass one result on, waiting for it at most timeout_ms. Returns 1; 0 if there is none yet, or none
 * any more (results_ended); or a sink's failure, which may be any errno. */
static int pass_result(extraction *x, int timeout_ms, facs_error *error)
{
    facs_message done;
    int status = facs_queue_pop(x->results, &done, timeout_ms);
    x->results_ended |= status == -EPIPE;
    x->worker_gone |= x->results_ended;
    if (status < 0)
        return 0;
    status = deliver(x, &done, error);
    if (done.is_last)
        facs_frame_pool_put(x->pool, done.frame);
    return status < 0 ? status : 1;
}

/* Pass on the results that are ready; wait while too many frames are in flight and the worker is
 * there. */
static int pass_results(extraction *x, facs_error *error)
{
    if (x->options->newest_wins)
        return tell_progress(x, 0, error);
    for (;;) {
        const int full = x->capacity && x->frames_sent - x->frames_done >= x->capacity;
        const int passed = pass_result(x, full ? PATIENCE_MS : 0, error);
        const int status = passed < 0 ? passed : tell_progress(x, 0, error);
        if (status < 0 || x->worker_gone || (!passed && !full))
            return status;
    }
}

static void send_frame(extraction *x, facs_pool_frame *frame)
{
    if (!x->capacity) {
        /* Keep one frame of the pool for the capture, so that its read never waits for one. */
        int limit = facs_frame_pool_size(x->pool).limit;
        x->capacity = limit > 1 ? limit - 1 : 1;
        x->first_frame_ms = facs_clock_ms();
    }
    facs_pool_frame *replaced;
    int status = x->options->newest_wins
                     ? facs_queue_push_newest(x->frames, &frame, frame->bytes, &replaced)
                     : facs_queue_push(x->frames, &frame, frame->bytes);
    if (status < 0) { /* closed */
        facs_frame_pool_put(x->pool, frame);
        x->worker_gone = 1;
        return;
    }
    x->frames_sent++;
    if (status > 0) {
        facs_frame_pool_put(x->pool, replaced);
        x->report->dropped++;
    }
}

/* Read the next frame; *frame NULL: the end, or the capture gave up because the worker has gone. */
static int read_frame(extraction *x, facs_pool_frame **frame, facs_error *error)
{
    const atomic_int *ended = x->options->worker_ended;
    int status = x->capture->read(x->capture->self, x->pool, frame, error);
    if (status == -ECANCELED && ended && atomic_load(ended)) {
        x->worker_gone = 1;
        status = 0;
        *frame = NULL;
    }
    if (status == 0 && *frame)
        (*frame)->captured_ms = facs_clock_ms();
    return status;
}

/* When live, wait for the models: a frame captured before could only be dropped. */
static int await_models(extraction *x, facs_error *error)
{
    int status = 0;
    while (status >= 0 && x->options->newest_wins && !x->worker_gone &&
           !atomic_load(&x->workers.opened)) {
        status = pass_result(x, OPENING_MS, error);
        if (status == 0)
            status = tell_progress(x, 0, error);
    }
    return status < 0 ? status : 0;
}

/* Capture to the end of the input, or until the worker has gone. 0, or what failed. */
static int capture_frames(extraction *x, facs_error *error)
{
    int status = await_models(x, error);
    if (status < 0)
        return status;
    while (!x->worker_gone) {
        facs_pool_frame *frame = NULL;
        status = pass_results(x, error);
        if (status < 0 || x->worker_gone)
            return status;
        if (x->options->max_frames && x->frames_sent - x->report->dropped >= x->options->max_frames)
            return 0;
        status = read_frame(x, &frame, error);
        if (status < 0 || !frame)
            return status;
        x->frames_read++;
        if (frame->index % x->options->every != 0) {
            facs_frame_pool_put(x->pool, frame);
            continue;
        }
        send_frame(x, frame);
    }
    return 0;
}

/* After the last frame: pass on all remaining results. */
static int drain_results(extraction *x, facs_error *error)
{
    int status = 0;
    while (status >= 0 && !x->results_ended) {
        status = pass_result(x, PATIENCE_MS, error);
        if (status >= 0)
            status = tell_progress(x, 0, error);
    }
    return status;
}

/* Results that were finished before the stop belong to the rows so far. */
static void keep_finished_results(extraction *x)
{
    while (!x->sink_failed && pass_result(x, 0, NULL) > 0)
        ;
}

/* Capture, drain, join. A sink's failure or a cancel takes precedence, then a worker's, then the
 * capture's own: in that case everything captured has been delivered. */
static int run_threads(extraction *x, facs_error *error)
{
    facs_error drain_error = {.kind = FACS_ERROR_NONE}, worker_error;
    int capture_failed = 0;
    int status = capture_frames(x, error);
    if (status == 0) {
        facs_queue_finish_send(x->frames);
        status = drain_results(x, error);
    } else if (error->kind == FACS_ERROR_INPUT && !x->sink_failed) {
        capture_failed = status;
        facs_queue_finish_send(x->frames);
        status = drain_results(x, &drain_error);
        if (status < 0)
            *error = drain_error;
    }
    if (status < 0)
        facs_workers_cancel(&x->workers);
    int worker_status = facs_workers_join(&x->workers, &worker_error);
    if (status < 0) {
        keep_finished_results(x);
        return status;
    }
    if (worker_status < 0) {
        *error = worker_error;
        return worker_status;
    }
    return capture_failed;
}

/* Finish and commit the late sinks, or the others. */
static int finish_some(extraction *x, int late, facs_error *error)
{
    const facs_series series = {x->engine->self, x->report->rows, x->engine->series};
    const int by_caller = !late && x->options->finished;
    int status = 0;
    for (int i = 0; i < x->options->sink_count && status == 0; i++)
        if (x->options->sinks[i].late == late && x->options->sinks[i].finish)
            status = x->options->sinks[i].finish(x->options->sinks[i].self, &series, error);
    if (status == 0 && by_caller)
        return x->options->finished(x->options->self, x->report, error);
    for (int i = 0; i < x->options->sink_count && status == 0; i++)
        if (x->options->sinks[i].late == late && x->options->sinks[i].commit)
            status = x->options->sinks[i].commit(x->options->sinks[i].self, error);
    return status;
}

static void abandon_sinks(extraction *x)
{
    for (int i = 0; i < x->options->sink_count; i++)
        if (x->options->sinks[i].abandon)
            x->options->sinks[i].abandon(x->options->sinks[i].self);
}

static int open_queues(extraction *x, facs_error *error)
{
    const int live = x->options->newest_wins;
    const int beyond = x->options->one_core ? MAX_FRAMES_ONE_CORE : MAX_FRAMES;
    const int max = live ? LIVE_FRAMES : beyond + x->engine->batch - 1;
    int status = facs_frame_pool_open_from(&x->pool, live ? SIZE_MAX : x->options->queue_bytes, max,
                                           x->options->extra_bytes, x->options->pools);
    if (status == 0 && !x->options->whole)
        facs_frame_pool_allow_held(x->pool);
    if (status == 0)
        status = facs_queue_open(&x->frames, sizeof(facs_pool_frame *), live ? 1 : (size_t)max,
                                 x->options->queue_bytes);
    /* Room for all results in flight, so that the workers never wait for the capturing thread. */
    const size_t max_results = (size_t)max * (size_t)x->engine->faces;
    if (status == 0)
        status = facs_queue_open(&x->results, sizeof(facs_message), max_results,
                                 max_results * sizeof(facs_message));
    if (status < 0)
        return facs_fail_memory(error, "the queues");
    x->workers = (facs_workers){.engine = x->engine,
                                .frames = x->frames,
                                .results = x->results,
                                .max_between = max,
                                .deliver = live ? deliver_at_once : NULL,
                                .opaque = x,
                                .ended = x->options->worker_ended};
    return 0;
}

static int run(extraction *x, facs_error *error)
{
    int status = open_queues(x, error);
    if (status < 0)
        return status;
    status = facs_workers_start(&x->workers, error);
    if (status < 0)
        return status;
    status = run_threads(x, error);
    x->report->captured = x->frames_read;
    x->report->frames = x->frames_done;
    x->report->peak_queue_bytes = facs_queue_peak_bytes(x->frames);
    x->report->pool_bytes = facs_frame_pool_size(x->pool).bytes;
    if (x->report->rows) {
        double opened_ms = x->workers.opened_ms;
        double begun = opened_ms > x->first_frame_ms ? opened_ms : x->first_frame_ms;
        x->report->analysis_seconds = (x->last_result_ms - begun) / 1000;
    }
    if (status == 0)
        status = tell_progress(x, 1, error);
    return status;
}

int facs_extraction_run(const facs_capture *capture, const facs_engine *engine,
                        const facs_extraction_options *options, facs_extraction_report *report,
                        facs_error *error)
{
    facs_error own_error = {.kind = FACS_ERROR_NONE};
    extraction x = {.capture = capture,
                    .engine = engine,
                    .options = options,
                    .report = report,
                    .started_ms = facs_clock_ms()};
    memset(report, 0, sizeof(*report));
    int status = run(&x, &own_error);
    if (status == 0)
        status = finish_some(&x, 0, &own_error);
    if (status == 0)
        status = finish_some(&x, 1, &own_error);
    if (status < 0)
        abandon_sinks(&x);
    if (status < 0 && error)
        *error = own_error;
    facs_queue_close(&x.results);
    facs_queue_close(&x.frames);
    facs_frame_pool_close_to(&x.pool, options->pools);
    return status;
}
