/*
 * --progress json: a line of JSON on standard output for each event of a batch, for programs.
 * docs/progress.md describes them.
 */
#ifndef FACS_TOOLS_BATCH_EVENTS_H
#define FACS_TOOLS_BATCH_EVENTS_H

#include <facs/study.h>

#include <jansson.h>

typedef struct facs_batch_events {
    int handle; /* of standard output; -1: its reader has closed it, or it cannot be written */
    int status; /* why it cannot be written: a negative errno; 0: it can, or the reader closed it */
    int begun;  /* 1: the first line is written */
    const facs_study *study;
    const char *table;          /* path of the batch table; NULL: none */
    double last[FACS_MAX_JOBS]; /* when the progress of the job's input was last written */
} facs_batch_events;

/* How often the progress of an input is written. */
#define FACS_EVENT_SECONDS 1.0

/* study and table must stay valid. */
void facs_batch_events_open(facs_batch_events *events, const facs_study *study, const char *table);

/* Each writes a line, the first one also that of the batch's start. now: seconds of any clock that
 * does not go back. */
void facs_batch_events_note(facs_batch_events *events, const facs_batch_event *event, double now);
void facs_batch_events_end(facs_batch_events *events, const facs_batch_totals *totals,
                           int exit_status);

#endif
