#include "output/csv_rows.h"

#include "base/error.h"
#include "output/csv_row.h"

#include <stdlib.h>

typedef struct csv_rows {
    facs_csv_options options;
    facs_stream *stream;
    char line[FACS_CSV_LINE_SIZE];
} csv_rows;

/* length: of what stands in line, or why nothing does. */
static int write_line(csv_rows *c, int length, facs_error *error)
{
    if (length < 0)
        return facs_fail(error, FACS_ERROR_INTERNAL, length, "a row of the CSV has no room");
    return facs_stream_write(c->stream, c->line, (size_t)length, error);
}

static int row(void *self, const facs_result *result, const facs_pool_frame *frame,
               facs_error *error)
{
    (void)frame;
    csv_rows *c = self;
    const int length = facs_csv_row(c->line, sizeof(c->line), result, c->options.features,
                                    c->options.full_precision, c->options.still_image);
    return write_line(c, length, error);
}

static void release(void *self)
{
    csv_rows *c = self;
    facs_stream_close(&c->stream);
    free(c);
}

int facs_csv_rows_open(facs_sink *sink, const char *path, const facs_csv_options *options,
                       const facs_stream_options *stream, facs_error *error)
{
    *sink = (facs_sink){0};
    csv_rows *c = calloc(1, sizeof(*c));
    if (!c)
        return facs_fail_memory(error, "the writer of CSV rows");
    c->options = *options;
    int status = facs_stream_open(&c->stream, path, stream, error);
    if (status == 0)
        status = write_line(
            c, facs_csv_header(c->line, sizeof(c->line), options->features, options->still_image),
            error);
    if (status < 0) {
        release(c);
        return status;
    }
    *sink = (facs_sink){.self = c, .row = row, .close = release};
    return 0;
}
