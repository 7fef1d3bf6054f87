#include "output/csv.h"

#include "base/error.h"
#include "base/file.h"
#include "base/sha256.h"
#include "base/sized.h"
#include "os/file.h"
#include "output/target.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* ---- Text ------------------------------------------------------------------------------------ */

/* Writes all the values, each followed by a comma. Returns the length, or -ENOSPC. */
static int put_cells(char *text, size_t size, const facs_values *values, const facs_result *result,
                     int full_precision)
{
    size_t at = 0;
    for (int i = 0; i < values->count; i++) {
        char number[FACS_NUMBER_SIZE];
        /* In place if any number fits there: a copy would cost as much as formatting. */
        char *cell = size - at > FACS_NUMBER_SIZE ? text + at : number;
        const size_t length = (size_t)facs_csv_number(cell, values, i, result, full_precision);
        if (length + 1 > size - at)
            return -ENOSPC;
        if (cell == number)
            memcpy(text + at, number, length);
        at += length;
        text[at++] = ',';
    }
    return (int)at;
}

/* Replaces the last comma with the newline. */
static int end_line(char *text, size_t size, size_t length)
{
    if (length >= size)
        return -ENOSPC;
    text[length - 1] = '\n';
    text[length] = '\0';
    return (int)length;
}

int facs_csv_header(char *text, size_t size, unsigned features, int still)
{
    facs_column column = {.size = sizeof(column)};
    size_t at = 0;
    if (!text)
        return -EINVAL;
    for (int i = 0; facs_column_get(i, features, still, &column) == 0; i++) {
        const size_t length = strlen(column.name);
        if (length + 1 > size - at)
            return -ENOSPC;
        memcpy(text + at, column.name, length);
        at += length;
        text[at++] = ',';
    }
    return end_line(text, size, at);
}

int facs_csv_head(char *text, size_t size, const facs_csv_options *options)
{
    static const char last[] = "," FACS_PICTURE_COLUMN "\n";
    const int length = facs_csv_header(text, size, options->features, options->still_image);
    if (length < 0 || !options->pictures)
        return length;
    const size_t at = (size_t)length - 1; /* of the newline */
    if (sizeof(last) > size - at)
        return -ENOSPC;
    memcpy(text + at, last, sizeof(last));
    return length + (int)strlen(last) - 1;
}

int facs_csv_row(char *text, size_t size, const facs_result *result,
                 const facs_csv_options *options)
{
    const unsigned wanted = facs_columns_wanted(options->features, options->still_image);
    size_t at = 0;
    for (const facs_values *v = NULL; (v = facs_columns_next(v, wanted)) != NULL;) {
        const int length =
            v->name ? put_cells(text + at, size - at, v, result, options->full_precision) : 0;
        if (length < 0)
            return length;
        at += (size_t)length;
    }
    if (options->pictures) {
        const int name = facs_picture_cell(text + at, size - at, options->pictures, result->index);
        if (name < 0)
            return name;
        at += (size_t)name + 1; /* with the comma that end_line replaces, in place of a NUL */
    }
    return end_line(text, size, at);
}

int facs_csv_line(char *text, size_t size, const facs_result *result, unsigned features,
                  int full_precision, int still)
{
    const facs_csv_options options = {
        .features = features, .full_precision = full_precision, .still_image = still};
    facs_result own = {.size = 0};
    int status = text ? facs_sized_read(&own, result, &FACS_SIZED(facs_result), NULL) : -EINVAL;
    return status < 0 ? status : facs_csv_row(text, size, &own, &options);
}

/* ---- The file -------------------------------------------------------------------------------- */

typedef struct csv {
    facs_csv_options options;
    char *path;        /* the final name */
    facs_draft rows;   /* as they come */
    facs_draft whole;  /* the same with all values final; from finish on */
    facs_hash written; /* of everything written to rows */
    int64_t count;     /* rows written */
    facs_sink_file file;
    char line[FACS_CSV_LINE_SIZE];
} csv;

static unsigned wanted(const csv *c)
{
    return facs_columns_wanted(c->options.features, c->options.still_image);
}

/* length: of c->line, or a negative errno. */
static int write_line(csv *c, int length, facs_error *error)
{
    if (length < 0)
        return facs_fail(error, FACS_ERROR_INTERNAL, length, "a row of the CSV is too long");
    facs_hash_add(&c->written, c->line, (size_t)length);
    return facs_target_write(&c->rows, c->line, (size_t)length, error);
}

static int csv_row(void *self, const facs_result *result, const facs_pool_frame *frame,
                   facs_error *error)
{
    (void)frame;
    csv *c = self;
    int status = write_line(c, facs_csv_row(c->line, sizeof(c->line), result, &c->options), error);
    c->count += status == 0;
    return status;
}

/* ---- The end --------------------------------------------------------------------------------- */

static int fail_reading(const csv *c, int64_t row, facs_error *error)
{
    return facs_fail(error, FACS_ERROR_OUTPUT, -EIO,
                     "%s: row %" PRId64 " of %" PRId64
                     " cannot be read back as it was written: check the disk, and that nothing "
                     "else writes there",
                     c->rows.name, row, c->count);
}

#define BUFFER 65536 /* bytes: stdio's own 4096 would be a call to the system for every row */

/* From the rows as they came to the file in which all values are final. */
typedef struct copying {
    FILE *in, *out;
    const facs_series *series;
    char read[BUFFER], written[BUFFER]; /* of in and out */
} copying;

#define PIECE 64 /* bytes; compilers vectorize a count over this many */

static uint8_t ends_of_cells(const char *text, size_t length)
{
    uint8_t ends = 0;
    for (size_t i = 0; i < length; i++)
        ends += text[i] == ',' || text[i] == '\n';
    return ends;
}

/* Moves *at past that many cells of a line, with their commas or newline. -EIO: there are fewer. */
static int skip_cells(const char *line, size_t length, int cells, size_t *at)
{
    int ends = 0;
    while (length - *at > PIECE && (ends = ends_of_cells(line + *at, PIECE)) < cells) {
        cells -= ends;
        *at += PIECE;
    }
    for (; cells > 0 && *at < length; (*at)++)
        cells -= ends_of_cells(line + *at, 1);
    return cells == 0 ? 0 : -EIO;
}

/* Copies a row that was read back: what was final already is kept, the rest is written anew. */
static int copy_row(csv *c, FILE *out, const char *line, size_t length, const facs_result *result)
{
    size_t copied = 0, at = 0; /* the line is written up to copied, and read up to at */
    int kept = 0;              /* cells after at that are kept */
    for (const facs_values *v = NULL; (v = facs_columns_next(v, wanted(c))) != NULL;) {
        if (!v->name || !v->late) {
            kept += v->name ? v->count : 0;
            continue;
        }
        int status = skip_cells(line, length, kept, &at);
        fwrite(line + copied, 1, at - copied, out);
        if (status == 0)
            status = skip_cells(line, length, v->count, &at);
        const int cells = put_cells(c->line, sizeof(c->line), v, result, c->options.full_precision);
        if (status < 0 || cells < 0)
            return status < 0 ? status : cells;
        c->line[cells - 1] = line[at - 1]; /* the last cell ends with the line */
        fwrite(c->line, 1, (size_t)cells, out);
        copied = at;
        kept = 0;
    }
    const int status = skip_cells(line, length, kept, &at);
    if (c->options.pictures)
        at = length; /* the name is the rest */
    fwrite(line + copied, 1, at - copied, out);
    return status == 0 && at == length && line[length - 1] == '\n' ? 0 : -EIO;
}

/* Copies a line that was read back. n -1: the header. */
static int copy_line(csv *c, const copying *to, const char *line, size_t length, int64_t n,
                     facs_error *error)
{
    facs_result row = {0};
    if (n < 0) {
        fwrite(line, 1, length, to->out);
        return 0;
    }
    int status = to->series->get(to->series->self, n, &row);
    if (status < 0)
        return facs_fail(error, FACS_ERROR_INTERNAL, status,
                         "%s: row %" PRId64 " has no calibrated values", c->rows.name, n + 1);
    status = copy_row(c, to->out, line, length, &row);
    return status < 0 ? fail_reading(c, n + 1, error) : 0;
}

/* Compares the digests of what was written and what was read. */
static int check_written(csv *c, facs_hash *read, facs_error *error)
{
    unsigned char one[32], other[32];
    facs_hash written = c->written;
    facs_hash_end(&written, one);
    facs_hash_end(read, other);
    return memcmp(one, other, sizeof(one)) == 0 ? 0 : fail_reading(c, c->count, error);
}

static int copy_rows(csv *c, const copying *to, facs_error *error)
{
    char *line = NULL;
    size_t size = 0;
    int status = 0;
    facs_hash read;

    facs_hash_begin(&read, facs_sha256_fastest());
    for (int64_t n = -1; n < c->count && status == 0; n++) {
        const int64_t length = c->options.pictures ? facs_picture_row(&line, &size, to->in)
                                                   : facs_stream_line(&line, &size, to->in);
        if (length < 0) {
            status = fail_reading(c, n + 1, error);
        } else {
            facs_hash_add(&read, line, (size_t)length);
            status = copy_line(c, to, line, (size_t)length, n, error);
        }
    }
    if (status == 0 && facs_stream_line(&line, &size, to->in) >= 0)
        status = fail_reading(c, c->count + 1, error);
    free(line);
    return status < 0 ? status : check_written(c, &read, error);
}

/* Opens both files. A stream that does not take its buffer keeps a smaller one. */
static int begin_copying(csv *c, copying *to, facs_error *error)
{
    int status = facs_target_open(&c->whole, c->rows.path, error);
    if (status == 0)
        status = facs_target_stream(&to->in, &c->rows, error);
    if (status == 0)
        status = facs_target_stream(&to->out, &c->whole, error);
    if (status < 0)
        return status;
    (void)setvbuf(to->in, to->read, _IOFBF, sizeof(to->read));
    (void)setvbuf(to->out, to->written, _IOFBF, sizeof(to->written));
    return fseeko(to->in, 0, SEEK_SET) == 0 ? 0 : fail_reading(c, 0, error);
}

static int write_final(csv *c, const facs_series *series, facs_error *error)
{
    copying *to = malloc(sizeof(*to));
    if (!to)
        return facs_fail_memory(error, "the CSV writer");
    to->in = to->out = NULL;
    to->series = series;
    int status = begin_copying(c, to, error);
    if (status == 0)
        status = copy_rows(c, to, error);
    if (to->in)
        fclose(to->in); /* it was only read */
    const int closed = facs_target_stream_close(&to->out, &c->whole, status == 0 ? error : NULL);
    free(to);
    if (status < 0 || closed < 0)
        facs_draft_remove(&c->whole);
    return status < 0 ? status : closed;
}

/* Nothing was left to calibrate: the rows are the final file, if they are what was written. */
static int take_rows(csv *c, facs_error *error)
{
    char hex[65], written[65];
    int64_t bytes;
    facs_hash hash = c->written;
    facs_hash_end_hex(&hash, written);
    if (facs_handle_sha256(c->rows.handle, &bytes, hex) < 0 || strcmp(hex, written) != 0)
        return fail_reading(c, c->count, error);
    c->whole = c->rows;
    c->rows = FACS_NO_DRAFT;
    return 0;
}

static int csv_finish(void *self, const facs_series *series, facs_error *error)
{
    csv *c = self;
    const facs_values *v = NULL;
    while ((v = facs_columns_next(v, wanted(c))) != NULL && !v->late)
        ;
    int status = v ? write_final(c, series, error) : take_rows(c, error);
    if (status == 0)
        status = facs_target_finish(&c->whole, error);
    if (status < 0)
        return status;
    status = facs_handle_sha256(c->whole.handle, &c->file.bytes, c->file.sha256);
    if (status < 0)
        return facs_fail(error, FACS_ERROR_OUTPUT, status, "%s cannot be read back (%s)",
                         c->whole.name, facs_strerror(status));
    facs_draft_remove(&c->rows);
    return 0;
}

static int csv_commit(void *self, facs_error *error)
{
    csv *c = self;
    return facs_target_commit(&c->whole, error);
}

/* Keeps the rows so far, calibrated or not; a file without a row is not worth keeping. */
static void csv_abandon(void *self)
{
    csv *c = self;
    if (c->count == 0) {
        facs_draft_remove(&c->rows);
        facs_draft_remove(&c->whole);
    } else if (c->whole.handle >= 0 && c->rows.handle >= 0) {
        facs_draft_remove(&c->whole); /* it may be incomplete */
    }
}

static int csv_file(void *self, int n, facs_sink_file *file)
{
    csv *c = self;
    if (n > 0)
        return -ERANGE;
    c->file.unfinished = c->whole.name ? c->whole.name : c->rows.name;
    c->file.rows = c->count;
    *file = c->file;
    return 0;
}

static void csv_close(void *self)
{
    csv *c = self;
    facs_draft_close(&c->rows);
    facs_draft_close(&c->whole);
    free(c->path);
    free(c);
}

int facs_csv_open(facs_sink *sink, const char *path, const facs_csv_options *options,
                  facs_error *error)
{
    *sink = (facs_sink){0};
    int status;
    csv *c = calloc(1, sizeof(*c));
    if (!c)
        return facs_fail_memory(error, "the CSV writer");
    c->options = *options;
    c->rows = c->whole = FACS_NO_DRAFT;
    facs_hash_begin(&c->written, facs_sha256_fastest());
    c->path = strdup(path);
    c->file.path = c->path;
    status = c->path ? facs_target_open(&c->rows, path, error)
                     : facs_fail_memory(error, "the CSV writer");
    if (status == 0)
        status = write_line(c, facs_csv_head(c->line, sizeof(c->line), options), error);
    if (status < 0)
        facs_draft_remove(&c->rows);
    *sink = (facs_sink){.self = c,
                        .row = csv_row,
                        .finish = csv_finish,
                        .commit = csv_commit,
                        .abandon = csv_abandon,
                        .file = csv_file,
                        .close = csv_close};
    return facs_sink_opened(sink, status);
}
