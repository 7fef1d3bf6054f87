/* The rows of figures that the page of a study shows, kept until all are known. */
#ifndef FACS_STUDY_STUDY_ROWS_H
#define FACS_STUDY_STUDY_ROWS_H

#include "study/summing.h"

#include <jansson.h>

#define FACS_STUDY_FIGURES 5000000 /* numbers in a page: about 27 MB */

typedef struct facs_study_file {
    char *csv;     /* NULL: it is not shown */
    json_t *texts; /* those of its path */
} facs_study_file;

typedef struct facs_study_row {
    size_t file;
    json_int_t face;
    json_int_t segment; /* the place of its label; -1: the whole recording */
} facs_study_row;

/* Starts as all zero. */
typedef struct facs_study_rows {
    const facs_summing *summing;
    facs_figure_column *columns; /* [count] numbers of a summary */
    int *sources;                /* [count] their places in a row of a summary */
    int count, width;            /* width: with their changes, which follow */
    facs_study_file *files;      /* [file_count] all CSVs that were summed up */
    size_t file_count, file_room;
    facs_study_row *rows; /* [row_count] */
    float *values;        /* [row_count][width] */
    size_t row_count, room, max_rows;
    size_t every;   /* one in so many files is shown */
    int64_t cut;    /* rows of shown files that do not fit */
    json_t *labels; /* label: its place */
    json_t *rules;  /* rule: how many faces it is of */
    char *last;     /* the CSV of the last row */
    int64_t faces;  /* of all files, shown or not, as what follows */
    double frames, usable, seconds, usable_seconds;
} facs_study_rows;

/* At most max_figures numbers are kept. -ENOMEM. */
int facs_study_rows_open(facs_study_rows *kept, const facs_summing *summing, size_t max_figures);
void facs_study_rows_close(facs_study_rows *kept);

/* Takes a row, as the sink of a summing; opaque is a facs_study_rows. */
int facs_study_rows_put(void *opaque, const char *input, const facs_path_value *values,
                        const facs_summary_line *line);

#endif
