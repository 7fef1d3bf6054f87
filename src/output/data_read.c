#include "output/data_read.h"

#include "base/error.h"
#include "output/data.h"

#include <math.h>
#include <stdlib.h>

typedef struct reader {
    facs_table *table;
    facs_data *known; /* the columns that facs writes */
    facs_data *data;
    int *columns;   /* [count] of the table: all of them */
    double *values; /* [count] of a row */
} reader;

static int count_columns(const facs_table *table)
{
    int count = 0;
    while (facs_table_name(table, count))
        count++;
    return count;
}

static int describe(facs_data_cells *column, const char *name, const facs_data *known)
{
    static const facs_data_column unknown = {
        .size = sizeof(unknown), .unit = "", .meaning = "", .decimals = -1, .final = 1};
    const int place = facs_data_find(known, name);
    column->whole = place >= 0 && known->columns[place].whole;
    return facs_data_describe(column, name, place < 0 ? &unknown : &known->columns[place].about);
}

static int prepare(reader *r)
{
    const int count = count_columns(r->table);
    const int still =
        facs_table_column(r->table, "frame", 0) < 0 && facs_table_column(r->table, "face", 0) >= 0;
    int status = facs_data_open(&r->known, FACS_FEATURE_ALL, still, 0);
    if (status == 0)
        status = facs_data_make(&r->data, count);
    r->columns = calloc((size_t)count + 1, sizeof(*r->columns));
    r->values = calloc((size_t)count + 1, sizeof(*r->values));
    if (status < 0 || !r->columns || !r->values)
        return -1;
    r->data->from_csv = 1;
    for (int i = 0; i < count && status == 0; i++) {
        r->columns[i] = i;
        status = describe(&r->data->columns[i], facs_table_name(r->table, i), r->known);
    }
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
        data->rows++;
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
    facs_data_close(&r.known);
    facs_table_close(&r.table);
    free(r.columns);
    free(r.values);
    return status;
}
