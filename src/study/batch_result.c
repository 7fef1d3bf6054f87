#include "study/batch_result.h"

#include "os/file.h"
#include "os/path.h"
#include "output/csv_faces.h"
#include "output/outputs.h"
#include "output/previous.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_TEXT (64 * 1024) /* bytes; a row of the table must stay readable */

/* A text that grows. */
typedef struct text {
    char *bytes;
    size_t length;
    int failed; /* 1: there was no memory */
} text;

static void add(text *t, const char *more)
{
    const size_t length = strlen(more);
    if (t->length + length > MAX_TEXT)
        return;
    char *bytes = realloc(t->bytes, t->length + length + 1);
    if (bytes) {
        t->bytes = bytes;
        memcpy(bytes + t->length, more, length + 1);
        t->length += length;
    }
    t->failed |= !bytes;
}

static char *finished(text *t)
{
    if (!t->failed)
        add(t, "");
    if (!t->failed)
        return t->bytes;
    free(t->bytes);
    return NULL;
}

/* ---- Names of files -------------------------------------------------------------------------- */

/* 1: path begins with the first length bytes of folder, whatever their separators. */
static int begins_with(const char *path, const char *folder, size_t length)
{
    size_t i = 0;
    while (i < length && (path[i] == folder[i] ||
                          (facs_path_is_separator(path[i]) && facs_path_is_separator(folder[i]))))
        i++;
    return i == length;
}

/* The path below folder, or the path itself. */
static const char *below(const char *path, const char *folder)
{
    const size_t length = folder ? strlen(folder) : 0;
    if (length == 0 || !facs_path_is_separator(folder[length - 1]) ||
        !begins_with(path, folder, length))
        return path;
    for (path += length; facs_path_is_separator(*path);)
        path++;
    return path;
}

static void add_name(text *t, const char *path, const char *folder)
{
    char escaped[4] = "";
    char *name = strdup(below(path, folder));
    t->failed |= !name;
    if (!name || t->length + 3 * strlen(name) >= MAX_TEXT) {
        free(name);
        return;
    }
    facs_path_unify(name);
    if (t->length)
        add(t, ";");
    for (const char *c = name; *c; c++) {
        snprintf(escaped, sizeof(escaped), *c == ';' ? "%%3B" : *c == '%' ? "%%25" : "%c", *c);
        add(t, escaped);
    }
    free(name);
}

static void add_faces(text *t, const char *csv, const char *folder)
{
    for (int face = 0; !t->failed; face++) {
        char *path = facs_csv_faces_path(csv, face);
        t->failed |= !path;
        const int there = path && facs_path_kind(path) != FACS_NO_FILE;
        if (there)
            add_name(t, path, folder);
        free(path);
        if (!there)
            break;
    }
}

char *facs_batch_results(const facs_extract_options *options, const char *folder)
{
    text t = {.bytes = NULL};
    for (const facs_output *o = facs_output_table; o->name; o++) {
        const char *path = facs_output_path(o, options);
        if (!path || !(o->traits & FACS_OUTPUT_FILE))
            continue;
        if (options->per_face && o->traits & FACS_OUTPUT_ROWS)
            add_faces(&t, path, folder);
        else
            add_name(&t, path, folder);
        if (options->json && o->traits & FACS_OUTPUT_ROWS)
            add_name(&t, options->json, folder);
    }
    return finished(&t);
}

char *facs_batch_result_path(const char *folder, const char *name, size_t length)
{
    char *plain = malloc(length + 1);
    size_t to = 0;
    if (!plain)
        return NULL;
    for (size_t i = 0; i < length; i++) {
        const int is_semicolon = length - i >= 3 && memcmp(name + i, "%3B", 3) == 0;
        const int is_percent = length - i >= 3 && memcmp(name + i, "%25", 3) == 0;
        plain[to++] = is_semicolon ? ';' : name[i];
        i += is_semicolon || is_percent ? 2 : 0;
    }
    plain[to] = 0;
    if (facs_path_is_absolute(plain))
        return plain;
    char *path = facs_path_join(folder, plain);
    free(plain);
    return path;
}

/* ---- An older result ------------------------------------------------------------------------- */

static int64_t whole(const json_t *object, const char *key)
{
    const json_t *number = json_object_get(object, key);
    return json_is_integer(number) && json_integer_value(number) >= 0
               ? (int64_t)json_integer_value(number)
               : -1;
}

char *facs_batch_recall(facs_batch_row *row, const char *json)
{
    json_t *root = NULL;
    text t = {.bytes = NULL};
    if (json && facs_previous_read(&root, json) < 0)
        root = NULL;
    const json_t *frames = json_object_get(root, "frames"), *warning;
    const int64_t rows = whole(frames, "rows"), faces = whole(frames, "with_face");
    size_t i;
    row->frames = whole(frames, "analyzed");
    row->people = whole(frames, "people");
    if (rows > 0 && faces >= 0 && faces <= rows)
        row->face_share = (double)faces / (double)rows;
    json_array_foreach(json_object_get(root, "warnings"), i, warning)
    {
        const char *sentence = json_string_value(json_object_get(warning, "text"));
        add(&t, t.length ? "; " : "");
        add(&t, sentence ? sentence : "");
    }
    json_decref(root);
    return finished(&t);
}
