/* Results as lines of JSON, as they come: docs/json-lines.md has the schema; facs.h the line. */
#ifndef FACS_OUTPUT_JSON_LINES_H
#define FACS_OUTPUT_JSON_LINES_H

#include "output/csv.h"
#include "output/stream.h"

/* Of the schema that the lines follow, in each of them: a change that breaks readers raises it. */
#define FACS_JSON_SCHEMA 1

/* A line, with what live knows of it (or NULL); of columns features and full_precision count. */
int facs_json_lines_write(facs_stream *stream, const facs_csv_options *columns,
                          const facs_result *result, const facs_live_row *live, facs_error *error);

#endif
