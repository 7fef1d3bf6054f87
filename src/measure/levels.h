/* A person's own levels over the frames seen so far: what "wide open" is. */
#ifndef FACS_MEASURE_LEVELS_H
#define FACS_MEASURE_LEVELS_H

#include <facs/facs.h>

#define FACS_MEASURE_BINS 512 /* of 0.1 %, so that quantiles need no stored values */

/* Begins as all zero. */
typedef struct facs_measure_levels {
    int64_t frames;
    uint32_t lid[2][FACS_MEASURE_BINS];
} facs_measure_levels;

/* Takes a frame's measures, unless its quality is not 0. */
void facs_measure_levels_add(facs_measure_levels *levels, const facs_measures *measures);

/* Fills in lid_share; NAN: the level is not known, or the eye was never open. */
void facs_measure_levels_apply(const facs_measure_levels *levels, facs_measures *measures);

#endif
