#include "csv_table.h"

#include "cmocka_all.h"
#include "grow.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Split a line at its commas, without the blanks before cells; returns the number of cells. */
static size_t split(char *line, char **cells, size_t max)
{
    size_t n = 0;
    for (char *next = line; next && n < max;) {
        char *cell = next + strspn(next, " "), *end = strpbrk(cell, ",\r\n");
        next = end && *end == ',' ? end + 1 : NULL;
        if (end)
            *end = 0;
        cells[n++] = cell;
    }
    return n;
}

#define MAX_COLUMNS 1000

csv_table csv_table_read(const char *path)
{
    csv_table table = {0};
    char *line = NULL, *cells[MAX_COLUMNS];
    size_t size = 0;
    FILE *file = fopen(path, "r");
    if (!file)
        fail_msg("%s cannot be opened", path);
    assert_true(getline(&line, &size, file) > 0);
    table.columns = split(line, cells, MAX_COLUMNS);
    table.names = calloc(table.columns, sizeof(*table.names));
    assert_non_null(table.names);
    for (size_t i = 0; i < table.columns; i++)
        snprintf(table.names[i], sizeof(*table.names), "%s", cells[i]);
    while (getline(&line, &size, file) > 0) {
        assert_int_equal(split(line, cells, MAX_COLUMNS), table.columns);
        const size_t row = table.columns * sizeof(*table.cells);
        table.cells = grow(table.cells, table.rows * row, row);
        for (size_t i = 0; i < table.columns; i++)
            table.cells[table.rows * table.columns + i] = *cells[i] ? strtod(cells[i], NULL) : NAN;
        table.rows++;
    }
    free(line);
    fclose(file);
    return table;
}

void csv_table_free(csv_table *table)
{
    free(table->names);
    free(table->cells);
    *table = (csv_table){0};
}

int csv_table_has(const csv_table *table, const char *name)
{
    for (size_t i = 0; i < table->columns; i++)
        if (strcmp(table->names[i], name) == 0)
            return 1;
    return 0;
}

double *csv_table_column(const csv_table *table, const char *name)
{
    for (size_t i = 0; i < table->columns; i++) {
        if (strcmp(table->names[i], name) != 0)
            continue;
        double *column = malloc((table->rows + 1) * sizeof(double));
        assert_non_null(column);
        for (size_t n = 0; n < table->rows; n++)
            column[n] = table->cells[n * table->columns + i];
        return column;
    }
    fail_msg("there is no column %s", name);
    return NULL;
}
