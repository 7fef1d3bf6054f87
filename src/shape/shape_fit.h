/* The shape fit: finds the PDM's parameters that best explain 2-D landmarks (OpenFace's
 * PDM::CalcParams), by Gauss-Newton under weak perspective with a Gaussian prior on the local
 * parameters. See docs/algorithm.md, 3. */
#ifndef FACS_SHAPE_SHAPE_FIT_H
#define FACS_SHAPE_SHAPE_FIT_H

#include "shape/pdm.h"

typedef struct facs_shape {
    double global[6];                 /* scale, rx, ry, rz, tx, ty */
    double local[FACS_PDM_MAX_MODES]; /* m of them used */
    double residual; /* RMS distance from landmark to fitted point, pixels, over the visible ones */
    int iterations;
} facs_shape;

/* landmarks: 2n floats, x.. then y.., pixels; one with x == 0 counts as invisible (OpenFace's
 * rule). -EINVAL: not finite, fewer than 4 visible, or all on one vertical or horizontal line;
 * -EDOM: the normal equations have no solution; -ENOMEM: no room for what only some of the points
 * need. On failure shape is unchanged. Faces more than 50 degrees from upright, for which
 * OpenFace's fit ends in another shape because it starts from an upright one, are fitted upright
 * and turned back. */
int facs_shape_fit(const facs_pdm *pdm, const float *landmarks, facs_shape *shape);

/* Starts from a detector's box as OpenFace does (PDM::CalcParams of a box): global of the mean
 * face, rotated by euler (rx, ry, rz, radians), with the box's centre and, averaged over both
 * sides, its size. box: x, y, width, height, pixels. -EINVAL: not finite, or empty. */
int facs_shape_in_box(const facs_pdm *pdm, const float box[4], const double euler[3],
                      double global[6]);

#endif
