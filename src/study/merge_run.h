/* The two threads of a merge: one reads and parses, the calling one writes. */
#ifndef FACS_STUDY_MERGE_RUN_H
#define FACS_STUDY_MERGE_RUN_H

#include "study/merge_sink.h"

typedef struct facs_merge_outcome {
    facs_merge_summary summary;
    int64_t unmatched;          /* paths that do not match the plan's */
    const char *unmatched_path; /* the first of them, in the plan's list */
    int64_t foreign;            /* results without NAME.json */
} facs_merge_outcome;

/* Writes the rows of all results of the plan. Adds to the outcome. The sink's errors; INTERNAL;
 * CANCELLED. */
int facs_merge_run(const facs_merge_plan *plan, const facs_merge_sink *sink,
                   facs_merge_outcome *outcome, facs_error *error);

/* Calls the plan's progress, unless it was called a moment before. CANCELLED. */
int facs_merge_progress(const facs_merge_plan *plan, const facs_merge_summary *summary,
                        double *last_ms, facs_error *error);

#endif
