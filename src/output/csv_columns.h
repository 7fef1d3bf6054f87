/* The table of the CSV's columns, and the cells of a row by it. csv.h has facs_csv_column. */
#ifndef FACS_OUTPUT_CSV_COLUMNS_H
#define FACS_OUTPUT_CSV_COLUMNS_H

#include "output/csv.h"

#include <stdio.h>

#define FACS_CSV_NAME_SIZE 24 /* bytes; what facs_csv_column writes at most */

/* Names of all columns with commas between, and a newline. Failures are left in ferror(file). */
void facs_csv_write_header(FILE *file, const facs_csv_options *options);

/* The cells of all columns, with commas between, and a newline. Likewise. */
void facs_csv_write_row(FILE *file, const facs_csv_options *options, const facs_result *result);

/* The last 35 cells of a row and a newline: the Action Units alone. Likewise. */
void facs_csv_write_aus(FILE *file, const facs_csv_options *options, const facs_result *result);

#endif
