/*
 * The records of a CSV file, as RFC 4180 and the programs of this field write them: cells between
 * commas, blanks round them taken away, in quotes or not ("" is a quote, commas and line ends count
 * as text), lines that end in LF, CRLF or CR, a UTF-8 mark or none. Files are hostile: a record has
 * at most 256 KiB, and memory does not depend on the file's length. Pipes may be read.
 */
#ifndef FACS_BASE_RECORDS_H
#define FACS_BASE_RECORDS_H

#include <facs/facs.h>

#define FACS_RECORD_CELLS 4096 /* OpenFace's widest result has 714 */

typedef struct facs_records facs_records;

/* Valid until the next one is read. */
typedef struct facs_record {
    char **cells;
    int count;         /* of its cells; those past FACS_RECORD_CELLS are counted only */
    int first_quoted;  /* the first cell stands in quotes */
    int cut;           /* the file ends in it, without a line end */
    int64_t line;      /* where it begins, from 1 */
    int others[4];     /* how many stand outside quotes of: ; tab | blank (none after a comma) */
    const char *whole; /* the first cell, as far as it goes */
} facs_record;

/* INPUT errors: -ENOENT and so on; -EINVAL: the file is plainly no text, or not in UTF-8. */
int facs_records_open(facs_records **out, const char *path, facs_error *error);
void facs_records_close(facs_records **records);

/* The next record that is not blank. 1: there is one, 0: the end, else an INPUT error. */
int facs_records_next(facs_records *records, facs_record *record, facs_error *error);

#endif
