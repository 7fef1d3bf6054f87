#include "study/study_page.h"

#include "os/file.h"
#include "os/path.h"
#include "output/json.h"
#include "report/page.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- Names ----------------------------------------------------------------------------------- */

/* How long the folders are that all names begin with. */
static size_t common_folder(const facs_study_rows *kept)
{
    const char *first = NULL;
    size_t common = 0;
    for (size_t i = 0; i < kept->file_count; i++) {
        const char *name = kept->files[i].csv;
        size_t same = 0;
        if (!name)
            continue;
        if (!first) {
            first = name;
            common = (size_t)(facs_path_name(name) - name);
        }
        while (same < common && name[same] == first[same])
            same++;
        while (same > 0 && !facs_path_is_separator(first[same - 1]))
            same--;
        common = same;
    }
    return common;
}

/* A path as a relative address. */
static json_t *address_of(const char *path)
{
    static const char plain[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    char *text = malloc(3 * strlen(path) + 1);
    size_t length = 0;
    for (const char *at = path; text && *at; at++) {
        if (facs_path_is_separator(*at))
            text[length++] = '/';
        else if (strchr(plain, *at))
            text[length++] = *at;
        else
            length += (size_t)sprintf(text + length, "%%%02X", (unsigned char)*at);
    }
    json_t *address = text ? json_stringn(text, length) : NULL;
    free(text);
    return address;
}

/* The address of a result's own page from the study's, if there is one in or below its folder. */
static json_t *link_of(const char *csv, const char *folder)
{
    const size_t length = strcmp(folder, ".") == 0 ? 0 : strlen(folder);
    const size_t stem = strlen(csv) - (facs_text_ends_with(csv, ".csv") ? strlen(".csv") : 0);
    if (strncmp(csv, folder, length) != 0 || facs_path_is_absolute(csv + length))
        return json_null();
    const size_t size = strlen(csv) + sizeof(".html");
    char *page = malloc(size);
    if (page)
        snprintf(page, size, "%.*s.html", (int)stem, csv);
    json_t *link = !page                                       ? NULL
                   : facs_path_kind(page) == FACS_REGULAR_FILE ? address_of(page + length)
                                                               : json_null();
    free(page);
    return link;
}

/* [name, address, texts of the path] of each file; null: it is not shown. */
static json_t *file_facts(const facs_study_rows *kept, const char *html)
{
    const size_t common = common_folder(kept);
    char *folder = facs_path_folder(html);
    json_t *files = folder ? json_array() : NULL;
    for (size_t i = 0; files && i < kept->file_count; i++) {
        const facs_study_file *file = &kept->files[i];
        facs_json_append(&files, file->csv
                                     ? json_pack("[o, o, O]", facs_json_text(file->csv + common),
                                                 link_of(file->csv, folder), file->texts)
                                     : json_null());
    }
    free(folder);
    return files;
}

/* ---- Figures --------------------------------------------------------------------------------- */

/* Writes a column, if it has a value. 1: it has; -ENOMEM. */
static int put_column(const facs_study_rows *kept, FILE *file, int column)
{
    float *values = malloc((kept->row_count + 1) * sizeof(*values));
    int some = 0;
    if (!values)
        return -ENOMEM;
    for (size_t row = 0; row < kept->row_count; row++) {
        values[row] = kept->values[row * (size_t)kept->width + (size_t)column];
        some |= !isnan(values[row]);
    }
    if (some)
        facs_page_put_floats(file, values, kept->row_count);
    free(values);
    return some;
}

/* Writes the figures that are known, and lists them. */
static int put_columns(const facs_study_rows *kept, FILE *file, json_t **list)
{
    int status = 0, line = 0;
    fputs("<script type=\"text/plain\" id=\"figures\">", file);
    for (int i = 0; status >= 0 && i < kept->count; i++) {
        const facs_figure_column *column = &kept->columns[i];
        status = put_column(kept, file, i);
        if (status <= 0)
            continue;
        json_t *facts = json_pack("{s:s, s:s, s:s, s:i, s:i}", "name", column->name, "unit",
                                  column->unit, "meaning", column->figure->meaning, "decimals",
                                  column->figure->decimals, "line", line++);
        if (kept->width > kept->count) {
            status = put_column(kept, file, kept->count + i);
            if (status > 0)
                facs_json_set(&facts, "change", json_integer(line++));
        }
        facs_json_append(list, facts);
    }
    fputs("</script>\n", file);
    return status < 0 ? status : 0;
}

/* ---- The page -------------------------------------------------------------------------------- */

static json_t *row_facts(const facs_study_rows *kept)
{
    json_t *rows = json_array();
    for (size_t i = 0; i < kept->row_count; i++)
        facs_json_append(&rows, json_pack("[I, I, I]", (json_int_t)kept->rows[i].file,
                                          kept->rows[i].face, kept->rows[i].segment));
    return rows;
}

static json_t *total_facts(const facs_study_rows *kept)
{
    const facs_summarize_totals *t = &kept->summing->totals;
    return json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:f, s:f, s:f, s:f, s:O}", "results",
                     (json_int_t)t->results, "files", (json_int_t)kept->file_count, "left_out",
                     (json_int_t)t->left_out, "missing", (json_int_t)t->missing, "every",
                     (json_int_t)kept->every, "cut", (json_int_t)kept->cut, "faces",
                     (json_int_t)kept->faces, "frames", kept->frames, "usable", kept->usable,
                     "seconds", kept->seconds, "usable_seconds", kept->usable_seconds, "rules",
                     kept->rules);
}

int facs_study_page_write(const facs_study_rows *kept, FILE *file, const char *html, json_t *facts)
{
    json_t *columns = json_array(), *labels = json_array();
    const char *label;
    json_t *place;
    fwrite(facs_study_page_head, 1, facs_study_page_head_size, file);
    int status = put_columns(kept, file, &columns);
    json_object_foreach(kept->labels, label, place)
        facs_json_append(&labels, json_pack("[s, O]", label, place));
    facs_json_set(&facts, "columns", columns);
    facs_json_set(&facts, "labels", labels);
    facs_json_set(&facts, "files", file_facts(kept, html));
    facs_json_set(&facts, "rows", row_facts(kept));
    facs_json_set(&facts, "totals", total_facts(kept));
    if (status == 0)
        status = facs_page_put_facts(file, facts);
    json_decref(facts);
    fwrite(facs_study_page_tail, 1, facs_study_page_tail_size, file);
    return status < 0 ? -ENOMEM : 0;
}
