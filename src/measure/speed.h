/* How fast head and eyes turn, from one frame of a face to the next. */
#ifndef FACS_MEASURE_SPEED_H
#define FACS_MEASURE_SPEED_H

#include <facs/facs.h>

/* The last frame with the face. Begins as all zero: none. */
typedef struct facs_measure_motion {
    int known;
    int64_t index;
    double time;
    float pose[6], gaze[6];
} facs_measure_motion;

/* Fills in the measures head_speed and gaze_speed of a result with success; they stay as they are
 * for the first frame of a face, and after a gap. */
void facs_measure_motion_add(facs_measure_motion *motion, facs_result *result);

#endif
