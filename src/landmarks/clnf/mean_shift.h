/*
 * Mean shift on a response map: towards its mean under a Gaussian kernel around where the landmark
 * stands now (OpenFace's NonVectorisedMeanShift_precalc_kde).
 */
#ifndef FACS_LANDMARKS_CLNF_MEAN_SHIFT_H
#define FACS_LANDMARKS_CLNF_MEAN_SHIFT_H

#include "landmarks/clnf/kernel.h"

/*
 * response[window * window], row-major, at least 0, with FACS_RESPONSE_ROOM numbers there that are
 * finite. (x, y): pixels of the map, any number. shift: from (x, y), which counts as moved to the
 * map's edge where it is outside; 0 where the map is empty.
 */
typedef void facs_mean_shifter(const facs_kernel *kernel, const float *response, float x, float y,
                               float shift[2]);

facs_mean_shifter facs_mean_shift_portable, facs_mean_shift_fast; /* base/cpu.h */

#endif
