/* The table of a summary: a CSV (RFC 4180), columns as events/figures.h has them. */
#ifndef FACS_STUDY_SUMMARY_TABLE_H
#define FACS_STUDY_SUMMARY_TABLE_H

#include "study/path_columns.h"
#include "study/summary_job.h"

#include <stdio.h>

typedef struct facs_summary_table {
    FILE *out;
    const facs_path_columns *path; /* columns of the inputs' paths, which follow the input */
    facs_figure_column *columns;   /* [count] */
    int count;
    int changes; /* 1: each figure has a column NAME_change */
} facs_summary_table;

/* USAGE: a column of the path has the name of another column. */
int facs_summary_table_check(const facs_path_columns *path, facs_error *error);

/* Lists the columns and writes their names. -ENOMEM. */
int facs_summary_table_begin(facs_summary_table *table);
void facs_summary_table_end(facs_summary_table *table);

/* values: those of the path. */
void facs_summary_table_put(const facs_summary_table *table, const char *input,
                            const facs_path_value *values, const facs_summary_line *line);

/* OUTPUT, -EEXIST: the file exists and is not such a table. */
int facs_summary_table_may_replace(const char *path, facs_error *error);

#endif
