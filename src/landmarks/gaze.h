/* Gaze: for each eye, the direction from the centre of the eyeball, which follows from the head's
 * pose, to the pupil, which follows from the eye's own model (OpenFace's GazeEstimation.cpp).
 * Camera frame: x to the right, y down, z away from the camera; millimetres. */
#ifndef FACS_LANDMARKS_GAZE_H
#define FACS_LANDMARKS_GAZE_H

#include "landmarks/clm/clm.h"
#include "shape/camera_pose.h"

/* Same layout as in facs_result. Eye 0 is the one on the left of the picture. */
typedef struct facs_gaze {
    float direction[6]; /* x, y, z of each eye's unit vector */
    float angle[2]; /* radians, of the mean direction: to the right, down; 0: at the camera plane */
    float landmarks[2 * FACS_EYE_POINTS];    /* x0..x55, y0..y55, pixels */
    float landmarks_3d[3 * FACS_EYE_POINTS]; /* X0..X55, Y0.., Z0.., mm */
} facs_gaze;

/* eye_pdm: models of the left and the right eye, 28 points each. landmarks_3d: X0..X67, Y0.., Z0..
 * of the face, from facs_camera_landmarks_3d. pose: from facs_camera_pose. No allocation. -EDOM: an
 * eye has no fit (scale not positive), or the values give no direction; gaze is then all zero. */
int facs_gaze_estimate(const facs_pdm *const eye_pdm[2], const struct facs_clm_eye eye[2],
                       const float *landmarks_3d, const double pose[6], const facs_camera *camera,
                       facs_gaze *gaze);

#endif
