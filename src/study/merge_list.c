#include "study/merge_list.h"

#include "base/error.h"
#include "base/log.h"
#include "os/file.h"
#include "os/path.h"
#include "output/json.h"
#include "output/previous.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_DEPTH 64 /* of folders, in case links make a circle */

/* The files of a table's results, to tell what it does not list. */
typedef struct names {
    char **list; /* [count], sorted once all are there */
    size_t count, room;
} names;

typedef struct search {
    facs_merge_list *list;
    const char *folder, *output;
    const facs_log *log;
    names files;     /* that the tables list */
    size_t in_table; /* results */
    facs_error *error;
} search;

/* ---- The list -------------------------------------------------------------------------------- */

/* Takes over csv and json, which may be NULL. */
static int add_result(search *s, const facs_batch_row *row, char *csv, char *json)
{
    facs_merge_list *list = s->list;
    facs_merge_result *result = NULL;
    if (list->count == list->room) {
        const size_t room = list->room ? 2 * list->room : 64;
        facs_merge_result *results = realloc(list->results, room * sizeof(*results));
        list->results = results ? results : list->results;
        list->room = results ? room : list->room;
    }
    if (list->count < list->room) {
        result = &list->results[list->count++];
        *result = (facs_merge_result){.row = *row, .csv = csv, .json = json};
        result->row.path = strdup(row->path);
        result->row.message = strdup(row->message);
        result->row.options = strdup(row->options);
        result->row.results = NULL;
    }
    if (result && result->row.path && result->row.message && result->row.options)
        return 0;
    if (!result) {
        free(csv);
        free(json);
    }
    return facs_fail_memory(s->error, "the list of results");
}

void facs_merge_result_free(facs_merge_result *result)
{
    free((char *)(uintptr_t)result->row.path);
    free((char *)(uintptr_t)result->row.message);
    free((char *)(uintptr_t)result->row.options);
    free(result->csv);
    free(result->json);
    free(result->fault);
}

void facs_merge_list_close(facs_merge_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        facs_merge_result_free(&list->results[i]);
    free(list->results);
    *list = (facs_merge_list){.count = 0};
}

static int by_path(const void *a, const void *b)
{
    return strcmp(((const facs_merge_result *)a)->row.path,
                  ((const facs_merge_result *)b)->row.path);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static int add_name(names *n, char *name)
{
    if (n->count == n->room) {
        const size_t room = n->room ? 2 * n->room : 64;
        char **list = realloc(n->list, room * sizeof(*list));
        if (!list)
            return -ENOMEM;
        n->list = list;
        n->room = room;
    }
    n->list[n->count++] = name;
    return 0;
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
    size_t length = strlen(csv) - strlen(".csv"), digits = length;
    char *json = malloc(length + strlen(".json") + 1);
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

/* The row of the input in the tables, by its name as it was given; NULL: none lists it. */
static const facs_batch_row *find_row(const search *s, const char *path)
{
    for (size_t i = 0; path && i < s->in_table; i++)
        if (strcmp(s->list->results[i].row.path, path) == 0)
            return &s->list->results[i].row;
    return NULL;
}

/* A result of facs; takes over csv, and json if it is part of the list. */
static int add_made(search *s, const json_t *root, char *csv, char *json)
{
    const json_t *input = json_object_get(root, "input");
    char *given = facs_json_get_name(input, "name"), *path = facs_json_get_name(input, "path");
    const facs_batch_row *listed = find_row(s, given);
    const facs_batch_row row = {.path = path    ? path
                                        : given ? given
                                                : csv,
                                .state = FACS_BATCH_DONE,
                                .message = "",
                                .frames = -1,
                                .face_share = (double)NAN,
                                .mean_confidence = (double)NAN,
                                .people = -1,
                                .seconds = (double)NAN,
                                .fps = (double)NAN,
                                .options = "",
                                .bytes = -1};
    int status;
    if (listed) {
        status = leave_out(s, "%s is left out: the batch table lists its input as \"%s\"", csv,
                           facs_batch_state_name(listed->state));
        free(csv);
        free(json);
    } else {
        status = add_result(s, &row, csv, json);
    }
    free(given);
    free(path);
    return status;
}

static int add_foreign(search *s, char *csv)
{
    const facs_batch_row row = {.path = csv,
                                .state = FACS_BATCH_DONE,
                                .message = "",
                                .frames = -1,
                                .face_share = (double)NAN,
                                .mean_confidence = (double)NAN,
                                .people = -1,
                                .seconds = (double)NAN,
                                .fps = (double)NAN,
                                .options = "",
                                .bytes = -1};
    return add_result(s, &row, csv, NULL);
}

/* Takes over the name of a CSV that no table lists. */
static int add_found(search *s, char *csv)
{
    json_t *root = NULL;
    char *json = json_of(csv);
    if (!json)
        return add_foreign(s, csv);
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
    return name[0] != '.';
}

static int ends_with(const char *name, const char *ending)
{
    const size_t length = strlen(name), own = strlen(ending);
    return length > own && strcmp(name + length - own, ending) == 0;
}

static int is_listed(const search *s, char *csv)
{
    return s->files.count > 0 &&
           bsearch(&csv, s->files.list, s->files.count, sizeof(csv), by_name) != NULL;
}

static int walk(search *s, const char *folder, int depth);

/* Looks at a name in a folder, which it takes over. */
static int look_at(search *s, char *path, int depth)
{
    const char *name = facs_path_name(path);
    int status = 0;
    if (ends_with(name, ".csv")) {
        if (strncmp(name, "facs-batch.", 11) != 0 && !is_listed(s, path) &&
            !facs_path_is_same(path, s->output))
            return add_found(s, path);
    } else if (facs_path_kind(path) == FACS_FOLDER) {
        status = walk(s, path, depth + 1);
    }
    free(path);
    return status;
}

static int walk(search *s, const char *folder, int depth)
{
    char **list = NULL;
    const int count = depth < MAX_DEPTH ? facs_path_list(folder, is_visible, &list) : -ELOOP;
    if (count < 0)
        return facs_fail(s->error, FACS_ERROR_INPUT, count, "%s cannot be read (%s)", folder,
                         facs_strerror(count));
    int status = 0;
    for (int i = 0; status == 0 && i < count; i++) {
        char *path = facs_path_join(folder, list[i]);
        status = path ? look_at(s, path, depth) : facs_fail_memory(s->error, "a path");
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
    int status = 0;
    s.in_table = list->count;
    if (s.files.count > 0)
        qsort(s.files.list, s.files.count, sizeof(*s.files.list), by_name);
    if (status == 0)
        status = walk(&s, folder, 0);
    if (list->count > 0)
        qsort(list->results, list->count, sizeof(*list->results), by_path);
    for (size_t i = 0; i < s.files.count; i++)
        free(s.files.list[i]);
    free(s.files.list);
    (void)add_name;
    return status;
}
