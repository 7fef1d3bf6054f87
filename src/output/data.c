#include "output/data.h"

#include "base/sized.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_ROOM 64 /* rows */

int facs_data_make(facs_data **out, int count)
{
    facs_data *data = *out = calloc(1, sizeof(*data));
    if (!data)
        return -ENOMEM;
    data->columns = calloc((size_t)count + 1, sizeof(*data->columns));
    if (!data->columns)
        return -ENOMEM;
    data->count = count;
    return 0;
}

int facs_data_describe(facs_data_cells *column, const char *name, const facs_column *known)
{
    column->name = strdup(name);
    column->about = (facs_data_column){.size = sizeof(column->about),
                                       .name = column->name,
                                       .unit = known ? known->unit : "",
                                       .meaning = known ? known->meaning : "",
                                       .feature = known ? known->feature : 0,
                                       .decimals = known ? known->decimals : -1,
                                       .final = known ? known->final : 1};
    column->whole = column->about.decimals == 0;
    return column->name ? 0 : -ENOMEM;
}

static int grow_pictures(facs_data *data, int64_t room)
{
    char **pictures = realloc(data->pictures, (size_t)room * sizeof(*pictures));
    if (!pictures)
        return -ENOMEM;
    memset(pictures + data->room, 0, (size_t)(room - data->room) * sizeof(*pictures));
    data->pictures = pictures;
    return 0;
}

int facs_data_grow(facs_data *data)
{
    if (data->rows < data->room)
        return 0;
    const int64_t room = data->room ? 2 * data->room : FIRST_ROOM;
    if ((uint64_t)room > SIZE_MAX / sizeof(double))
        return -ENOMEM;
    for (int i = 0; i < data->count; i++) {
        void *cells = realloc(data->columns[i].cells, (size_t)room * sizeof(double));
        if (!cells)
            return -ENOMEM;
        data->columns[i].cells = cells;
    }
    if (data->pictures && grow_pictures(data, room) < 0)
        return -ENOMEM;
    data->room = room;
    return 0;
}

int facs_data_set_picture(facs_data *data, int64_t n, const char *name)
{
    if (!data->pictures) {
        data->pictures = calloc((size_t)data->room, sizeof(*data->pictures));
        if (!data->pictures)
            return -ENOMEM;
    }
    data->pictures[n] = strdup(name);
    return data->pictures[n] ? 0 : -ENOMEM;
}

/* ---- Rows ------------------------------------------------------------------------------------ */

static void set_cells(facs_data_cells *columns, int64_t n, const facs_values *values,
                      const facs_result *result, int full_precision)
{
    for (int i = 0; i < values->count; i++) {
        if (columns[i].whole)
            ((int64_t *)columns[i].cells)[n] = facs_csv_integer(values, i, result);
        else
            ((double *)columns[i].cells)[n] = facs_csv_value(values, i, result, full_precision);
    }
}

/* The values of row n: all of them, or only those that are final at the end. */
static void set_row(facs_data *data, int64_t n, const facs_result *result, int late)
{
    const facs_csv_options *o = &data->options;
    const unsigned wanted = facs_columns_wanted(o->features, o->still_image);
    int at = 0;
    for (const facs_values *v = NULL; (v = facs_columns_next(v, wanted)) != NULL;) {
        if (!v->name)
            continue;
        if (v->late >= late)
            set_cells(&data->columns[at], n, v, result, o->full_precision);
        at += v->count;
    }
}

int facs_data_append(facs_data *data, const facs_result *result)
{
    const int status = facs_data_grow(data);
    if (status < 0)
        return status;
    set_row(data, data->rows, result, 0);
    data->rows++;
    return 0;
}

void facs_data_complete(facs_data *data, int64_t n, const facs_result *result)
{
    set_row(data, n, result, 1);
}

/* ---- The public functions -------------------------------------------------------------------- */

/* Makes the columns of the options. */
static int open_columns(facs_data **out, const facs_csv_options *options)
{
    int count;
    facs_column *list = facs_columns_list(options->features, options->still_image, &count);
    int status = facs_data_make(out, count);
    if (!list)
        status = -ENOMEM;
    for (int i = 0; i < count && status == 0; i++)
        status = facs_data_describe(&(*out)->columns[i], list[i].name, &list[i]);
    free(list);
    return status;
}

int facs_data_open(facs_data **out, unsigned features, int still, int full_precision)
{
    const facs_csv_options options = {
        .features = features, .full_precision = full_precision, .still_image = still};
    if (!out)
        return -EINVAL;
    int status = open_columns(out, &options);
    if (status == 0) {
        (*out)->options = options;
        status = facs_data_grow(*out);
    }
    if (status < 0)
        facs_data_close(out);
    return status;
}

int facs_data_add(facs_data *data, const facs_result *result)
{
    facs_result own = {.size = 0};
    if (!data || data->from_csv)
        return -EINVAL;
    const int status = facs_sized_read(&own, result, &FACS_SIZED(facs_result), NULL);
    return status < 0 ? status : facs_data_append(data, &own);
}

void facs_data_close(facs_data **data)
{
    if (!data || !*data)
        return;
    for (int i = 0; i < (*data)->count; i++) {
        free((*data)->columns[i].name);
        free((*data)->columns[i].cells);
    }
    free((*data)->columns);
    for (int64_t n = 0; (*data)->pictures && n < (*data)->rows; n++)
        free((*data)->pictures[n]);
    free((*data)->pictures);
    free((*data)->json);
    free(*data);
    *data = NULL;
}

int64_t facs_data_rows(const facs_data *data)
{
    return data ? data->rows : 0;
}

int facs_data_columns(const facs_data *data)
{
    return data ? data->count : 0;
}

int facs_data_get(const facs_data *data, int i, facs_data_column *column)
{
    const int status =
        data ? facs_sized_check(column, &FACS_SIZED(facs_data_column), NULL) : -EINVAL;
    if (status < 0)
        return status;
    if (i < 0 || i >= data->count)
        return -ERANGE;
    facs_data_column found = data->columns[i].about;
    if (data->columns[i].whole)
        found.integers = data->columns[i].cells;
    else
        found.numbers = data->columns[i].cells;
    facs_sized_write(column, &found, &FACS_SIZED(facs_data_column));
    return 0;
}

int facs_data_find(const facs_data *data, const char *name)
{
    for (int i = 0; data && name && i < data->count; i++)
        if (strcmp(data->columns[i].name, name) == 0)
            return i;
    return -1;
}

const char *facs_data_picture(const facs_data *data, int64_t n)
{
    return data && data->pictures && n >= 0 && n < data->rows ? data->pictures[n] : NULL;
}

const char *facs_data_json(const facs_data *data)
{
    return data && data->json ? data->json : "";
}
