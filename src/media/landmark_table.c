#include "media/landmark_table.h"

#include "base/error.h"
#include "base/number.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define POINTS (2 * FACS_LANDMARKS)

/* What a column of the table is for: one of these, or the number of a coordinate. */
enum { COLUMN_OTHER = -1, COLUMN_FRAME = POINTS, COLUMN_SUCCESS, COLUMN_USES };

/* OpenFace's widest table has 714 columns; a line of more is not one of its kind. */
#define MOST_COLUMNS 4096

struct facs_landmark_table {
    FILE *file;
    char *path;
    char *line;
    size_t line_size;
    int64_t line_number;
    int columns;
    int16_t use[MOST_COLUMNS];
    int has_row;   /* row and frame hold a row that was read ahead */
    int64_t frame; /* of that row, from 1; the last one returned or passed over otherwise */
    float row[POINTS];
};

static int fail(const facs_landmark_table *table, facs_error *error, const char *expected)
{
    return facs_fail(error, FACS_ERROR_INPUT, -EINVAL, "%s, line %lld: expected %s", table->path,
                     (long long)table->line_number, expected);
}

/* The next cell of *text without the blanks around it; 0 when there is none left. */
static int next_cell(const char **text, const char **cell, size_t *length)
{
    const char *start = *text;
    if (!start)
        return 0;
    const char *end = start + strcspn(start, ",");
    *text = *end ? end + 1 : NULL;
    while (start < end && strchr(" \t\r\n", *start))
        start++;
    while (end > start && strchr(" \t\r\n", end[-1]))
        end--;
    *cell = start;
    *length = (size_t)(end - start);
    return 1;
}

/* 0, -EPIPE at the end of the file, or -EIO. */
static int read_line(facs_landmark_table *table, facs_error *error)
{
    errno = 0;
    if (getline(&table->line, &table->line_size, table->file) >= 0) {
        table->line_number++;
        return 0;
    }
    if (feof(table->file))
        return -EPIPE;
    return facs_fail(error, FACS_ERROR_INPUT, -EIO, "%s: reading stopped after line %lld",
                     table->path, (long long)table->line_number);
}

static int column_use(const char *name, size_t length)
{
    int point = 0;
    char axis = 0, rest = 0, text[16];
    if (length >= sizeof(text))
        return COLUMN_OTHER;
    memcpy(text, name, length);
    text[length] = 0;
    if (strcmp(text, "frame") == 0)
        return COLUMN_FRAME;
    if (strcmp(text, "success") == 0)
        return COLUMN_SUCCESS;
    if (sscanf(text, "%c_%2d%c", &axis, &point, &rest) != 2 || (axis != 'x' && axis != 'y') ||
        point < 0 || point >= FACS_LANDMARKS)
        return COLUMN_OTHER;
    return axis == 'x' ? point : FACS_LANDMARKS + point;
}

static int read_header(facs_landmark_table *table, facs_error *error)
{
    int seen[COLUMN_USES] = {0};
    const char *cell;
    size_t length;
    int status = read_line(table, error);
    if (status < 0)
        return status == -EPIPE
                   ? facs_fail(error, FACS_ERROR_INPUT, -EINVAL,
                               "%s: expected a table of landmarks, found an empty file",
                               table->path)
                   : status;
    const char *text = table->line;
    while (next_cell(&text, &cell, &length)) {
        if (table->columns == MOST_COLUMNS)
            return fail(table, error, "at most 4096 columns");
        int use = column_use(cell, length);
        if (use != COLUMN_OTHER && seen[use]++)
            return fail(table, error, "each column's name once");
        table->use[table->columns++] = (int16_t)use;
    }
    for (int use = 0; use <= COLUMN_FRAME; use++)
        if (!seen[use])
            return fail(table, error,
                        "a header with the columns frame, x_0 to x_67 and y_0 to y_67");
    return 0;
}

int facs_landmark_table_open(facs_landmark_table **out, const char *path, facs_error *error)
{
    *out = NULL;
    facs_landmark_table *table = calloc(1, sizeof(*table));
    if (!table || !(table->path = strdup(path))) {
        free(table);
        return facs_fail_memory(error, "a table of landmarks");
    }
    int status;
    table->file = fopen(path, "r");
    if (table->file) {
        status = read_header(table, error);
    } else {
        status = errno ? -errno : -EIO;
        facs_fail(error, FACS_ERROR_INPUT, status, "%s: the table of landmarks cannot be read: %s",
                  path, facs_strerror(status));
    }
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
    if ((*table)->file)
        fclose((*table)->file);
    free((*table)->line);
    free((*table)->path);
    free(*table);
    *table = NULL;
}

/* Parse the line into frame and row. */
static int parse_row(facs_landmark_table *table, facs_error *error)
{
    const char *text = table->line, *cell;
    size_t length;
    double value, frame = 0;
    int columns = 0, success = 1;
    for (; next_cell(&text, &cell, &length); columns++) {
        int use = columns < table->columns ? table->use[columns] : COLUMN_OTHER;
        if (use == COLUMN_OTHER)
            continue;
        if (facs_number_parse(cell, length, &value) < 0)
            return fail(table, error, "a number in each cell of frame, success and landmarks");
        if (use == COLUMN_FRAME)
            frame = value;
        else if (use == COLUMN_SUCCESS)
            success = value != 0;
        else
            table->row[use] = (float)value;
    }
    if (columns != table->columns)
        return fail(table, error, "as many cells as the header has");
    if (!(frame >= 1 && frame <= 9e15 && (double)(int64_t)frame == frame))
        return fail(table, error, "a frame number from 1");
    if ((int64_t)frame < table->frame)
        return fail(table, error, "the frames in rising order");
    if (!success)
        memset(table->row, 0, sizeof(table->row));
    table->has_row = (int64_t)frame > table->frame; /* further faces of a frame are passed over */
    table->frame = (int64_t)frame;
    return 0;
}

static int is_blank(const char *line)
{
    return line[strspn(line, " \t\r\n")] == 0;
}

int facs_landmark_table_read(facs_landmark_table *table, int64_t index,
                             float landmarks[2 * FACS_LANDMARKS], facs_error *error)
{
    memset(landmarks, 0, POINTS * sizeof(float));
    while (!table->has_row || table->frame <= index) {
        int status = read_line(table, error);
        if (status == -EPIPE)
            return 0;
        if (status == 0 && !is_blank(table->line))
            status = parse_row(table, error);
        if (status < 0)
            return status;
    }
    if (table->frame == index + 1) {
        memcpy(landmarks, table->row, sizeof(table->row));
        table->has_row = 0;
    }
    return 0;
}
