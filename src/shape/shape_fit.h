/*
 * The shape fit: the PDM's parameters that explain 2-D landmarks best (OpenFace's PDM::CalcParams).
 * Gauss-Newton, weak perspective, Gaussian prior on the local parameters; ALGORITHM section 3.
 */
#ifndef FACS_SHAPE_SHAPE_FIT_H
#define FACS_SHAPE_SHAPE_FIT_H

#include "shape/pdm.h"

typedef struct facs_shape {
    double global[6];                 /* scale, rx, ry, rz, tx, ty */
    double local[FACS_PDM_MAX_MODES]; /* m used */
    double residual; /* rms distance landmark to fitted point, pixels, over the visible ones */
    int iterations;
} facs_shape;

/*
 * landmarks: 2n floats, x.. then y.., pixels; one with x == 0 counts as invisible (OpenFace's
 * rule). No allocation. -EINVAL: not finite, fewer than 4 visible, or all on one upright
 * or level line; -EDOM: the normal equations could not be solved. On failure shape is as it was.
 */
int facs_shape_fit(const facs_pdm *pdm, const float *landmarks, facs_shape *shape);

#endif
