/* The cells of a CSV row, from the columns table; facs.h declares the header and the line. */
#ifndef FACS_OUTPUT_CSV_ROW_H
#define FACS_OUTPUT_CSV_ROW_H

#include "output/csv.h"
#include "output/number.h"
#include "row/columns.h"

/* Writes the i-th value. Returns the length. */
static inline int facs_csv_number(char text[FACS_NUMBER_SIZE], const facs_values *values, int i,
                                  const facs_result *result, int full_precision)
{
    const void *value = facs_columns_value(values, i, result);
    switch (values->kind) {
    case FACS_VALUE_ORDINAL:
        return facs_number_fixed(text, (double)(*(const int64_t *)value + 1), 0);
    case FACS_VALUE_INTEGER:
        return facs_number_fixed(text, *(const int *)value, 0);
    case FACS_VALUE_SECONDS:
        return full_precision ? facs_number_shortest_double(text, *(const double *)value)
                              : facs_number_fixed(text, *(const double *)value, values->decimals);
    case FACS_VALUE_REAL:
    case FACS_VALUE_FLAG:
        break;
    }
    return full_precision
               ? facs_number_shortest_float(text, *(const float *)value)
               : facs_number_fixed(text, (double)*(const float *)value, values->decimals);
}

/* Writes all the values, each followed by a comma. Returns the length, or -ENOSPC. */
int facs_csv_cells(char *text, size_t size, const facs_values *values, const facs_result *result,
                   int full_precision);

/* facs_csv_line for a result of this version's size. */
int facs_csv_row(char *text, size_t size, const facs_result *result,
                 const facs_csv_options *options);

#endif
