/* A frame through all stages: facs_analyzer of the public interface. */
#include "pipeline/analyzer.h"

#include "base/error.h"
#include "base/sized.h"
#include "detect/face_square.h"
#include "landmarks/clnf/clnf_tracker.h"
#include "landmarks/pfld/tracker.h"
#include "os/clock.h"
#include "pipeline/cuts.h"
#include "pipeline/describe.h"
#include "pipeline/faces.h"
#include "pipeline/options.h"
#include "row/columns.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Where the calibrated values of a result are, with several faces. */
typedef struct row {
    int32_t face;
    int32_t frame; /* of the face's own series */
} row;

struct facs_analyzer {
    const facs_models *models;
    facs_options options;
    facs_crew *crew;
    /* By the method of the models and the number of faces; all NULL: every frame must bring its
       landmarks. */
    facs_tracker *tracker;
    facs_clnf_tracker *clnf;
    facs_faces *faces;
    facs_back_end *back_end; /* of the one face; NULL with several */
    facs_track track;        /* the face that is being described */
    facs_result *results;    /* of the last frame, one for each face that there may be */
    int count, pulled;       /* of results */
    row *rows;               /* with several faces: of all frames */
    int64_t row_count, row_room;
    facs_cuts cuts;
    int finished;
    facs_error error;
};

static int max_faces(const facs_options *options)
{
    return options->faces ? options->faces : FACS_MAX_FACES;
}

/* Several faces, or the first one of several: who is who must be known. */
static int needs_identity(const facs_options *options)
{
    return options->faces != 1 || options->face_choice == FACS_FACE_FIRST;
}

static int check_method(const facs_models *models, const facs_options *options, facs_error *error)
{
    if (options->faces != 1 && !models->clnf)
        return facs_fail(error, FACS_ERROR_USAGE, -EINVAL,
                         "faces: several faces need models that were opened for CLNF landmarks");
    if (needs_identity(options) && !models->clnf)
        return facs_fail(error, FACS_ERROR_USAGE, -EINVAL,
                         "face_choice: to keep to the first face needs models that were opened for "
                         "CLNF landmarks");
    if (options->batch > 1 && models->clnf)
        return facs_fail(error, FACS_ERROR_USAGE, -EINVAL,
                         "batch: batches need models that were opened for PFLD landmarks");
    return 0;
}

static int open_clnf(facs_analyzer *analyzer, facs_error *error)
{
    const facs_models *models = analyzer->models;
    const facs_options *options = &analyzer->options;
    const facs_faces_options faces = {.max = max_faces(options),
                                      .keep_first = options->face_choice == FACS_FACE_FIRST,
                                      .detect_every = options->detect_every,
                                      .live = options->live,
                                      .au = options->au,
                                      .crew = analyzer->crew};
    facs_face_search search = {.choice = options->face_choice, .min_face = options->min_face};
    memcpy(search.region, options->region, sizeof(search.region));
    int status = facs_models_open_detector(&search.detector, models, options, error);
    if (status < 0)
        return status;
    if (needs_identity(options))
        return facs_faces_open(&analyzer->faces, models, &search, &faces, error);
    return facs_clnf_tracker_open(&analyzer->clnf, &search, models->pdm, models->clnf,
                                  analyzer->crew, error);
}

static int open_way_to_landmarks(facs_analyzer *analyzer, facs_error *error)
{
    const facs_models *models = analyzer->models;
    const facs_options *options = &analyzer->options;
    facs_tracker_options tracker = {
        .detect_every = options->detect_every,
        .batch = facs_options_batch(options),
        .crew = analyzer->crew,
        .search = {.choice = options->face_choice, .min_face = options->min_face}};
    memcpy(tracker.search.region, options->region, sizeof(tracker.search.region));
    int status = check_method(models, options, error);
    if (status == 0 && !needs_identity(options))
        status = facs_back_end_open(&analyzer->back_end, models, options->au, error);
    if (status == 0 && models->clnf)
        status = open_clnf(analyzer, error);
    else if (status == 0 && models->pfld)
        status = facs_tracker_open(&analyzer->tracker, models->retinaface, models->pfld,
                                   models->pdm, &tracker, error);
    return status;
}

static int open_parts(facs_analyzer *analyzer, facs_error *error)
{
    analyzer->results = calloc((size_t)max_faces(&analyzer->options), sizeof(facs_result));
    if (!analyzer->results)
        return facs_fail_memory(error, "an analyzer");
    int status = facs_crew_open(&analyzer->crew, analyzer->models->threads);
    if (status < 0)
        return facs_fail(error, FACS_ERROR_INTERNAL, status, "%d threads could not be started",
                         analyzer->models->threads);
    status = open_way_to_landmarks(analyzer, error);
    if (status == 0 && analyzer->options.live && analyzer->back_end)
        facs_back_end_set_live(analyzer->back_end);
    return status;
}

void facs_analyzer_set_warnings(facs_analyzer *analyzer, facs_warnings *warnings)
{
    analyzer->cuts.warnings = warnings;
}

int facs_analyzer_open(facs_analyzer **out, facs_models *models, const facs_options *options,
                       facs_error *error)
{
    facs_options own;
    *out = NULL;
    int status = facs_options_read(&own, options, error);
    if (status == 0)
        status = facs_options_check_analysis(&own, error);
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
    if (!*analyzer)
        return;
    facs_clnf_tracker_close(&(*analyzer)->clnf);
    facs_tracker_close(&(*analyzer)->tracker);
    facs_faces_close(&(*analyzer)->faces);
    facs_back_end_close(&(*analyzer)->back_end);
    facs_crew_close(&(*analyzer)->crew);
    free((*analyzer)->rows);
    free((*analyzer)->results);
    free(*analyzer);
    *analyzer = NULL;
}

/* Take the points that came with the frame; all zero means that there is no face. */
static void track_given(const facs_pdm *pdm, const float *landmarks, facs_track *track)
{
    memset(track, 0, sizeof(*track));
    double start = facs_clock_ms();
    if (facs_shape_fit(pdm, landmarks, &track->shape) == 0) {
        track->success = 1;
        track->confidence = 1;
        track->has_shape = 1;
        memcpy(track->landmarks, landmarks, sizeof(track->landmarks));
        facs_landmarks_box(landmarks, track->box);
    }
    track->shape_ms = (float)(facs_clock_ms() - start);
}

static facs_image picture_of(const facs_frame *frame)
{
    return (facs_image){frame->pixels, frame->width, frame->height, frame->stride};
}

/* The shape that the landmarks' followers leave to be fitted here, beside the next frame's
   landmarks. A face that no shape fits is none. */
static void fit_shape(const facs_pdm *pdm, facs_track *track)
{
    if (!track->success || track->has_shape)
        return;
    double start = facs_clock_ms();
    track->success = track->has_shape = facs_shape_fit(pdm, track->landmarks, &track->shape) == 0;
    track->shape_ms += (float)(facs_clock_ms() - start);
}

/* From the face's track, or that there is none, to its result. */
static int describe(facs_analyzer *analyzer, const facs_image *picture, facs_back_end *back_end,
                    facs_result *result)
{
    facs_track *track = &analyzer->track;
    int status;
    fit_shape(analyzer->models->pdm, track);
    result->stage_ms[FACS_STAGE_DETECT] = track->detect_ms;
    result->stage_ms[FACS_STAGE_LANDMARKS] = track->landmarks_ms;
    result->stage_ms[FACS_STAGE_SHAPE] = track->shape_ms;
    result->confidence = track->confidence;
    if (!analyzer->faces)
        facs_cuts_watch(&analyzer->cuts, track, picture, back_end, result);
    if (!track->success) {
        status = facs_back_end_no_face(back_end);
    } else {
        facs_describe_track(analyzer->models, &analyzer->options, picture, track, result);
        status = facs_back_end_face(back_end, picture, track->landmarks, &track->shape, result);
    }
    return status < 0 ? facs_fail_memory(&analyzer->error, "the series of predictions") : 0;
}

/* The next result of frame, but for what was measured. */
static facs_result *begin_result(facs_analyzer *analyzer, const facs_frame *frame)
{
    facs_result *result = &analyzer->results[analyzer->count];
    *result = (facs_result){.size = sizeof(*result)};
    result->index = frame->index;
    result->time = frame->time;
    result->damaged = frame->damaged;
    return result;
}

static int describe_one(facs_analyzer *analyzer, const facs_image *picture, const facs_frame *frame,
                        const facs_track *track)
{
    analyzer->track = *track;
    int status = describe(analyzer, picture, analyzer->back_end, begin_result(analyzer, frame));
    analyzer->count = status == 0;
    return status;
}

/* Room for the rows of one more frame. */
static int make_row_room(facs_analyzer *analyzer)
{
    if (analyzer->row_count + FACS_MAX_FACES <= analyzer->row_room)
        return 0;
    int64_t room = analyzer->row_room ? 2 * analyzer->row_room : 1024;
    row *rows = realloc(analyzer->rows, (size_t)room * sizeof(*rows));
    if (!rows)
        return facs_fail_memory(&analyzer->error, "the rows");
    analyzer->rows = rows;
    analyzer->row_room = room;
    return 0;
}

static int analyze_several(facs_analyzer *analyzer, const facs_image *picture,
                           const facs_frame *frame)
{
    int status = make_row_room(analyzer);
    if (status == 0)
        status = facs_faces_next(analyzer->faces, picture, frame->time, &analyzer->error);
    const int count = status == 0 ? facs_faces_count(analyzer->faces) : 0;
    for (int i = 0; i < count && status == 0; i++) {
        facs_result *result = begin_result(analyzer, frame);
        result->face_id = facs_faces_track(analyzer->faces, i, &analyzer->track);
        facs_back_end *back_end = facs_faces_back_end(analyzer->faces, result->face_id);
        const int64_t before = facs_calibration_frames(facs_back_end_calibration(back_end));
        status = describe(analyzer, picture, back_end, result);
        if (status == 0) {
            analyzer->rows[analyzer->row_count + analyzer->count] =
                (row){result->face_id, (int32_t)before};
            analyzer->count++;
        }
    }
    if (status < 0)
        analyzer->count = 0;
    if (!analyzer->options.live)
        analyzer->row_count += analyzer->count;
    return status;
}

static int check_frame(const facs_analyzer *analyzer, const facs_frame *frame, facs_error *error)
{
    if (!frame->pixels || frame->width < 1 || frame->width > FACS_IMAGE_MAX_SIDE ||
        frame->height < 1 || frame->height > FACS_IMAGE_MAX_SIDE ||
        frame->stride < (ptrdiff_t)3 * frame->width)
        return facs_fail(error, FACS_ERROR_USAGE, -EINVAL,
                         "frame %lld: expected a picture of 1 to %d pixels a side with rows of at "
                         "least 3 bytes a pixel",
                         (long long)frame->index, FACS_IMAGE_MAX_SIDE);
    if (frame->landmarks && analyzer->faces)
        return facs_fail(error, FACS_ERROR_USAGE, -EINVAL,
                         "frame %lld: points can be given for one face alone: ask for one",
                         (long long)frame->index);
    if (!frame->landmarks && !analyzer->tracker && !analyzer->clnf && !analyzer->faces)
        return facs_fail(error, FACS_ERROR_USAGE, -EINVAL,
                         "frame %lld: the models were opened without a detector, so that every "
                         "frame must bring its landmarks",
                         (long long)frame->index);
    return 0;
}

int facs_analyzer_follow(facs_analyzer *analyzer, const facs_frame *frames, int count,
                         facs_track *track, facs_error *error)
{
    facs_image pictures[FACS_MAX_BATCH];
    int sound = 0; /* those that the networks can look at, without one between that they cannot */
    int status = check_frame(analyzer, frames, error);
    if (status < 0 || analyzer->faces)
        return status;
    if (frames->landmarks) {
        track_given(analyzer->models->pdm, frames->landmarks, track);
        return 0;
    }
    while (sound < count && !frames[sound].landmarks &&
           (sound == 0 || check_frame(analyzer, &frames[sound], NULL) == 0)) {
        pictures[sound] = picture_of(&frames[sound]);
        sound++;
    }
    if (analyzer->clnf)
        return facs_clnf_tracker_next(analyzer->clnf, pictures, track, error);
    return facs_tracker_next(analyzer->tracker, pictures, sound, track, error);
}

void facs_analyzer_let_go(facs_analyzer *analyzer)
{
    if (analyzer->tracker)
        facs_tracker_let_go(analyzer->tracker);
}

int facs_analyzer_describe(facs_analyzer *analyzer, const facs_frame *frame,
                           const facs_track *track)
{
    const facs_image picture = picture_of(frame);
    analyzer->error = (facs_error){.kind = FACS_ERROR_NONE};
    analyzer->count = analyzer->pulled = 0;
    return analyzer->faces ? analyze_several(analyzer, &picture, frame)
                           : describe_one(analyzer, &picture, frame, track);
}

int facs_analyzer_push(facs_analyzer *analyzer, const facs_frame *frame)
{
    facs_track track;
    facs_frame own = {.size = 0};
    analyzer->error = (facs_error){.kind = FACS_ERROR_NONE};
    if (analyzer->finished)
        return facs_fail(&analyzer->error, FACS_ERROR_USAGE, -EPIPE,
                         "the stream was finished; open another analyzer");
    if (facs_analyzer_waiting(analyzer))
        return -EAGAIN;
    int status = facs_sized_read(&own, frame, &FACS_SIZED(facs_frame), &analyzer->error);
    if (status == 0)
        status = facs_analyzer_follow(analyzer, &own, 1, &track, &analyzer->error);
    return status < 0 ? status : facs_analyzer_describe(analyzer, &own, &track);
}

int facs_analyzer_pull(facs_analyzer *analyzer, facs_result *result)
{
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

int facs_analyzer_pulled(const facs_analyzer *analyzer)
{
    return analyzer->pulled;
}

int facs_analyzer_waiting(const facs_analyzer *analyzer)
{
    return analyzer->count - analyzer->pulled;
}

/* Of the face with this number. */
static facs_back_end *back_end_of(const facs_analyzer *analyzer, int face_id)
{
    return analyzer->faces ? facs_faces_back_end(analyzer->faces, face_id) : analyzer->back_end;
}

int facs_analyzer_finish(facs_analyzer *analyzer)
{
    if (analyzer->finished)
        return 0;
    const int faces = analyzer->faces ? facs_faces_ids(analyzer->faces) : 1;
    for (int id = 0; id < faces; id++) {
        int status = facs_back_end_finish(back_end_of(analyzer, id));
        if (status < 0 && status != -EPIPE) /* finished by a call that failed at a later one */
            return facs_fail_memory(&analyzer->error, "the calibration");
    }
    analyzer->finished = 1;
    return 0;
}

int facs_analyzer_series(const facs_analyzer *analyzer, int64_t n,
                         float intensity[FACS_INTENSITIES], float presence[FACS_PRESENCES])
{
    int face_id = 0;
    if (analyzer->faces && analyzer->finished) {
        if (n < 0 || n >= analyzer->row_count)
            return -ERANGE;
        face_id = analyzer->rows[n].face;
        n = analyzer->rows[n].frame;
    }
    const facs_back_end *back_end = back_end_of(analyzer, face_id);
    return facs_calibration_get(facs_back_end_calibration(back_end), n, intensity, presence);
}

const facs_back_end *facs_analyzer_back_end(const facs_analyzer *analyzer)
{
    const facs_result *last = &analyzer->results[analyzer->pulled > 0 ? analyzer->pulled - 1 : 0];
    return back_end_of(analyzer, last->face_id);
}

void facs_analyzer_cancel(facs_analyzer *analyzer)
{
    if (analyzer->faces)
        facs_faces_cancel(analyzer->faces);
    if (analyzer->clnf)
        facs_clnf_tracker_cancel(analyzer->clnf);
    if (analyzer->tracker)
        facs_tracker_cancel(analyzer->tracker);
}

const char *facs_analyzer_error(const facs_analyzer *analyzer)
{
    return analyzer->error.text;
}
