#include "study/study_rows.h"

#include "os/path.h"
#include "output/json.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- Columns --------------------------------------------------------------------------------- */

static int is_shown(const facs_figure *figure)
{
    return figure->kind >= FACS_FIGURE_FRAMES && figure->kind != FACS_FIGURE_LEFT_OUT;
}

int facs_study_rows_open(facs_study_rows *kept, const facs_summing *summing, size_t max_figures)
{
    const int all = facs_figure_columns();
    facs_figure_column column;
    kept->summing = summing;
    kept->every = 1;
    kept->columns = calloc((size_t)all, sizeof(*kept->columns));
    kept->sources = calloc((size_t)all, sizeof(*kept->sources));
    kept->labels = json_object();
    kept->rules = json_object();
    if (!kept->columns || !kept->sources || !kept->labels || !kept->rules)
        return -ENOMEM;
    for (int i = 0; facs_figure_column_get(i, &column) == 0; i++)
        if (is_shown(column.figure)) {
            kept->sources[kept->count] = i;
            kept->columns[kept->count++] = column;
        }
    kept->width = summing->options.baseline ? 2 * kept->count : kept->count;
    kept->max_rows = max_figures / (size_t)kept->width;
    return 0;
}

static void forget(facs_study_file *file)
{
    free(file->csv);
    json_decref(file->texts);
    *file = (facs_study_file){.csv = NULL};
}

void facs_study_rows_close(facs_study_rows *kept)
{
    for (size_t i = 0; i < kept->file_count; i++)
        forget(&kept->files[i]);
    free(kept->files);
    free(kept->columns);
    free(kept->sources);
    free(kept->rows);
    free(kept->values);
    free(kept->last);
    json_decref(kept->labels);
    json_decref(kept->rules);
}

/* ---- Rows ------------------------------------------------------------------------------------ */

static json_t *texts_of(const facs_path_value *values, int count)
{
    json_t *texts = json_array();
    for (int i = 0; i < count; i++) {
        char *text = facs_text_part(values[i].text ? values[i].text : "", values[i].length);
        facs_json_append(&texts, text ? facs_json_text(text) : NULL);
        free(text);
    }
    return texts;
}

static int add_file(facs_study_rows *kept, const char *csv, const facs_path_value *values)
{
    const size_t room = kept->file_room ? 2 * kept->file_room : 64;
    if (kept->file_count == kept->file_room) {
        facs_study_file *files = realloc(kept->files, room * sizeof(*files));
        if (!files)
            return -ENOMEM;
        kept->files = files;
        kept->file_room = room;
    }
    const size_t number = kept->file_count++;
    facs_study_file *file = &kept->files[number];
    *file = (facs_study_file){.csv = NULL};
    free(kept->last);
    kept->last = strdup(csv);
    if (kept->last && number % kept->every == 0) {
        file->csv = strdup(csv);
        file->texts = texts_of(values, kept->summing->path.count);
        if (!file->csv || !file->texts)
            return -ENOMEM;
    }
    return kept->last ? 0 : -ENOMEM;
}

/* The place of a label. -1: out of memory. */
static json_int_t label_of(facs_study_rows *kept, const char *label)
{
    json_t *text = facs_json_text(label);
    const char *name = json_string_value(text);
    const json_t *known = name ? json_object_get(kept->labels, name) : NULL;
    json_int_t place =
        known ? json_integer_value(known) : (json_int_t)json_object_size(kept->labels);
    if (!name || (!known && json_object_set_new(kept->labels, name, json_integer(place)) < 0))
        place = -1;
    json_decref(text);
    return place;
}

/* Shows half as many results as before, evenly. */
static void thin(facs_study_rows *kept)
{
    size_t left = 0;
    kept->every *= 2;
    for (size_t row = 0; row < kept->row_count; row++) {
        if (kept->rows[row].file % kept->every)
            continue;
        kept->rows[left] = kept->rows[row];
        memmove(kept->values + left * (size_t)kept->width, kept->values + row * (size_t)kept->width,
                (size_t)kept->width * sizeof(float));
        left++;
    }
    kept->row_count = left;
    for (size_t i = 0; i < kept->file_count; i++)
        if (i % kept->every)
            forget(&kept->files[i]);
}

static int make_room(facs_study_rows *kept)
{
    size_t room = kept->room ? 2 * kept->room : 64;
    if (kept->row_count < kept->room)
        return 0;
    room = room < kept->max_rows ? room : kept->max_rows;
    if (room == kept->room)
        return 0;
    facs_study_row *rows = realloc(kept->rows, room * sizeof(*rows));
    if (rows)
        kept->rows = rows;
    float *values = realloc(kept->values, room * (size_t)kept->width * sizeof(*values));
    if (values)
        kept->values = values;
    if (!rows || !values)
        return -ENOMEM;
    kept->room = room;
    return 0;
}

static int add_row(facs_study_rows *kept, const facs_summary_row *row)
{
    if (kept->row_count == kept->max_rows && kept->rows[kept->row_count - 1].file > 0)
        thin(kept); /* there is more than the first result to choose from */
    if (make_room(kept) < 0)
        return -ENOMEM;
    const size_t file = kept->file_count - 1;
    if (file % kept->every)
        return 0;
    if (kept->row_count == kept->max_rows) {
        kept->cut++;
        return 0;
    }
    const facs_study_row own = {file, (json_int_t)row->values[FACS_FIGURE_FACE],
                                row->segment ? label_of(kept, row->segment->label) : -1};
    float *values = kept->values + kept->row_count * (size_t)kept->width;
    for (int i = 0; i < kept->count; i++) {
        values[i] = (float)row->values[kept->sources[i]];
        if (kept->width > kept->count)
            values[kept->count + i] = facs_figure_changes(kept->columns[i].figure)
                                          ? (float)row->changes[kept->sources[i]]
                                          : (float)NAN;
    }
    kept->rows[kept->row_count++] = own;
    return row->segment && own.segment < 0 ? -ENOMEM : 0;
}

/* The value of a figure that there is once; 0 if it is not known. */
static double known(const facs_study_rows *kept, const facs_summary_row *row, facs_figure_kind kind)
{
    int i = 0;
    while (kept->columns[i].figure->kind != kind)
        i++;
    const double value = row->values[kept->sources[i]];
    return isnan(value) ? 0 : value;
}

static int count_face(facs_study_rows *kept, const facs_summary_row *row)
{
    const json_t *before = json_object_get(kept->rules, row->rule);
    kept->faces++;
    kept->frames += known(kept, row, FACS_FIGURE_FRAMES);
    kept->usable += known(kept, row, FACS_FIGURE_USABLE_FRAMES);
    kept->seconds += known(kept, row, FACS_FIGURE_DURATION);
    kept->usable_seconds += known(kept, row, FACS_FIGURE_USABLE_DURATION);
    return json_object_set_new(kept->rules, row->rule,
                               json_integer(json_integer_value(before) + 1));
}

int facs_study_rows_put(void *opaque, const char *input, const facs_path_value *values,
                        const facs_summary_line *line)
{
    facs_study_rows *kept = opaque;
    (void)input;
    if ((!kept->last || strcmp(kept->last, line->csv) != 0) &&
        add_file(kept, line->csv, values) < 0)
        return -ENOMEM;
    if (!line->row.segment && count_face(kept, &line->row) < 0)
        return -ENOMEM;
    return add_row(kept, &line->row);
}
