/* How far the eyes of a face are open, relative to the same person's open eyes around that time. */
#ifndef FACS_EVENTS_LIDS_H
#define FACS_EVENTS_LIDS_H

#include "events/parameters.h"
#include "events/series.h"

/* Share by which the lids are closed, in each row: 0 as open as before and after, 1 not open at
 * all; NaN without a face. */
typedef struct facs_lids {
    float *both, *right, *left; /* [rows]; they share an allocation */
} facs_lids;

/* 0 with everything NULL: the series has no lids. -ENOMEM. */
int facs_lids_measure(facs_lids *lids, const facs_recorded_face *face,
                      const facs_parameters *parameters);
void facs_lids_free(facs_lids *lids);

#endif
