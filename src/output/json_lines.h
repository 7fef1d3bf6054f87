/* Results as lines of JSON, as they come: docs/json-lines.md has the schema; facs.h the line. */
#ifndef FACS_OUTPUT_JSON_LINES_H
#define FACS_OUTPUT_JSON_LINES_H

#include "output/stream.h"
#include "pipeline/sink.h"

/* Of the schema that the lines follow, in each of them: a change that breaks readers raises it. */
#define FACS_JSON_SCHEMA 1

typedef struct facs_json_lines_options {
    unsigned features; /* FACS_FEATURE_* */
    int full_precision;
    facs_stream_options stream;
} facs_json_lines_options;

/* A sink that writes each row to a stream: facs_stream_open, facs_stream_write. */
int facs_json_lines_open(facs_sink *sink, const char *path, const facs_json_lines_options *options,
                         facs_error *error);

/* The same without a sink: a line with what live knows of it. */
int facs_json_lines_write(facs_stream *stream, const facs_json_lines_options *options,
                          const facs_result *result, const facs_live_row *live, facs_error *error);

#endif
