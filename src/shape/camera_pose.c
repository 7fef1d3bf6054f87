#include "shape/camera_pose.h"

#include "shape/cholesky.h"
#include "shape/rotation.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#define UNKNOWN        6 /* a small rotation in the camera's frame, and Tx, Ty, Tz */
#define ROOM           FACS_CHOLESKY_ROOM(UNKNOWN)
#define MAX_ITERATIONS 100   /* real faces need 5 to 10 */
#define ENOUGH         1e-12 /* relative to the squared error: a smaller gain counts as none */
#define MIN_DEPTH      1.0   /* mm in front of the camera */

facs_camera facs_camera_for(int width, int height, const facs_options *options)
{
    double focal = (500.0 * width / 640 + 500.0 * height / 480) / 2;
    facs_camera camera = {focal, focal, width / 2.0, height / 2.0};

    if (options->focal_x != 0)
        camera.fx = (double)options->focal_x;
    if (options->focal_y != 0)
        camera.fy = (double)options->focal_y;
    if (options->centre_x != 0)
        camera.cx = (double)options->centre_x;
    if (options->centre_y != 0)
        camera.cy = (double)options->centre_y;
    return camera;
}

/* The head in front of the camera. */
typedef struct head {
    double rotation[9];
    double place[3]; /* mm */
} head;

typedef struct problem {
    int points;
    const float *landmarks;
    const facs_camera *camera;
    double shape[3 * FACS_PDM_MAX_POINTS]; /* mm, in the head's own frame */
} problem;

/* Rotates one point of the shape. */
static void turn_point(const double rotation[9], const double *shape, int n, int i,
                       double turned[3])
{
    for (int k = 0; k < 3; k++)
        turned[k] = rotation[3 * k] * shape[i] + rotation[3 * k + 1] * shape[i + n] +
                    rotation[3 * k + 2] * shape[i + 2 * n];
}

/* Landmark minus projected point, pixels; 0 if the point is not in front of the camera. */
static int reproject(const problem *p, const head *h, int i, double turned[3], double residual[2])
{
    const facs_camera *camera = p->camera;
    int n = p->points;

    turn_point(h->rotation, p->shape, n, i, turned);
    double depth = turned[2] + h->place[2];
    if (!(depth >= MIN_DEPTH))
        return 0;
    residual[0] =
        (double)p->landmarks[i] - camera->cx - camera->fx * (turned[0] + h->place[0]) / depth;
    residual[1] =
        (double)p->landmarks[i + n] - camera->cy - camera->fy * (turned[1] + h->place[1]) / depth;
    return 1;
}

/* Sum of squares, square pixels; infinite if a point is not in front of the camera. */
static double squared_error(const problem *p, const head *h)
{
    double sum = 0, turned[3], residual[2];

    for (int i = 0; i < p->points; i++) {
        if (!reproject(p, h, i, turned, residual))
            return INFINITY;
        sum += residual[0] * residual[0] + residual[1] * residual[1];
    }
    return sum;
}

/* Fills the upper triangle of J'J, and J'e in the last column. All points are in front of the
 * camera. */
/* The right side is column UNKNOWN. */
static void normal_equations(const problem *p, const head *h, double system[ROOM][ROOM])
{
    memset(system, 0, ROOM * sizeof(system[0]));
    for (int i = 0; i < p->points; i++) {
        double q[3], residual[2];
        reproject(p, h, i, q, residual);
        double depth = q[2] + h->place[2];
        for (int axis = 0; axis < 2; axis++) {
            double near = (axis ? p->camera->fy : p->camera->fx) / depth;
            double far = -near * (q[axis] + h->place[axis]) / depth;
            double t[3] = {axis ? 0 : near, axis ? near : 0,
                           far}; /* derivative by X, Y, Z of the point */
            double row[UNKNOWN + 1] = {q[1] * t[2] - q[2] * t[1],
                                       q[2] * t[0] - q[0] * t[2],
                                       q[0] * t[1] - q[1] * t[0],
                                       t[0],
                                       t[1],
                                       t[2],
                                       residual[axis]};
            for (int a = 0; a < UNKNOWN; a++)
                for (int b = a; b <= UNKNOWN; b++)
                    system[a][b] += row[a] * row[b];
        }
    }
}

/* Takes the step from h at this damping. -EDOM: there is none. */
static int try_step(const double system[ROOM][ROOM], double damping, const head *h, head *next)
{
    double damped[ROOM][ROOM], step[ROOM], turn[9];

    memcpy(damped, system, sizeof(damped));
    for (int k = 0; k < UNKNOWN; k++) {
        step[k] = damped[k][UNKNOWN];
        damped[k][k] *= 1 + damping;
    }
    int status = facs_cholesky_solve_portable(damped[0], UNKNOWN, ROOM, step);
    if (status)
        return status;
    facs_rotation_from_axis(step, turn);
    facs_rotation_multiply(turn, h->rotation, next->rotation);
    for (int k = 0; k < 3; k++)
        next->place[k] = h->place[k] + step[3 + k];
    return 0;
}

/* Levenberg-Marquardt with Marquardt's scaling: damped in proportion to the diagonal. */
static int minimise(const problem *p, head *h)
{
    double system[ROOM][ROOM], damping = 1e-3;
    double error = squared_error(p, h);

    for (int i = 0; i < MAX_ITERATIONS && damping < 1e12; i++) {
        head next;
        normal_equations(p, h, system);
        int status = try_step(system, damping, h, &next);
        double next_error = status ? INFINITY : squared_error(p, &next);
        if (!(next_error <= error)) {
            damping *= 10;
            continue;
        }
        double gain = error - next_error;
        *h = next;
        error = next_error;
        damping = fmax(damping / 10, 1e-12);
        if (gain <= ENOUGH * error)
            break;
    }
    return isfinite(error) ? 0 : -EDOM;
}

/* Starts from weak perspective, with every point at least MIN_DEPTH away. */
static void start(const problem *p, const facs_shape *shape, head *h)
{
    const facs_camera *camera = p->camera;
    double depth = camera->fx / shape->global[0];

    facs_rotation_from_euler(&shape->global[1], h->rotation);
    for (int i = 0; i < p->points; i++) {
        double turned[3];
        turn_point(h->rotation, p->shape, p->points, i, turned);
        depth = fmax(depth, 2 * MIN_DEPTH - turned[2]);
    }
    h->place[0] = (shape->global[4] - camera->cx) * depth / camera->fx;
    h->place[1] = (shape->global[5] - camera->cy) * depth / camera->fy;
    h->place[2] = depth;
}

static int check(const facs_pdm *pdm, const facs_shape *shape, const float *landmarks,
                 const facs_camera *camera)
{
    int sound = shape->global[0] > 0 && camera->fx > 0 && camera->fy > 0 &&
                isfinite(camera->fx + camera->fy + camera->cx + camera->cy);

    for (int k = 0; k < 6; k++)
        sound &= isfinite(shape->global[k]) != 0;
    for (int j = 0; j < pdm->modes; j++)
        sound &= isfinite(shape->local[j]) != 0;
    for (int i = 0; i < 2 * pdm->points; i++)
        sound &= isfinite(landmarks[i]) != 0;
    return sound ? 0 : -EINVAL;
}

int facs_camera_pose(const facs_pdm *pdm, const facs_shape *shape, const float *landmarks,
                     const facs_camera *camera, double pose[6])
{
    problem p = {.points = pdm->points, .landmarks = landmarks, .camera = camera};
    head h;

    int status = check(pdm, shape, landmarks, camera);
    if (status)
        return status;
    facs_pdm_shape_3d(pdm, shape->local, p.shape);
    start(&p, shape, &h);
    status = minimise(&p, &h);
    if (status)
        return status;
    memcpy(pose, h.place, sizeof(h.place));
    facs_rotation_to_euler(h.rotation, pose + 3);
    return 0;
}

void facs_camera_landmarks_3d(const facs_pdm *pdm, const facs_shape *shape, const float *landmarks,
                              const facs_camera *camera, float *landmarks_3d)
{
    int n = pdm->points;
    double points[3 * FACS_PDM_MAX_POINTS], rotation[9], turned[3];

    facs_pdm_shape_3d(pdm, shape->local, points);
    facs_rotation_from_euler(&shape->global[1], rotation);
    for (int i = 0; i < n; i++) {
        turn_point(rotation, points, n, i, turned);
        double depth = camera->fx / shape->global[0] + turned[2];
        landmarks_3d[i] = (float)(depth * ((double)landmarks[i] - camera->cx) / camera->fx);
        landmarks_3d[i + n] = (float)(depth * ((double)landmarks[i + n] - camera->cy) / camera->fy);
        landmarks_3d[i + 2 * n] = (float)depth;
    }
}
