#include "output/csv.h"

#include "base/error.h"
#include "output/csv_columns.h"
#include "output/target.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct csv {
    facs_csv_options options;
    char *path;  /* the final name */
    char *part;  /* rows as they come, with uncalibrated Action Units */
    char *whole; /* the same rows with the calibrated ones, until it is renamed to path */
    FILE *file;  /* part, while rows come */
    int64_t rows;
} csv;

static int csv_row(void *self, const facs_result *result, const facs_pool_frame *frame,
                   facs_error *error)
{
    (void)frame;
    csv *c = self;
    facs_csv_write_row(c->file, &c->options, result);
    c->rows++;
    return facs_target_flush(c->file, c->part, error);
}

/* Length of a line up to its Action Units: what stands before the last 35 cells. */
static size_t length_before_aus(const char *line, size_t length)
{
    int commas = 0;
    while (length > 0 && commas < FACS_INTENSITIES + FACS_PRESENCES)
        commas += line[--length] == ',';
    return length + 1;
}

static int copy_calibrated(csv *c, FILE *in, FILE *out, const facs_series *series,
                           facs_error *error)
{
    char *line = NULL;
    size_t size = 0;
    int status = 0;

    for (int64_t n = -1; n < c->rows && status == 0; n++) { /* -1: the header */
        facs_result row = {0};
        ssize_t length = getline(&line, &size, in);
        if (length < 0) {
            status = facs_fail(error, FACS_ERROR_OUTPUT, -EIO,
                               "%s: row %" PRId64 " of %" PRId64
                               " cannot be read back: is the disk in order?",
                               c->part, n + 1, c->rows);
        } else if (n < 0) {
            fwrite(line, 1, (size_t)length, out);
        } else if ((status = series->get(series->self, n, row.intensity, row.presence)) < 0) {
            facs_fail(error, FACS_ERROR_INTERNAL, status,
                      "%s: row %" PRId64 " has no calibrated values", c->part, n + 1);
        } else {
            fwrite(line, 1, length_before_aus(line, (size_t)length), out);
            facs_csv_write_aus(out, &c->options, &row);
        }
    }
    free(line);
    return status;
}

static int write_calibrated(csv *c, const facs_series *series, facs_error *error)
{
    FILE *out = NULL, *in = fopen(c->part, "r");
    if (!in)
        return facs_fail(error, FACS_ERROR_OUTPUT, -errno, "%s cannot be read back (%s)", c->part,
                         facs_strerror(-errno));
    int status = facs_target_open(&out, c->whole, error);
    if (status == 0)
        status = copy_calibrated(c, in, out, series, error);
    fclose(in);
    int closed = facs_target_close(&out, c->whole, status == 0 ? error : NULL);
    status = status ? status : closed;
    if (status < 0)
        remove(c->whole);
    return status;
}

static int csv_finish(void *self, const facs_series *series, facs_error *error)
{
    csv *c = self;
    int status = facs_target_close(&c->file, c->part, error);
    if (status < 0)
        return status;
    if (!(c->options.features & FACS_FEATURE_AUS))
        return facs_target_rename(c->part, c->path, error);
    status = write_calibrated(c, series, error);
    if (status == 0)
        status = facs_target_rename(c->whole, c->path, error);
    if (status == 0)
        remove(c->part);
    return status;
}

static void csv_abandon(void *self)
{
    csv *c = self;
    facs_target_close(&c->file, c->part, NULL);
}

static void csv_free(csv *c)
{
    facs_target_close(&c->file, c->part, NULL);
    free(c->whole);
    free(c->part);
    free(c->path);
    free(c);
}

int facs_csv_open(facs_sink *sink, const char *path, const facs_csv_options *options,
                  facs_error *error)
{
    *sink = (facs_sink){0};
    int status = facs_target_check(path, error);
    if (status < 0)
        return status;
    csv *c = calloc(1, sizeof(*c));
    if (!c)
        return facs_fail_memory(error, "the CSV writer");
    c->options = *options;
    c->path = facs_target_name(path, "");
    c->part = facs_target_name(path, ".part");
    c->whole = facs_target_name(path, ".part.calibrated");
    if (!c->path || !c->part || !c->whole)
        status = facs_fail_memory(error, "the CSV writer");
    if (status == 0)
        status = facs_target_open(&c->file, c->part, error);
    if (status == 0) {
        facs_csv_write_header(c->file, options);
        status = facs_target_flush(c->file, c->part, error);
    }
    if (status < 0) {
        csv_free(c);
        return status;
    }
    *sink = (facs_sink){.self = c, .row = csv_row, .finish = csv_finish, .abandon = csv_abandon};
    return 0;
}

void facs_csv_close(facs_sink *sink)
{
    if (sink->self)
        csv_free(sink->self);
    *sink = (facs_sink){0};
}
