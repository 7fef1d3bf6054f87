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
 * Faces that lie on their side or upside down (by more than 50 degrees from upright, where
 * OpenFace's fit, which starts from an upright face, ends in another shape) are fitted upright and
 * turned back.
 */
int facs_shape_fit(const facs_pdm *pdm, const float *landmarks, facs_shape *shape);

/*
 * Where OpenFace starts from a detector's box (PDM::CalcParams of a box): global of the mean face,
 * turned by euler (rx, ry, rz, radians), with the box's middle and, on average of both sides, its
 * size. box: x, y, width, height, pixels. -EINVAL: not finite, or without extent.
 */
int facs_shape_in_box(const facs_pdm *pdm, const float box[4], const double euler[3],
                      double global[6]);

#endif
