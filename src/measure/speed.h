/* How fast head and eyes turn, from one frame of a face to the next. */
#ifndef FACS_MEASURE_SPEED_H
#define FACS_MEASURE_SPEED_H

#include <facs/facs.h>

/* The frame before. Begins as all zero: none. */
typedef struct facs_measure_motion {
    int known; /* 1: it had the face */
    double time;
    float pose[6], gaze[6];
} facs_measure_motion;

/* Takes the face's next frame, which may be without success. Fills in the measures head_speed and
 * gaze_speed; they stay as they are in the first frame of a face and after frames without it. */
void facs_measure_motion_add(facs_measure_motion *motion, facs_result *result);

#endif
