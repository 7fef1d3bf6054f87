#include "study/merge_columns.h"

#include "base/error.h"
#include "output/picture_names.h"
#include "row/columns.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_NAME    63  /* bytes of a column's name; OpenFace's have 14 */
#define MAX_LAYOUTS 256 /* different headers; a study has a few */

/* ---- What is known of a column --------------------------------------------------------------- */

/* The still image's face is a video's face_id. */
static const char *plain_name(const char *name)
{
    return strcmp(name, "face") == 0 ? "face_id" : name;
}

static int read_known(facs_merge_columns *c, facs_error *error)
{
    c->known = facs_columns_list(FACS_FEATURE_ALL, 0, &c->known_count);
    return c->known ? 0 : facs_fail_memory(error, "the columns");
}

/* Its place in the columns table, or the number of columns there. */
static int find_known(const facs_merge_columns *c, const char *name)
{
    int place = 0;
    while (place < c->known_count && strcmp(c->known[place].name, name) != 0)
        place++;
    return place;
}

/* The name in a database. Of two that differ only in upper and lower case, OpenFace's second is in
 * space. */
static char *sql_name(const facs_merge_columns *c, const char *name, int place)
{
    int twice = 0;
    for (int i = 0; i < place && place < c->known_count; i++)
        twice |= strcasecmp(c->known[i].name, name) == 0;
    char *sql = malloc(strlen(name) + 4);
    if (sql)
        sprintf(sql, "%s%s", name, twice ? "_3d" : "");
    return sql;
}

/* A table has numbers only; NAME.json names a folder's pictures by their frames, too. */
static int is_text(const char *name)
{
    return strcmp(name, FACS_PICTURE_COLUMN) == 0;
}

static int find_column(const facs_merge_columns *c, const char *name)
{
    for (int i = 0; i < c->count; i++)
        if (strcmp(c->list[i].name, name) == 0)
            return i;
    return -1;
}

/* The column whose name would be the same in a database, or NULL; also without memory, which shows
 * when the column is added. */
static const char *find_alike(const facs_merge_columns *c, const char *name)
{
    const char *found = NULL;
    char *sql = sql_name(c, name, find_known(c, name));
    for (int i = 0; i < c->count && sql && !found; i++)
        if (strcasecmp(c->list[i].sql, sql) == 0)
            found = c->list[i].name;
    free(sql);
    return found;
}

static int add_column(facs_merge_columns *c, const char *name, facs_error *error)
{
    facs_merge_column *list = realloc(c->list, ((size_t)c->count + 1) * sizeof(*list));
    if (!list)
        return facs_fail_memory(error, "the columns");
    c->list = list;
    const int place = find_known(c, name);
    facs_merge_column *column = &list[c->count++];
    *column = (facs_merge_column){.name = strdup(name),
                                  .sql = sql_name(c, name, place),
                                  .place = place,
                                  .unit = "",
                                  .meaning = "",
                                  .block = "",
                                  .decimals = -1};
    if (place < c->known_count) {
        const facs_column *known = &c->known[place];
        const char *block = facs_feature_name(known->feature);
        column->unit = known->unit;
        column->meaning = known->meaning ? known->meaning : "";
        column->block = block ? block : "";
        column->decimals = known->decimals;
    } else {
        column->place += c->count;
    }
    return column->name && column->sql ? 0 : facs_fail_memory(error, "the columns");
}

/* ---- Headers --------------------------------------------------------------------------------- */

static void free_layout(facs_merge_layout *layout)
{
    for (int i = 0; layout->names && i < layout->count; i++)
        free(layout->names[i]);
    free(layout->names);
    free(layout->header);
    free(layout->to);
    free(layout->from);
}

static int read_names(facs_merge_layout *layout, const facs_table *table, facs_error *error)
{
    while (facs_table_name(table, layout->count))
        layout->count++;
    layout->names = calloc((size_t)layout->count + 1, sizeof(*layout->names));
    layout->to = calloc((size_t)layout->count + 1, sizeof(*layout->to));
    if (!layout->names || !layout->to)
        return facs_fail_memory(error, "the columns");
    for (int i = 0; i < layout->count; i++)
        if (!(layout->names[i] = strdup(plain_name(facs_table_name(table, i)))))
            return facs_fail_memory(error, "the columns");
    return 0;
}

static int has(const facs_merge_layout *layout, const char *name)
{
    for (int i = 0; i < layout->count; i++)
        if (strcmp(layout->names[i], name) == 0)
            return 1;
    return 0;
}

/* A name that can be put between quotes, and that the table does not have anyway. */
static int is_usable(const char *name)
{
    for (const char *c = name; *c; c++)
        if (*c < ' ' || *c > '~' || *c == '"')
            return 0;
    return *name && strlen(name) <= MAX_NAME && strcasecmp(name, "path") != 0 &&
           strcasecmp(name, "video") != 0;
}

/* Whether it is a result, and could be part of a table. */
static int check_names(const facs_merge_layout *layout, const char *csv, facs_error *error)
{
    if (!has(layout, "confidence") || !(has(layout, "frame") || has(layout, "face_id")) ||
        strcmp(layout->names[0], "path") == 0)
        return facs_fail(error, FACS_ERROR_INPUT, -ENOMSG, "%s is not a result of facs or OpenFace",
                         csv);
    for (int i = 0; i < layout->count; i++) {
        if (!is_usable(layout->names[i]))
            return facs_fail(error, FACS_ERROR_INPUT, -EINVAL,
                             "%s: column %d has a name that the table cannot have", csv, i + 1);
        for (int j = 0; j < i; j++)
            if (strcmp(layout->names[i], layout->names[j]) == 0)
                return facs_fail(error, FACS_ERROR_INPUT, -EINVAL, "%s has the column %s twice",
                                 csv, layout->names[i]);
    }
    return 0;
}

/* Adds the columns that no other result has; all or none. */
static int add_names(facs_merge_columns *c, const facs_merge_layout *layout, const char *csv,
                     facs_error *error)
{
    int more = 0;
    for (int i = 0; i < layout->count; i++) {
        const int is_new = !is_text(layout->names[i]) && find_column(c, layout->names[i]) < 0;
        const char *like = is_new ? find_alike(c, layout->names[i]) : NULL;
        if (like)
            return facs_fail(
                error, FACS_ERROR_INPUT, -EINVAL,
                "%s has the column %s, and other results have %s, which is the same in "
                "a database",
                csv, layout->names[i], like);
        more += is_new;
    }
    if (c->count + more > FACS_MERGE_COLUMNS || c->layout_count >= MAX_LAYOUTS)
        return facs_fail(error, FACS_ERROR_INPUT, -EINVAL,
                         "%s has other columns than the results before it, and a table has at most "
                         "%d",
                         csv, FACS_MERGE_COLUMNS);
    int status = 0;
    for (int i = 0; status == 0 && more > 0 && i < layout->count; i++)
        if (!is_text(layout->names[i]) && find_column(c, layout->names[i]) < 0)
            status = add_column(c, layout->names[i], error);
    return status;
}

static int keep_layout(facs_merge_columns *c, facs_merge_layout *layout, const char *header,
                       size_t length, facs_error *error)
{
    facs_merge_layout *list = realloc(c->layouts, ((size_t)c->layout_count + 1) * sizeof(*list));
    if (!list)
        return facs_fail_memory(error, "the columns");
    c->layouts = list;
    layout->header = malloc(length + 1);
    if (!layout->header)
        return facs_fail_memory(error, "the columns");
    memcpy(layout->header, header, length);
    layout->length = length;
    list[c->layout_count++] = *layout;
    *layout = (facs_merge_layout){0};
    return 0;
}

int facs_merge_columns_add(facs_merge_columns *columns, const char *csv, const char *header,
                           size_t length, facs_error *error)
{
    facs_merge_layout layout = {0};
    facs_table *table = NULL;
    if (facs_merge_columns_find(columns, header, length))
        return 0;
    int status = facs_table_open(&table, csv, error);
    if (status == 0)
        status = read_names(&layout, table, error);
    if (status == 0)
        status = check_names(&layout, csv, error);
    if (status == 0)
        status = add_names(columns, &layout, csv, error);
    if (status == 0)
        status = keep_layout(columns, &layout, header, length, error);
    facs_table_close(&table);
    free_layout(&layout);
    return status;
}

const facs_merge_layout *facs_merge_columns_find(const facs_merge_columns *columns,
                                                 const char *header, size_t length)
{
    for (int i = 0; i < columns->layout_count; i++) {
        const facs_merge_layout *layout = &columns->layouts[i];
        if (layout->length == length && memcmp(layout->header, header, length) == 0)
            return layout;
    }
    return NULL;
}

/* ---- The selection --------------------------------------------------------------------------- */

/* length bytes of pattern, with * and ?. The last * can be tried at a later place. */
static int matches(const char *pattern, size_t length, const char *name)
{
    const char *const end = pattern + length, *star = NULL, *from = NULL;
    while (*name) {
        if (pattern < end && *pattern == '*') {
            star = ++pattern;
            from = name;
        } else if (pattern < end && (*pattern == '?' || *pattern == *name)) {
            pattern++;
            name++;
        } else if (star) {
            pattern = star;
            name = ++from;
        } else {
            return 0;
        }
    }
    while (pattern < end && *pattern == '*')
        pattern++;
    return pattern == end;
}

/* Marks the columns of one name of the selection as wanted. */
static int select_name(const facs_merge_columns *c, const char *name, size_t length, char *wanted,
                       facs_error *error)
{
    int found = 0;
    for (int i = 0; i < c->count; i++)
        if (matches(name, length, c->list[i].name))
            wanted[i] = 1, found = 1;
    if (found)
        return 0;
    return facs_fail(error, FACS_ERROR_USAGE, -EINVAL,
                     "columns: expected names that the results have, such as AU12_r or AU*, not "
                     "\"%.*s\"",
                     (int)length, name);
}

static int select_columns(facs_merge_columns *c, const char *selection, facs_error *error)
{
    int status = 0, kept = 0;
    char *wanted = calloc((size_t)c->count, 1);
    if (!wanted)
        return facs_fail_memory(error, "the columns");
    memset(wanted, 1, FACS_MERGE_LEAD);
    for (const char *name = selection; status == 0 && name;) {
        name += strspn(name, " ");
        const char *comma = strchr(name, ',');
        size_t length = comma ? (size_t)(comma - name) : strlen(name);
        while (length > 0 && name[length - 1] == ' ')
            length--;
        status = select_name(c, name, length, wanted, error);
        name = comma ? comma + 1 : NULL;
    }
    for (int i = 0; i < c->count; i++) {
        facs_merge_column column = c->list[i];
        if (wanted[i] || status < 0) {
            c->list[kept++] = column;
        } else {
            free(column.name);
            free(column.sql);
        }
    }
    c->count = kept;
    free(wanted);
    return status;
}

/* ---- The whole ------------------------------------------------------------------------------- */

static int by_place(const void *a, const void *b)
{
    return ((const facs_merge_column *)a)->place - ((const facs_merge_column *)b)->place;
}

/* Where its cells go, and where the columns' come from. */
static int settle_layout(const facs_merge_columns *c, facs_merge_layout *layout, facs_error *error)
{
    layout->from = calloc((size_t)c->count, sizeof(*layout->from));
    if (!layout->from)
        return facs_fail_memory(error, "the columns");
    for (int i = 0; i < c->count; i++)
        layout->from[i] = -1;
    layout->same = layout->count == c->count;
    layout->whole = 1;
    for (int cell = 0; cell < layout->count; cell++) {
        const int at = find_column(c, layout->names[cell]);
        layout->to[cell] = is_text(layout->names[cell]) ? -1 : at < 0 ? c->count : at;
        layout->same &= at == cell;
        if (at >= 0)
            layout->from[at] = cell;
    }
    for (int i = 0; i < c->count; i++)
        layout->whole &= layout->from[i] >= 0;
    return 0;
}

int facs_merge_columns_settle(facs_merge_columns *columns, const char *selection, facs_error *error)
{
    int status = selection ? select_columns(columns, selection, error) : 0;
    qsort(columns->list, (size_t)columns->count, sizeof(*columns->list), by_place);
    for (int i = 0; status == 0 && i < columns->layout_count; i++)
        status = settle_layout(columns, &columns->layouts[i], error);
    return status;
}

int facs_merge_columns_open(facs_merge_columns *columns, facs_error *error)
{
    static const char *const lead[] = {"frame", "face_id", "timestamp", "confidence", "success"};
    *columns = (facs_merge_columns){0};
    int status = read_known(columns, error);
    for (size_t i = 0; status == 0 && i < sizeof(lead) / sizeof(lead[0]); i++)
        status = add_column(columns, lead[i], error);
    return status;
}

void facs_merge_columns_close(facs_merge_columns *columns)
{
    for (int i = 0; i < columns->count; i++) {
        free(columns->list[i].name);
        free(columns->list[i].sql);
    }
    for (int i = 0; i < columns->layout_count; i++)
        free_layout(&columns->layouts[i]);
    free(columns->list);
    free(columns->layouts);
    free(columns->known);
}
