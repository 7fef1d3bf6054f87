#include "output/csv.h"

#include "base/error.h"
#include "base/sha256.h"
#include "output/csv_columns.h"
#include "output/target.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

typedef struct csv {
    facs_csv_options options;
    char *path;       /* the final name */
    facs_draft rows;  /* as they come, with uncalibrated Action Units */
    facs_draft whole; /* the same with the calibrated ones, from finish on */
    FILE *text;       /* into line, which is what goes to rows */
    char *line;
    size_t length;
    facs_hash written; /* of all that went to rows */
    int columns;
    int64_t count; /* of the rows */
    facs_sink_file file;
} csv;

/* What was put together in text. A stream in memory fails for lack of it alone. */
static int flush_line(csv *c, facs_error *error)
{
    if (fflush(c->text) != 0 || ferror(c->text))
        return facs_fail_memory(error, "a row");
    facs_hash_add(&c->written, c->line, c->length);
    int status = facs_target_write(&c->rows, c->line, c->length, error);
    rewind(c->text);
    return status;
}

static int csv_row(void *self, const facs_result *result, const facs_pool_frame *frame,
                   facs_error *error)
{
    (void)frame;
    csv *c = self;
    facs_csv_write_row(c->text, &c->options, result);
    int status = flush_line(c, error);
    c->count += status == 0;
    return status;
}

/* ---- The end --------------------------------------------------------------------------------- */

/* Length of a line up to its Action Units: what stands before the last 35 cells. */
static size_t length_before_aus(const char *line, size_t length)
{
    int commas = 0;
    while (length > 0 && commas < FACS_INTENSITIES + FACS_PRESENCES)
        commas += line[--length] == ',';
    return length + 1;
}

static int count_cells(const char *line, size_t length)
{
    int cells = 1;
    for (size_t i = 0; i < length; i++)
        cells += line[i] == ',';
    return length > 0 && line[length - 1] == '\n' ? cells : 0;
}

static int fail_reading(const csv *c, int64_t row, facs_error *error)
{
    return facs_fail(
        error, FACS_ERROR_OUTPUT, -EIO,
        "%s: row %" PRId64 " of %" PRId64
        " cannot be read back as it was written: is the disk in order, and did nothing "
        "else write there?",
        c->rows.name, row, c->count);
}

/* From the rows as they came to those with the calibrated values. */
typedef struct copying {
    FILE *in, *out;
    const facs_series *series;
} copying;

/* A line that was read back. n -1: the header. */
static int copy_line(csv *c, const copying *to, const char *line, size_t length, int64_t n,
                     facs_error *error)
{
    facs_result row = {0};
    if (count_cells(line, length) != c->columns)
        return fail_reading(c, n + 1, error);
    if (n < 0) {
        fwrite(line, 1, length, to->out);
        return 0;
    }
    const int status = to->series->get(to->series->self, n, &row);
    if (status < 0)
        return facs_fail(error, FACS_ERROR_INTERNAL, status,
                         "%s: row %" PRId64 " has no calibrated values", c->rows.name, n + 1);
    fwrite(line, 1, length_before_aus(line, length), to->out);
    facs_csv_write_aus(to->out, &c->options, &row);
    return 0;
}

/* What was read is what was written, byte by byte; a digest of both tells. */
static int check_written(csv *c, facs_hash *read, facs_error *error)
{
    unsigned char one[32], other[32];
    facs_hash written = c->written;
    facs_hash_end(&written, one);
    facs_hash_end(read, other);
    return memcmp(one, other, sizeof(one)) == 0 ? 0 : fail_reading(c, c->count, error);
}

static int copy_calibrated(csv *c, const copying *to, facs_error *error)
{
    char *line = NULL;
    size_t size = 0;
    int status = 0;
    facs_hash read;

    facs_hash_begin(&read, facs_sha256_fastest());
    for (int64_t n = -1; n < c->count && status == 0; n++) {
        const ssize_t length = getline(&line, &size, to->in);
        if (length < 0) {
            status = fail_reading(c, n + 1, error);
        } else {
            facs_hash_add(&read, line, (size_t)length);
            status = copy_line(c, to, line, (size_t)length, n, error);
        }
    }
    if (status == 0 && getline(&line, &size, to->in) >= 0)
        status = fail_reading(c, c->count + 1, error);
    free(line);
    return status < 0 ? status : check_written(c, &read, error);
}

static int write_calibrated(csv *c, const facs_series *series, facs_error *error)
{
    copying to = {.series = series};
    int status = facs_target_open(&c->whole, c->rows.path, error);
    if (status == 0)
        status = facs_target_stream(&to.in, &c->rows, error);
    if (status == 0 && fseeko(to.in, 0, SEEK_SET) != 0)
        status = fail_reading(c, 0, error);
    if (status == 0)
        status = facs_target_stream(&to.out, &c->whole, error);
    if (status == 0)
        status = copy_calibrated(c, &to, error);
    if (to.in)
        fclose(to.in); /* it was only read */
    const int closed = facs_target_stream_close(&to.out, &c->whole, status == 0 ? error : NULL);
    status = status < 0 ? status : closed;
    if (status < 0)
        facs_draft_remove(&c->whole);
    return status;
}

/* The rows are the whole file, if they are what was written. */
static int take_rows(csv *c, facs_error *error)
{
    char hex[65], written[65];
    int64_t bytes;
    facs_hash hash = c->written;
    facs_hash_end_hex(&hash, written);
    if (facs_draft_sha256(&c->rows, &bytes, hex) < 0 || strcmp(hex, written) != 0)
        return fail_reading(c, c->count, error);
    c->whole = c->rows;
    c->rows = FACS_NO_DRAFT;
    return 0;
}

static int csv_finish(void *self, const facs_series *series, facs_error *error)
{
    csv *c = self;
    const int calibrated = (c->options.features & FACS_FEATURE_AUS) != 0;
    int status = calibrated ? write_calibrated(c, series, error) : take_rows(c, error);
    if (status == 0)
        status = facs_target_finish(&c->whole, error);
    if (status < 0)
        return status;
    status = facs_draft_sha256(&c->whole, &c->file.bytes, c->file.sha256);
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

/* Rows so far, calibrated or not, are kept; a file without a row is nothing to keep. */
static void csv_abandon(void *self)
{
    csv *c = self;
    if (c->count == 0) {
        facs_draft_remove(&c->rows);
        facs_draft_remove(&c->whole);
    } else if (c->whole.handle >= 0 && c->rows.handle >= 0) {
        facs_draft_remove(&c->whole); /* its end is not sure */
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
    if (c->text)
        fclose(c->text);
    free(c->line);
    facs_draft_close(&c->rows);
    facs_draft_close(&c->whole);
    free(c->path);
    free(c);
}

static int write_header(csv *c, facs_error *error)
{
    facs_csv_write_header(c->text, &c->options);
    int status = flush_line(c, error);
    if (status == 0)
        c->columns = count_cells(c->line, c->length);
    return status;
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
    c->path = facs_target_name(path, "");
    c->file.path = c->path;
    c->text = open_memstream(&c->line, &c->length);
    status = c->path && c->text ? facs_target_open(&c->rows, path, error)
                                : facs_fail_memory(error, "the CSV writer");
    if (status == 0)
        status = write_header(c, error);
    if (status < 0) {
        facs_draft_remove(&c->rows);
        csv_close(c);
        return status;
    }
    *sink = (facs_sink){.self = c,
                        .row = csv_row,
                        .finish = csv_finish,
                        .commit = csv_commit,
                        .abandon = csv_abandon,
                        .file = csv_file,
                        .close = csv_close};
    return 0;
}
