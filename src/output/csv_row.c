#include "output/csv_row.h"

#include "base/sized.h"

#include <errno.h>
#include <string.h>

int facs_csv_cells(char *text, size_t size, const facs_values *values, const facs_result *result,
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

int facs_csv_row(char *text, size_t size, const facs_result *result,
                 const facs_csv_options *options)
{
    const unsigned wanted = facs_columns_wanted(options->features, options->still_image);
    size_t at = 0;
    for (const facs_values *v = NULL; (v = facs_columns_next(v, wanted)) != NULL;) {
        const int length =
            v->name ? facs_csv_cells(text + at, size - at, v, result, options->full_precision) : 0;
        if (length < 0)
            return length;
        at += (size_t)length;
    }
    return end_line(text, size, at);
}

int facs_csv_line(char *text, size_t size, const facs_result *result, unsigned features,
                  int full_precision, int still)
{
    const facs_csv_options options = {features, full_precision, still};
    facs_result own = {.size = 0};
    int status = text ? facs_sized_read(&own, result, &FACS_SIZED(facs_result), NULL) : -EINVAL;
    return status < 0 ? status : facs_csv_row(text, size, &own, &options);
}
