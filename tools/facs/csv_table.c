#include "csv_table.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_COLUMNS 4096               /* OpenFace has 714 */
#define MOST_LINE    (256 * 1024)       /* bytes; OpenFace's have 7000 */
#define FRAME        FACS_CSV_TABLE_AUS /* the column of frame numbers, beside those of the AUs */
#define NO_COLUMN    (-1)

typedef struct reader {
    facs_csv_table *table;
    const char *path;
    FILE *file;
    char *line;
    int64_t number;          /* of the line, from 1 */
    int holds[MOST_COLUMNS]; /* what the file's column is: 0.., FRAME or NO_COLUMN */
    int columns;
    char *text;
    size_t text_size;
} reader;

void facs_csv_table_name(int column, char name[16])
{
    if (column < FACS_INTENSITIES)
        snprintf(name, 16, "%s_r", facs_intensity_name(column));
    else
        snprintf(name, 16, "%s_c", facs_presence_name(column - FACS_INTENSITIES));
}

/* The next line without its end. 1: there is one, 0: the end, else a negative errno. */
static int next_line(reader *r)
{
    r->number++;
    if (!fgets(r->line, MOST_LINE, r->file)) {
        if (!ferror(r->file))
            return 0;
        snprintf(r->text, r->text_size, "%s cannot be read (%s)", r->path, facs_strerror(-errno));
        return -EIO;
    }
    size_t length = strlen(r->line);
    if (length + 1 == MOST_LINE) {
        snprintf(r->text, r->text_size, "%s: line %lld is too long for a result of OpenFace",
                 r->path, (long long)r->number);
        return -EINVAL;
    }
    while (length > 0 && strchr("\r\n", r->line[length - 1]))
        r->line[--length] = 0;
    return 1;
}

/* Cuts the next field off *rest, without blanks round it; NULL at the end. */
static char *next_field(char **rest)
{
    char *field = *rest;
    if (!field)
        return NULL;
    char *comma = strchr(field, ',');
    *rest = comma ? comma + 1 : NULL;
    char *end = comma ? comma : field + strlen(field);
    while (end > field && (end[-1] == ' ' || end[-1] == '\t'))
        end--;
    *end = 0;
    return field + strspn(field, " \t");
}

static int column_of(const char *name)
{
    char expected[16];
    if (strcmp(name, "frame") == 0)
        return FRAME;
    for (int i = 0; i < FACS_CSV_TABLE_AUS; i++) {
        facs_csv_table_name(i, expected);
        if (strcmp(name, expected) == 0)
            return i;
    }
    return NO_COLUMN;
}

static int read_header(reader *r)
{
    int found[FACS_CSV_TABLE_AUS + 1] = {0}, action_units = 0;
    int status = next_line(r);
    if (status < 0)
        return status;
    char *rest = status ? r->line : NULL;
    for (char *name = next_field(&rest); name; name = next_field(&rest)) {
        int column = column_of(name);
        if (r->columns == MOST_COLUMNS)
            break;
        if (column != NO_COLUMN && found[column]++)
            column = NO_COLUMN; /* the first of that name counts */
        action_units += column != NO_COLUMN && column != FRAME;
        r->holds[r->columns++] = column;
    }
    if (found[FRAME] && action_units)
        return 0;
    snprintf(r->text, r->text_size,
             "%s: expected a result of facs or OpenFace, with columns frame and AU01_r or the like "
             "in its first line",
             r->path);
    return -EINVAL;
}

static int grow(reader *r)
{
    facs_csv_table *t = r->table;
    size_t room = t->room ? 2 * t->room : 1024;
    if (t->rows < t->room)
        return 0;
    void *frames = realloc(t->frames, room * sizeof(*t->frames));
    if (frames)
        t->frames = frames;
    for (int i = 0; frames && i < r->columns; i++) {
        if (r->holds[i] == NO_COLUMN || r->holds[i] == FRAME)
            continue;
        void *values = realloc(t->values[r->holds[i]], room * sizeof(double));
        if (!values)
            frames = NULL;
        else
            t->values[r->holds[i]] = values;
    }
    if (!frames) {
        snprintf(r->text, r->text_size, "%s: no memory for its rows", r->path);
        return -ENOMEM;
    }
    t->room = room;
    return 0;
}

static int read_value(reader *r, const char *field, double *value)
{
    char *end = NULL;
    *value = strtod(field, &end);
    if (end != field && !*end && isfinite(*value))
        return 0;
    snprintf(r->text, r->text_size, "%s: line %lld: \"%.40s\" is not a number", r->path,
             (long long)r->number, field);
    return -EINVAL;
}

/* Fills the row after the last; whether it counts is decided by its frame. */
static int read_row(reader *r)
{
    facs_csv_table *t = r->table;
    double frame = 0;
    int columns = 0;
    char *rest = r->line;
    int status = grow(r);

    for (char *field = next_field(&rest); field && status == 0; field = next_field(&rest)) {
        int column = columns < r->columns ? r->holds[columns] : NO_COLUMN;
        columns++;
        if (column != NO_COLUMN)
            status = read_value(r, field, column == FRAME ? &frame : &t->values[column][t->rows]);
    }
    if (status < 0)
        return status;
    int64_t last = t->rows ? t->frames[t->rows - 1] : INT64_MIN;
    if (columns != r->columns || !(fabs(frame) < 1e15) || (int64_t)frame < last) {
        snprintf(r->text, r->text_size,
                 columns != r->columns
                     ? "%s: line %lld has another number of columns than the first"
                     : "%s: line %lld: the frames are not in ascending order",
                 r->path, (long long)r->number);
        return -EINVAL;
    }
    t->frames[t->rows] = (int64_t)frame;
    t->rows += (int64_t)frame != last;
    return 0;
}

static int read_rows(reader *r)
{
    int status = read_header(r);
    if (status < 0)
        return status;
    while ((status = next_line(r)) > 0) {
        if (r->line[0])
            status = read_row(r);
        if (status < 0)
            break;
    }
    if (status == 0 && r->table->rows == 0) {
        snprintf(r->text, r->text_size, "%s: expected rows after the first line", r->path);
        status = -EINVAL;
    }
    return status;
}

int facs_csv_table_read(facs_csv_table *table, const char *path, char *text, size_t text_size)
{
    reader *r = calloc(1, sizeof(*r));
    char *line = malloc(MOST_LINE);
    int status = -ENOMEM;

    *table = (facs_csv_table){.rows = 0};
    snprintf(text, text_size, "%s: no memory to read it", path);
    if (!r || !line)
        goto out;
    *r = (reader){.table = table, .path = path, .line = line, .text = text, .text_size = text_size};
    r->file = fopen(path, "r");
    if (!r->file) {
        status = -errno;
        snprintf(text, text_size, "%s cannot be read (%s)", path, facs_strerror(status));
        goto out;
    }
    status = read_rows(r);
    fclose(r->file);
    if (status < 0)
        facs_csv_table_free(table);
out:
    free(line);
    free(r);
    return status;
}

void facs_csv_table_free(facs_csv_table *table)
{
    for (int i = 0; i < FACS_CSV_TABLE_AUS; i++)
        free(table->values[i]);
    free(table->frames);
    *table = (facs_csv_table){.rows = 0};
}
