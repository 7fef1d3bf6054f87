/* One result of a summary, computed on any thread and kept until its turn to be written comes. */
#ifndef FACS_STUDY_SUMMARY_JOB_H
#define FACS_STUDY_SUMMARY_JOB_H

#include "events/summarize.h"
#include "study/merge_list.h"

/* A row, with copies of its figures. */
typedef struct facs_summary_line {
    facs_summary_row row;
    double *values;  /* of the row */
    const char *csv; /* the file that it is of, which is the job's */
} facs_summary_line;

/* Starts as all zero but plan, result and every_face. */
typedef struct facs_summary_job {
    const facs_summarize_plan *plan;
    const facs_merge_result *result;
    int every_face;           /* 1: of NAME_face00.csv also the files of the other faces */
    facs_summary_line *lines; /* [count] */
    size_t count, room;
    char **files; /* [file_count] the CSVs */
    int file_count;
    int status; /* of the work, with its error */
    facs_error error;
} facs_summary_job;

/* Sums the result up. Sets status. */
void facs_summary_job_run(facs_summary_job *job);
void facs_summary_job_free(facs_summary_job *job);

#endif
