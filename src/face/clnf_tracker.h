/*
 * Following one face with OpenFace's landmarks (CLNF): each frame starts from the last frame's
 * shape; the validator says whether it still is a face; the detector starts it, and starts it anew
 * when it is lost (LandmarkDetectorFunc.cpp's DetectLandmarksInVideo).
 */
#ifndef FACS_FACE_CLNF_TRACKER_H
#define FACS_FACE_CLNF_TRACKER_H

#include "face/clnf.h"
#include "face/detector.h"
#include "face/tracker.h"

typedef struct facs_clnf_tracker facs_clnf_tracker;

/* Takes the detector over, also where it fails; keeps pdm (68 points), models and crew (NULL:
 * none).
 */
int facs_clnf_tracker_open(facs_clnf_tracker **out, facs_detector *detector, const facs_pdm *pdm,
                           const facs_clnf_models *models, facs_crew *crew, facs_error *error);
void facs_clnf_tracker_close(facs_clnf_tracker **tracker);

/* Follow the face into the next picture. A picture without a face is no error. */
int facs_clnf_tracker_next(facs_clnf_tracker *tracker, const facs_image *picture, facs_track *track,
                           facs_error *error);

void facs_clnf_tracker_cancel(facs_clnf_tracker *tracker); /* thread-safe */

#endif
