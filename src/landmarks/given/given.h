/* Points that come with each frame, from elsewhere: no face is looked for. */
#ifndef FACS_LANDMARKS_GIVEN_GIVEN_H
#define FACS_LANDMARKS_GIVEN_GIVEN_H

#include "landmarks/track.h"

/* The track that these points (x0.. y0..) make; all zero means that there is no face. */
void facs_given_track(const facs_pdm *pdm, const float *landmarks, facs_track *track);

#endif
