#include "measure/speed.h"

#include "base/exact_math.h"
#include "shape/rotation.h"

#include <math.h>
#include <string.h>

#define DEGREES 57.295779513082320877 /* per radian */

/* Over how long a turn is measured, seconds, whatever the frame rate: from one frame to the next,
 * errors of the pose alone would give 20 degrees/s at 240 frames/s. */
#define SPAN 0.1

/* Times of frames are rounded. */
#define NEAR 0.002

/* Frames that are closer together need not all be kept: so many fit into the ring. */
#define STEP (SPAN / (FACS_MEASURE_LOOKS / 2))

/* After a longer pause than this, nobody knows how the head got from one place to the other. */
#define MAX_PAUSE 1.0

static void rotation_of(const float *pose, double matrix[9])
{
    const double euler[3] = {(double)pose[0], (double)pose[1], (double)pose[2]};
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

/* The i-th last look, from 0. */
static const facs_measure_look *last(const facs_measure_motion *motion, int i)
{
    return &motion->looks[(motion->next + 2 * FACS_MEASURE_LOOKS - 1 - i) % FACS_MEASURE_LOOKS];
}

static void keep(facs_measure_motion *motion, const facs_measure_look *look)
{
    if (motion->count > 0 && look->time - last(motion, 0)->time < STEP)
        return;
    motion->looks[motion->next] = *look;
    motion->next = (motion->next + 1) % FACS_MEASURE_LOOKS;
    motion->count += motion->count < FACS_MEASURE_LOOKS;
}

static void measure(const facs_measure_look *before, const facs_measure_look *now,
                    facs_measures *measures)
{
    const double seconds = now->time - before->time;
    double old[9], turn[9], from[3], to[3];
    rotation_of(before->pose, old);
    rotation_of(now->pose, turn);
    measures->head_speed = (float)(turned(old, turn) / seconds);
    if (look(before->gaze, old, from) && look(now->gaze, turn, to))
        measures->gaze_speed = (float)(between(from, to) / seconds);
}

void facs_measure_motion_add(facs_measure_motion *motion, facs_result *result)
{
    facs_measure_look now = {.time = result->time};
    const double pause = motion->count > 0 ? now.time - last(motion, 0)->time : 0;
    memcpy(now.pose, result->pose + 3, sizeof(now.pose));
    memcpy(now.gaze, result->gaze, sizeof(now.gaze));
    if (!result->success || pause < 0 || pause > MAX_PAUSE)
        motion->count = 0;
    for (int i = 0; i < motion->count; i++)
        if (now.time - last(motion, i)->time >= SPAN - NEAR) {
            measure(last(motion, i), &now, &result->measures);
            break;
        }
    if (result->success)
        keep(motion, &now);
}
