/* Landmarks supplied with each frame: no face is looked for. */
#ifndef FACS_LANDMARKS_GIVEN_GIVEN_H
#define FACS_LANDMARKS_GIVEN_GIVEN_H

#include "landmarks/track.h"

/* Makes the track of these points (x0.. y0..); all zero if there is no face. */
void facs_given_track(const facs_pdm *pdm, const float *landmarks, facs_track *track);

#endif
