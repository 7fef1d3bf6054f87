/*
 * The columns of a merged table: what the headers of all results have together, in OpenFace's
 * order. The first five are always there.
 */
#ifndef FACS_STUDY_MERGE_COLUMNS_H
#define FACS_STUDY_MERGE_COLUMNS_H

#include "base/records.h"

/* SQLite holds no more in a table unless it was built to. */
#define FACS_MERGE_COLUMNS 1990

/* The first columns. */
enum {
    FACS_MERGE_FRAME,
    FACS_MERGE_FACE,
    FACS_MERGE_TIME,
    FACS_MERGE_CONFIDENCE,
    FACS_MERGE_SUCCESS,
    FACS_MERGE_LEAD
};

typedef struct facs_merge_column {
    char *name; /* in the CSV */
    char *sql;  /* in a database, whose names do not distinguish X_0 from x_0: X_0_3d */
    int place;  /* in the columns table; those that it does not have come after those it has */
    const char *unit, *meaning; /* "": not known */
    const char *block;          /* "aus"; "": none */
    int decimals;               /* -1: not known */
} facs_merge_column;

/* How the cells of a kind of header go to the columns. */
typedef struct facs_merge_layout {
    char *header; /* its first line, length bytes */
    size_t length;
    char **names; /* [count] */
    int count;
    int *to;   /* [count]: the column of a cell; columns.count: none; -1: none, and it is text */
    int *from; /* [columns.count]: the cell of a column; -1: none */
    int whole; /* no column is missing */
    int same;  /* the cells are the columns, in the same order */
} facs_merge_layout;

typedef struct facs_merge_columns {
    facs_merge_column *list; /* [count] */
    int count;
    facs_merge_layout *layouts;
    int layout_count;
    facs_column *known; /* the columns table of facs */
    int known_count;
} facs_merge_columns;

/* Starts with the first five. -ENOMEM, INTERNAL. */
int facs_merge_columns_open(facs_merge_columns *columns, facs_error *error);
void facs_merge_columns_close(facs_merge_columns *columns);

/*
 * Adds those of a CSV with such a first line. INPUT errors, for a table that is left out:
 * -ENOMSG: it is no result of facs or OpenFace; -EINVAL: damaged, or it does not fit.
 */
int facs_merge_columns_add(facs_merge_columns *columns, const char *csv, const char *header,
                           size_t length, facs_error *error);

/* When all are there: leaves those that match the selection (NULL: all) and sorts them. USAGE: a
 * name of the selection matches none. */
int facs_merge_columns_settle(facs_merge_columns *columns, const char *selection,
                              facs_error *error);

/* NULL: there is no such header. */
const facs_merge_layout *facs_merge_columns_find(const facs_merge_columns *columns,
                                                 const char *header, size_t length);

#endif
