/* How fast head and eyes turn. */
#ifndef FACS_MEASURE_SPEED_H
#define FACS_MEASURE_SPEED_H

#include <facs/facs.h>

#define FACS_MEASURE_LOOKS 16

/* Where head and eyes were pointed. */
typedef struct facs_measure_look {
    double time;   /* seconds */
    float pose[3]; /* Rx, Ry, Rz, radians */
    float gaze[6]; /* both eyes', as in facs_result */
} facs_measure_look;

/* What was seen in the last tenth of a second. Begins as all zero: nothing. */
typedef struct facs_measure_motion {
    int count, next;                             /* of the ring */
    facs_measure_look looks[FACS_MEASURE_LOOKS]; /* since the face was last lost */
} facs_measure_motion;

/* Takes the face's next frame, which may be without success. Fills in the measures head_speed and
 * gaze_speed; they stay as they are in the first tenth of a second of a face and after frames
 * without it. */
void facs_measure_motion_add(facs_measure_motion *motion, facs_result *result);

#endif
