/* One frame through all stages: facs_analyzer of the public interface. */
#include "pipeline/analyzer.h"

#include "base/clock.h"
#include "base/error.h"
#include "face/clnf_tracker.h"
#include "face/gaze.h"
#include "shape/camera_pose.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct facs_analyzer {
    const facs_models *models;
    facs_options options;
    /* By the method of the models; both NULL: every frame must bring its landmarks. */
    facs_tracker *tracker;
    facs_clnf_tracker *clnf;
    facs_back_end *back_end;
    facs_track track;
    facs_result result;
    int has_result;
    int finished;
    facs_error error;
};

static int check_options(const facs_options *options, facs_error *error)
{
    if (options->au != FACS_AU_DYNAMIC && options->au != FACS_AU_STATIC)
        return facs_fail(error, FACS_ERROR_USAGE, -EINVAL, "au: expected dynamic or static models");
    if (options->detect_every < 1 || options->detect_every > 100000)
        return facs_fail(error, FACS_ERROR_USAGE, -EINVAL,
                         "detect_every: expected a number from 1 to 100000, not %d",
                         options->detect_every);
    return 0;
}

int facs_analyzer_open(facs_analyzer **out, facs_models *models, const facs_options *options,
                       facs_error *error)
{
    *out = NULL;
    int status = check_options(options, error);
    if (status < 0)
        return status;
    facs_analyzer *analyzer = calloc(1, sizeof(*analyzer));
    if (!analyzer)
        return facs_fail_memory(error, "an analyzer");
    analyzer->models = models;
    analyzer->options = *options;
    status = facs_back_end_open(&analyzer->back_end, models, options->au, error);
    if (status == 0 && models->clnf)
        status = facs_clnf_tracker_open(&analyzer->clnf, models->detector, models->pdm,
                                        models->clnf, error);
    else if (status == 0 && models->pfld)
        status = facs_tracker_open(&analyzer->tracker, models->detector, models->pfld, models->pdm,
                                   options->detect_every, error);
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
    facs_back_end_close(&(*analyzer)->back_end);
    free(*analyzer);
    *analyzer = NULL;
}

/* Take the points that came with the frame; all zero means that there is no face. */
static void track_given(facs_analyzer *analyzer, const float *landmarks)
{
    facs_track *track = &analyzer->track;
    memset(track, 0, sizeof(*track));
    double start = facs_clock_ms();
    if (facs_shape_fit(analyzer->models->pdm, landmarks, &track->shape) == 0) {
        track->success = 1;
        track->confidence = 1;
        memcpy(track->landmarks, landmarks, sizeof(track->landmarks));
        facs_landmarks_box(landmarks, track->box);
    }
    track->shape_ms = (float)(facs_clock_ms() - start);
}

static int follow(facs_analyzer *analyzer, const facs_image *picture)
{
    if (analyzer->clnf)
        return facs_clnf_tracker_next(analyzer->clnf, picture, &analyzer->track, &analyzer->error);
    return facs_tracker_next(analyzer->tracker, picture, &analyzer->track, &analyzer->error);
}

/* The shape that head pose and the p_ columns show: the tracker's own where it has one. */
static const facs_shape *own_shape(const facs_track *track)
{
    return track->has_eyes ? &track->tracked : &track->shape;
}

static void fill_gaze(facs_analyzer *analyzer, const facs_camera *camera, const double pose[6],
                      facs_result *result)
{
    const facs_clnf_models *models = analyzer->models->clnf;
    const facs_pdm *const eye_pdm[2] = {facs_clnf_models_pdm(models, FACS_CLNF_LEFT_EYE),
                                        facs_clnf_models_pdm(models, FACS_CLNF_RIGHT_EYE)};
    facs_gaze gaze;
    if (facs_gaze_estimate(eye_pdm, analyzer->track.eye, result->landmarks_3d, pose, camera,
                           &gaze) < 0)
        return;
    memcpy(result->gaze, gaze.direction, sizeof(result->gaze));
    memcpy(result->gaze_angle, gaze.angle, sizeof(result->gaze_angle));
    memcpy(result->eye_landmarks, gaze.landmarks, sizeof(result->eye_landmarks));
    memcpy(result->eye_landmarks_3d, gaze.landmarks_3d, sizeof(result->eye_landmarks_3d));
}

static void fill_pose(facs_analyzer *analyzer, const facs_image *picture, facs_result *result)
{
    const facs_track *track = &analyzer->track;
    const facs_pdm *pdm = analyzer->models->pdm;
    facs_camera camera = facs_camera_for(picture->width, picture->height, &analyzer->options);
    double pose[6] = {0};
    double start = facs_clock_ms();
    if (facs_camera_pose(pdm, own_shape(track), track->landmarks, &camera, pose) < 0)
        memset(pose, 0, sizeof(pose));
    for (int i = 0; i < 6; i++)
        result->pose[i] = (float)pose[i];
    facs_camera_landmarks_3d(pdm, own_shape(track), track->landmarks, &camera,
                             result->landmarks_3d);
    if (track->has_eyes)
        fill_gaze(analyzer, &camera, pose, result);
    result->stage_ms[FACS_STAGE_POSE] = (float)(facs_clock_ms() - start);
}

static void fill_track(const facs_track *track, facs_result *result)
{
    result->success = 1;
    memcpy(result->box, track->box, sizeof(result->box));
    memcpy(result->landmarks, track->landmarks, sizeof(result->landmarks));
    const facs_shape *shape = own_shape(track);
    for (int i = 0; i < 6; i++)
        result->shape_global[i] = (float)shape->global[i];
    for (int i = 0; i < FACS_MODES; i++)
        result->shape_local[i] = (float)shape->local[i];
}

static int analyze(facs_analyzer *analyzer, const facs_frame *frame)
{
    facs_result *result = &analyzer->result;
    const facs_image picture = {frame->pixels, frame->width, frame->height, frame->stride};
    int status = 0;

    memset(result, 0, sizeof(*result));
    result->index = frame->index;
    result->time = frame->time;
    if (frame->landmarks)
        track_given(analyzer, frame->landmarks);
    else
        status = follow(analyzer, &picture);
    if (status < 0)
        return status;
    result->stage_ms[FACS_STAGE_DETECT] = analyzer->track.detect_ms;
    result->stage_ms[FACS_STAGE_LANDMARKS] = analyzer->track.landmarks_ms;
    result->stage_ms[FACS_STAGE_SHAPE] = analyzer->track.shape_ms;
    result->confidence = analyzer->track.confidence;
    if (!analyzer->track.success) {
        status = facs_back_end_no_face(analyzer->back_end);
    } else {
        fill_track(&analyzer->track, result);
        fill_pose(analyzer, &picture, result);
        status = facs_back_end_face(analyzer->back_end, &picture, analyzer->track.landmarks,
                                    &analyzer->track.shape, result);
    }
    return status < 0 ? facs_fail_memory(&analyzer->error, "the series of predictions") : 0;
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
    if (!frame->landmarks && !analyzer->tracker && !analyzer->clnf)
        return facs_fail(error, FACS_ERROR_USAGE, -EINVAL,
                         "frame %lld: the models were opened without a detector, so that every "
                         "frame must bring its landmarks",
                         (long long)frame->index);
    return 0;
}

int facs_analyzer_push(facs_analyzer *analyzer, const facs_frame *frame)
{
    analyzer->error = (facs_error){.kind = FACS_ERROR_NONE};
    if (analyzer->finished)
        return facs_fail(&analyzer->error, FACS_ERROR_USAGE, -EPIPE,
                         "the stream was finished; open another analyzer");
    if (analyzer->has_result)
        return -EAGAIN;
    int status = check_frame(analyzer, frame, &analyzer->error);
    if (status == 0)
        status = analyze(analyzer, frame);
    analyzer->has_result = status == 0;
    return status;
}

int facs_analyzer_pull(facs_analyzer *analyzer, facs_result *result)
{
    if (!analyzer->has_result)
        return -EAGAIN;
    *result = analyzer->result;
    analyzer->has_result = 0;
    return 0;
}

int facs_analyzer_finish(facs_analyzer *analyzer)
{
    if (analyzer->finished)
        return 0;
    if (facs_back_end_finish(analyzer->back_end) < 0)
        return facs_fail_memory(&analyzer->error, "the calibration");
    analyzer->finished = 1;
    return 0;
}

int facs_analyzer_series(const facs_analyzer *analyzer, int64_t n,
                         float intensity[FACS_INTENSITIES], float presence[FACS_PRESENCES])
{
    return facs_calibration_get(facs_back_end_calibration(analyzer->back_end), n, intensity,
                                presence);
}

const facs_back_end *facs_analyzer_back_end(const facs_analyzer *analyzer)
{
    return analyzer->back_end;
}

void facs_analyzer_cancel(facs_analyzer *analyzer)
{
    if (analyzer->clnf)
        facs_clnf_tracker_cancel(analyzer->clnf);
    if (analyzer->tracker)
        facs_tracker_cancel(analyzer->tracker);
}

const char *facs_analyzer_error(const facs_analyzer *analyzer)
{
    return analyzer->error.text;
}
