/*
 * Following one face with OpenFace's landmarks (CLNF): each frame starts from the last frame's
 * shape; the validator says whether it still is a face; the detector starts it, and starts it anew
 * when it is lost, in the frames in which OpenFace would ask (LandmarkDetectorFunc.cpp's
 * DetectLandmarksInVideo). Beyond OpenFace: a face that was lost for some frames comes back only
 * where the detector sees one; a followed face is checked now and then, and after a cut; heads on
 * their side are looked for in turned copies of the picture.
 */
#ifndef FACS_LANDMARKS_CLNF_CLNF_TRACKER_H
#define FACS_LANDMARKS_CLNF_CLNF_TRACKER_H

#include "base/pixels.h"
#include "detect/face_search.h"
#include "landmarks/clnf/clnf.h"
#include "landmarks/track.h"

typedef struct facs_clnf_tracker facs_clnf_tracker;

/* Takes the search's detector, also on failure; keeps pdm (68 points), models and crew (NULL:
   none). */
int facs_clnf_tracker_open(facs_clnf_tracker **out, const facs_face_search *search,
                           const facs_pdm *pdm, const facs_clnf_models *models, facs_crew *crew,
                           facs_error *error);
void facs_clnf_tracker_close(facs_clnf_tracker **tracker);

/* Follow the face into the next picture. A picture without a face is no error. */
int facs_clnf_tracker_next(facs_clnf_tracker *tracker, const facs_pixels *pixels, facs_track *track,
                           facs_error *error);

void facs_clnf_tracker_cancel(facs_clnf_tracker *tracker); /* thread-safe */

#endif
