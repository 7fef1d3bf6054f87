#include "pipeline/analysis_engine.h"

#include "base/error.h"
#include "os/thread.h"
#include "pipeline/options.h"
#include "row/columns.h"

#include <errno.h>
#include <stdlib.h>

int facs_analysis_engine_open(facs_analysis_engine **out, const facs_options *options,
                              const facs_face_data_options *data, facs_models **kept,
                              facs_warnings *warnings, facs_error *error)
{
    *out = NULL;
    facs_analysis_engine *analysis = calloc(1, sizeof(*analysis));
    if (!analysis)
        return facs_fail_memory(error, "the analysis");
    analysis->options = *options;
    analysis->kept = kept;
    analysis->warnings = warnings;
    analysis->data = *data;
    analysis->data.analysis = &analysis->options;
    *out = analysis;
    return 0;
}

void facs_analysis_engine_close(facs_analysis_engine **analysis)
{
    if (!*analysis)
        return;
    facs_analyzer_close(&(*analysis)->analyzer);
    if (!(*analysis)->kept)
        facs_models_close(&(*analysis)->models);
    free(*analysis);
    *analysis = NULL;
}

/* For what callers keep: several runs may look at it at the same time. */
static facs_mutex keeping = FACS_MUTEX_INITIALIZER;

facs_models *facs_analysis_engine_kept(facs_models **kept)
{
    facs_mutex_lock(&keeping);
    facs_models *models = kept ? *kept : NULL;
    facs_mutex_unlock(&keeping);
    return models;
}

static void keep(facs_analysis_engine *analysis)
{
    facs_mutex_lock(&keeping);
    *analysis->kept = analysis->models;
    facs_mutex_unlock(&keeping);
}

/* Of several runs that keep the same models, the first opens them and the others wait. */
static int open_models(facs_analysis_engine *analysis, facs_error *error)
{
    static facs_mutex opening = FACS_MUTEX_INITIALIZER;
    int status = 0;
    if (analysis->kept)
        facs_mutex_lock(&opening);
    analysis->models = facs_analysis_engine_kept(analysis->kept);
    if (!analysis->models)
        status = facs_models_open_tapped(&analysis->models, &analysis->options,
                                         &(facs_taps){.opaque = NULL}, error);
    if (analysis->kept) {
        keep(analysis);
        facs_mutex_unlock(&opening);
    } else if (status == 0) { /* there is no next stream */
        facs_shelf_close(&analysis->models->shelves.medians);
    }
    return status;
}

static int open_on_worker(void *self, facs_error *error)
{
    facs_analysis_engine *analysis = self;
    int status = open_models(analysis, error);
    if (status == 0)
        status = facs_models_warn(analysis->models, analysis->options.au, analysis->warnings,
                                  &analysis->options.log, error);
    if (status == 0)
        status =
            facs_analyzer_open(&analysis->analyzer, analysis->models, &analysis->options, error);
    if (status == 0)
        analysis->analyzer->cuts.warnings = analysis->warnings;
    if (status == 0 && analysis->beside &&
        facs_people_beside(analysis->analyzer->people, analysis->beside) < 0)
        status = facs_fail_memory(error, "the series");
    atomic_store(&analysis->cancellable, analysis->analyzer);
    return status;
}

/* A pool's frame as an analyzer takes it. */
static facs_analyzer_frame taken_of(const facs_pool_frame *frame)
{
    return (facs_analyzer_frame){.pixels = facs_pool_frame_pixels(frame),
                                 .index = frame->index,
                                 .time = frame->time,
                                 .damaged = frame->damaged,
                                 .landmarks = frame->has_landmarks ? frame->landmarks : NULL};
}

facs_frame facs_analysis_engine_frame(const facs_pool_frame *frame)
{
    return (facs_frame){.size = sizeof(facs_frame),
                        .pixels = frame->pixels,
                        .width = frame->width,
                        .height = frame->height,
                        .stride = frame->stride,
                        .index = frame->index,
                        .time = frame->time,
                        .damaged = frame->damaged,
                        .landmarks = frame->has_landmarks ? frame->landmarks : NULL};
}

static int stopped(facs_analysis_engine *analysis, facs_error *error)
{
    if (!atomic_load(&analysis->cancelled))
        return 0;
    return facs_fail(error, FACS_ERROR_CANCELLED, -ECANCELED, "stopped");
}

static int follow(void *self, facs_pool_frame *const *frames, int count, facs_track *tracks,
                  facs_error *error)
{
    facs_analysis_engine *analysis = self;
    facs_analyzer_frame pushed[FACS_MAX_BATCH];
    for (int i = 0; i < count; i++)
        pushed[i] = taken_of(frames[i]);
    int status = stopped(analysis, error);
    if (status < 0)
        return status;
    return facs_analyzer_follow(analysis->analyzer, pushed, count, tracks, error);
}

static void let_go(void *self)
{
    const facs_analyzer *analyzer = ((facs_analysis_engine *)self)->analyzer;
    if (analyzer->models->method->let_go)
        analyzer->models->method->let_go(analyzer->tracker);
}

static int analyze(void *self, const facs_pool_frame *frame, const facs_track *tracks, int count,
                   facs_result *result, facs_error *error)
{
    facs_analysis_engine *analysis = self;
    facs_analyzer *analyzer = analysis->analyzer;
    const facs_analyzer_frame pushed = taken_of(frame);
    const float decode_ms = result->stage_ms[FACS_STAGE_DECODE];
    result->size = sizeof(*result);
    int status = stopped(analysis, error);
    if (status < 0)
        return status;
    if (!facs_analyzer_waiting(analyzer))
        status = facs_analyzer_describe(analyzer, &pushed, tracks, count);
    if (status < 0)
        return facs_fail(error, FACS_ERROR_ENVIRONMENT, status, "%s",
                         facs_analyzer_error(analyzer));
    status = facs_analyzer_pull(analyzer, result);
    result->stage_ms[FACS_STAGE_DECODE] = decode_ms;
    if (status == 0 && frame->extra) {
        const facs_image picture = facs_canvas_image(analyzer->colours);
        facs_face_data_fill(&analysis->data,
                            facs_people_back_end(analyzer->people, result->face_id), frame,
                            &picture, analyzer->pulled - 1, result);
    }
    const int more = facs_analyzer_waiting(analyzer) > 0;
    if (!more)
        facs_people_done(analyzer->people);
    return status < 0 ? status : more;
}

static int finish(void *self, facs_error *error)
{
    facs_analysis_engine *analysis = self;
    const int status = facs_analyzer_finish(analysis->analyzer);
    if (status < 0 && error)
        *error = analysis->analyzer->error;
    return status;
}

static void cancel(void *self)
{
    facs_analysis_engine *analysis = self;
    atomic_store(&analysis->cancelled, 1);
    facs_analyzer *analyzer = atomic_load(&analysis->cancellable);
    if (analyzer)
        facs_analyzer_cancel(analyzer);
}

static int series(const void *self, int64_t n, facs_result *result)
{
    const facs_analysis_engine *analysis = self;
    int status = facs_people_series(analysis->analyzer->people, n, result);
    if (status == 0)
        facs_columns_compute(result, 1);
    return status;
}

facs_engine facs_analysis_engine_callbacks(facs_analysis_engine *analysis)
{
    return (facs_engine){.self = analysis,
                         .batch = facs_options_batch(
                             &analysis->options, facs_method_of(analysis->options.landmark_method)),
                         .faces = facs_options_faces(&analysis->options),
                         .open = open_on_worker,
                         .follow = follow,
                         .let_go = let_go,
                         .analyze = analyze,
                         .finish = finish,
                         .cancel = cancel,
                         .series = series};
}
