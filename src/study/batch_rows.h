/* Rows of batch tables in memory, from any number of tables and journals. */
#ifndef FACS_STUDY_BATCH_ROWS_H
#define FACS_STUDY_BATCH_ROWS_H

#include "output/input_identity.h"

#include <facs/study.h>

/* 2^53: a double holds all whole numbers up to here. */
#define FACS_BATCH_MAX_WHOLE INT64_C(9007199254740992)

/* A row that owns its strings. */
typedef struct facs_batch_record {
    facs_batch_row row;
    char *text;    /* all of its strings */
    int source;    /* the file it is from; of two rows in one file, the later one counts */
    size_t number; /* in the order in which they came */
} facs_batch_record;

/* Starts as all zero. */
typedef struct facs_batch_rows {
    facs_batch_record *records; /* [count] */
    size_t count, room;
    int source; /* of the rows that are added next */
    int own; /* the source of this run's rows, whatever the clocks of earlier ones said; 0: none */
} facs_batch_rows;

/* A figure of a row: the names of its column and of the summary's, and its place in the row. */
typedef struct facs_batch_figure {
    const char *name, *in_summary;
    size_t offset;
} facs_batch_figure;

/* In the order of the columns. */
#define FACS_BATCH_FIGURES 8
extern const facs_batch_figure facs_batch_figure_table[FACS_BATCH_FIGURES];
double *facs_batch_figure_in(facs_batch_row *row, int i);
double facs_batch_figure_of(const facs_batch_row *row, int i);

/* A row of which nothing is known. */
facs_batch_row facs_batch_row_unknown(void);

/* Takes what row does not know from an earlier one of the same input with the same options. */
void facs_batch_row_recall(facs_batch_row *row, const facs_batch_row *before);

/* The time of day, in a form in which texts sort like times: with a fraction of nine digits. */
void facs_batch_now(char text[FACS_TIME_SIZE]);

/* Adds a copy. 0 or -ENOMEM. */
int facs_batch_rows_add(facs_batch_rows *rows, const facs_batch_row *row);
void facs_batch_rows_free(facs_batch_rows *rows);

/* Leaves the newest row of each path, and of each result that a run skipped since it was there, in
 * natural order of the paths. 0 or -ENOMEM. */
int facs_batch_rows_settle(facs_batch_rows *rows);

/* Finds the row of a path among settled ones; NULL: there is none. */
const facs_batch_row *facs_batch_rows_find(const facs_batch_rows *rows, const char *path);

#endif
