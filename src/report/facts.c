#include "report/facts.h"

#include "base/file.h"
#include "output/json.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define MAX_JSON   ((size_t)4 << 20) /* bytes; with all columns it has 100 KB */
#define MAX_TEXT   1000              /* bytes per value */
#define MAX_VALUES 200               /* per object or list */
#define MAX_FRAME  4294967295        /* as in a CSV */

/* ---- The run --------------------------------------------------------------------------------- */

static int is_plain(const json_t *value)
{
    return json_is_number(value) || json_is_boolean(value) ||
           (json_is_string(value) && json_string_length(value) <= MAX_TEXT);
}

/* Copies the plain values of a list. */
static json_t *plain_list(const json_t *list)
{
    json_t *copy = json_array();
    for (size_t i = 0; i < json_array_size(list) && i < MAX_VALUES; i++)
        if (is_plain(json_array_get(list, i)))
            facs_json_append(&copy, json_deep_copy(json_array_get(list, i)));
    return copy;
}

/* Copies the plain values of an object, and its lists. */
static json_t *plain_object(json_t *object)
{
    json_t *copy = json_object(), *value;
    const char *key;
    int count = 0;
    json_object_foreach(object, key, value)
    {
        const int list = json_is_array(value);
        if ((list || is_plain(value)) && count++ < MAX_VALUES)
            facs_json_set(&copy, key, list ? plain_list(value) : json_deep_copy(value));
    }
    return copy;
}

static json_t *model_files(const json_t *root)
{
    const json_t *files = json_object_get(json_object_get(root, "models"), "files");
    json_t *list = json_array();
    for (size_t i = 0; i < json_array_size(files) && i < MAX_VALUES; i++)
        facs_json_append(&list, plain_object(json_array_get(files, i)));
    return list;
}

/* A warning's frames, as [[first, last], ...]. */
static json_t *ranges_of(const json_t *frames)
{
    json_t *list = json_array();
    for (size_t i = 0; i < json_array_size(frames) && i < MAX_VALUES; i++) {
        const json_t *range = json_array_get(frames, i);
        const json_int_t first = json_integer_value(json_array_get(range, 0));
        const json_int_t last = json_integer_value(json_array_get(range, 1));
        if (first >= 1 && first <= last && last <= MAX_FRAME)
            facs_json_append(&list, json_pack("[I, I]", first, last));
    }
    return list;
}

/* The warnings of a run that have a text, with whichever other keys are valid. */
static json_t *warnings_of(const json_t *root)
{
    const json_t *warnings = json_object_get(root, "warnings");
    json_t *list = json_array();
    for (size_t i = 0; i < json_array_size(warnings) && i < MAX_VALUES; i++) {
        json_t *warning = json_array_get(warnings, i);
        if (!json_is_string(json_object_get(warning, "text")))
            continue;
        json_t *plain = plain_object(warning);
        facs_json_set(&plain, "frames", ranges_of(json_object_get(warning, "frames")));
        facs_json_append(&list, plain);
    }
    return list;
}

json_t *facs_facts_of_run(const json_t *root)
{
    static const char *const plain[] = {"program", "version", "runtime", "provider", "complete"};
    static const char *const objects[] = {"input", "options", "frames"};
    json_t *run = json_object();
    for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++) {
        const json_t *value = json_object_get(root, plain[i]);
        if (is_plain(value))
            facs_json_set(&run, plain[i], json_deep_copy(value));
    }
    for (size_t i = 0; i < sizeof(objects) / sizeof(objects[0]); i++)
        facs_json_set(&run, objects[i], plain_object(json_object_get(root, objects[i])));
    facs_json_set(&run, "models", model_files(root));
    facs_json_set(&run, "warnings", warnings_of(root));
    return run;
}

json_t *facs_facts_read(const char *json, char *note, size_t note_size)
{
    facs_file file;
    json_error_t wrong;
    note[0] = 0;
    if (!json)
        return NULL;
    const int status = facs_file_read(&file, json, MAX_JSON, NULL);
    if (status < 0) {
        if (status != -ENOENT)
            snprintf(note, note_size, "%.200s cannot be read (%s)", json, facs_strerror(status));
        return NULL;
    }
    json_t *root = json_loadb((const char *)file.data, file.size, 0, &wrong);
    facs_file_free(&file);
    const char *program = json_string_value(json_object_get(root, "program"));
    if (!root && wrong.line < 1)
        snprintf(note, note_size, "%.200s cannot be read (%s)", json, facs_strerror(-ENOMEM));
    else if (!root)
        snprintf(note, note_size, "%.200s is not valid JSON: line %d: %s", json, wrong.line,
                 wrong.text);
    else if (!program || strcmp(program, "facs") != 0)
        snprintf(note, note_size, "%.200s was not written by facs", json);
    else
        return root;
    json_decref(root);
    return NULL;
}

/* ---- The columns ----------------------------------------------------------------------------- */

/* Unit and meaning of facs's column with this name; "" if it has none. */
static facs_column describe(const char *name)
{
    facs_column column = {.size = sizeof(column)};
    for (int still = 0; still < 2; still++)
        for (int i = 0; facs_column_get(i, FACS_FEATURE_ALL, still, &column) == 0; i++)
            if (strcmp(column.name, name) == 0)
                return column;
    column.unit = column.meaning = "";
    return column;
}

json_t *facs_facts_of_columns(const facs_table *table)
{
    json_t *list = json_array(), *last = NULL;
    const char *name, *last_unit = NULL, *last_meaning = NULL;
    for (int i = 0; (name = facs_table_name(table, i)) != NULL; i++) {
        json_t *text = facs_json_text(name);
        const facs_column column = describe(name);
        if (last && column.unit == last_unit &&
            column.meaning == last_meaning) { /* one row of the columns table */
            if (json_array_set_new(last, 1, text) < 0) {
                facs_json_append(&list, NULL);
                last = NULL;
            }
            continue;
        }
        last = json_pack("[o, n, s, s]", text, column.unit, column.meaning);
        facs_json_append(&list, last);
        last = list ? last : NULL; /* NULL: it was released with the list */
        last_unit = column.unit;
        last_meaning = column.meaning;
    }
    return list;
}
