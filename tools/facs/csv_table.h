/* The Action Units in a result of facs or of OpenFace 1.0 to 2.2 ("," or ", " between fields). */
#ifndef FACS_TOOLS_CSV_TABLE_H
#define FACS_TOOLS_CSV_TABLE_H

#include <facs/facs.h>

#include <stddef.h>
#include <stdint.h>

#define FACS_CSV_TABLE_AUS (FACS_INTENSITIES + FACS_PRESENCES)

typedef struct facs_csv_row {
    int64_t frame;
    double values[FACS_CSV_TABLE_AUS]; /* AUxx_r, then AUxx_c; NaN if the column is missing */
} facs_csv_row;

typedef struct facs_csv_table {
    facs_csv_row *rows; /* by frame, in ascending order, no frame twice */
    size_t count, room;
    size_t with_face;   /* rows with success 1; all if the column is missing */
    size_t left_out;    /* rows with -nan(ind), NA or the like instead of a number */
    int64_t first_line; /* of the first such row */
} facs_csv_table;

/*
 * Reads a file. If a frame has several faces, only its first row counts; if that lacks a number,
 * the frame is left out. Returns 0 or a negative errno; then the table is empty.
 */
int facs_csv_table_read(facs_csv_table *table, const char *path, facs_error *error);
void facs_csv_table_free(facs_csv_table *table);

/* Returns the index of the intensity for presence p, or -1: AU28 has only a presence. */
int facs_csv_table_intensity(int p);

#endif
