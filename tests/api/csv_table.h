/* An independent reader of OpenFace's CSV files (',' or ', '), for tests that look at results. */
#ifndef FACS_TESTS_CSV_TABLE_H
#define FACS_TESTS_CSV_TABLE_H

#include <stddef.h>

typedef struct csv_table {
    size_t rows, columns;
    char (*names)[24];
    double *cells; /* rows x columns */
} csv_table;

/* Fails the running test when the file is not a table with as many cells in each row. */
csv_table csv_table_read(const char *path);
void csv_table_free(csv_table *table);

/* 1: there is a column of that name. */
int csv_table_has(const csv_table *table, const char *name);

/* Returns the column of that name, rows doubles, to be freed. Fails the test if there is none. */
double *csv_table_column(const csv_table *table, const char *name);

#endif
