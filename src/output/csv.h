/* OpenFace 2.2.0's CSV to the letter (docs/openface-csv.md): columns, order, decimals. */
#ifndef FACS_OUTPUT_CSV_H
#define FACS_OUTPUT_CSV_H

#include "output/number.h"
#include "output/picture_names.h"
#include "pipeline/sink.h"
#include "row/columns.h"

#include <math.h>

typedef struct facs_csv_options {
    unsigned features;  /* FACS_FEATURE_* */
    int full_precision; /* write the shortest numbers that read back the same */
    int still_image;    /* leading columns face,confidence instead of frame..success */
    const facs_picture_names *pictures; /* a last column with these; NULL: there is none */
} facs_csv_options;

/* A whole number, as it is written: of FACS_VALUE_ORDINAL and FACS_VALUE_INTEGER. */
static inline int64_t facs_csv_integer(const facs_values *values, int i, const facs_result *result)
{
    const void *value = facs_columns_value(values, i, result);
    return values->kind == FACS_VALUE_ORDINAL ? *(const int64_t *)value + 1 : *(const int *)value;
}

/* Writes the i-th value. Returns the length; 0: an empty cell. */
static inline int facs_csv_number(char text[FACS_NUMBER_SIZE], const facs_values *values, int i,
                                  const facs_result *result, int full_precision)
{
    const void *value = facs_columns_value(values, i, result);
    switch (values->kind) {
    case FACS_VALUE_ORDINAL:
    case FACS_VALUE_INTEGER:
        return facs_number_fixed(text, (double)facs_csv_integer(values, i, result), 0);
    case FACS_VALUE_SECONDS:
        return full_precision ? facs_number_shortest_double(text, *(const double *)value)
                              : facs_number_fixed(text, *(const double *)value, values->decimals);
    case FACS_VALUE_OPTIONAL:
    case FACS_VALUE_FLAG:
        if (isnan(*(const float *)value)) {
            text[0] = '\0';
            return 0;
        }
        break;
    case FACS_VALUE_REAL:
        break;
    }
    return full_precision
               ? facs_number_shortest_float(text, *(const float *)value)
               : facs_number_fixed(text, (double)*(const float *)value, values->decimals);
}

/* What facs_table_read makes of the text that facs_csv_number writes. */
static inline double facs_csv_value(const facs_values *values, int i, const facs_result *result,
                                    int full_precision)
{
    const void *value = facs_columns_value(values, i, result);
    const int is_double = values->kind == FACS_VALUE_SECONDS;
    if (full_precision && is_double)
        return isfinite(*(const double *)value) ? *(const double *)value : (double)NAN;
    if (full_precision)
        return facs_number_shortest_value(*(const float *)value);
    return facs_number_fixed_value(
        is_double ? *(const double *)value : (double)*(const float *)value, values->decimals);
}

/* facs_csv_header, and the column of pictures. */
int facs_csv_head(char *text, size_t size, const facs_csv_options *options);

/* facs_csv_line for a result of this version's size, and the picture's name. */
int facs_csv_row(char *text, size_t size, const facs_result *result,
                 const facs_csv_options *options);

/* Writes rows to a draft of path. finish reads them back, checks that they are what was written,
 * and makes a second draft with the values that have become final; commit renames it to path. So
 * path is complete whenever it exists, and an older file stays until then. OUTPUT errors. */
int facs_csv_open(facs_sink *sink, const char *path, const facs_csv_options *options,
                  facs_error *error);

#endif
