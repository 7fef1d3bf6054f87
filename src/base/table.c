/* The public facs_table: a CSV with a header, row by row. */
#include "base/error.h"
#include "base/number.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define MOST_COLUMNS 4096         /* OpenFace's widest result has 714 */
#define MOST_LINE    (256 * 1024) /* bytes; OpenFace's have 7000 */

struct facs_table {
    FILE *file;
    char *path;
    char *header;   /* the first line, cut into names */
    char *line;     /* MOST_LINE bytes */
    int64_t number; /* of the line, from 1 */
    int columns;
    char *names[MOST_COLUMNS]; /* in header */
    char *cells[MOST_COLUMNS]; /* in line */
};

static int cannot_read(const facs_table *table, int status, facs_error *error)
{
    return facs_fail(error, FACS_ERROR_INPUT, status, "%s cannot be read (%s)", table->path,
                     facs_strerror(status));
}

/* The next line without its end. 1: there is one, 0: the end, else a negative errno. */
static int next_line(facs_table *table, facs_error *error)
{
    errno = 0;
    table->number++;
    if (!fgets(table->line, MOST_LINE, table->file))
        return ferror(table->file) ? cannot_read(table, errno ? -errno : -EIO, error) : 0;
    size_t length = strlen(table->line);
    if (length + 1 == MOST_LINE)
        return facs_fail(error, FACS_ERROR_INPUT, -EINVAL,
                         "%s: line %lld is too long for a result of OpenFace", table->path,
                         (long long)table->number);
    while (length > 0 && strchr("\r\n", table->line[length - 1]))
        table->line[--length] = 0;
    return 1;
}

static int is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* Cut text at its commas, blanks round the cells taken away. Returns how many there are; those past
 * MOST_COLUMNS are counted only. */
static int cut(char *text, char **cells)
{
    int count = 0;
    for (char *next; text; text = next, count++) {
        char *comma = strchr(text, ',');
        char *end = comma ? comma : text + strlen(text);
        next = comma ? comma + 1 : NULL;
        while (is_blank(*text))
            text++;
        while (end > text && is_blank(end[-1]))
            end--;
        *end = 0;
        if (count < MOST_COLUMNS)
            cells[count] = text;
    }
    return count;
}

static int read_header(facs_table *table, facs_error *error)
{
    int status = next_line(table, error);
    if (status <= 0)
        return status; /* an empty file has no columns */
    const int marked = strncmp(table->line, "\xef\xbb\xbf", 3) == 0; /* UTF-8, says Excel */
    table->header = strdup(table->line + (marked ? 3 : 0));
    if (!table->header)
        return facs_fail_memory(error, "a table");
    table->columns = table->header[0] ? cut(table->header, table->names) : 0;
    if (table->columns > MOST_COLUMNS)
        return facs_fail(error, FACS_ERROR_INPUT, -EINVAL,
                         "%s, line 1: expected at most %d columns, as a result of OpenFace has",
                         table->path, MOST_COLUMNS);
    return 0;
}

int facs_table_open(facs_table **out, const char *path, facs_error *error)
{
    int status;
    *out = NULL;
    facs_table *table = calloc(1, sizeof(*table));
    if (!table)
        return facs_fail_memory(error, "a table");
    table->path = strdup(path);
    table->line = malloc(MOST_LINE);
    if (!table->path || !table->line) {
        status = facs_fail_memory(error, "a table");
        goto failed;
    }
    errno = 0;
    table->file = fopen(path, "r");
    status =
        table->file ? read_header(table, error) : cannot_read(table, errno ? -errno : -EIO, error);
    if (status < 0)
        goto failed;
    *out = table;
    return 0;

failed:
    facs_table_close(&table);
    return status;
}

void facs_table_close(facs_table **table)
{
    if (!*table)
        return;
    if ((*table)->file)
        fclose((*table)->file);
    free((*table)->path);
    free((*table)->header);
    free((*table)->line);
    free(*table);
    *table = NULL;
}

const char *facs_table_name(const facs_table *table, int column)
{
    return column >= 0 && column < table->columns ? table->names[column] : NULL;
}

int facs_table_column(const facs_table *table, const char *name, int from)
{
    for (int i = from < 0 ? 0 : from; i < table->columns; i++)
        if (strcmp(table->names[i], name) == 0)
            return i;
    return -1;
}

int64_t facs_table_line(const facs_table *table)
{
    return table->number;
}

/* What programs write where there is no number: nothing, NA, nan, -nan(ind), inf. */
static int is_no_number(const char *cell)
{
    cell += *cell == '-' || *cell == '+';
    return !*cell || strcasecmp(cell, "na") == 0 || strncasecmp(cell, "nan", 3) == 0 ||
           strcasecmp(cell, "inf") == 0;
}

int facs_table_read(facs_table *table, const int *columns, int count, double *values,
                    facs_error *error)
{
    int status;
    do
        status = next_line(table, error);
    while (status > 0 && table->line[strspn(table->line, " \t\r")] == 0);
    if (status <= 0)
        return status;
    if (cut(table->line, table->cells) != table->columns)
        return facs_fail(error, FACS_ERROR_INPUT, -EINVAL,
                         "%s: line %lld has another number of columns than the first: expected as "
                         "many cells as the header has",
                         table->path, (long long)table->number);
    for (int i = 0; i < count; i++) {
        const char *cell = columns[i] < 0 ? "" : table->cells[columns[i]];
        if (facs_number_parse(cell, strlen(cell), &values[i]) == 0)
            continue;
        if (!is_no_number(cell))
            return facs_fail(error, FACS_ERROR_INPUT, -EINVAL,
                             "%s: line %lld: \"%.40s\" is not a number: expected one in column %s",
                             table->path, (long long)table->number, cell, table->names[columns[i]]);
        values[i] = (double)NAN;
    }
    return 1;
}
