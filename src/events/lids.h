/* How far the eyes of a face are open, relative to the same person's open eyes. */
#ifndef FACS_EVENTS_LIDS_H
#define FACS_EVENTS_LIDS_H

#include "events/parameters.h"
#include "events/series.h"

/* Whose level is 0. */
typedef enum facs_lids_level {
    FACS_LIDS_NEAR, /* the eyes just before and just after: what does not last is closed */
    FACS_LIDS_USUAL /* the eyes of about a minute: looking down and tired lids are closed a little
                     */
} facs_lids_level;

/* In each row: 0 as open as at that level, 1 not open at all; NaN without a face. */
typedef struct facs_lids {
    float *right, *left, *both; /* [rows]: share by which the lids are closed */
    float *sign; /* [rows]: the same of both eyes, raised where AU45 rises: while the eyes are
                    closed, the points of the lids may drift apart */
} facs_lids;

/* 0 with everything NULL: the series has no lids. -ENOMEM. */
int facs_lids_measure(facs_lids *lids, const facs_recorded_face *face,
                      const facs_parameters *parameters, facs_lids_level level);
void facs_lids_free(facs_lids *lids);

#endif
