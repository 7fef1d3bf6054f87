#include "study/merge_list.h"

#include "base/error.h"
#include "base/log.h"
#include "base/natural.h"
#include "os/file.h"
#include "os/path.h"
#include "output/json.h"
#include "output/previous.h"
#include "study/batch_files.h"
#include "study/batch_result.h"
#include "study/folder_names.h"
#include "study/seen.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EVENTS "_events.csv" /* what facs extract --events writes beside a result */

typedef struct search {
    facs_merge_list *list;
    const char *folder, *output;
    const facs_log *log;
    char **files; /* [file_count] CSVs that the tables list, sorted */
    size_t file_count, file_room;
    facs_seen folders; /* that were walked: links may make a circle */
    facs_error *error;
} search;

/* ---- The list -------------------------------------------------------------------------------- */

/* Takes over csv and json, which may be NULL. The row's strings are the list's. */
static int add_result(search *s, const facs_batch_row *row, char *csv, char *json)
{
    facs_merge_list *list = s->list;
    if (list->count == list->room) {
        const size_t room = list->room ? 2 * list->room : 64;
        facs_merge_result *results = realloc(list->results, room * sizeof(*results));
        if (!results) {
            free(csv);
            free(json);
            return facs_fail_memory(s->error, "the list of results");
        }
        list->results = results;
        list->room = room;
    }
    list->results[list->count++] = (facs_merge_result){.row = *row, .csv = csv, .json = json};
    return 0;
}

/* The same for a result that no table lists. */
static int add_other(search *s, const char *path, char *csv, char *json)
{
    facs_batch_rows *others = &s->list->others;
    facs_batch_row row = facs_batch_row_unknown();
    row.path = path;
    row.state = FACS_BATCH_DONE;
    if (facs_batch_rows_add(others, &row) < 0) {
        free(csv);
        free(json);
        return facs_fail_memory(s->error, "the list of results");
    }
    return add_result(s, &others->records[others->count - 1].row, csv, json);
}

void facs_merge_result_free(facs_merge_result *result)
{
    free(result->csv);
    free(result->json);
    free(result->fault);
}

void facs_merge_list_close(facs_merge_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        facs_merge_result_free(&list->results[i]);
    free(list->results);
    facs_batch_rows_free(&list->table);
    facs_batch_rows_free(&list->others);
    *list = (facs_merge_list){.count = 0};
}

static int by_path(const void *a, const void *b)
{
    const facs_merge_result *one = a, *other = b;
    const int order = facs_natural_compare(one->row.path, other->row.path);
    return order || !one->csv || !other->csv ? order : facs_natural_compare(one->csv, other->csv);
}

/* ---- Results that the tables list ------------------------------------------------------------ */

static int by_name(const void *a, const void *b)
{
    const char *one = *(char *const *)a, *other = *(char *const *)b;
    return facs_path_ignores_case() ? strcasecmp(one, other) : strcmp(one, other);
}

/* Remembers that a table lists the file. */
static int add_file(search *s, const char *path)
{
    if (s->file_count == s->file_room) {
        const size_t room = s->file_room ? 2 * s->file_room : 64;
        char **files = realloc(s->files, room * sizeof(*files));
        if (!files)
            return -ENOMEM;
        s->files = files;
        s->file_room = room;
    }
    s->files[s->file_count] = strdup(path);
    return s->files[s->file_count] ? (s->file_count++, 0) : -ENOMEM;
}

static int is_listed(const search *s, char *csv)
{
    return s->file_count > 0 &&
           bsearch(&csv, s->files, s->file_count, sizeof(csv), by_name) != NULL;
}

/* Keeps path, which it takes over, as csv or json if it is the first of its kind. */
static int take_path(search *s, char *path, char **csv, char **json)
{
    char **place = facs_text_ends_with(path, ".csv")    ? csv
                   : facs_text_ends_with(path, ".json") ? json
                                                        : NULL;
    const int status = place == csv ? add_file(s, path) : 0;
    if (place && !*place)
        *place = path;
    else
        free(path);
    return status;
}

static int take_row(search *s, const facs_batch_row *row)
{
    char *csv = NULL, *json = NULL;
    int status = 0;
    for (const char *name = row->results; status == 0 && *name;) {
        const size_t length = strcspn(name, ";");
        char *path = facs_batch_result_path(s->folder, name, length);
        status = path ? take_path(s, path, &csv, &json) : -ENOMEM;
        name += length + (name[length] == ';');
    }
    if (row->state == FACS_BATCH_LEFT || row->state == FACS_BATCH_FAILED) {
        free(csv);
        free(json);
        csv = json = NULL;
    }
    if (csv && json && facs_path_kind(json) == FACS_NO_FILE) { /* deleted: taken as it is */
        free(json);
        json = NULL;
    }
    if (status == 0)
        return add_result(s, row, csv, json);
    free(csv);
    free(json);
    return facs_fail_memory(s->error, "the list of results");
}

static int take_tables(search *s)
{
    int status = facs_batch_files_read(&s->list->table, s->folder, NULL, s->error);
    for (size_t i = 0; status >= 0 && i < s->list->table.count; i++)
        status = take_row(s, &s->list->table.records[i].row);
    if (s->file_count > 0)
        qsort(s->files, s->file_count, sizeof(*s->files), by_name);
    return status < 0 ? status : 0;
}

/* ---- Results that no table lists ------------------------------------------------------------- */

static int leave_out(search *s, const char *format, const char *one, const char *other)
{
    char text[1024];
    /* NOLINTNEXTLINE(clang-diagnostic-format-nonliteral): ours, with two %s */
    snprintf(text, sizeof(text), format, one, other);
    facs_log_write(s->log, FACS_LOG_WARNING, "%s", text);
    s->list->left_out++;
    return 0;
}

/* Returns the NAME.json of NAME.csv or NAME_face00.csv; NULL: there is none, or no memory. */
static char *json_of(const char *csv)
{
    const size_t ending = facs_text_ends_with(csv, ".csv") ? strlen(".csv") : 0;
    size_t length = strlen(csv) - ending, digits = length;
    char *json = malloc(length + sizeof(".json"));
    if (!json)
        return NULL;
    for (int face = 0; face < 2; face++) {
        memcpy(json, csv, length);
        memcpy(json + length, ".json", sizeof(".json"));
        if (facs_path_kind(json) != FACS_NO_FILE)
            return json;
        while (digits > 0 && csv[digits - 1] >= '0' && csv[digits - 1] <= '9')
            digits--;
        if (digits == length || digits < 6 || strncmp(csv + digits - 5, "_face", 5) != 0)
            break;
        length = digits - 5;
    }
    free(json);
    return NULL;
}

/* The place of a file among those that NAME.json lists, or -1. */
static int place_of(const json_t *root, const char *csv)
{
    const json_t *results = json_object_get(root, "results");
    int place = -1;
    for (size_t i = 0; place < 0 && i < json_array_size(results); i++) {
        char *name = facs_json_get_name(json_array_get(results, i), "file");
        if (name && strcmp(name, facs_path_name(csv)) == 0)
            place = (int)i;
        free(name);
    }
    return place;
}

/* A result of facs, or with root NULL one of which nothing is known; takes over csv and json. An
 * input that a table lists has its result there. */
static int add_made(search *s, const json_t *root, char *csv, char *json)
{
    const json_t *input = json_object_get(root, "input");
    char *given = facs_json_get_name(input, "name"), *path = facs_json_get_name(input, "path");
    const facs_batch_row *listed = given ? facs_batch_rows_find(&s->list->table, given) : NULL;
    int status;
    if (listed) {
        status = leave_out(s, "%s is left out: the batch table lists its input as \"%s\"", csv,
                           facs_batch_state_name(listed->state));
        free(csv);
        free(json);
    } else {
        status = add_other(s, path ? path : given ? given : csv, csv, json);
    }
    free(given);
    free(path);
    return status;
}

/* Takes over the name of a CSV that no table lists. */
static int add_found(search *s, char *csv)
{
    json_t *root = NULL;
    char *json = json_of(csv);
    if (!json && facs_text_ends_with(csv, EVENTS)) {
        free(csv);
        return 0;
    }
    if (!json)
        return add_other(s, csv, csv, NULL);
    int status = facs_previous_read(&root, json);
    const int place = status == 0 ? place_of(root, csv) : -1;
    if (status == -ENOMEM) {
        facs_fail_memory(s->error, "a result");
    } else if (status < 0) {
        status = leave_out(s, "%s is left out: %s is damaged, or not facs's", csv, json);
    } else if (place < 0) {
        status = leave_out(s, "%s is left out: %s does not list it", csv, json);
    } else if (place == 0) {
        status = add_made(s, root, csv, json);
        csv = json = NULL;
    }
    json_decref(root);
    free(csv);
    free(json);
    return status;
}

/* ---- The walk -------------------------------------------------------------------------------- */

static int is_visible(const char *name)
{
    return !facs_folder_name_is_hidden(name);
}

static int walk(search *s, const char *folder);

/* Looks at a name in a folder, which it takes over. */
static int look_at(search *s, char *path)
{
    int status = 0;
    if (facs_text_ends_with(path, ".csv")) {
        if (strncmp(facs_path_name(path), "facs-batch.", 11) != 0 && !is_listed(s, path) &&
            !facs_path_is_same(path, s->output))
            return add_found(s, path);
    } else if (facs_path_kind(path) == FACS_FOLDER) {
        status = walk(s, path);
    }
    free(path);
    return status;
}

static int walk(search *s, const char *folder)
{
    facs_file_info info;
    char **list = NULL;
    int status = facs_path_info(folder, &info);
    if (status == 0)
        status = facs_seen_add(&s->folders, info.device, info.inode);
    if (status == 0)
        return 0; /* it was walked before */
    const int count = status < 0 ? status : facs_path_list(folder, is_visible, &list);
    if (count < 0)
        return facs_fail(s->error, FACS_ERROR_INPUT, count, "%s cannot be read (%s)", folder,
                         facs_strerror(count));
    status = 0;
    for (int i = 0; status == 0 && i < count; i++) {
        char *path = facs_path_join(folder, list[i]);
        status = path ? look_at(s, path) : facs_fail_memory(s->error, "a path");
    }
    facs_names_free(list, count);
    return status;
}

/* ---- The whole ------------------------------------------------------------------------------- */

int facs_merge_list_open(facs_merge_list *list, const char *folder, const char *output,
                         const facs_log *log, facs_error *error)
{
    search s = {.list = list, .folder = folder, .output = output, .log = log, .error = error};
    *list = (facs_merge_list){.count = 0};
    int status = take_tables(&s);
    if (status == 0)
        status = walk(&s, folder);
    if (list->count > 0)
        qsort(list->results, list->count, sizeof(*list->results), by_path);
    for (size_t i = 0; i < s.file_count; i++)
        free(s.files[i]);
    free(s.files);
    facs_seen_free(&s.folders);
    return status;
}

int facs_merge_list_add(facs_merge_list *list, const char *csv, facs_error *error)
{
    search s = {.list = list, .error = error};
    json_t *root = NULL;
    char *copy = strdup(csv), *json = json_of(csv);
    if (json && facs_previous_read(&root, json) < 0)
        root = NULL;
    int status;
    if (copy) {
        status = add_made(&s, root, copy, json);
    } else {
        status = facs_fail_memory(error, "a path");
        free(json);
    }
    json_decref(root);
    return status;
}
