/* The rows of a face that lie in given parts of the recording. */
#ifndef FACS_EVENTS_SELECTION_H
#define FACS_EVENTS_SELECTION_H

#include "events/timing.h"

/* Seconds, from start up to end but without it. */
typedef struct facs_span {
    double start, end;
} facs_span;

/* From minus to plus infinity. */
extern const facs_span facs_span_whole;

enum { FACS_ROW_ELSEWHERE, FACS_ROW_LEFT_OUT, FACS_ROW_USABLE };

typedef struct facs_selection {
    const facs_recorded_face *face;
    const facs_timing *timing;
    const uint8_t *usable;          /* [rows] */
    uint8_t *rows;                  /* [rows]: FACS_ROW_* */
    size_t from, to;                /* all others are elsewhere */
    size_t frames, usables;         /* in the parts; and usable */
    double seconds, usable_seconds; /* that they stand for */
} facs_selection;

/* 0 or -ENOMEM. What it is given must stay. */
int facs_selection_open(facs_selection *selection, const facs_recorded_face *face,
                        const facs_timing *timing, const uint8_t *usable);
void facs_selection_close(facs_selection *selection);

/* Chooses the rows that lie in any of the spans. */
void facs_selection_choose(facs_selection *selection, const facs_span *spans, size_t count);

/* The first row of a face at this time or later. */
size_t facs_row_at(const facs_recorded_face *face, double time);

/* Seconds that a row stands for. */
double facs_selection_seconds(const facs_selection *selection, size_t row);

#endif
