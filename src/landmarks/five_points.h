/* Where to start from when a detector has found a face: its five points, explained by the mean
 * shape. */
#ifndef FACS_LANDMARKS_FIVE_POINTS_H
#define FACS_LANDMARKS_FIVE_POINTS_H

#include "shape/pdm.h"

/*
 * global: scale, rx, ry, rz, tx, ty of the mean face (68 points, local parameters 0) that fits
 * points best: x, y of both eyes, nose, both mouth corners, pixels. -EINVAL: not finite or without
 * extent; -EDOM: the equations could not be solved.
 */
int facs_five_points_fit(const facs_pdm *pdm, const float points[10], double global[6]);

#endif
