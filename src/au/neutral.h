/* A person's neutral face, facs_neutral in the public interface. The medians are what dynamic
 * models compare with. The levels are the intensity predictors' results for each face without the
 * medians; the calibration takes a person's resting level from a low quantile of them. They alone
 * determine the intensities of a video's first 3000 faces, because a prediction is linear in the
 * median and the level is subtracted from all of them alike. */
#ifndef FACS_AU_NEUTRAL_H
#define FACS_AU_NEUTRAL_H

#include "au/running_median.h"
#include "base/shelf.h"

typedef struct facs_neutral_medians {
    facs_running_median *fhog, *geometry, *levels;
} facs_neutral_medians;

/* NULL: out of memory. */
facs_shelf *facs_neutral_shelf_open(void); /* of medians */

/* Takes empty medians with OpenFace's histograms from the shelf, which may be NULL, or opens new
 * ones; they get neutral's counts if it is not NULL. Opens levels only with neutral or with learn,
 * which facs_neutral_take needs; otherwise they are NULL. -ENOMEM; -EINVAL: they are not such
 * medians. On failure nothing stays open. */
int facs_neutral_open(facs_neutral_medians *medians, const facs_neutral *neutral, int learn,
                      facs_shelf *shelf);
/* Puts them on the shelf if there is one and it has room, otherwise closes them. */
void facs_neutral_medians_close(facs_neutral_medians *medians, facs_shelf *shelf);

/* -ENOMEM. */
int facs_neutral_take(facs_neutral **out, const facs_neutral_medians *medians);

#endif
