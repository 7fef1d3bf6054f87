/*
 * What a terminal shows of a batch: a line for each input that is being analyzed, and one for the
 * batch. Made from the batch's events alone, so that it does not matter how many jobs there are.
 */
#ifndef FACS_TOOLS_BATCH_VIEW_H
#define FACS_TOOLS_BATCH_VIEW_H

#include "progress.h"

#include <facs/study.h>

#include <stddef.h>
#include <stdint.h>

/* An input that is being analyzed. */
typedef struct facs_batch_view_job {
    const char *path; /* NULL: the job has none */
    int64_t index;    /* of the input */
    facs_input_progress progress;
} facs_batch_view_job;

typedef struct facs_batch_view {
    int64_t inputs, unsized; /* in all; those of unknown size */
    int64_t *sizes;          /* [inputs], bytes; -1: unknown */
    double bytes;            /* of those of known size */
    int64_t done, failed, skipped;
    double ended;  /* bytes of the inputs that have ended */
    double worked; /* bytes of them that were analyzed, which takes time */
    int64_t frames;
    double start; /* seconds: when the first frame was done; NAN: not yet */
    facs_batch_view_job jobs[FACS_MAX_JOBS];
} facs_batch_view;

/* Starts with the inputs of a study. Returns 0 or -ENOMEM. */
int facs_batch_view_open(facs_batch_view *view, const facs_study *study);
void facs_batch_view_close(facs_batch_view *view);

/* now: seconds of any clock that does not go back. The event's input must stay valid. */
void facs_batch_view_note(facs_batch_view *view, const facs_batch_event *event, double now);

/* Seconds until the batch ends; NAN: too early to say. */
double facs_batch_view_left(const facs_batch_view *view, double now);

/*
 * Writes the lines that a terminal of that size has room for, with '\n' between them; the last is
 * the batch's. Returns allocated text, or NULL without memory.
 */
char *facs_batch_view_text(const facs_batch_view *view, double now, int columns, int rows);

#endif
