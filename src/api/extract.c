/* facs_extract: one input from end to end. */
#include "api/commit.h"
#include "api/options.h"
#include "api/summary.h"
#include "base/error.h"
#include "base/log.h"
#include "base/sized.h"
#include "media/landmark_table.h"
#include "media/source.h"
#include "os/clock.h"
#include "os/process.h"
#include "output/outputs.h"
#include "output/previous.h"
#include "output/provenance.h"
#include "pipeline/analysis_engine.h"
#include "pipeline/extraction.h"
#include "pipeline/model_files.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

typedef struct run {
    const char *input;
    const facs_extract_options *options;
    facs_options analysis; /* options' own, with the AU models for the input */
    facs_summary *summary;
    facs_input_bytes *from; /* NULL: input is a name */
    facs_source *source;
    facs_landmark_table *landmarks;
    facs_analysis_engine *engine;
    facs_csv_options columns;
    facs_picture_names pictures;
    facs_warnings *warnings;
    facs_summary_sink counts;
    facs_outputs outputs; /* counts, then the files */
    facs_face_data_options data;
    facs_input_identity *identity;
    int64_t started;               /* seconds since 1970 */
    double started_ms, drawing_ms; /* drawing_ms: when the drawing last reported progress */
    atomic_int worker_ended;
} run;

/* How the input is read, the first time and for the overlay. */
static facs_source_options reading(const run *r)
{
    return (facs_source_options){.from = r->from,
                                 .fps = r->options->fps,
                                 .stream = r->options->stream,
                                 .deinterlace = r->options->deinterlace,
                                 .rotate = r->options->rotate,
                                 .begin = r->options->begin,
                                 .end = r->options->end,
                                 .max_pixels = r->options->max_pixels,
                                 .hwaccel = r->options->hwaccel,
                                 .cores = r->options->analysis.cores ? r->options->analysis.cores
                                                                     : facs_processor_count(),
                                 .log = r->analysis.log};
}

static int check_options(const run *r, facs_error *error)
{
    const facs_extract_options *options = r->options;
    const facs_source_options source = reading(r);
    if (options->analysis.live)
        return facs_out_of_range(error, "live",
                                 "0, because results are calibrated over the whole video");
    if (options->analysis.au == FACS_AU_NONE && facs_outputs_data(options).wanted)
        return facs_out_of_range(error, "au",
                                 "models, because overlay, hog, aligned, tracked and details show "
                                 "what faces look like");
    if (options->json && !options->csv)
        return facs_out_of_range(error, "json", "a csv for it to describe");
    const facs_range every = {"every", (double)options->every, 1, FACS_MAX_FRAMES, NULL};
    int status = facs_check_ranges(&every, 1, error);
    if (status == 0)
        status = facs_check_reading(&source, options->max_frames, options->features, error);
    if (status == 0)
        status = facs_check_landmarks(&options->analysis, options->landmarks != NULL, error);
    return status < 0 ? status : facs_outputs_check(options, error);
}

/* ---- Capture --------------------------------------------------------------------------------- */

static int is_cancelled(void *opaque)
{
    const run *r = opaque;
    const facs_progress progress = {.frames_done = r->summary->frames,
                                    .seconds = (facs_clock_ms() - r->started_ms) / 1000};
    return r->options->progress && r->options->progress(r->options->opaque, &progress);
}

/* A source need not wait for a frame that nobody will look at. */
static int source_cancelled(void *opaque)
{
    const run *r = opaque;
    return atomic_load(&r->worker_ended) || is_cancelled(opaque);
}

static int capture_read(void *self, facs_frame_pool *pool, facs_pool_frame **frame,
                        facs_error *error)
{
    run *r = self;
    int status = facs_source_read(r->source, pool, frame, error);
    if (status < 0 || !*frame || !r->landmarks)
        return status;
    (*frame)->has_landmarks = 1;
    status = facs_landmark_table_read(r->landmarks, (*frame)->index, (*frame)->landmarks, error);
    if (status < 0) {
        facs_frame_pool_put(pool, *frame);
        *frame = NULL;
    }
    return status;
}

static int64_t capture_frames_expected(void *self)
{
    const run *r = self;
    return facs_source_get_info(r->source)->frames_expected;
}

static int open_input(run *r, facs_error *error)
{
    facs_source_options source = reading(r);
    source.cancelled = source_cancelled;
    source.opaque = r;
    source.warnings = r->warnings;
    int status = facs_source_open(&r->source, r->input, &source, error);
    if (status == 0 && r->options->landmarks)
        status = facs_landmark_table_open(&r->landmarks, r->options->landmarks, r->warnings, error);
    if (status < 0)
        return status;
    r->summary->still_image = strcmp(facs_source_get_info(r->source)->kind, "image") == 0;
    if (r->summary->still_image && r->analysis.au == FACS_AU_DYNAMIC) {
        facs_log_write(
            &r->analysis.log, FACS_LOG_INFO,
            "%s: a single image has no neutral face to compare with, so static models are used",
            r->input);
        r->analysis.au = FACS_AU_STATIC;
        r->analysis.neutral = NULL;
    }
    return 0;
}

/* ---- Results --------------------------------------------------------------------------------- */

/* Report the progress of the overlay, drawn at the end, about ten times a second. */
static int drawing(void *opaque, int64_t frames)
{
    run *r = opaque;
    const double now = facs_clock_ms();
    const facs_progress progress = {.frames_read = r->summary->frames,
                                    .frames_done = r->summary->frames,
                                    .frames_expected = r->summary->frames,
                                    .frames_drawn = frames,
                                    .seconds = (now - r->started_ms) / 1000};
    if (!r->options->progress || now - r->drawing_ms < 100)
        return 0;
    r->drawing_ms = now;
    return r->options->progress(r->options->opaque, &progress);
}

static int open_sinks(run *r, facs_error *error)
{
    r->counts = (facs_summary_sink){.summary = r->summary,
                                    .result = r->options->result,
                                    .opaque = r->options->opaque,
                                    .input = r->input,
                                    .warnings = r->warnings,
                                    .au = r->analysis.au,
                                    .strict = r->options->strict};
    r->columns =
        (facs_csv_options){.features = facs_measured_features(&r->analysis, r->options->features),
                           .full_precision = r->options->full_precision,
                           .still_image = r->summary->still_image};
    r->pictures = (facs_picture_names){facs_source_get_info(r->source), r->input};
    if (r->options->picture_names && facs_picture_names_has(r->pictures.source))
        r->columns.pictures = &r->pictures;
    const facs_output_run output = {.input = r->input,
                                    .source = facs_source_get_info(r->source),
                                    .reading = reading(r),
                                    .options = r->options,
                                    .columns = &r->columns,
                                    .drawing = drawing,
                                    .cancelled = is_cancelled,
                                    .opaque = r};
    const facs_sink counts = facs_summary_sink_callbacks(&r->counts);
    int status = facs_outputs_add(&r->outputs, &counts, error);
    return status < 0 ? status : facs_outputs_open(&r->outputs, facs_output_table, &output, error);
}

static void fill_summary(run *r, const facs_extraction_report *report)
{
    facs_summary *summary = r->summary;
    const facs_source_info *info = facs_source_get_info(r->source);
    summary->failed = info->failed;
    summary->expected = info->frames_expected;
    summary->decoded = info->decoded;
    summary->damaged = info->damaged;
    summary->lost = info->lost;
    summary->complete = !info->is_incomplete && info->failed == 0 && info->lost == 0;
    summary->width = info->width;
    summary->height = info->height;
    summary->warnings = facs_warnings_kinds(r->warnings);
    summary->seconds = (facs_clock_ms() - r->started_ms) / 1000;
    summary->analysis_seconds = report->analysis_seconds;
    const facs_models *models = r->engine->models;
    snprintf(summary->provider, sizeof(summary->provider), "%s",
             models ? facs_models_provider(models) : "none");
    summary->precision = models ? facs_models_precision(models) : FACS_PRECISION_FP32;
    summary->landmark_method = r->options->analysis.landmark_method;
}

static int commit(run *r, facs_error *error)
{
    char runtime[4096];
    const facs_digest *files = NULL;
    const facs_models *models = r->engine->models;
    const int described = r->options->json || r->options->data;
    const int count =
        described && models ? facs_models_files(models, r->analysis.au, &files, error) : 0;
    if (count < 0)
        return count;
    if (models && models->runtime)
        snprintf(runtime, sizeof(runtime), "%s, %s", models->runtime->version,
                 models->runtime->path);
    facs_extract_options options = *r->options;
    options.analysis = r->analysis;
    facs_provenance provenance = {.input = r->input,
                                  .started = r->started,
                                  .source = facs_source_get_info(r->source),
                                  .options = &options,
                                  .columns = &r->columns,
                                  .summary = r->summary,
                                  .warnings = r->warnings,
                                  .models = models ? models->folder : NULL,
                                  .files = files,
                                  .file_count = count,
                                  .networks = models ? models->networks : NULL,
                                  .runtime = models && models->runtime ? runtime : NULL};
    const facs_commit results = {.options = &options,
                                 .outputs = &r->outputs,
                                 .identity = r->identity,
                                 .provenance = described ? &provenance : NULL};
    return facs_commit_results(&results, error);
}

/* All files but the overlay are written: they get their names. */
static int finished(void *self, const facs_extraction_report *report, facs_error *error)
{
    run *r = self;
    fill_summary(r, report);
    return commit(r, error);
}

/* What a run that did not end well leaves. */
static void note_unfinished(run *r)
{
    facs_sink_file file;
    for (int i = 0; i < r->outputs.count; i++) {
        const facs_sink *sink = &r->outputs.sinks[i];
        if (sink->file && sink->file(sink->self, 0, &file) == 0 && file.unfinished)
            snprintf(r->summary->unfinished, sizeof(r->summary->unfinished), "%s", file.unfinished);
    }
}

/* Which input it is, and whether its results may go where they are wanted. */
static int identify(run *r, facs_error *error)
{
    int status = facs_input_identity_open(&r->identity, r->input, r->from, error);
    if (status == 0)
        status = facs_previous_check(r->options, r->identity, error);
    if (status == 0 && (r->options->json || r->options->data))
        status = facs_input_identity_begin(r->identity, error);
    return status;
}

/* ---- The run --------------------------------------------------------------------------------- */

static int open_run(run *r, facs_error *error)
{
    int status = r->options->from ? facs_input_bytes_open(&r->from, r->options->from, error) : 0;
    if (status == 0)
        status = open_input(r, error);
    if (status == 0)
        status = identify(r, error);
    if (status == 0)
        status = facs_analysis_engine_open(&r->engine, &r->analysis, &r->data, r->options->kept,
                                           r->warnings, error);
    if (status < 0)
        return status;
    r->engine->beside = r->options->csv;
    return open_sinks(r, error);
}

/* Among several faces, the first may have lost its place to another, and its medians with it. */
static int take_neutral(run *r, facs_error *error)
{
    const int status = facs_analyzer_neutral(r->engine->analyzer, 0, r->options->learnt);
    if (status == -ERANGE)
        return facs_fail(error, FACS_ERROR_INPUT, status,
                         "%s: the first face was gone for so long that another took its place, so "
                         "its neutral face is not known any more; track one face",
                         r->input);
    return status < 0 ? facs_fail_memory(error, "the neutral face") : 0;
}

static int extract(run *r, facs_error *error)
{
    facs_extraction_report report;
    int status = open_run(r, error);
    if (status < 0)
        return status;
    const facs_capture capture = {r, capture_read, capture_frames_expected};
    const facs_engine engine = facs_analysis_engine_callbacks(r->engine);
    const facs_models *kept = facs_analysis_engine_kept(r->options->kept);
    const facs_extraction_options extraction = {.sinks = r->outputs.sinks,
                                                .sink_count = r->outputs.count,
                                                .queue_bytes = r->options->queue_bytes,
                                                .every = r->options->every,
                                                .max_frames = r->options->max_frames,
                                                .one_core = r->analysis.cores == 1,
                                                .extra_bytes = facs_face_data_bytes(&r->data),
                                                .pools = kept ? kept->shelves.pools : NULL,
                                                .worker_ended = &r->worker_ended,
                                                .finished = finished,
                                                .self = r,
                                                .progress = r->options->progress,
                                                .opaque = r->options->opaque};
    status = facs_extraction_run(&capture, &engine, &extraction, &report, error);
    fill_summary(r, &report);
    if (status < 0)
        note_unfinished(r);
    return status < 0 || !r->options->learnt ? status : take_neutral(r, error);
}

static void close_run(run *r)
{
    facs_outputs_close(&r->outputs);
    facs_input_identity_close(&r->identity);
    facs_analysis_engine_close(&r->engine);
    facs_landmark_table_close(&r->landmarks);
    facs_source_close(&r->source);
    facs_input_bytes_close(&r->from);
    facs_warnings_close(&r->warnings);
}

/* Reads the options. What the run gives is nothing yet, so that it is nothing if the run fails. */
static int read_options(facs_extract_options *own, const facs_extract_options *theirs,
                        const char **missing, facs_error *error)
{
    const int status = facs_extract_options_read(own, theirs, missing, error);
    if (own->learnt)
        *own->learnt = NULL;
    if (own->data)
        *own->data = NULL;
    return status;
}

int facs_extract(const char *input, const facs_extract_options *options, facs_summary *summary,
                 facs_error *error)
{
    facs_extract_options own;
    const char *missing;
    facs_summary whole = {.size = sizeof(whole)};
    facs_error own_error;
    run r = {.input = input,
             .options = &own,
             .summary = &whole,
             .started = facs_clock_now_ns() / 1000000000,
             .started_ms = facs_clock_ms()};

    error = error ? error : &own_error;
    *error = (facs_error){.kind = FACS_ERROR_NONE};
    int status = read_options(&own, options, &missing, error);
    if (status == 0 && !input)
        status = facs_fail_null(error, "input");
    const int described = summary ? facs_sized_check(summary, &FACS_SIZED(facs_summary), error) : 0;
    if (described < 0 || !input)
        return described < 0 ? described : status;
    if (status == 0)
        status = check_options(&r, error);
    if (status == 0 && facs_warnings_open(&r.warnings, input, NULL) < 0)
        status = facs_fail_memory(error, "the warnings");
    if (status == 0) {
        r.analysis = own.analysis;
        r.analysis.learn = own.learnt != NULL;
        r.analysis.measures = (own.features & FACS_FEATURE_MEASURES) != 0;
        r.data = facs_outputs_data(&own);
        facs_models_tell_missing(missing, r.warnings, NULL);
        status = extract(&r, error);
    }
    if (status < 0)
        facs_data_close(own.data);
    facs_warning warning;
    facs_warnings_tell(r.warnings, &own.analysis.log);
    for (int i = 0; own.warning && facs_warnings_get(r.warnings, i, &warning) == 0; i++)
        own.warning(own.opaque, &warning);
    close_run(&r);
    if (summary)
        facs_sized_write(summary, &whole, &FACS_SIZED(facs_summary));
    return status;
}
