/* Which rows of a face count, and speeds, for results with and without the columns of measures. */
#ifndef FACS_EVENTS_USABLE_H
#define FACS_EVENTS_USABLE_H

#include "events/series.h"

/* Sets usable, [face->rows], to 1 or 0, and returns the rule's name; docs/summary.md has the rules.
 * Static storage. */
const char *facs_usable_rows(const facs_recorded_face *face, uint8_t *usable);

/* Computes head_speed and gaze_speed from head pose and gaze angles if the result has these but
 * not the speeds. The rows have times. 0 or -ENOMEM. */
int facs_speeds_complete(facs_recorded_face *face);

#endif
