/* Head pose in front of a pinhole camera, from the PDM's 3-D points (OpenFace's GetPose,
 * GetShape). */
#ifndef FACS_SHAPE_CAMERA_POSE_H
#define FACS_SHAPE_CAMERA_POSE_H

#include "shape/shape_fit.h"

typedef struct facs_camera {
    double fx, fy, cx, cy; /* pixels */
} facs_camera;

/* OpenFace's default: fx = 500 w / 640, fy = 500 h / 480, both replaced by their mean; the centre
 * of the picture. Options that are not 0 override these. */
facs_camera facs_camera_for(int width, int height, const facs_options *options);

/* pose: Tx, Ty, Tz (mm), Rx, Ry, Rz (rad): least squares of the reprojection error over all
 * points (Levenberg-Marquardt from the weak-perspective estimate, like solvePnP's iterative
 * method). -EINVAL: scale not positive or values not finite; -EDOM: it does not converge to
 * finite values. */
int facs_camera_pose(const facs_pdm *pdm, const facs_shape *shape, const float *landmarks,
                     const facs_camera *camera, double pose[6]);

/* Computes X0.., Y0.., Z0.. (mm, camera frame) of the landmarks, as in OpenFace's CSV. The scale
 * must not be 0. */
void facs_camera_landmarks_3d(const facs_pdm *pdm, const facs_shape *shape, const float *landmarks,
                              const facs_camera *camera, float *landmarks_3d);

#endif
