/* Fits the mean shape to a detector's five points, to start the landmarks from. */
#ifndef FACS_LANDMARKS_FIVE_POINTS_H
#define FACS_LANDMARKS_FIVE_POINTS_H

#include "shape/pdm.h"

/* Fits global (scale, rx, ry, rz, tx, ty) of the mean face (68 points, local parameters 0) to
 * points: x, y of both eyes, nose and both mouth corners, pixels. -EINVAL: not finite or all in one
 * place; -EDOM: the equations have no solution. */
int facs_five_points_fit(const facs_pdm *pdm, const float points[10], double global[6]);

#endif
