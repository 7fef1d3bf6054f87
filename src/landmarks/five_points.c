#include "landmarks/five_points.h"

#include "shape/cholesky.h"
#include "shape/rotation.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#define POINTS     5
#define UNKNOWN    6
#define ROOM       FACS_CHOLESKY_ROOM(UNKNOWN)
#define ITERATIONS 10

/* Five points say little about nodding and turning, which only the nose reveals. A prior keeps both
 * near 0; its spread is that of heads in front of a camera, for points that are within NOISE
 * millimetres of the mean face's. */
#define NOISE       4.0 /* mm */
#define NOD_SPREAD  0.3 /* radians */
#define TURN_SPREAD 0.6 /* radians */

/* For each of the five points, the landmarks it is the mean of (iBUG 300-W order). */
static const struct {
    int first, count;
} meaning[POINTS] = {{36, 6}, {42, 6}, {30, 1}, {48, 1}, {54, 1}};

/* Computes the five points of the mean face, mm. */
static void mean_points(const facs_pdm *pdm, double shape[POINTS][3])
{
    for (int i = 0; i < POINTS; i++)
        for (int axis = 0; axis < 3; axis++) {
            double sum = 0;
            for (int k = 0; k < meaning[i].count; k++)
                sum += pdm->mean[axis * pdm->points + meaning[i].first + k];
            shape[i][axis] = sum / meaning[i].count;
        }
}

/* Takes the scale from the size of the five points and the position from their centre; no
 * rotation. */
static int start(double shape[POINTS][3], const float points[10], double global[6])
{
    double middle[4] = {0}, spread = 0, shape_spread = 0;
    for (int i = 0; i < POINTS; i++)
        for (int axis = 0; axis < 2; axis++) {
            middle[axis] += (double)points[2 * i + axis] / POINTS;
            middle[2 + axis] += shape[i][axis] / POINTS;
        }
    for (int i = 0; i < POINTS; i++)
        for (int axis = 0; axis < 2; axis++) {
            const double off = (double)points[2 * i + axis] - middle[axis];
            const double shape_off = shape[i][axis] - middle[2 + axis];
            spread += off * off;
            shape_spread += shape_off * shape_off;
        }
    if (!(spread > 0) || !isfinite(spread) || !(shape_spread > 0))
        return -EINVAL;
    memset(global, 0, 6 * sizeof(*global));
    global[0] = sqrt(spread / shape_spread);
    global[4] = middle[0] - global[0] * middle[2];
    global[5] = middle[1] - global[0] * middle[3];
    return 0;
}

/* Fills the upper triangle of J'J, and J'e in the last column. Rotations multiply on the right, as
 * in the shape fit. */
static void normal_equations(double shape[POINTS][3], const float points[10],
                             const double global[6], double system[ROOM][ROOM])
{
    double r[9], s = global[0];
    facs_rotation_from_euler(&global[1], r);
    memset(system, 0, ROOM * sizeof(system[0]));
    for (int i = 0; i < POINTS; i++) {
        const double *p = shape[i];
        for (int axis = 0; axis < 2; axis++) {
            const double *q = r + 3 * axis;
            double turned = q[0] * p[0] + q[1] * p[1] + q[2] * p[2];
            double row[UNKNOWN + 1] = {
                turned,
                s * (p[1] * q[2] - p[2] * q[1]),
                s * (p[2] * q[0] - p[0] * q[2]),
                s * (p[0] * q[1] - p[1] * q[0]),
                axis == 0,
                axis == 1,
                (double)points[2 * i + axis] - s * turned - global[4 + axis],
            };
            for (int a = 0; a < UNKNOWN; a++)
                for (int b = a; b <= UNKNOWN; b++)
                    system[a][b] += row[a] * row[b];
        }
    }
    const double noise = s * NOISE * s * NOISE;
    const double nod = noise / (NOD_SPREAD * NOD_SPREAD),
                 turn = noise / (TURN_SPREAD * TURN_SPREAD);
    system[1][1] += nod;
    system[1][UNKNOWN] -= nod * global[1];
    system[2][2] += turn;
    system[2][UNKNOWN] -= turn * global[2];
}

int facs_five_points_fit(const facs_pdm *pdm, const float points[10], double global[6])
{
    double shape[POINTS][3], system[ROOM][ROOM], step[ROOM], r[9], turn[9];

    mean_points(pdm, shape);
    int status = start(shape, points, global);
    for (int i = 0; i < ITERATIONS && status == 0; i++) {
        normal_equations(shape, points, global, system);
        for (int k = 0; k < UNKNOWN; k++)
            step[k] = system[k][UNKNOWN];
        status = facs_cholesky_solve_portable(system[0], UNKNOWN, ROOM, step);
        if (status)
            break;
        facs_rotation_from_euler(&global[1], r);
        facs_rotation_from_axis(&step[1], turn);
        facs_rotation_multiply(r, turn, r);
        facs_rotation_to_euler(r, &global[1]);
        global[0] = fmax(global[0] + step[0], global[0] / 2);
        global[4] += step[4];
        global[5] += step[5];
    }
    return status;
}
