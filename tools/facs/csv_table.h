/* The Action Units of a result file of facs or of OpenFace 1.0 to 2.2 ("," or ", " between fields).
 */
#ifndef FACS_TOOLS_CSV_TABLE_H
#define FACS_TOOLS_CSV_TABLE_H

#include <facs/facs.h>

#include <stddef.h>
#include <stdint.h>

#define FACS_CSV_TABLE_AUS (FACS_INTENSITIES + FACS_PRESENCES)

typedef struct facs_csv_table {
    size_t rows;
    int64_t *frames;                    /* ascending, each once */
    double *values[FACS_CSV_TABLE_AUS]; /* AUxx_r, then AUxx_c; NULL: the file has no such column */
    size_t with_face;                   /* rows with success; all, if the file has no such column */
    size_t left_out;    /* frames whose row lacks a number: -nan(ind), NA and the like */
    int64_t first_line; /* of the first of them */
    size_t room;
} facs_csv_table;

/*
 * Read a file. Of a frame with several faces the first row counts; if that lacks a number, the
 * frame is left out. 0, or a negative errno with one sentence in text; the table is then empty.
 */
int facs_csv_table_read(facs_csv_table *table, const char *path, char *text, size_t text_size);
void facs_csv_table_free(facs_csv_table *table);

/* "AU01_r", ... for a column of values; name holds 16 bytes. */
void facs_csv_table_name(int column, char name[16]);

#endif
