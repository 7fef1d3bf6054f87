/* The summary of one result: a row for each face, and for each segment of it. */
#ifndef FACS_EVENTS_SUMMARIZE_H
#define FACS_EVENTS_SUMMARIZE_H

#include "events/figures.h"
#include "events/list.h"
#include "events/parameters.h"
#include "events/segments.h"

/* What is summed up. */
typedef struct facs_summarize_plan {
    const facs_parameters *parameters; /* of the events */
    const facs_segments *segments;     /* NULL: none */
    const char *baseline;              /* label of the segments to compare with; NULL: none */
} facs_summarize_plan;

/* A row of the summary. Valid during the call that passes it. */
typedef struct facs_summary_row {
    const facs_segment *segment; /* NULL: the whole recording */
    const char *rule;
    int outside;           /* 1: the segment lies after the end of the recording */
    int no_baseline;       /* 1: there is nothing to compare with */
    const double *values;  /* [facs_figure_columns()]; NAN: unknown, or a text */
    const double *changes; /* the same less that of the baseline; NULL: not asked for */
} facs_summary_row;

typedef struct facs_summary_rows {
    int (*take)(void *opaque, const facs_summary_row *row); /* not 0: stop */
    void *opaque;
} facs_summary_rows;

/*
 * Reads the result of an input (NULL: not known) and passes its rows: the faces in their order, of
 * each the whole recording and then its segments. Returns what take returned if that is not 0.
 * Other errors as of facs_events_read.
 */
int facs_summarize_result(const facs_summarize_plan *plan, const char *csv, const char *input,
                          const facs_summary_rows *rows, facs_error *error);

#endif
