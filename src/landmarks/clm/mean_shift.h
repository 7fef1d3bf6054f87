/* Mean shift on a response map, from the landmark towards the map's mean under a Gaussian kernel
 * (OpenFace's NonVectorisedMeanShift_precalc_kde). */
#ifndef FACS_LANDMARKS_CLM_MEAN_SHIFT_H
#define FACS_LANDMARKS_CLM_MEAN_SHIFT_H

#include "landmarks/clm/kernel.h"

/* response[window * window], row-major, at least 0; FACS_RESPONSE_ROOM finite numbers can be read.
 * (x, y): any number, pixels of the map. shift: from (x, y), clamped to the map; 0 if the map is
 * empty. */
typedef void facs_mean_shifter(const facs_kernel *kernel, const float *response, float x, float y,
                               float shift[2]);

facs_mean_shifter facs_mean_shift_portable, facs_mean_shift_fast; /* base/cpu.h */

#endif
