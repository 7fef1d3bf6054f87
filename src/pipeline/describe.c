#include "pipeline/describe.h"

#include "landmarks/gaze.h"
#include "os/clock.h"
#include "shape/camera_pose.h"

#include <string.h>

/* The shape for head pose and the p_ columns: the tracker's own if it has one. */
static const facs_shape *own_shape(const facs_track *track)
{
    return track->has_eyes ? &track->tracked : &track->shape;
}

static void fill_gaze(const facs_models *models, const facs_camera *camera, const double pose[6],
                      const facs_track *track, facs_result *result)
{
    const facs_method *method = models->method;
    const facs_pdm *const eye_pdm[2] = {method->eye_pdm(models->landmarks, 0),
                                        method->eye_pdm(models->landmarks, 1)};
    facs_gaze gaze;
    if (facs_gaze_estimate(eye_pdm, track->eye, result->landmarks_3d, pose, camera, &gaze) < 0)
        return;
    memcpy(result->gaze, gaze.direction, sizeof(result->gaze));
    memcpy(result->gaze_angle, gaze.angle, sizeof(result->gaze_angle));
    memcpy(result->eye_landmarks, gaze.landmarks, sizeof(result->eye_landmarks));
    memcpy(result->eye_landmarks_3d, gaze.landmarks_3d, sizeof(result->eye_landmarks_3d));
}

static void fill_pose(const facs_models *models, const facs_camera *camera, const facs_track *track,
                      facs_result *result)
{
    const facs_pdm *pdm = models->pdm;
    double pose[6] = {0};
    double start = facs_clock_ms();
    if (facs_camera_pose(pdm, own_shape(track), track->landmarks, camera, pose) < 0)
        memset(pose, 0, sizeof(pose));
    for (int i = 0; i < 6; i++)
        result->pose[i] = (float)pose[i];
    facs_camera_landmarks_3d(pdm, own_shape(track), track->landmarks, camera, result->landmarks_3d);
    if (track->has_eyes)
        fill_gaze(models, camera, pose, track, result);
    result->stage_ms[FACS_STAGE_POSE] = (float)(facs_clock_ms() - start);
}

static void fill_track(const facs_track *track, facs_result *result)
{
    result->success = !track->is_misposed;
    memcpy(result->box, track->box, sizeof(result->box));
    memcpy(result->landmarks, track->landmarks, sizeof(result->landmarks));
    const facs_shape *shape = own_shape(track);
    for (int i = 0; i < 6; i++)
        result->shape_global[i] = (float)shape->global[i];
    for (int i = 0; i < FACS_MODES; i++)
        result->shape_local[i] = (float)shape->local[i];
}

void facs_describe_track(const facs_models *models, const facs_options *options,
                         const facs_image *picture, const facs_track *track, facs_result *result)
{
    const facs_camera camera = facs_camera_for(picture->width, picture->height, options);
    fill_track(track, result);
    fill_pose(models, &camera, track, result);
}
