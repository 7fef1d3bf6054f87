/* The cells of a CSV's row, by the table of columns. facs.h has the header and the whole row. */
#ifndef FACS_OUTPUT_CSV_ROW_H
#define FACS_OUTPUT_CSV_ROW_H

#include "output/number.h"
#include "row/columns.h"

/* The i-th of the values as a number. Returns the length written. */
int facs_csv_number(char text[FACS_NUMBER_SIZE], const facs_values *values, int i,
                    const facs_result *result, int full_precision);

/* All of the values, each with a comma behind it. Returns the length written, or -ENOSPC. */
int facs_csv_cells(char *text, size_t size, const facs_values *values, const facs_result *result,
                   int full_precision);

/* facs_csv_line of a result that is this version's own. */
int facs_csv_row(char *text, size_t size, const facs_result *result, unsigned features,
                 int full_precision, int still);

#endif
