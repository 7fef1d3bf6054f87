/*
 * Columns from the path of an input: the pattern "{group}/{participant}/{session}.mp4" makes three.
 *
 * A pattern is matched with the end of the path, part by part between separators: as many as it
 * has, each from beginning to end. {name} takes at least one character, * any number, and where
 * there is a choice, the first of them takes as little as possible. Everything else stands for
 * itself.
 */
#ifndef FACS_STUDY_PATH_COLUMNS_H
#define FACS_STUDY_PATH_COLUMNS_H

#include <facs/facs.h>

#define FACS_PATH_COLUMNS 32 /* of a pattern, and of its pieces between two separators */

typedef struct facs_path_piece {
    enum { FACS_PIECE_TEXT, FACS_PIECE_COLUMN, FACS_PIECE_ANY, FACS_PIECE_SEPARATOR } kind;
    const char *text; /* in the pattern */
    size_t length;
    int column;
} facs_path_piece;

/* Starts as all zero: no columns. */
typedef struct facs_path_columns {
    char *names[FACS_PATH_COLUMNS]; /* letters, digits and _ */
    int count;
    char *pattern;
    facs_path_piece *pieces;
    int piece_count;
} facs_path_columns;

/* A value, in the path. */
typedef struct facs_path_value {
    const char *text; /* NULL: the path does not match */
    size_t length;
} facs_path_value;

/* USAGE errors, which begin with "path:"; -ENOMEM. */
int facs_path_columns_open(facs_path_columns *columns, const char *pattern, facs_error *error);
void facs_path_columns_close(facs_path_columns *columns);

/* 1: the path matches, and values has one for each column. 0: it does not; all are NULL. */
int facs_path_columns_match(const facs_path_columns *columns, const char *path,
                            facs_path_value *values);

#endif
