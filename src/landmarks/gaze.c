#include "landmarks/gaze.h"

#include "base/exact_math.h"
#include "shape/rotation.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#define IRIS_POINTS 8    /* the first points of an eye's model; their mean is the pupil */
#define RADIUS      12.0 /* mm, of an eyeball */

/* From the midpoint of an eye's corners to the centre of its eyeball; mm, in the head's frame. */
static const double to_eyeball[3] = {0, -3.5, 7};

/* The outer and inner corner of the left eye, then the inner and outer corner of the right. */
static const int corners[2][2] = {{36, 39}, {42, 45}};

static double dot(const double a[3], const double b[3])
{
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

static void normalise(double vector[3])
{
    double length = sqrt(dot(vector, vector));
    for (int k = 0; k < 3; k++)
        vector[k] /= length;
}

/* Copies one eye's landmarks to their place in gaze. */
static void place_landmarks(const facs_pdm *pdm, const struct facs_clm_eye *eye,
                            const facs_camera *camera, int which, facs_gaze *gaze)
{
    facs_shape shape = {.residual = 0};
    float points[3 * FACS_EYE_LANDMARKS];
    const size_t bytes = FACS_EYE_LANDMARKS * sizeof(float);

    memcpy(shape.global, eye->global, sizeof(shape.global));
    memcpy(shape.local, eye->local, sizeof(shape.local));
    facs_camera_landmarks_3d(pdm, &shape, eye->landmarks, camera, points);
    for (int axis = 0; axis < 3; axis++) {
        const int from = axis * FACS_EYE_LANDMARKS;
        const int to = axis * FACS_EYE_POINTS + which * FACS_EYE_LANDMARKS;
        memcpy(gaze->landmarks_3d + to, points + from, bytes);
        if (axis < 2)
            memcpy(gaze->landmarks + to, eye->landmarks + from, bytes);
    }
}

static void find_pupil(const facs_gaze *gaze, int which, double pupil[3])
{
    for (int axis = 0; axis < 3; axis++) {
        const float *iris =
            gaze->landmarks_3d + axis * FACS_EYE_POINTS + which * FACS_EYE_LANDMARKS;
        pupil[axis] = 0;
        for (int i = 0; i < IRIS_POINTS; i++)
            pupil[axis] += (double)iris[i] / IRIS_POINTS;
    }
}

static void find_eyeball(const float *landmarks_3d, const double rotation[9], int which,
                         double centre[3])
{
    for (int axis = 0; axis < 3; axis++) {
        const float *face = landmarks_3d + axis * FACS_LANDMARKS;
        centre[axis] = ((double)face[corners[which][0]] + (double)face[corners[which][1]]) / 2 +
                       dot(rotation + 3 * axis, to_eyeball);
    }
}

/* Finds the direction from centre to where the ray from the camera to the pupil first meets the
 * eyeball. If the ray misses, it points to (0, 0, -1), as in OpenFace: the eye looks
 * at the camera. */
static void find_direction(const double pupil[3], const double centre[3], double direction[3])
{
    double ray[3] = {pupil[0], pupil[1], pupil[2]};

    normalise(ray);
    const double along = dot(ray, centre);
    const double inside = along * along - dot(centre, centre) + RADIUS * RADIUS;
    const double ahead[3] = {0, 0, -1};
    for (int k = 0; k < 3; k++)
        direction[k] = (inside < 0 ? ahead[k] : ray[k] * (along - sqrt(inside))) - centre[k];
    normalise(direction);
}

int facs_gaze_estimate(const facs_pdm *const eye_pdm[2], const struct facs_clm_eye eye[2],
                       const float *landmarks_3d, const double pose[6], const facs_camera *camera,
                       facs_gaze *gaze)
{
    double rotation[9], sum[3] = {0};

    memset(gaze, 0, sizeof(*gaze));
    if (!(eye[0].global[0] > 0 && eye[1].global[0] > 0))
        return -EDOM;
    facs_rotation_from_euler(pose + 3, rotation);
    for (int which = 0; which < 2; which++) {
        double pupil[3], centre[3], direction[3];
        place_landmarks(eye_pdm[which], &eye[which], camera, which, gaze);
        find_pupil(gaze, which, pupil);
        find_eyeball(landmarks_3d, rotation, which, centre);
        find_direction(pupil, centre, direction);
        for (int k = 0; k < 3; k++) {
            gaze->direction[3 * which + k] = (float)direction[k];
            sum[k] += direction[k];
        }
    }
    if (!isfinite(sum[0] + sum[1] + sum[2])) {
        memset(gaze, 0, sizeof(*gaze));
        return -EDOM;
    }
    gaze->angle[0] = (float)facs_exact_atan2(sum[0], -sum[2]);
    gaze->angle[1] = (float)facs_exact_atan2(sum[1], -sum[2]);
    return 0;
}
