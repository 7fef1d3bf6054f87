/*
 * A person's neutral face, as facs_neutral of the public interface. The medians are what dynamic
 * models compare with. The levels are what the predictors of the intensities made of each face
 * without them: the calibration takes a person's resting level from a low quantile. That alone
 * decides over the intensities of a video's first 3000 faces, as a prediction is linear in the
 * median and the level is taken from all of them alike.
 */
#ifndef FACS_AU_NEUTRAL_H
#define FACS_AU_NEUTRAL_H

#include "au/running_median.h"

typedef struct facs_neutral_medians {
    facs_running_median *fhog, *geometry, *levels;
} facs_neutral_medians;

/* Empty, as OpenFace's histograms begin, or with neutral's counts if it is not NULL. The levels are
 * only opened (otherwise NULL) with neutral, or with learn, for facs_neutral_take. -ENOMEM;
 * -EINVAL: neutral's counts are not such medians. Nothing is left open on failure. */
int facs_neutral_open(facs_neutral_medians *medians, const facs_neutral *neutral, int learn);
void facs_neutral_medians_close(facs_neutral_medians *medians);

/* -ENOMEM. */
int facs_neutral_take(facs_neutral **out, const facs_neutral_medians *medians);

#endif
