/* Rows written to a stream as they come, as CSV or JSON lines: never calibrated. */
#ifndef FACS_OUTPUT_ROWS_H
#define FACS_OUTPUT_ROWS_H

#include "output/csv.h"
#include "output/stream.h"

typedef enum facs_rows_form { FACS_ROWS_CSV, FACS_ROWS_JSON } facs_rows_form;

/* Writes the CSV header now, then each row at once. Errors: facs_stream_open, facs_stream_write. */
int facs_rows_open(facs_sink *sink, const char *path, facs_rows_form form,
                   const facs_csv_options *columns, const facs_stream_options *stream,
                   facs_error *error);

#endif
