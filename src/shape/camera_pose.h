/* Head pose before a pin-hole camera, from the PDM's 3-D points (OpenFace's GetPose, GetShape). */
#ifndef FACS_SHAPE_CAMERA_POSE_H
#define FACS_SHAPE_CAMERA_POSE_H

#include "shape/shape_fit.h"

typedef struct facs_camera {
    double fx, fy, cx, cy; /* pixels */
} facs_camera;

/* OpenFace's default: fx = 500 w / 640, fy = 500 h / 480, both their mean; centre of the picture.
   Values of options that are not 0 take its place. */
facs_camera facs_camera_for(int width, int height, const facs_options *options);

/*
 * pose: Tx, Ty, Tz (mm), Rx, Ry, Rz (rad): least squares of the reprojection error over all points
 * (Levenberg-Marquardt from the weak-perspective estimate, as solvePnP's iterative method).
 * -EINVAL: scale not positive or values not finite; -EDOM: it does not converge to finite values.
 */
int facs_camera_pose(const facs_pdm *pdm, const facs_shape *shape, const float *landmarks,
                     const facs_camera *camera, double pose[6]);

/*
 * X0.., Y0.., Z0.. (mm, camera's frame) of the landmarks, as OpenFace's CSV prints them. The scale
 * must not be 0.
 */
void facs_camera_landmarks_3d(const facs_pdm *pdm, const facs_shape *shape, const float *landmarks,
                              const facs_camera *camera, float *landmarks_3d);

#endif
