/* Events of a kind, counted in chosen rows. */
#ifndef FACS_EVENTS_TALLY_H
#define FACS_EVENTS_TALLY_H

#include "events/selection.h"

#include <facs/answers.h>

/* Events count where they begin, if that row is usable. */
typedef struct facs_tally {
    size_t count, partial, duchenne;
    size_t timed;     /* those whose beginning and end were seen */
    double durations; /* of these, together: seconds */
    double seconds;   /* usable time within events, also those that began before */
} facs_tally;

/* 1: the recording has the columns from which such events are found, so that none means none. */
int facs_tally_is_known(const facs_recorded_face *face, const char *kind);

/* events: of the face, [count] by onset. */
facs_tally facs_tally_of(const facs_selection *selection, const facs_event *events, size_t count,
                         const char *kind);

#endif
