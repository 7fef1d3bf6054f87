/* Results as JSON lines: docs/json-lines.md has the schema, facs.h the line. */
#ifndef FACS_OUTPUT_JSON_LINES_H
#define FACS_OUTPUT_JSON_LINES_H

#include "output/csv.h"
#include "output/stream.h"

/* Written in every line; raised by a change that breaks readers. */
#define FACS_JSON_SCHEMA 1

/* Writes a line; live may be NULL. Uses only features and full_precision of columns. */
int facs_json_lines_write(facs_stream *stream, const facs_csv_options *columns,
                          const facs_result *result, const facs_live_row *live, facs_error *error);

#endif
