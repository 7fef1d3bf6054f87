/* The parameters of the events' definitions: one table, which docs/events.md repeats. */
#ifndef FACS_EVENTS_PARAMETERS_H
#define FACS_EVENTS_PARAMETERS_H

#include <facs/answers.h>

/* Their places in the table. */
typedef enum facs_parameter_id {
    FACS_BLINK_DEPTH,
    FACS_BLINK_SPEED,
    FACS_BLINK_EDGE,
    FACS_BLINK_CLOSED,
    FACS_BLINK_COMPLETE,
    FACS_BLINK_MIN,
    FACS_BLINK_MAX,
    FACS_BLINK_WINDOW,
    FACS_BLINK_OPEN,
    FACS_PARAMETERS
} facs_parameter_id;

typedef struct facs_parameters {
    double of[FACS_PARAMETERS];
} facs_parameters;

/* The defaults, changed as changes says: "NAME=VALUE,..."; may be NULL. USAGE errors. */
int facs_parameters_set(facs_parameters *parameters, const char *changes, facs_error *error);

#endif
