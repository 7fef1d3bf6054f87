#include "output/previous.h"

#include "base/error.h"
#include "base/file.h"
#include "os/file.h"
#include "os/path.h"
#include "output/csv_faces.h"
#include "output/json.h"
#include "output/target.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Bytes; it has 20 KB, or 400 KB with every warning there is in many places. In memory a hostile
 * one can take 160 times as much. */
#define MAX_JSON    ((size_t)2 << 20)
#define MAX_DETAILS ((size_t)64 << 10)

/* ---- NAME.json ------------------------------------------------------------------------------- */

int facs_previous_read(json_t **root, const char *json)
{
    facs_file file;
    *root = NULL;
    int status = facs_file_read(&file, json, MAX_JSON, NULL);
    if (status < 0)
        return status == -EFBIG ? -EINVAL : status;
    *root = json_loadb((const char *)file.data, file.size, JSON_REJECT_DUPLICATES, NULL);
    const char *program = json_string_value(json_object_get(*root, "program"));
    facs_file_free(&file);
    if (program && strcmp(program, "facs") == 0)
        return 0;
    json_decref(*root);
    *root = NULL;
    return -EINVAL;
}

/* 1: a NAME.json that lost its end or all its content, and not another program's file. */
static int begins_as_ours(const facs_file *file)
{
    static const char first[] = "{\n \"program\": \"facs\",\n";
    const size_t length = file->size < strlen(first) ? file->size : strlen(first);
    size_t zeros = 0;
    while (zeros < file->size && file->data[zeros] == 0)
        zeros++;
    return zeros == file->size || memcmp(file->data, first, length) == 0;
}

/* For a NAME.json that cannot be read: 1 if it is a damaged one of facs, with *root what it still
 * says about the input, or NULL. jansson reads an object up to its end, whatever follows. */
static int salvage(json_t **root, const char *json)
{
    static const char key[] = "\"input\":";
    facs_file file;
    *root = NULL;
    if (facs_file_read(&file, json, MAX_JSON, NULL) < 0)
        return 0;
    const int ours = begins_as_ours(&file);
    const char *text = (const char *)file.data, *at = ours ? strstr(text, key) : NULL;
    at = at ? at + strlen(key) : text + file.size;
    json_t *input = json_loadb(at, file.size - (size_t)(at - text), JSON_DISABLE_EOF_CHECK, NULL);
    facs_file_free(&file);
    if (json_is_object(input))
        *root = json_pack("{s:O}", "input", input);
    json_decref(input);
    return ours;
}

/* For a result without size and digest: the same name, or another name of the same file. */
static int is_same_name(const json_t *input, const facs_input_facts *facts)
{
    char *name = facs_json_get_name(input, "path");
    if (!name)
        name = facs_json_get_name(input, "name");
    const int same = name && facts->path &&
                     (strcmp(name, facts->path) == 0 || strcmp(name, facts->name) == 0 ||
                      facs_path_is_same(name, facts->path));
    free(name);
    return same;
}

static int is_same_path(const json_t *input, const facs_input_facts *facts)
{
    char *path = facs_json_get_name(input, "path");
    const int same = path && facts->path && strcmp(path, facts->path) == 0;
    free(path);
    return same;
}

/* Same path and time (and size, which was compared before). */
static int is_untouched(const json_t *input, const facs_input_facts *facts)
{
    char time[FACS_TIME_SIZE];
    const char *modified = json_string_value(json_object_get(input, "modified"));
    facs_time_text(time, facts->modified_ns);
    return modified && strcmp(modified, time) == 0 && is_same_path(input, facts);
}

int facs_previous_is_of(const json_t *root, facs_input_identity *identity, facs_error *error)
{
    const facs_input_facts *facts = facs_input_identity_facts(identity);
    const json_t *input = json_object_get(root, "input"), *size = json_object_get(input, "size");
    const json_t *digest = json_object_get(input, "digest");
    const char *method = json_string_value(json_object_get(digest, "method"));
    const char *value = json_string_value(json_object_get(digest, "value"));
    if (!facts->known)
        return 0;
    if (!json_is_integer(size) || !method || !value)
        return is_same_name(input, facts);
    if (json_integer_value(size) != (json_int_t)facts->size)
        return 0;
    if (is_untouched(input, facts))
        return 1;
    const int status = facs_input_identity_wait(identity, &facts, error);
    if (status < 0)
        return status;
    return facts->method && strcmp(facts->method, method) == 0 && strcmp(facts->digest, value) == 0;
}

/* ---- What exists ----------------------------------------------------------------------------- */

static int is_there(const char *path)
{
    facs_file_info info;
    return path && facs_path_link_info(path, &info) == 0;
}

/* A file that NAME.json lists, in the folder of csv; NULL: the name is not one facs writes. */
static char *listed_path(const char *csv, const json_t *result)
{
    char *name = facs_json_get_name(result, "file"), *path = NULL;
    if (!name && json_is_string(result)) /* as facs 0.1.0 wrote it */
        name = strdup(json_string_value(result));
    if (name && facs_path_name(name) == name)
        path = facs_path_beside(csv, name);
    free(name);
    return path;
}

/* 1: path is csv, or the name csv has for a face. We may remove nothing else. */
static int is_of_csv(const char *csv, const char *path)
{
    char *whole = facs_csv_whole_path(path);
    const int same = strcmp(csv, path) == 0 || (whole && strcmp(csv, whole) == 0);
    free(whole);
    return same;
}

/* NAME_face00.csv beside a NAME_face00.json is the result of an input of that name. */
static int has_own_json(const char *path)
{
    char *json = facs_csv_json_path(path);
    const int has = is_there(json);
    free(json);
    return has;
}

/* The first existing file with rows: csv, its first face's, or one that NAME.json lists; *found
 * NULL: none. Allocated. Returns 0 or -ENOMEM. */
static int find_rows(char **found, const char *csv, const json_t *root)
{
    const json_t *list = json_object_get(root, "results");
    *found = is_there(csv) ? strdup(csv) : facs_csv_faces_path(csv, 0);
    if (!*found)
        return -ENOMEM;
    for (size_t i = 0; !is_there(*found) && i < json_array_size(list); i++) {
        free(*found);
        *found = listed_path(csv, json_array_get(list, i));
    }
    if (!is_there(*found)) {
        free(*found);
        *found = NULL;
    }
    return 0;
}

/* ---- Which input it belongs to --------------------------------------------------------------- */

/* "Input full path:" in the details, allocated; NULL: there is none. */
static char *input_of_details(const char *details)
{
    static const char label[] = "\nInput full path:";
    facs_file file;
    if (!details || facs_file_read(&file, details, MAX_DETAILS, NULL) < 0)
        return NULL;
    const char *at = strstr((const char *)file.data, label);
    at = at ? at + sizeof(label) - 1 : NULL;
    char *path = at ? facs_text_part(at, strcspn(at, "\r\n")) : NULL;
    facs_file_free(&file);
    return path;
}

static int fail_other(const char *result, const char *whose, const char *input, facs_error *error)
{
    return facs_fail(error, FACS_ERROR_OUTPUT, -EEXIST,
                     "%s: %s is the result of %s and is not replaced: choose another name or "
                     "folder, or give --overwrite",
                     input, result, whose);
}

static int fail_unknown(const char *result, const char *input, facs_error *error)
{
    return facs_fail(error, FACS_ERROR_OUTPUT, -EEXIST,
                     "%s: %s already exists, nothing says which input it belongs to, and it is not "
                     "replaced: choose another name or folder, or give --overwrite",
                     input, result);
}

/* 1: the input has the same path, so its content has changed. */
static int is_outdated(const json_t *root, const facs_input_facts *facts)
{
    return facts->known && is_same_path(json_object_get(root, "input"), facts);
}

static int fail_by_json(const char *result, const json_t *root, const facs_input_facts *facts,
                        facs_error *error)
{
    char whose[1024];
    const json_t *input = json_object_get(root, "input");
    char *path = facs_json_get_name(input, "path");
    const char *modified = json_string_value(json_object_get(input, "modified"));
    if (!path)
        path = facs_json_get_name(input, "name");
    if (is_outdated(root, facts))
        snprintf(whose, sizeof(whose), "what %.700s held before it was changed (%s)", path,
                 modified ? modified : "at an unknown time");
    else
        snprintf(whose, sizeof(whose), "%.900s", path ? path : "another input");
    free(path);
    return fail_other(result, whose, facts->name, error);
}

/* Results without a NAME.json: OpenFace's, whose details name the input. */
static int check_by_details(const char *result, const facs_extract_options *options,
                            const facs_input_facts *facts, facs_error *error)
{
    char *whose = input_of_details(options->details),
         *full = whose ? facs_path_absolute(whose) : NULL;
    const int same =
        whose && facts->known && facts->path && strcmp(full ? full : whose, facts->path) == 0;
    int status = 0;
    if (!whose)
        status = fail_unknown(result, facts->name, error);
    else if (!same)
        status = fail_other(result, whose, facts->name, error);
    free(full);
    free(whose);
    return status;
}

/* The first result that exists, allocated; *found NULL: none. Returns 0 or -ENOMEM. */
static int find_result(char **found, const facs_extract_options *o, const json_t *root)
{
    *found = NULL;
    int status = o->csv ? find_rows(found, o->csv, root) : 0;
    for (const facs_output *output = facs_output_table; status == 0 && !*found && output->name;
         output++) {
        const char *path = facs_output_path(output, o);
        if ((output->traits & (FACS_OUTPUT_FILE | FACS_OUTPUT_ROWS)) == FACS_OUTPUT_FILE &&
            is_there(path)) {
            *found = strdup(path);
            status = *found ? 0 : -ENOMEM;
        }
    }
    return status;
}

int facs_previous_check(const facs_extract_options *options, facs_input_identity *identity,
                        facs_error *error)
{
    const facs_input_facts *facts = facs_input_identity_facts(identity);
    json_t *root = NULL;
    if (options->overwrite == FACS_OVERWRITE_ALL)
        return 0;
    int status = options->csv ? facs_target_check(options->csv, error) : 0;
    if (status < 0)
        return status;
    status = options->json ? facs_previous_read(&root, options->json) : -ENOENT;
    if (status == -ENOMEM)
        return facs_fail_memory(error, "an older result");
    /* Resuming replaces what is damaged, even if nothing says which input it belonged to. */
    const int damaged = status == -EINVAL && salvage(&root, options->json);
    if (damaged && !root && options->overwrite == FACS_OVERWRITE_OUTDATED)
        return 0;
    const int faces = options->csv && options->per_face;
    char *found, *face = faces ? facs_csv_faces_path(options->csv, 0) : NULL;
    if (find_result(&found, options, root) < 0 || (faces && !face)) {
        status = facs_fail_memory(error, "the names of older results");
    } else if (face && is_there(face) && has_own_json(face)) {
        status = fail_unknown(face, facts->name, error);
    } else if (status < 0 && status != -ENOENT && !root) {
        status = fail_unknown(options->json, facts->name, error);
    } else if (root) {
        /* A NAME.json alone, from a run that was stopped, is not a result. */
        int same = found ? facs_previous_is_of(root, identity, error) : 1;
        if (same == 0 && options->overwrite == FACS_OVERWRITE_OUTDATED)
            same = is_outdated(root, facts);
        status = same < 0 ? same : same ? 0 : fail_by_json(found, root, facts, error);
    } else {
        status = found ? check_by_details(found, options, facts, error) : 0;
    }
    free(face);
    free(found);
    json_decref(root);
    return status;
}

/* ---- Removing -------------------------------------------------------------------------------- */

static int remove_file(const char *path, facs_error *error)
{
    facs_file_info info;
    if (!path || facs_path_link_info(path, &info) < 0 || info.kind == FACS_FOLDER)
        return 0;
    const int status = facs_path_remove(path);
    if (status == 0)
        return 0;
    return facs_fail(
        error, FACS_ERROR_OUTPUT, status, "%s, from an earlier run, cannot be removed (%s): %s",
        path, facs_strerror(status),
        status == -EBUSY ? "close it there, and run facs again" : "remove it yourself");
}

static int is_new(const facs_outputs *outputs, const char *path)
{
    facs_sink_file file;
    for (int i = 0; outputs && i < outputs->count; i++) {
        const facs_sink *sink = &outputs->sinks[i];
        for (int n = 0; sink->file && sink->file(sink->self, n, &file) == 0; n++)
            if (strcmp(file.path, path) == 0)
                return 1;
    }
    return 0;
}

/* The faces' files, one after the other, including those that no NAME.json lists. */
static int remove_faces(const facs_extract_options *o, const facs_outputs *outputs,
                        facs_error *error)
{
    int status = 0, there = 1;
    for (int face = 0; status == 0 && there; face++) {
        char *path = facs_csv_faces_path(o->csv, face);
        if (!path)
            return facs_fail_memory(error, "a path");
        there = is_there(path) || is_new(outputs, path);
        if (!has_own_json(path))
            status = remove_file(path, error);
        free(path);
    }
    return status;
}

static int remove_listed(const facs_extract_options *o, const json_t *root, facs_error *error)
{
    const json_t *list = json_object_get(root, "results");
    int status = 0;
    for (size_t i = 0; status == 0 && i < json_array_size(list); i++) {
        char *path = listed_path(o->csv, json_array_get(list, i));
        if (path && is_of_csv(o->csv, path))
            status = remove_file(path, error);
        free(path);
    }
    return status;
}

static int remove_rows(const facs_extract_options *o, const facs_outputs *outputs,
                       facs_error *error)
{
    json_t *root = NULL;
    if (o->json && facs_previous_read(&root, o->json) == -ENOMEM)
        return facs_fail_memory(error, "an older result");
    int status = remove_file(o->csv, error);
    if (status == 0)
        status = remove_listed(o, root, error);
    if (status == 0 && o->per_face)
        status = remove_faces(o, outputs, error);
    json_decref(root);
    return status;
}

int facs_previous_remove(const facs_extract_options *o, const facs_outputs *outputs,
                         facs_error *error)
{
    const int alone =
        !o->json && !o->per_face && !facs_outputs_find(o, FACS_OUTPUT_FILE, FACS_OUTPUT_ROWS);
    int status = o->csv && !alone ? remove_rows(o, outputs, error) : 0;
    for (const facs_output *output = facs_output_table; output->name && status == 0; output++)
        if (output->traits & FACS_OUTPUT_LATE)
            status = remove_file(facs_output_path(output, o), error);
    return status;
}
