/*
 * Gaze: for each eye the direction from the centre of the eyeball, which the head's pose gives, to
 * the pupil, which the eye's own model gives (OpenFace's GazeEstimation.cpp). Camera's frame: x to
 * the right, y down, z away from the camera; millimetres.
 */
#ifndef FACS_LANDMARKS_GAZE_H
#define FACS_LANDMARKS_GAZE_H

#include "landmarks/clnf/clnf.h"
#include "shape/camera_pose.h"

/* Laid out as facs_result has it. Eye 0 is the left one of the picture. */
typedef struct facs_gaze {
    float direction[6]; /* x, y, z of each eye's unit vector */
    float angle[2]; /* radians, of both eyes' mean: to the right, down; 0: at the camera plane */
    float landmarks[2 * FACS_EYE_POINTS];    /* x0..x55, y0..y55, pixels */
    float landmarks_3d[3 * FACS_EYE_POINTS]; /* X0..X55, Y0.., Z0.., mm */
} facs_gaze;

/*
 * eye_pdm: of the left and the right eye, 28 points each. landmarks_3d: X0..X67, Y0.., Z0.. of the
 * face (facs_camera_landmarks_3d). pose: facs_camera_pose's. No allocation. -EDOM: an eye has no
 * fit (scale not positive), or the values give no direction; gaze is then all zero.
 */
int facs_gaze_estimate(const facs_pdm *const eye_pdm[2], const struct facs_clnf_eye eye[2],
                       const float *landmarks_3d, const double pose[6], const facs_camera *camera,
                       facs_gaze *gaze);

#endif
