/* From the track of a face to what its result says of it, but for the Action Units. */
#ifndef FACS_PIPELINE_DESCRIBE_H
#define FACS_PIPELINE_DESCRIBE_H

#include "landmarks/track.h"
#include "pipeline/models.h"

/* Success, box, landmarks, shape, head pose, points in space, and with eyes their gaze. options:
   the camera's. */
void facs_describe_track(const facs_models *models, const facs_options *options,
                         const facs_image *picture, const facs_track *track, facs_result *result);

#endif
