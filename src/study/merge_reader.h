/*
 * The rows of a result's CSV, fast: large blocks, and one pass over the bytes that finds the cells
 * and reads the numbers. base/records.h reads whatever else calls itself CSV, at a tenth of the
 * speed; here a row is one line, as facs and OpenFace write it, with or without blanks after the
 * commas, CRs before the LFs, and quotes around cells.
 */
#ifndef FACS_STUDY_MERGE_READER_H
#define FACS_STUDY_MERGE_READER_H

#include "base/records.h"

#include <facs/facs.h>

typedef struct facs_merge_reader facs_merge_reader;

/* A line. Valid until the next one is read. */
typedef struct facs_merge_line {
    const char *text;
    size_t length;      /* without the line end */
    int plain;          /* every cell is a number, and nothing else is between the commas */
    const char **cells; /* where each begins; it goes on to the next comma or the line's end */
} facs_merge_line;

/* Reads the first line, too: *header, without the line end. hashed: also the digest of the bytes.
 * INPUT errors. */
int facs_merge_reader_open(facs_merge_reader **out, const char *path, int hashed,
                           facs_merge_line *header, facs_error *error);
void facs_merge_reader_close(facs_merge_reader **reader);

/*
 * Reads the next line with count cells, whose numbers go to values[to[i]]; NAN: there is none.
 * to[i] -1: the cell is text, and skipped; in the last cell, it may have line ends within its
 * quotes. 1, 0 at the end, or an INPUT error: -EINVAL if the line has another number of cells, or
 * one is no number.
 */
int facs_merge_reader_next(facs_merge_reader *reader, const int *to, int count, double *values,
                           facs_merge_line *line, facs_error *error);

/* At the end: the size of the file and, if hashed, its digest. */
int64_t facs_merge_reader_end(facs_merge_reader *reader, char sha256[65]);

#endif
