#include "measure/speed.h"

#include "base/exact_math.h"
#include "shape/rotation.h"

#include <math.h>
#include <string.h>

#define DEGREES 57.295779513082320877 /* per radian */

/* After a longer pause than this, nobody knows how the head got from one place to the other. */
#define MAX_PAUSE 1.0 /* seconds */

static void rotation_of(const float *pose, double matrix[9])
{
    const double euler[3] = {(double)pose[3], (double)pose[4], (double)pose[5]};
    facs_rotation_from_euler(euler, matrix);
}

/* The angle of the rotation from a to b, degrees. From both sine and cosine: acos alone would lose
 * small angles. */
static double turned(const double a[9], const double b[9])
{
    double d[9] = {0}; /* a^T b */
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
            for (int k = 0; k < 3; k++)
                d[3 * i + j] += a[3 * k + i] * b[3 * k + j];
    const double x = d[7] - d[5], y = d[2] - d[6], z = d[3] - d[1];
    return DEGREES * facs_exact_atan2(sqrt(x * x + y * y + z * z), d[0] + d[4] + d[8] - 1);
}

/* The direction of both eyes together in the head's frame; 0: there is no gaze. */
static int look(const float *gaze, const double turn[9], double out[3])
{
    double camera[3], size = 0;
    for (int i = 0; i < 3; i++)
        camera[i] = (double)gaze[i] + (double)gaze[3 + i];
    for (int i = 0; i < 3; i++) {
        out[i] = turn[i] * camera[0] + turn[3 + i] * camera[1] + turn[6 + i] * camera[2];
        size += out[i] * out[i];
    }
    return size > 0;
}

static double between(const double a[3], const double b[3])
{
    const double x = a[1] * b[2] - a[2] * b[1], y = a[2] * b[0] - a[0] * b[2],
                 z = a[0] * b[1] - a[1] * b[0];
    return DEGREES *
           facs_exact_atan2(sqrt(x * x + y * y + z * z), a[0] * b[0] + a[1] * b[1] + a[2] * b[2]);
}

void facs_measure_motion_add(facs_measure_motion *motion, facs_result *result)
{
    const double seconds = result->time - motion->time;
    double before[9], now[9], from[3], to[3];
    if (result->success && motion->known && seconds > 0 && seconds <= MAX_PAUSE) {
        rotation_of(motion->pose, before);
        rotation_of(result->pose, now);
        result->measures.head_speed = (float)(turned(before, now) / seconds);
        if (look(motion->gaze, before, from) && look(result->gaze, now, to))
            result->measures.gaze_speed = (float)(between(from, to) / seconds);
    }
    motion->known = result->success;
    motion->time = result->time;
    memcpy(motion->pose, result->pose, sizeof(motion->pose));
    memcpy(motion->gaze, result->gaze, sizeof(motion->gaze));
}
