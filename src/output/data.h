/*
 * The public facs_data: the rows of a result in memory, column by column. Filled by the output of a
 * run (output/data_output.h), by a program's own results or from a CSV (output/data_read.c).
 */
#ifndef FACS_OUTPUT_DATA_H
#define FACS_OUTPUT_DATA_H

#include "output/csv.h"

typedef struct facs_data_cells {
    facs_data_column about; /* its numbers and integers are not set here */
    char *name;
    int whole; /* 1: cells are int64_t, otherwise double */
    void *cells;
} facs_data_cells;

struct facs_data {
    facs_csv_options options; /* of rows that are added */
    int from_csv;             /* 1: read from a CSV, so that the options say nothing */
    int count;
    facs_data_cells *columns; /* [count], in the CSV's order */
    int64_t rows, room;
    char **pictures; /* [room]: names of image files; NULL: none */
    char *json;      /* NULL: none */
};

/* Makes count columns without names, to be closed also after a failure. -ENOMEM. */
int facs_data_make(facs_data **out, int count);

/* Names a column; known: what the columns table says of it, or NULL. A column without decimals has
 * whole numbers. -ENOMEM. */
int facs_data_describe(facs_data_cells *column, const char *name, const facs_column *known);

/* Makes room for one more row; the rows so far stay. -ENOMEM. */
int facs_data_grow(facs_data *data);

/* Notes the image file of row n, which exists. -ENOMEM. */
int facs_data_set_picture(facs_data *data, int64_t n, const char *name);

/* Adds a row, or (late) writes those values of row n anew that are final only at the end. */
int facs_data_append(facs_data *data, const facs_result *result);
void facs_data_complete(facs_data *data, int64_t n, const facs_result *result);

#endif
