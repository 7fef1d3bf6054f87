/* Fills in a face's result from its track, except for the Action Units. */
#ifndef FACS_PIPELINE_DESCRIBE_H
#define FACS_PIPELINE_DESCRIBE_H

#include "landmarks/track.h"
#include "pipeline/models.h"

/* Fills in success, box, landmarks, shape, head pose, 3D landmarks and, with eyes, gaze. options:
   for the camera. */
void facs_describe_track(const facs_models *models, const facs_options *options,
                         const facs_image *picture, const facs_track *track, facs_result *result);

#endif
