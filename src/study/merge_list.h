/*
 * The results of a folder: those that its batch tables list, and those that lie there besides, made
 * one by one or by OpenFace.
 */
#ifndef FACS_STUDY_MERGE_LIST_H
#define FACS_STUDY_MERGE_LIST_H

#include "study/batch_rows.h"

#include <facs/study.h>

typedef struct facs_merge_result {
    facs_batch_row row; /* its strings belong to the list; without a table, little is known */
    char *csv;          /* the first file with rows; NULL: the input has no result */
    char *json;         /* NAME.json; NULL: none, as OpenFace's results */
    char *fault;        /* why it cannot be merged; NULL: nothing is known */
    int skip;           /* it is no result */
} facs_merge_result;

/* Starts as all zero. */
typedef struct facs_merge_list {
    facs_merge_result *results; /* [count] in natural order of the inputs' paths */
    size_t count, room;
    facs_batch_rows table, others; /* the rows of the results */
    int64_t left_out;              /* that were logged and are not in results */
} facs_merge_list;

/* Reads the tables and walks the folder. output: a file that is none of the results. INPUT: the
 * folder or a table cannot be read. */
int facs_merge_list_open(facs_merge_list *list, const char *folder, const char *output,
                         const facs_log *log, facs_error *error);

/* Adds a result by its name, whatever it is; its input is what NAME.json says. -ENOMEM. */
int facs_merge_list_add(facs_merge_list *list, const char *csv, facs_error *error);
void facs_merge_list_close(facs_merge_list *list);
void facs_merge_result_free(facs_merge_result *result);

#endif
