#include "study/summary_table.h"

#include "base/error.h"
#include "base/file.h"
#include "os/path.h"
#include "output/json.h"
#include "output/number.h"
#include "study/batch_table.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define CHANGE "_change"

/* ---- The header ------------------------------------------------------------------------------ */

int facs_summary_table_check(const facs_path_columns *path, facs_error *error)
{
    facs_figure_column column;
    for (int i = 0; facs_figure_column_get(i, &column) == 0; i++)
        for (int k = 0; k < path->count; k++)
            if (strcasecmp(path->names[k], column.name) == 0)
                return facs_fail(error, FACS_ERROR_USAGE, -EINVAL,
                                 "path: expected names that are not columns of the summary, not "
                                 "\"%s\"",
                                 path->names[k]);
    return 0;
}

int facs_summary_table_begin(facs_summary_table *table)
{
    const char *comma = "";
    table->count = facs_figure_columns();
    table->columns = calloc((size_t)table->count, sizeof(*table->columns));
    if (!table->columns)
        return -ENOMEM;
    for (int i = 0; i < table->count; i++) {
        const facs_figure_column *column = &table->columns[i];
        facs_figure_column_get(i, &table->columns[i]);
        fprintf(table->out, "%s%s", comma, column->name);
        comma = ",";
        for (int k = 0; column->figure->kind == FACS_FIGURE_INPUT && k < table->path->count; k++)
            fprintf(table->out, ",%s", table->path->names[k]);
    }
    for (int i = 0; table->changes && i < table->count; i++)
        if (facs_figure_changes(table->columns[i].figure))
            fprintf(table->out, ",%s" CHANGE, table->columns[i].name);
    fputc('\n', table->out);
    return 0;
}

void facs_summary_table_end(facs_summary_table *table)
{
    free(table->columns);
    table->columns = NULL;
}

int facs_summary_table_may_replace(const char *path, facs_error *error)
{
    char head[sizeof("file,input,")];
    if (facs_file_head(path, head, sizeof(head)) == 0 || strcmp(head, "file,input,") == 0)
        return 0;
    return facs_fail(error, FACS_ERROR_OUTPUT, -EEXIST,
                     "%s exists and is not a table that facs summary wrote: choose another name, "
                     "or delete it",
                     path);
}

/* ---- A row ----------------------------------------------------------------------------------- */

/* A text that may not be UTF-8: with U+FFFD for what is not. */
static void put_text(FILE *out, const char *text, size_t length)
{
    char *part = facs_text_part(text ? text : "", length);
    json_t *utf8 = part ? facs_json_text(part) : NULL;
    const char *name = json_string_value(utf8);
    facs_batch_put_text(out, name ? name : "");
    json_decref(utf8);
    free(part);
}

static void put_number(FILE *out, double value, int decimals)
{
    char text[FACS_NUMBER_SIZE] = "";
    if (isfinite(value))
        facs_number_fixed(text, value, decimals);
    fputs(strspn(text, "-0.") == strlen(text) && text[0] == '-' ? text + 1 : text, out);
}

/* The segment's own times, not those of its rows. */
static double value_of(const facs_summary_row *row, const facs_figure *figure, int i)
{
    if (row->segment && figure->kind == FACS_FIGURE_START)
        return row->segment->start;
    if (row->segment && figure->kind == FACS_FIGURE_END)
        return row->segment->end;
    return row->values[i];
}

void facs_summary_table_put(const facs_summary_table *table, const char *input,
                            const facs_path_value *values, const facs_summary_line *line)
{
    const facs_summary_row *row = &line->row;
    const char *texts[] = {[FACS_FIGURE_FILE] = line->csv,
                           [FACS_FIGURE_INPUT] = input,
                           [FACS_FIGURE_SEGMENT] = row->segment ? row->segment->label : "",
                           [FACS_FIGURE_RULE] = row->rule};
    FILE *out = table->out;
    for (int i = 0; i < table->count; i++) {
        const facs_figure *figure = table->columns[i].figure;
        const facs_figure_kind kind = figure->kind;
        if (i > 0)
            fputc(',', out);
        if (kind <= FACS_FIGURE_RULE && kind != FACS_FIGURE_FACE)
            put_text(out, texts[kind], strlen(texts[kind]));
        else
            put_number(out, value_of(row, figure, i), figure->decimals);
        for (int k = 0; kind == FACS_FIGURE_INPUT && k < table->path->count; k++) {
            fputc(',', out);
            put_text(out, values[k].text, values[k].length);
        }
    }
    for (int i = 0; table->changes && i < table->count; i++)
        if (facs_figure_changes(table->columns[i].figure)) {
            fputc(',', out);
            put_number(out, row->changes[i], table->columns[i].figure->decimals);
        }
    fputc('\n', out);
}
