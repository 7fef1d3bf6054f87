/* OpenFace's CSV as it comes: the rows of csv.h, straight into a stream, never calibrated. */
#ifndef FACS_OUTPUT_CSV_ROWS_H
#define FACS_OUTPUT_CSV_ROWS_H

#include "output/csv.h"
#include "output/stream.h"

/* The header now, then each row at once. facs_stream_open, facs_stream_write. */
int facs_csv_rows_open(facs_sink *sink, const char *path, const facs_csv_options *options,
                       const facs_stream_options *stream, facs_error *error);

#endif
