/* facs_live: the newest frame wins. */
#include "api/options.h"
#include "api/summary.h"
#include "base/error.h"
#include "base/log.h"
#include "base/sized.h"
#include "media/source.h"
#include "os/clock.h"
#include "output/json_lines.h"
#include "output/recorder.h"
#include "output/rows.h"
#include "pipeline/analysis_engine.h"
#include "pipeline/extraction.h"
#include "pipeline/model_files.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

/* The longest sleep between two checks whether to stop. */
#define PATIENCE_MS 20.0

/* Between the last frame of a file without a frame rate and its first one again. */
#define DEFAULT_INTERVAL (1.0 / 30)

typedef struct run {
    const char *input;
    const facs_live_options *options;
    facs_options analysis;
    facs_live_summary *summary;
    facs_analysis_engine *engine;
    facs_csv_options columns; /* of the lines */
    facs_stream *stream;      /* of JSON; NULL: no lines are wanted */
    facs_stream *csv;         /* of rows; the same */
    facs_recorder *recorder;  /* NULL: nothing is recorded */
    atomic_int stopping, worker_ended;

    /* Used by the capture. */
    facs_input_bytes *from; /* NULL: input is a name */
    facs_source *source;
    facs_warnings *warnings; /* logged as they come: a live run may never end */
    int64_t first_index;     /* of this round of the loop */
    double first_time;
    int64_t next_index;
    double last_time, interval; /* seconds */
    double zero_ms;             /* the clock at time 0, once begun */
    int begun;
    int64_t failed; /* in earlier rounds */

    /* Used by the worker. */
    int64_t last_index;
    int64_t dropped;
    facs_delays delays;
} run;

/* ---- Capture --------------------------------------------------------------------------------- */

/* On the calling thread. */
static int asked_to_stop(run *r)
{
    if (r->options->stop && r->options->stop(r->options->opaque))
        atomic_store(&r->stopping, 1);
    return atomic_load(&r->stopping);
}

static int progress(void *opaque, const facs_progress *now)
{
    (void)now;
    return asked_to_stop(opaque);
}

static int source_cancelled(void *opaque)
{
    run *r = opaque;
    return atomic_load(&r->worker_ended) || asked_to_stop(r);
}

/* Asked by the worker. */
static int stream_cancelled(void *opaque)
{
    const run *r = opaque;
    return atomic_load(&r->stopping);
}

static facs_source_options reading(run *r)
{
    return (facs_source_options){.from = r->from,
                                 .fps = r->options->fps,
                                 .stream = r->options->stream,
                                 .deinterlace = r->options->deinterlace,
                                 .rotate = r->options->rotate,
                                 .max_pixels = r->options->max_pixels,
                                 .hwaccel = r->options->hwaccel,
                                 .live = 1,
                                 .cancelled = source_cancelled,
                                 .opaque = r,
                                 .log = r->analysis.log,
                                 .warnings = r->warnings};
}

static int check_options(run *r, facs_error *error)
{
    const facs_live_options *options = r->options;
    const facs_source_options source = reading(r);
    if (options->loop && !options->realtime)
        return facs_out_of_range(error, "loop", "realtime with it");
    if (options->csv_rows && options->json_rows && strcmp(options->csv_rows, "-") == 0 &&
        strcmp(options->json_rows, "-") == 0)
        return facs_out_of_range(error, "csv_rows",
                                 "a file, since json_rows already writes to standard output");
    return facs_check_reading(&source, options->max_frames, options->features, error);
}

static int open_source(run *r, facs_error *error)
{
    const facs_source_options options = reading(r);
    return facs_source_open(&r->source, r->input, &options, error);
}

/* Only files can be slowed down to their own pace, and only they must be. */
static int check_input(const run *r, facs_error *error)
{
    const char *kind = facs_source_get_info(r->source)->kind;
    const int on_disk = r->from ? facs_input_bytes_size(r->from) >= 0
                                : strcmp(kind, "camera") != 0 && strcmp(kind, "url") != 0 &&
                                      strcmp(r->input, "-") != 0;
    if (on_disk && !r->options->realtime)
        return facs_fail(error, FACS_ERROR_USAGE, -EINVAL,
                         "%s: a file is not live: give --realtime to play it, or extract it",
                         r->input);
    if (r->options->loop && !on_disk)
        return facs_fail(error, FACS_ERROR_USAGE, -EINVAL,
                         "%s: only a file can be played again: leave --loop out", r->input);
    return 0;
}

/* Sleep until the frame's time has come. */
static int wait_for(run *r, const facs_pool_frame *frame, facs_error *error)
{
    if (!r->begun)
        r->zero_ms = facs_clock_ms() - 1000 * frame->time;
    r->begun = 1;
    for (;;) {
        double left = r->zero_ms + 1000 * frame->time - facs_clock_ms();
        if (!(left > 0))
            return 0;
        if (source_cancelled(r))
            return facs_fail(error, FACS_ERROR_CANCELLED, -ECANCELED, "%s: stopped", r->input);
        left = left < PATIENCE_MS ? left : PATIENCE_MS;
        facs_clock_sleep_ms(left);
    }
}

/* Read the file's first frame again, after its last one. */
static int begin_anew(run *r, facs_frame_pool *pool, facs_pool_frame **frame, facs_error *error)
{
    r->failed += facs_source_get_info(r->source)->failed;
    r->first_index = r->next_index;
    r->first_time = r->last_time + r->interval;
    facs_source_close(&r->source);
    int status = open_source(r, error);
    return status < 0 ? status : facs_source_read(r->source, pool, frame, error);
}

static int capture_read(void *self, facs_frame_pool *pool, facs_pool_frame **frame,
                        facs_error *error)
{
    run *r = self;
    int status = facs_source_read(r->source, pool, frame, error);
    if (status == 0 && !*frame && r->options->loop)
        status = begin_anew(r, pool, frame, error);
    if (status < 0 || !*frame)
        return status;
    (*frame)->index += r->first_index;
    (*frame)->time += r->first_time;
    if ((*frame)->time > r->last_time)
        r->interval = (*frame)->time - r->last_time;
    r->next_index = (*frame)->index + 1;
    r->last_time = (*frame)->time;
    status = r->options->realtime ? wait_for(r, *frame, error) : 0;
    if (status == 0 && r->recorder)
        status = facs_recorder_add(r->recorder, *frame, error);
    if (status < 0) {
        facs_frame_pool_put(pool, *frame);
        *frame = NULL;
    }
    return status;
}

/* ---- Rows, on the worker --------------------------------------------------------------------- */

/* Writes what the caller has to say between the rows. */
static int write_lines(run *r, facs_error *error)
{
    int status = 0;
    for (const char *line; status == 0 && r->stream && r->options->line &&
                           (line = r->options->line(r->options->opaque)) != NULL;)
        status = facs_stream_write(r->stream, line, strlen(line), error);
    return status;
}

static int row(void *self, const facs_result *result, const facs_pool_frame *frame,
               facs_error *error)
{
    run *r = self;
    const facs_frame picture = facs_analysis_engine_frame(frame);
    /* The capture numbers its frames one by one. */
    const int64_t dropped = result->index > r->last_index ? result->index - r->last_index - 1 : 0;
    r->last_index = result->index;
    r->dropped += dropped;
    const facs_live_row fresh = {.size = sizeof(fresh),
                                 .result = result,
                                 .frame = &picture,
                                 .delay_ms = facs_clock_ms() - frame->captured_ms,
                                 .dropped = dropped,
                                 .dropped_so_far = r->dropped};
    int status =
        r->stream ? facs_json_lines_write(r->stream, &r->columns, result, &fresh, error) : 0;
    if (status == 0 && r->csv)
        status = facs_csv_rows_write(r->csv, &r->columns, result, error);
    if (status == 0 && r->options->row && r->options->row(r->options->opaque, &fresh))
        status = facs_fail(error, FACS_ERROR_CANCELLED, -ECANCELED, "%s: stopped after frame %lld",
                           r->input, (long long)result->index + 1);
    if (status == 0)
        status = write_lines(r, error);
    if (status == 0)
        facs_delays_add(&r->delays, facs_clock_ms() - frame->captured_ms);
    return status;
}

/* Opens what rows are written to, the CSV with its header. */
static int open_streams(run *r, facs_error *error)
{
    r->columns =
        (facs_csv_options){.features = facs_measured_features(&r->analysis, r->options->features),
                           .full_precision = r->options->full_precision};
    const facs_stream_options options = {.cancelled = stream_cancelled,
                                         .opening = source_cancelled,
                                         .opaque = r,
                                         .log = r->analysis.log};
    const facs_live_options *wanted = r->options;
    int status =
        wanted->json_rows ? facs_stream_open(&r->stream, wanted->json_rows, &options, error) : 0;
    if (status == 0 && wanted->csv_rows)
        status = facs_stream_open(&r->csv, wanted->csv_rows, &options, error);
    return status == 0 && r->csv ? facs_csv_rows_write(r->csv, &r->columns, NULL, error) : status;
}

/* ---- The run --------------------------------------------------------------------------------- */

static void fill_summary(run *r, const facs_extraction_report *report)
{
    const facs_source_info *info = facs_source_get_info(r->source);
    const facs_models *models = r->engine->models;
    facs_live_summary *summary = r->summary;
    summary->captured = report->captured;
    summary->frames = report->frames;
    summary->dropped = report->dropped;
    summary->rows = report->rows;
    summary->faces = report->faces;
    summary->failed = r->failed + info->failed;
    summary->width = info->width;
    summary->height = info->height;
    summary->seconds = report->analysis_seconds;
    summary->delay_median_ms = facs_delays_quantile(&r->delays, 0.5);
    summary->delay_p95_ms = facs_delays_quantile(&r->delays, 0.95);
    summary->delay_max_ms = r->delays.max_ms;
    snprintf(summary->provider, sizeof(summary->provider), "%s",
             models ? facs_models_provider(models) : "none");
}

/* A recording is good up to where the run ended, however it did. */
static int end_recording(run *r, int status, facs_error *error)
{
    int64_t lost;
    facs_error own = {.kind = FACS_ERROR_NONE};
    const int ended = facs_recorder_finish(r->recorder, &lost, &own);
    if (lost > 0)
        facs_log_write(&r->analysis.log, FACS_LOG_WARNING,
                       "%s: %lld pictures came faster than they could be written and are missing",
                       r->options->record, (long long)lost);
    if (ended == 0 || (status < 0 && status != -ECANCELED))
        return status;
    *error = own;
    return ended;
}

static int run_live(run *r, facs_error *error)
{
    const facs_face_data_options no_data = {.wanted = 0};
    facs_extraction_report report;
    const facs_capture capture = {.self = r, .read = capture_read};
    const facs_sink sink = {.self = r, .row = row};
    const facs_extraction_options extraction = {.sinks = &sink,
                                                .sink_count = 1,
                                                .every = 1,
                                                .max_frames = r->options->max_frames,
                                                .newest_wins = 1,
                                                .whole = r->options->row != NULL,
                                                .worker_ended = &r->worker_ended,
                                                .progress = progress,
                                                .opaque = r};
    int status = r->options->from ? facs_input_bytes_open(&r->from, r->options->from, error) : 0;
    if (status == 0)
        status = open_source(r, error);
    if (status == 0)
        status = check_input(r, error);
    if (status == 0)
        status =
            facs_analysis_engine_open(&r->engine, &r->analysis, &no_data, NULL, r->warnings, error);
    if (status == 0)
        status = open_streams(r, error);
    if (status == 0 && r->options->record)
        status = facs_recorder_open(&r->recorder, r->options->record,
                                    facs_source_get_info(r->source)->frame_rate, error);
    if (status < 0)
        return status;
    const facs_engine engine = facs_analysis_engine_callbacks(r->engine);
    status = facs_extraction_run(&capture, &engine, &extraction, &report, error);
    if (status == 0 || error->kind == FACS_ERROR_CANCELLED) {
        facs_error own;
        const int written = write_lines(r, &own); /* since the last row */
        if (written < 0 && status == 0)
            *error = own;
        status = status == 0 ? written : status;
    }
    if (r->source)
        fill_summary(r, &report);
    return r->recorder ? end_recording(r, status, error) : status;
}

int facs_live(const char *input, const facs_live_options *options, facs_live_summary *summary,
              facs_error *error)
{
    if (!input)
        return facs_fail_null(error, "input");
    facs_live_options own;
    const char *missing;
    facs_live_summary whole = {.size = sizeof(whole)};
    facs_error own_error;
    run r = {.input = input,
             .options = &own,
             .summary = &whole,
             .interval = DEFAULT_INTERVAL,
             .last_index = -1};

    error = error ? error : &own_error;
    *error = (facs_error){.kind = FACS_ERROR_NONE};
    int status = summary ? facs_sized_check(summary, &FACS_SIZED(facs_live_summary), error) : 0;
    if (status < 0)
        return status;
    status = facs_live_options_read(&own, options, &missing, error);
    if (status == 0)
        status = check_options(&r, error);
    if (status == 0) {
        r.analysis = own.analysis;
        r.analysis.live = 1;
        r.analysis.measures = (own.features & FACS_FEATURE_MEASURES) != 0;
        status = facs_check_landmarks(&r.analysis, 0, error);
    }
    if (status == 0 && facs_warnings_open(&r.warnings, input, &r.analysis.log) < 0)
        status = facs_fail_memory(error, "the warnings");
    if (status == 0) {
        facs_models_tell_missing(missing, r.warnings, NULL);
        status = run_live(&r, error);
    }
    facs_stream_close(&r.stream);
    facs_stream_close(&r.csv);
    facs_recorder_close(&r.recorder);
    facs_analysis_engine_close(&r.engine);
    facs_source_close(&r.source);
    facs_input_bytes_close(&r.from);
    facs_warnings_close(&r.warnings);
    if (summary)
        facs_sized_write(summary, &whole, &FACS_SIZED(facs_live_summary));
    return status;
}
