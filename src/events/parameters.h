/* The parameters of the events' definitions: one table, which docs/events.md repeats. */
#ifndef FACS_EVENTS_PARAMETERS_H
#define FACS_EVENTS_PARAMETERS_H

#include <facs/answers.h>

/* Their places in the table. */
typedef enum facs_parameter_id {
    FACS_BLINK_DEPTH,
    FACS_BLINK_LIDS,
    FACS_BLINK_AU45,
    FACS_BLINK_SPEED,
    FACS_BLINK_EDGE,
    FACS_BLINK_CLOSED,
    FACS_BLINK_FULL,
    FACS_BLINK_COMPLETE,
    FACS_BLINK_MIN,
    FACS_BLINK_MAX,
    FACS_BLINK_APART,
    FACS_BLINK_OTHER,
    FACS_BLINK_WINDOW,
    FACS_BLINK_OPEN,
    FACS_CLOSED_LEVEL,
    FACS_CLOSED_BRIDGE,
    FACS_CLOSED_MIN,
    FACS_CLOSED_WINDOW,
    FACS_AU_HIGH,
    FACS_AU_LOW,
    FACS_AU_BRIDGE,
    FACS_AU_MIN,
    FACS_AU_LOWER,
    FACS_AU_UPPER,
    FACS_AU_REACH,
    FACS_AU_APEX,
    FACS_AU_POINTS,
    FACS_AU_INWARDS,
    FACS_AU_ALONE,
    FACS_SMILE_PEAK,
    FACS_SMILE_MIN,
    FACS_SMILE_CHEEKS,
    FACS_SMILE_SHARE,
    FACS_FROWN_PEAK,
    FACS_FROWN_MIN,
    FACS_NOD_AMPLITUDE,
    FACS_NOD_SHORTEST,
    FACS_NOD_LONGEST,
    FACS_NOD_PAUSE,
    FACS_NOD_REVERSALS,
    FACS_NOD_TALKING,
    FACS_GAZE_ANGLE,
    FACS_GAZE_BACK,
    FACS_GAZE_MIN,
    FACS_GAZE_BRIDGE,
    FACS_GAZE_SMOOTH,
    FACS_TALK_AMPLITUDE,
    FACS_TALK_SWING,
    FACS_TALK_PAUSE,
    FACS_TALK_OPENINGS,
    FACS_TALK_SLOWEST,
    FACS_TALK_FASTEST,
    FACS_TALK_MIN,
    FACS_PARAMETERS
} facs_parameter_id;

typedef struct facs_parameters {
    double of[FACS_PARAMETERS];
} facs_parameters;

/* The defaults, changed as changes says: "NAME=VALUE,..."; may be NULL. USAGE errors. */
int facs_parameters_set(facs_parameters *parameters, const char *changes, facs_error *error);

#endif
