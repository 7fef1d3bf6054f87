/* The figures of many results, one after the other: what the table of a summary and the page of a
 * study are made from. */
#ifndef FACS_STUDY_SUMMING_H
#define FACS_STUDY_SUMMING_H

#include "base/crew.h"
#include "study/path_columns.h"
#include "study/summary_job.h"
#include "study/summary_list.h"

#include <facs/answers.h>

/* Gets the rows, on the thread of facs_summing_run. */
typedef struct facs_summing_sink {
    /* input: "" if it is not known. values: those of the path. All are valid during the call. Not
     * 0: out of memory. */
    int (*put)(void *opaque, const char *input, const facs_path_value *values,
               const facs_summary_line *line);
    void *opaque;
} facs_summing_sink;

/* Starts as all zero but options and sink. */
typedef struct facs_summing {
    facs_summarize_options options;
    facs_summing_sink sink;
    facs_summarize_totals totals; /* known after run; its seconds after close */
    facs_parameters parameters;
    facs_segments segments;
    facs_path_columns path;
    uint8_t *matched; /* [segments.count]: 1: a result has it */
    facs_summarize_plan plan;
    facs_summary_list list;
    facs_crew *crew;
    double start_ms, last_ms;
    int64_t unmatched_paths;
} facs_summing;

/* Reads what is asked for and finds the results, as facs_summarize says. output: none of them. */
int facs_summing_open(facs_summing *s, const char *const *paths, const char *output,
                      facs_error *error);

/* Passes the rows of all results, in their order, and logs what was left out. */
int facs_summing_run(facs_summing *s, facs_error *error);

void facs_summing_close(facs_summing *s); /* also after a failed open */

#endif
