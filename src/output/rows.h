/* Rows written to a stream as they come, as CSV or JSON lines: never calibrated. */
#ifndef FACS_OUTPUT_ROWS_H
#define FACS_OUTPUT_ROWS_H

#include "output/outputs.h"
#include "output/stream.h"

/* Writes the CSV header now, then each row at once. Errors: facs_stream_open, facs_stream_write. */
int facs_csv_rows_open(facs_sink *sink, const char *path, const facs_output_run *run,
                       facs_error *error);

/* Writes a row of the CSV, or its header if result is NULL. */
int facs_csv_rows_write(facs_stream *stream, const facs_csv_options *columns,
                        const facs_result *result, facs_error *error);

/* Writes each row at once. Errors as above. */
int facs_json_rows_open(facs_sink *sink, const char *path, const facs_output_run *run,
                        facs_error *error);

#endif
