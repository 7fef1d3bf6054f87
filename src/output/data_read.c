#include "output/data_read.h"

#include "base/error.h"
#include "output/data.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct reader {
    facs_table *table;
    facs_data *data;
    facs_column *known; /* [known_count]: the columns that facs writes */
    int known_count;
    int picture;    /* the column with the names of pictures; -1: none */
    int *columns;   /* [count] of the table: all others */
    double *values; /* [count] of a row */
} reader;

static int count_columns(const facs_table *table)
{
    int count = 0;
    while (facs_table_name(table, count))
        count++;
    return count;
}

/* What the columns table says of a column. Most tables have its order: *next is a first guess. */
static const facs_column *find_known(const reader *r, const char *name, int *next)
{
    for (int i = 0; i < r->known_count; i++, *next = (*next + 1) % r->known_count)
        if (strcmp(r->known[*next].name, name) == 0)
            return &r->known[*next];
    return NULL;
}

static int describe(reader *r)
{
    int status = 0, next = 0;
    for (int i = 0; i < r->data->count && status == 0; i++) {
        r->columns[i] = i + (r->picture >= 0 && i >= r->picture);
        const char *name = facs_table_name(r->table, r->columns[i]);
        status = facs_data_describe(&r->data->columns[i], name, find_known(r, name, &next));
    }
    return status;
}

static int prepare(reader *r)
{
    r->picture = facs_table_column(r->table, FACS_PICTURE_COLUMN, 0);
    const int all = count_columns(r->table), count = all - (r->picture >= 0);
    const int still =
        facs_table_column(r->table, "frame", 0) < 0 && facs_table_column(r->table, "face", 0) >= 0;
    int status = facs_data_make(&r->data, count);
    r->known = facs_columns_list(FACS_FEATURE_ALL, still, &r->known_count);
    r->columns = calloc((size_t)all + 1, sizeof(*r->columns));
    r->values = calloc((size_t)all + 1, sizeof(*r->values));
    if (status < 0 || !r->known || !r->columns || !r->values)
        return -ENOMEM;
    r->data->from_csv = 1;
    status = describe(r);
    return status < 0 ? status : facs_data_grow(r->data);
}

static int read_rows(reader *r, facs_error *error)
{
    int status;
    facs_data *data = r->data;
    while ((status = facs_table_read(r->table, r->columns, data->count, r->values, error)) > 0) {
        if (facs_data_grow(data) < 0)
            return facs_fail_memory(error, "the rows of a table");
        for (int i = 0; i < data->count; i++)
            ((double *)data->columns[i].cells)[data->rows] = r->values[i];
        const int64_t row = data->rows++;
        if (r->picture >= 0 &&
            facs_data_set_picture(data, row, facs_table_text(r->table, r->picture)) < 0)
            return facs_fail_memory(error, "the rows of a table");
    }
    return status;
}

/* Doubles that are all whole numbers become integers of the same size. */
static void settle(facs_data_cells *column, int64_t rows)
{
    const double *numbers = column->cells;
    for (int64_t n = 0; n < rows && column->whole; n++)
        column->whole = fabs(numbers[n]) <= 0x1p53 && numbers[n] == rint(numbers[n]);
    for (int64_t n = 0; n < rows && column->whole; n++)
        ((int64_t *)column->cells)[n] = (int64_t)numbers[n];
}

int facs_data_read_csv(facs_data **out, const char *csv, facs_error *error)
{
    reader r = {.table = NULL};
    int status = facs_table_open(&r.table, csv, error);
    if (status == 0 && prepare(&r) < 0)
        status = facs_fail_memory(error, "a table");
    if (status == 0)
        status = read_rows(&r, error);
    for (int i = 0; status == 0 && i < r.data->count; i++)
        settle(&r.data->columns[i], r.data->rows);
    if (status < 0)
        facs_data_close(&r.data);
    *out = r.data;
    facs_table_close(&r.table);
    free(r.known);
    free(r.columns);
    free(r.values);
    return status;
}
