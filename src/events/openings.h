/* How far an eye is open, from everything in a result that shows it. */
#ifndef FACS_EVENTS_OPENINGS_H
#define FACS_EVENTS_OPENINGS_H

#include "events/series.h"

/*
 * Opening of an eye in each row, 1 in the median, NaN where it is not known: the mean of what the
 * 68 points, the eye models and lid_left and lid_right say, as far as the result has them. One of
 * them may lose the lids, above all in eyes that are closed or look down, and seldom all at once.
 * side: 0 right, 1 left; room: [rows]. Returns how many there are; 0: open is all NaN.
 */
int facs_opening_measure(float *open, const facs_recorded_face *face, int side, float *room);

#endif
