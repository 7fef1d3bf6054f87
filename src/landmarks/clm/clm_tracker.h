/* Follows one face with OpenFace's landmarks: each frame starts from the last frame's shape,
 * and the validator says whether it is still a face. The detector starts it, and restarts a lost
 * one in the frames in which OpenFace would (LandmarkDetectorFunc.cpp, DetectLandmarksInVideo).
 * Beyond OpenFace: a face lost for several frames comes back only where the detector sees one; a
 * followed face is checked now and then, and after a cut; heads on their side are looked for in
 * turned copies of the picture. */
#ifndef FACS_LANDMARKS_CLM_CLM_TRACKER_H
#define FACS_LANDMARKS_CLM_CLM_TRACKER_H

#include "landmarks/method.h"

typedef struct facs_clm_tracker facs_clm_tracker;

/* Like the start of a row; stream's models are facs_clm_models. Takes the search's detector, even
 * on failure. */
int facs_clm_tracker_open(facs_clm_tracker **out, const facs_method_stream *stream,
                          const facs_face_search *search, facs_error *error);
void facs_clm_tracker_close(facs_clm_tracker **tracker);

/* Follows the face into the next picture. A picture without a face is no error. */
int facs_clm_tracker_next(facs_clm_tracker *tracker, const facs_pixels *pixels, facs_track *track,
                          facs_error *error);

void facs_clm_tracker_cancel(facs_clm_tracker *tracker); /* thread-safe */

#endif
