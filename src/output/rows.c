#include "output/rows.h"

#include "base/error.h"
#include "output/json_lines.h"

#include <stdlib.h>

typedef struct rows {
    const facs_csv_options *columns;
    facs_stream *stream;
} rows;

int facs_csv_rows_write(facs_stream *stream, const facs_csv_options *columns,
                        const facs_result *result, facs_error *error)
{
    char line[FACS_CSV_LINE_SIZE];
    const int length = result ? facs_csv_row(line, sizeof(line), result, columns)
                              : facs_csv_head(line, sizeof(line), columns);
    if (length < 0)
        return facs_fail(error, FACS_ERROR_INTERNAL, length, "a row is too long");
    return facs_stream_write(stream, line, (size_t)length, error);
}

static int csv_row(void *self, const facs_result *result, const facs_pool_frame *frame,
                   facs_error *error)
{
    (void)frame;
    const rows *r = self;
    return facs_csv_rows_write(r->stream, r->columns, result, error);
}

static int json_row(void *self, const facs_result *result, const facs_pool_frame *frame,
                    facs_error *error)
{
    (void)frame;
    const rows *r = self;
    return facs_json_lines_write(r->stream, r->columns, result, NULL, error);
}

static void release(void *self)
{
    rows *r = self;
    facs_stream_close(&r->stream);
    free(r);
}

int facs_json_rows_open(facs_sink *sink, const char *path, const facs_output_run *run,
                        facs_error *error)
{
    const facs_stream_options stream = {
        .cancelled = run->cancelled,
        .opaque = run->opaque,
        .goes_on = facs_outputs_find(run->options, FACS_OUTPUT_FILE, 0) != NULL,
        .log = run->options->analysis.log};
    *sink = (facs_sink){0};
    rows *r = calloc(1, sizeof(*r));
    if (!r)
        return facs_fail_memory(error, "the writer of rows");
    r->columns = run->columns;
    const int status = facs_stream_open(&r->stream, path, &stream, error);
    *sink = (facs_sink){.self = r, .row = json_row, .close = release};
    return facs_sink_opened(sink, status);
}

int facs_csv_rows_open(facs_sink *sink, const char *path, const facs_output_run *run,
                       facs_error *error)
{
    int status = facs_json_rows_open(sink, path, run, error);
    const rows *r = sink->self;
    sink->row = csv_row;
    if (status == 0)
        status = facs_csv_rows_write(r->stream, r->columns, NULL, error);
    return facs_sink_opened(sink, status);
}
