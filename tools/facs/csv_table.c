#include "csv_table.h"

#include "args.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Columns after those of the AUs. */
enum { FRAME = FACS_CSV_TABLE_AUS, SUCCESS, USED };

int facs_csv_table_intensity(int p)
{
    for (int i = 0; i < FACS_INTENSITIES; i++)
        if (strcmp(facs_intensity_name(i), facs_presence_name(p)) == 0)
            return i;
    return -1;
}

static int find_columns(const facs_table *file, int columns[USED], const char *path,
                        facs_error *error)
{
    char name[16];
    int action_units = 0;
    for (int i = 0; i < FACS_CSV_TABLE_AUS; i++) {
        if (i < FACS_INTENSITIES)
            snprintf(name, sizeof(name), "%s_r", facs_intensity_name(i));
        else
            snprintf(name, sizeof(name), "%s_c", facs_presence_name(i - FACS_INTENSITIES));
        columns[i] = facs_table_column(file, name, 0);
        action_units += columns[i] >= 0;
    }
    columns[FRAME] = facs_table_column(file, "frame", 0);
    columns[SUCCESS] = facs_table_column(file, "success", 0);
    if (columns[FRAME] >= 0 && action_units > 0)
        return 0;
    return facs_refuse(
        error,
        "%s: expected a result of facs or OpenFace, with columns frame and AU01_r or the like "
        "in its first line",
        path);
}

static int grow(facs_csv_table *t)
{
    const size_t room = t->room ? 2 * t->room : 1024;
    if (t->count < t->room)
        return 0;
    void *rows = realloc(t->rows, room * sizeof(*t->rows));
    if (!rows)
        return -ENOMEM;
    t->rows = rows;
    t->room = room;
    return 0;
}

/* Returns 1 if a cell of an existing column is NA, -nan(ind) or the like. */
static int lacks_number(const double values[USED], const int columns[USED])
{
    for (int i = 0; i < FACS_CSV_TABLE_AUS; i++)
        if (columns[i] >= 0 && isnan(values[i]))
            return 1;
    return isnan(values[FRAME]);
}

/* Appends a row, unless its frame already has one. *last: the frame of the previous row. Returns
 * NULL, or what is wrong with the row. */
static const char *take_row(facs_csv_table *t, const double values[USED], const int columns[USED],
                            int64_t *last, int64_t line)
{
    const double frame = values[FRAME];
    if (!isnan(frame)) {
        if (!(fabs(frame) < 1e15))
            return "the frame is not a number";
        if ((int64_t)frame < *last)
            return "the frames are not in ascending order";
        if ((int64_t)frame == *last)
            return NULL; /* another face */
        *last = (int64_t)frame;
    }
    if (lacks_number(values, columns)) {
        t->first_line = t->left_out++ ? t->first_line : line;
        return NULL;
    }
    facs_csv_row *row = &t->rows[t->count++];
    row->frame = (int64_t)frame;
    memcpy(row->values, values, sizeof(row->values));
    t->with_face += isnan(values[SUCCESS]) || values[SUCCESS] > 0;
    return NULL;
}

static int read_rows(facs_csv_table *t, facs_table *file, const char *path, facs_error *error)
{
    int columns[USED];
    double values[USED];
    int64_t last = INT64_MIN;
    int status = find_columns(file, columns, path, error);

    while (status == 0) {
        status = facs_table_read(file, columns, USED, values, error);
        if (status <= 0)
            break;
        status = grow(t);
        if (status < 0)
            return facs_refuse(error, "%s: out of memory for its rows", path);
        const int64_t line = facs_table_line(file);
        const char *wrong = take_row(t, values, columns, &last, line);
        if (wrong)
            return facs_refuse(error, "%s: line %lld: %s", path, (long long)line, wrong);
    }
    if (status == 0 && t->count == 0)
        return facs_refuse(error,
                           t->left_out
                               ? "%s: expected rows with a number for each Action Unit, found none"
                               : "%s: expected rows after the first line",
                           path);
    return status;
}

int facs_csv_table_read(facs_csv_table *table, const char *path, facs_error *error)
{
    facs_table *file;
    *table = (facs_csv_table){.rows = NULL};
    int status = facs_table_open(&file, path, error);
    if (status < 0)
        return status;
    status = read_rows(table, file, path, error);
    facs_table_close(&file);
    if (status < 0)
        facs_csv_table_free(table);
    return status;
}

void facs_csv_table_free(facs_csv_table *table)
{
    free(table->rows);
    *table = (facs_csv_table){.rows = NULL};
}
