#include "output/csv_rows.h"

#include "base/error.h"
#include "output/csv_columns.h"

#include <errno.h>
#include <stdlib.h>

typedef struct csv_rows {
    facs_csv_options options;
    facs_stream *stream;
    FILE *file; /* into text, which is what goes to the stream */
    char *text;
    size_t length;
} csv_rows;

static int flush(csv_rows *c, facs_error *error)
{
    if (fflush(c->file) != 0 || ferror(c->file))
        return facs_fail_memory(error, "a row");
    int status = facs_stream_write(c->stream, c->text, c->length, error);
    rewind(c->file);
    return status;
}

static int row(void *self, const facs_result *result, const facs_pool_frame *frame,
               facs_error *error)
{
    (void)frame;
    csv_rows *c = self;
    facs_csv_write_row(c->file, &c->options, result);
    return flush(c, error);
}

static void release(void *self)
{
    csv_rows *c = self;
    if (c->file)
        fclose(c->file);
    free(c->text);
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
    c->file = open_memstream(&c->text, &c->length);
    int status = c->file ? facs_stream_open(&c->stream, path, stream, error)
                         : facs_fail_memory(error, "the writer of CSV rows");
    if (status == 0) {
        facs_csv_write_header(c->file, options);
        status = flush(c, error);
    }
    if (status < 0) {
        release(c);
        return status;
    }
    *sink = (facs_sink){.self = c, .row = row, .close = release};
    return 0;
}
