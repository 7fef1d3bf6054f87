/* How long each row of a recording stands for. */
#ifndef FACS_EVENTS_TIMING_H
#define FACS_EVENTS_TIMING_H

#include "events/series.h"

typedef struct facs_timing {
    uint32_t step;   /* frame numbers from one row to the next; 0: no face has two rows */
    double interval; /* seconds of it, the mean; NAN: not known */
    int timed;       /* 1: rows have times */
    int even;        /* 1: all intervals are equal, as far as times in the CSV can tell */
} facs_timing;

facs_timing facs_timing_of(const facs_recording *recording);

/* 1: the next row is the next frame, so that nothing was missed in between. */
int facs_timing_follows(const facs_timing *timing, const facs_recorded_face *face, size_t row);

/* Seconds that a row stands for: until the next frame, or where there is none, the mean interval.
 * NAN: not known. */
double facs_timing_seconds(const facs_timing *timing, const facs_recorded_face *face, size_t row);

#endif
