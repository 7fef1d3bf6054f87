/* The public facs_table: a CSV with a header, row by row. */
#include "base/error.h"
#include "base/number.h"
#include "base/records.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct facs_table {
    facs_records *records;
    char *path;
    char *header; /* the names, each with a NUL */
    int columns;
    /* Cells before the first column: R's write.table() does not name the column of row names. */
    int unnamed;                    /* -1: not known before the first row */
    int64_t number;                 /* of the line read last, from 1 */
    char *names[FACS_RECORD_CELLS]; /* in header */
    char **cells;                   /* [columns] of the row read last; NULL: none */
};

/* ---- The header ------------------------------------------------------------------------------ */

/*
 * Refuses a header whose cells are not separated by commas. Blanks are separators only if the
 * header looks like a result's. The next row shows whether numbers have decimal commas.
 */
static int check_separator(facs_table *table, const facs_record *header, facs_error *error)
{
    static const char *const names[] = {"semicolons", "tabs", "bars", "blanks"};
    int max = 0;
    for (int i = 1; i < 4; i++)
        if (header->others[i] > header->others[max])
            max = i;
    if (header->others[max] < header->count ||
        (max == 3 && (header->count > 1 || !strstr(header->whole, "frame"))))
        return 0;
    facs_record row = {0};
    const int commas = facs_records_next(table->records, &row, NULL) > 0 && row.count > 1;
    return facs_fail(
        error, FACS_ERROR_INPUT, -EINVAL,
        "%s: its cells are separated by %s%s: expected commas%s, as R's write.csv() and "
        "pandas' to_csv() write them",
        table->path, names[max], commas ? ", and its numbers have decimal commas" : "",
        commas ? " between cells and decimal points" : "");
}

/* Excel may name the separator in a line before the header. */
static int is_excel_hint(const facs_record *record)
{
    return strncasecmp(record->whole, "sep=", 4) == 0 && record->count <= 2;
}

static int keep_names(facs_table *table, const facs_record *header, facs_error *error)
{
    size_t size = 0;
    for (int i = 0; i < header->count; i++)
        size += strlen(header->cells[i]) + 1;
    char *name = table->header = malloc(size);
    if (!name)
        return facs_fail_memory(error, "a table");
    for (int i = 0; i < header->count; i++) {
        const size_t length = strlen(header->cells[i]) + 1;
        table->names[i] = memcpy(name, header->cells[i], length);
        name += length;
    }
    table->columns = header->count;
    return 0;
}

static int read_header(facs_table *table, facs_error *error)
{
    facs_record header;
    int status = facs_records_next(table->records, &header, error);
    if (status > 0 && is_excel_hint(&header))
        status = facs_records_next(table->records, &header, error);
    if (status <= 0)
        return status; /* an empty file has no columns */
    table->number = header.line;
    if (header.count > FACS_RECORD_CELLS)
        return facs_fail(error, FACS_ERROR_INPUT, -EINVAL,
                         "%s, line %lld: expected at most %d columns, as a result of OpenFace has",
                         table->path, (long long)header.line, FACS_RECORD_CELLS);
    status = check_separator(table, &header, error);
    return status < 0 ? status : keep_names(table, &header, error);
}

int facs_table_open(facs_table **out, const char *path, facs_error *error)
{
    if (!out || !path)
        return facs_fail_null(error, "out, path");
    *out = NULL;
    facs_table *table = calloc(1, sizeof(*table));
    if (!table)
        return facs_fail_memory(error, "a table");
    table->unnamed = -1;
    table->path = strdup(path);
    int status = table->path ? facs_records_open(&table->records, path, error)
                             : facs_fail_memory(error, "a table");
    if (status == 0)
        status = read_header(table, error);
    if (status < 0) {
        facs_table_close(&table);
        return status;
    }
    *out = table;
    return 0;
}

void facs_table_close(facs_table **table)
{
    if (!table || !*table)
        return;
    facs_records_close(&(*table)->records);
    free((*table)->path);
    free((*table)->header);
    free(*table);
    *table = NULL;
}

const char *facs_table_name(const facs_table *table, int column)
{
    return table && column >= 0 && column < table->columns ? table->names[column] : NULL;
}

int facs_table_column(const facs_table *table, const char *name, int from)
{
    for (int i = from < 0 ? 0 : from; table && name && i < table->columns; i++)
        if (strcmp(table->names[i], name) == 0)
            return i;
    return -1;
}

const char *facs_table_text(const facs_table *table, int column)
{
    return table && table->cells && column >= 0 && column < table->columns ? table->cells[column]
                                                                           : NULL;
}

int64_t facs_table_line(const facs_table *table)
{
    return table ? table->number : -EINVAL;
}

/* ---- Rows ------------------------------------------------------------------------------------ */

static int fail_count(const facs_table *table, const facs_record *row, facs_error *error)
{
    const char *why = "";
    if (row->count < table->columns && row->cut)
        why = ", as the file is cut short there";
    else if (row->count > table->columns)
        why = "; do its numbers have decimal commas?";
    return facs_fail(error, FACS_ERROR_INPUT, -EINVAL,
                     "%s: line %lld has another number of columns than the first, %d and not %d: "
                     "expected as many cells as the header has%s",
                     table->path, (long long)row->line, row->count, table->columns, why);
}

static int fail_cell(const facs_table *table, const char *cell, int column, facs_error *error)
{
    const int comma = strchr(cell, ',') && cell[strspn(cell, "+-0123456789,.")] == 0;
    return facs_fail(error, FACS_ERROR_INPUT, -EINVAL,
                     "%s: line %lld: \"%.40s\" is not a number: expected one%s in column %s",
                     table->path, (long long)table->number, cell,
                     comma ? " with a decimal point" : "", table->names[column]);
}

int facs_table_read(facs_table *table, const int *columns, int count, double *values,
                    facs_error *error)
{
    if (!table || (count > 0 && (!columns || !values)))
        return facs_fail_null(error, "table, columns, values");
    facs_record row;
    table->cells = NULL;
    int status = facs_records_next(table->records, &row, error);
    if (status <= 0)
        return status;
    table->number = row.line;
    if (table->unnamed < 0)
        table->unnamed =
            row.first_quoted && row.count == table->columns + 1 && row.count <= FACS_RECORD_CELLS;
    if (row.count != table->columns + table->unnamed)
        return fail_count(table, &row, error);
    table->cells = row.cells + table->unnamed;
    for (int i = 0; i < count; i++) {
        const char *cell = columns[i] < 0 ? "" : table->cells[columns[i]];
        if (facs_number_parse_cell(cell, &values[i]) < 0)
            return fail_cell(table, cell, columns[i], error);
    }
    return 1;
}
