/*
 * The records of a CSV file, as RFC 4180 and the programs of this field write them: cells between
 * commas, without the blanks around them, quoted or not ("" is a quote; commas and line ends within
 * quotes are text), lines that end in LF, CRLF or CR, in UTF-8 with or without a byte order mark,
 * or in UTF-16 with one, of which cells are made UTF-8. Files are hostile: a record has at most 256
 * KiB, and memory does not grow with the file. Pipes work, too.
 */
#ifndef FACS_BASE_RECORDS_H
#define FACS_BASE_RECORDS_H

#include <facs/facs.h>

/* Returns the length of the UTF-8 character that begins at bytes, of which there are count; 0: none
 * does. */
size_t facs_utf8_character(const unsigned char *bytes, size_t count);

#define FACS_RECORD_CELLS 4096 /* OpenFace's widest result has 714 */

typedef struct facs_records facs_records;

/* Valid until the next record is read. */
typedef struct facs_record {
    char **cells;
    int count;        /* of cells; those past FACS_RECORD_CELLS are only counted */
    int first_quoted; /* the first cell is quoted */
    int cut;          /* the file ends here, without a line end */
    int64_t line;     /* where it begins, from 1 */
    int others[4]; /* the number of ; tab | and blanks outside quotes (no blanks after a comma) */
    const char *whole; /* the first cell */
} facs_record;

/* INPUT errors: -ENOENT and so on; -EINVAL: the file is clearly not text, or not UTF-8. */
int facs_records_open(facs_records **out, const char *path, facs_error *error);
void facs_records_close(facs_records **records);

/* From now on, blanks around cells belong to them. */
void facs_records_keep_blanks(facs_records *records);

/* Read the next record that is not blank. 1, 0 at the end, or an INPUT error. */
int facs_records_next(facs_records *records, facs_record *record, facs_error *error);

#endif
