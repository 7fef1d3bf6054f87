#include "output/rows.h"

#include "base/error.h"
#include "output/csv_row.h"
#include "output/json_lines.h"

#include <stdlib.h>

typedef struct rows {
    facs_rows_form form;
    facs_csv_options columns;
    facs_stream *stream;
} rows;

/* length: of the line, or a negative errno. */
static int write_line(const rows *r, const char *line, int length, facs_error *error)
{
    if (length < 0)
        return facs_fail(error, FACS_ERROR_INTERNAL, length, "a row is too long");
    return facs_stream_write(r->stream, line, (size_t)length, error);
}

static int row(void *self, const facs_result *result, const facs_pool_frame *frame,
               facs_error *error)
{
    (void)frame;
    const rows *r = self;
    char line[FACS_CSV_LINE_SIZE];
    if (r->form == FACS_ROWS_JSON)
        return facs_json_lines_write(r->stream, &r->columns, result, NULL, error);
    return write_line(r, line, facs_csv_row(line, sizeof(line), result, &r->columns), error);
}

static int write_header(const rows *r, facs_error *error)
{
    char line[FACS_CSV_LINE_SIZE];
    return write_line(
        r, line, facs_csv_header(line, sizeof(line), r->columns.features, r->columns.still_image),
        error);
}

static void release(void *self)
{
    rows *r = self;
    facs_stream_close(&r->stream);
    free(r);
}

int facs_rows_open(facs_sink *sink, const char *path, facs_rows_form form,
                   const facs_csv_options *columns, const facs_stream_options *stream,
                   facs_error *error)
{
    *sink = (facs_sink){0};
    rows *r = calloc(1, sizeof(*r));
    if (!r)
        return facs_fail_memory(error, "the writer of rows");
    r->form = form;
    r->columns = *columns;
    int status = facs_stream_open(&r->stream, path, stream, error);
    if (status == 0 && form == FACS_ROWS_CSV)
        status = write_header(r, error);
    if (status < 0) {
        release(r);
        return status;
    }
    *sink = (facs_sink){.self = r, .row = row, .close = release};
    return 0;
}
