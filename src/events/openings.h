/* How far an eye is open, from everything in a result that shows it. */
#ifndef FACS_EVENTS_OPENINGS_H
#define FACS_EVENTS_OPENINGS_H

#include "events/series.h"

/*
 * Opening of an eye in each row, 1 in the median, NaN where it is not known: the mean of what the
 * 68 points, the eye models and lid_left and lid_right say, as far as the result has them; of all
 * three, without the one that says most, as each of them loses the lids now and then in eyes that
 * close, look down or are turned. side: 0 right, 1 left; room: [rows]. Returns how many of them
 * the result has; 0: open is all NaN.
 */
int facs_opening_measure(float *open, const facs_recorded_face *face, int side, float *room);

#endif
