/* Takes a frame through all stages: the public facs_analyzer. */
#include "pipeline/analyzer.h"

#include "base/error.h"
#include "base/log.h"
#include "base/sized.h"
#include "landmarks/given/given.h"
#include "landmarks/method.h"
#include "os/clock.h"
#include "pipeline/describe.h"
#include "pipeline/options.h"
#include "row/columns.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* In multi_face.avi, 95 % of the likenesses to other people are below this, and a fifth of the
 * likenesses to the same person (landmarks/roster.c). */
#define LIKENESS 0.6f

static int start_tracker(facs_analyzer *analyzer, facs_error *error)
{
    const facs_models *models = analyzer->models;
    const facs_options *options = &analyzer->options;
    facs_method_stream stream = {
        .models = models->landmarks,
        .pdm = models->pdm,
        .search = {.choice = options->face_choice, .min_face = options->min_face},
        .detector = facs_models_detector(models, options),
        .crew = analyzer->crew,
        .detect_every = options->detect_every,
        .batch = facs_options_batch(options, models->method),
        .wants_free = options->measures,
        .faces = facs_options_faces(options),
        .likeness = facs_people_likeness,
        .opaque = analyzer->people};
    memcpy(stream.search.region, options->region, sizeof(stream.search.region));
    return models->method->start ? models->method->start(&analyzer->tracker, &stream, error) : 0;
}

static int open_parts(facs_analyzer *analyzer, facs_error *error)
{
    const facs_models *models = analyzer->models;
    const size_t faces = (size_t)facs_options_faces(&analyzer->options);
    analyzer->results = calloc(faces, sizeof(facs_result));
    analyzer->tracks = calloc(faces, sizeof(facs_track));
    if (!analyzer->results || !analyzer->tracks || facs_canvas_open(&analyzer->colours, 3) < 0)
        return facs_fail_memory(error, "an analyzer");
    int status = facs_crew_open(&analyzer->crew, models->threads);
    if (status < 0)
        return facs_fail(error, FACS_ERROR_INTERNAL, status, "%d threads could not be started",
                         models->threads);
    status = facs_people_open(&analyzer->people, models, &analyzer->options, faces > 1, error);
    return status < 0 ? status : start_tracker(analyzer, error);
}

int facs_analyzer_open(facs_analyzer **out, facs_models *models, const facs_options *options,
                       facs_error *error)
{
    if (!out || !models)
        return facs_fail_null(error, "out, models");
    facs_options own;
    *out = NULL;
    int status = facs_options_read(&own, options, error);
    if (status == 0)
        status = facs_options_check_analysis(&own, error);
    if (status == 0)
        status = facs_options_check_method(&own, models->method, error);
    if (status < 0)
        return status;
    facs_analyzer *analyzer = calloc(1, sizeof(*analyzer));
    if (!analyzer)
        return facs_fail_memory(error, "an analyzer");
    analyzer->models = models;
    analyzer->options = own;
    analyzer->cuts.log = &analyzer->options.log;
    status = open_parts(analyzer, error);
    if (status < 0) {
        facs_analyzer_close(&analyzer);
        return status;
    }
    *out = analyzer;
    return 0;
}

void facs_analyzer_close(facs_analyzer **analyzer)
{
    if (!analyzer || !*analyzer)
        return;
    if ((*analyzer)->tracker)
        (*analyzer)->models->method->stop((*analyzer)->tracker);
    facs_people_close(&(*analyzer)->people);
    facs_crew_close(&(*analyzer)->crew);
    facs_canvas_close(&(*analyzer)->colours);
    free((*analyzer)->rows);
    free((*analyzer)->tracks);
    free((*analyzer)->results);
    free(*analyzer);
    *analyzer = NULL;
}

/* Fit the shape here if the landmark method has not, in parallel with the next frame's landmarks. A
   face that no shape fits counts as lost. */
static void fit_shape(const facs_pdm *pdm, facs_track *track)
{
    if (!track->success || track->has_shape)
        return;
    double start = facs_clock_ms();
    track->success = track->has_shape = facs_shape_fit(pdm, track->landmarks, &track->shape) == 0;
    track->shape_ms += (float)(facs_clock_ms() - start);
}

static void say_other(facs_cuts *cuts, const facs_result *result)
{
    facs_warnings_add(cuts->warnings, FACS_WARNING_OTHER_PERSON, result->index, result->time, NULL);
    if (cuts->others++ == 0 && !cuts->warnings)
        facs_log_write(cuts->log, FACS_LOG_WARNING,
                       "at %.3f s the picture cuts to a face that looks like another person's, but "
                       "both share one neutral face: track several faces to keep people apart",
                       result->time);
}

/* Warn when, after a cut, the tracked face looks like another person's: medians and calibration
 * simply continue. Takes each frame's track, lost or not, before the back end does. */
static void watch_cuts(facs_cuts *cuts, const facs_track *track, const facs_image *picture,
                       facs_back_end *back_end, const facs_result *result)
{
    cuts->is_cut |= track->is_cut && cuts->has_face;
    if (!track->success)
        return;
    if (cuts->is_cut && facs_back_end_likeness(back_end, picture, track->landmarks,
                                               &track->shape.global[4]) < LIKENESS)
        say_other(cuts, result);
    cuts->has_face = 1;
    cuts->is_cut = 0;
}

/* Make the result of a face's track, which may be lost. */
static int describe(facs_analyzer *analyzer, facs_track *track, facs_result *result)
{
    facs_back_end *back_end = facs_people_back_end(analyzer->people, track->face_id);
    fit_shape(analyzer->models->pdm, track);
    result->face_id = track->face_id;
    result->stage_ms[FACS_STAGE_DETECT] = track->detect_ms;
    result->stage_ms[FACS_STAGE_LANDMARKS] = track->landmarks_ms;
    result->stage_ms[FACS_STAGE_SHAPE] = track->shape_ms;
    result->confidence = track->confidence;
    const facs_image picture = facs_canvas_image(analyzer->colours);
    if (!track->success || facs_people_look(analyzer->people))
        watch_cuts(&analyzer->cuts, track, &picture, back_end, result);
    if (!track->success)
        return facs_back_end_no_face(back_end);
    facs_describe_track(analyzer->models, &analyzer->options, &picture, track, result);
    return facs_back_end_face(back_end, &picture, track->landmarks, &track->shape, result);
}

/* Begin the frame's next result, without measurements. */
static facs_result *begin_result(facs_analyzer *analyzer, const facs_analyzer_frame *frame)
{
    facs_result *result = &analyzer->results[analyzer->count++];
    *result = (facs_result){.size = sizeof(*result)};
    result->index = frame->index;
    result->time = frame->time;
    result->damaged = frame->damaged;
    return result;
}

facs_analyzer_frame facs_analyzer_frame_of(const facs_frame *frame)
{
    return (facs_analyzer_frame){.pixels = facs_pixels_of_frame(frame),
                                 .index = frame->index,
                                 .time = frame->time,
                                 .damaged = frame->damaged,
                                 .landmarks = frame->landmarks};
}

static int check_frame(const facs_analyzer *analyzer, const facs_analyzer_frame *frame,
                       facs_error *error)
{
    if (frame->landmarks && facs_options_need_identity(&analyzer->options))
        return facs_fail(error, FACS_ERROR_USAGE, -EINVAL,
                         "frame %lld: landmarks can be given only when one face is tracked",
                         (long long)frame->index);
    if (!frame->landmarks && !(analyzer->models->method->traits & FACS_METHOD_FINDS))
        return facs_fail(error, FACS_ERROR_USAGE, -EINVAL,
                         "frame %lld: the models were opened without a detector, so every frame "
                         "needs its landmarks",
                         (long long)frame->index);
    return 0;
}

int facs_analyzer_follow(facs_analyzer *analyzer, const facs_analyzer_frame *frames, int count,
                         facs_track *tracks, facs_error *error)
{
    facs_view views[FACS_MAX_BATCH];
    int sound = 0; /* frames that may be looked at, up to the first that may not */
    int status = check_frame(analyzer, frames, error);
    if (status < 0)
        return status;
    for (; sound < count && (sound == 0 || !frames[sound].landmarks); sound++)
        views[sound] = (facs_view){.pixels = frames[sound].pixels, .time = frames[sound].time};
    /* Landmarks that come with a frame are used whatever the method. */
    if (frames->landmarks) {
        facs_given_track(analyzer->models->pdm, frames->landmarks, tracks);
        status = 1;
    } else {
        status = analyzer->models->method->next(analyzer->tracker, views, sound, tracks, error);
    }
    if (status >= 0)
        facs_people_followed(analyzer->people);
    return status;
}

int facs_analyzer_describe(facs_analyzer *analyzer, const facs_analyzer_frame *frame,
                           const facs_track *tracks, int count)
{
    analyzer->error = (facs_error){.kind = FACS_ERROR_NONE};
    analyzer->count = analyzer->pulled = 0;
    int status = facs_canvas_begin(analyzer->colours, &frame->pixels);
    if (status < 0)
        facs_fail_memory(&analyzer->error, "a picture");
    if (status == 0)
        status = facs_people_meet(analyzer->people, tracks, count, &analyzer->error);
    for (int i = 0; i < count && status == 0; i++) {
        facs_track track = tracks[i];
        facs_result *result = begin_result(analyzer, frame);
        status = describe(analyzer, &track, result);
        if (status == 0)
            status = facs_back_end_measure(facs_people_back_end(analyzer->people, track.face_id),
                                           &track, result);
        if (status < 0)
            facs_fail_memory(&analyzer->error, "the series of predictions");
    }
    if (status < 0)
        analyzer->count = 0;
    return status;
}

/* Make room for as many results as a frame may have. */
static int make_row_room(facs_analyzer *analyzer)
{
    if (analyzer->options.live || analyzer->row_count + FACS_MAX_FACES <= analyzer->row_room)
        return 0;
    const int64_t room = analyzer->row_room ? 2 * analyzer->row_room : 1024;
    facs_pushed_row *rows = realloc(analyzer->rows, (size_t)room * sizeof(*rows));
    if (!rows)
        return facs_fail_memory(&analyzer->error, "the rows");
    analyzer->rows = rows;
    analyzer->row_room = room;
    return 0;
}

static void add_rows(facs_analyzer *analyzer)
{
    for (int i = 0; i < analyzer->count && !analyzer->options.live; i++) {
        const facs_result *result = &analyzer->results[i];
        analyzer->rows[analyzer->row_count++] = (facs_pushed_row){result->index, result->success};
    }
}

int facs_analyzer_push(facs_analyzer *analyzer, const facs_frame *frame)
{
    if (!analyzer)
        return -EINVAL;
    facs_frame own = {.size = 0};
    analyzer->error = (facs_error){.kind = FACS_ERROR_NONE};
    if (analyzer->finished)
        return facs_fail(&analyzer->error, FACS_ERROR_USAGE, -EPIPE,
                         "the stream is finished; open another analyzer");
    if (facs_analyzer_waiting(analyzer))
        return -EAGAIN;
    int status = facs_sized_read(&own, frame, &FACS_SIZED(facs_frame), &analyzer->error);
    if (status == 0)
        status = facs_pixels_check(&own, &analyzer->error);
    if (status == 0)
        status = make_row_room(analyzer);
    if (status < 0)
        return status;
    const facs_analyzer_frame taken = facs_analyzer_frame_of(&own);
    int count = facs_analyzer_follow(analyzer, &taken, 1, analyzer->tracks, &analyzer->error);
    if (count < 0)
        return count;
    status = facs_analyzer_describe(analyzer, &taken, analyzer->tracks, count);
    facs_people_done(analyzer->people);
    add_rows(analyzer);
    return status;
}

int facs_analyzer_pull(facs_analyzer *analyzer, facs_result *result)
{
    if (!analyzer)
        return -EINVAL;
    if (!facs_analyzer_waiting(analyzer))
        return -EAGAIN;
    int status = facs_sized_check(result, &FACS_SIZED(facs_result), &analyzer->error);
    if (status < 0)
        return status;
    facs_result *next = &analyzer->results[analyzer->pulled++];
    if (next->success)
        facs_columns_compute(next, 0);
    facs_sized_write(result, next, &FACS_SIZED(facs_result));
    return 0;
}

int facs_analyzer_finish(facs_analyzer *analyzer)
{
    if (!analyzer)
        return -EINVAL;
    const int status = facs_people_finish(analyzer->people);
    if (status == -ENOMEM)
        return facs_fail_memory(&analyzer->error, "the calibration");
    if (status < 0)
        return facs_fail(&analyzer->error, FACS_ERROR_OUTPUT, status,
                         "the unnamed file beside the result that holds its values cannot be read "
                         "(%s): check the disk",
                         facs_strerror(status));
    analyzer->finished = 1;
    return 0;
}

int64_t facs_analyzer_count(const facs_analyzer *analyzer)
{
    return analyzer ? analyzer->row_count : 0;
}

int facs_analyzer_series(const facs_analyzer *analyzer, int64_t n, facs_result *result)
{
    facs_result own;
    int status = analyzer ? facs_sized_read(&own, result, &FACS_SIZED(facs_result), NULL) : -EINVAL;
    if (status < 0)
        return status;
    if (analyzer->finished && (n < 0 || n >= analyzer->row_count))
        return -ERANGE;
    status = facs_people_series(analyzer->people, n, &own);
    if (status < 0)
        return status;
    own.index = analyzer->rows[n].index;
    own.success = analyzer->rows[n].success;
    facs_sized_write(result, &own, &FACS_SIZED(facs_result));
    return 0;
}

int facs_analyzer_neutral(const facs_analyzer *analyzer, int face_id, facs_neutral **out)
{
    if (!analyzer || !out)
        return -EINVAL;
    return facs_people_neutral(analyzer->people, face_id, out);
}

void facs_analyzer_cancel(facs_analyzer *analyzer)
{
    if (!analyzer)
        return;
    if (analyzer->models->method->cancel)
        analyzer->models->method->cancel(analyzer->tracker);
    facs_people_stop(analyzer->people);
}

const char *facs_analyzer_error(const facs_analyzer *analyzer)
{
    return analyzer ? analyzer->error.text : "";
}
