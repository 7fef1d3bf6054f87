#include "media/landmark_table.h"

#include "base/error.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define POINTS (2 * FACS_LANDMARKS)

/* What is read from a row: the coordinates, then these. */
enum { FRAME = POINTS, SUCCESS, USED };

struct facs_landmark_table {
    facs_table *table;
    facs_warnings *warnings;
    char *path;
    int columns[USED]; /* in the table; success may be -1 */
    int has_row;       /* 1: row and frame hold a row that was read ahead */
    int64_t frame;     /* of that row, from 1; otherwise of the last one returned or skipped */
    float row[POINTS];
};

static int fail(const facs_landmark_table *table, facs_error *error, const char *expected)
{
    return facs_fail(error, FACS_ERROR_INPUT, -EINVAL, "%s, line %lld: expected %s", table->path,
                     (long long)facs_table_line(table->table), expected);
}

static void name_of(int use, char name[16])
{
    if (use >= POINTS)
        snprintf(name, 16, "%s", use == FRAME ? "frame" : "success");
    else
        snprintf(name, 16, "%c_%d", use < FACS_LANDMARKS ? 'x' : 'y', use % FACS_LANDMARKS);
}

static int find_columns(facs_landmark_table *table, facs_error *error)
{
    char name[16];
    if (!facs_table_name(table->table, 0))
        return facs_fail(error, FACS_ERROR_INPUT, -EINVAL,
                         "%s: expected a table of landmarks, found an empty file", table->path);
    for (int use = 0; use < USED; use++) {
        name_of(use, name);
        const int column = table->columns[use] = facs_table_column(table->table, name, 0);
        if (column < 0 && use != SUCCESS)
            return fail(table, error,
                        "a header with the columns frame, x_0 to x_67 and y_0 to y_67");
        if (column >= 0 && facs_table_column(table->table, name, column + 1) >= 0)
            return fail(table, error, "each column name only once");
    }
    return 0;
}

int facs_landmark_table_open(facs_landmark_table **out, const char *path, facs_warnings *warnings,
                             facs_error *error)
{
    *out = NULL;
    facs_landmark_table *table = calloc(1, sizeof(*table));
    if (!table || !(table->path = strdup(path))) {
        free(table);
        return facs_fail_memory(error, "a table of landmarks");
    }
    table->warnings = warnings;
    int status = facs_table_open(&table->table, path, error);
    if (status == 0)
        status = find_columns(table, error);
    if (status < 0) {
        facs_landmark_table_close(&table);
        return status;
    }
    *out = table;
    return 0;
}

void facs_landmark_table_close(facs_landmark_table **table)
{
    if (!*table)
        return;
    facs_table_close(&(*table)->table);
    free((*table)->path);
    free(*table);
    *table = NULL;
}

static void warn(const facs_landmark_table *table, int64_t frame)
{
    facs_warnings_add(table->warnings, FACS_WARNING_LANDMARK_ROWS, frame, (double)NAN,
                      "line %lld of the table", (long long)facs_table_line(table->table));
}

/* Takes the points of a row; all zero if there is no face or a point is not a number. */
static void take_points(facs_landmark_table *table, const double values[USED])
{
    const int success = table->columns[SUCCESS] < 0 || fabs(values[SUCCESS]) > 0;
    int lacks = 0;
    for (int i = 0; i < POINTS; i++) {
        table->row[i] = (float)values[i];
        lacks |= isnan(values[i]);
    }
    if (success && lacks)
        warn(table, table->frame - 1);
    if (!success || lacks)
        memset(table->row, 0, sizeof(table->row));
}

/* Stores what was read from a row in frame and row. */
static int take_row(facs_landmark_table *table, const double values[USED], facs_error *error)
{
    const double frame = values[FRAME];
    if (isnan(frame)) {
        warn(table, -1);
        return 0;
    }
    if (!(frame >= 1 && frame <= 9e15 && (double)(int64_t)frame == frame))
        return fail(table, error, "a frame number of at least 1");
    if ((int64_t)frame < table->frame)
        return fail(table, error, "frames in ascending order");
    table->has_row = (int64_t)frame > table->frame; /* further faces of a frame are skipped */
    table->frame = (int64_t)frame;
    if (table->has_row)
        take_points(table, values);
    return 0;
}

int facs_landmark_table_read(facs_landmark_table *table, int64_t index,
                             float landmarks[2 * FACS_LANDMARKS], facs_error *error)
{
    double values[USED];
    memset(landmarks, 0, POINTS * sizeof(float));
    while (!table->has_row || table->frame <= index) {
        int status = facs_table_read(table->table, table->columns, USED, values, error);
        if (status <= 0)
            return status;
        status = take_row(table, values, error);
        if (status < 0)
            return status;
    }
    if (table->frame == index + 1) {
        memcpy(landmarks, table->row, sizeof(table->row));
        table->has_row = 0;
    }
    return 0;
}
