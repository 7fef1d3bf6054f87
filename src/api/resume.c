/* The public facs_resume: whether a result is the one that facs_extract would write again. */
#include "api/options.h"
#include "base/error.h"
#include "base/file.h"
#include "os/file.h"
#include "os/format.h"
#include "os/path.h"
#include "os/thread.h"
#include "output/csv_faces.h"
#include "output/json.h"
#include "output/outputs.h"
#include "output/previous.h"
#include "output/provenance.h"
#include "pipeline/models.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct facs_resume {
    facs_mutex lock; /* for digests until they are computed */
    facs_digests
        *digests[FACS_AU_NONE + 1]; /* of the models, by facs_au_models; NULL: not needed so far */
};

/* The check of one result. */
typedef struct look {
    facs_resume *resume;
    const char *input;
    const facs_extract_options *options;
    json_t *root; /* NAME.json */
    char *reason;
    size_t reason_size;
    facs_error error; /* if the check itself fails */
} look;

#if defined(__GNUC__)
FACS_FORMAT(2, 3)
#endif
static int differs(look *l, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(l->reason, l->reason_size, format, arguments);
    va_end(arguments);
    return 0;
}

/* ---- The input, the options, the models ------------------------------------------------------ */

static int compare_input(look *l, const facs_input_facts *facts)
{
    char time[FACS_TIME_SIZE];
    const json_t *input = json_object_get(l->root, "input");
    const json_t *digest = json_object_get(input, "digest");
    const char *method = json_string_value(json_object_get(digest, "method"));
    const char *value = json_string_value(json_object_get(digest, "value"));
    const char *modified = json_string_value(json_object_get(input, "modified"));
    facs_time_text(time, facts->modified_ns);
    if (!facts->known || !facts->method)
        return differs(l, "its input can be read only once");
    if (!method || !value || (!modified && facts->timed))
        return differs(l, "%s has no digest of its input", facs_path_name(l->options->json));
    if (json_integer_value(json_object_get(input, "size")) != (json_int_t)facts->size ||
        strcmp(value, facts->digest) != 0 || strcmp(method, facts->method) != 0)
        return differs(l, "its input was another one, or has changed");
    if (strcmp(method, "sha256") != 0 && (!modified || strcmp(modified, time) != 0))
        return differs(l, "its input may have changed: its time has");
    return 1;
}

static int is_same_input(look *l)
{
    facs_input_identity *identity = NULL;
    const facs_input_facts *facts;
    facs_input_bytes *from = NULL;
    int status = 0;
    if (l->options->from)
        status = facs_input_bytes_open(&from, l->options->from, &l->error);
    if (status == 0)
        status = facs_input_identity_open(&identity, l->input, from, &l->error);
    if (status == 0)
        status = facs_input_identity_wait(identity, &facts, &l->error);
    if (status >= 0)
        status = compare_input(l, facts);
    facs_input_identity_close(&identity);
    facs_input_bytes_close(&from);
    return status;
}

/* Options that change no number. */
static int is_harmless(const char *key)
{
    return strcmp(key, "threads") == 0 || strcmp(key, "hwaccel") == 0;
}

static int has_same_options(look *l)
{
    json_t *before = json_object_get(l->root, "options"), *value;
    const char *kind =
        json_string_value(json_object_get(json_object_get(l->root, "input"), "kind"));
    json_t *now = facs_provenance_options(
        l->options, facs_measured_features(&l->options->analysis, l->options->features),
        kind && strcmp(kind, "image") == 0);
    const char *key;
    int same = 1;
    if (!now)
        return facs_fail_memory(&l->error, "the options");
    json_object_foreach(now, key, value)
    {
        if (same && !is_harmless(key) && !json_equal(value, json_object_get(before, key)))
            same = differs(l, "it was made with another value of %s", key);
    }
    /* Some are only recorded if they were given. */
    json_object_foreach(before, key, value)
    {
        if (same && !json_object_get(now, key) && !is_harmless(key) &&
            (l->options->overlay || strcmp(key, "overlay_style") != 0))
            same = differs(l, "it was made with %s", key);
    }
    json_decref(now);
    return same;
}

/* Compute the digests of the models that would be used, once. */
static int take_digests(look *l, facs_au_models au, const facs_digest **files)
{
    facs_digests **digests = &l->resume->digests[au];
    int status = 0;
    facs_mutex_lock(&l->resume->lock);
    if (!*digests)
        status = facs_models_digests(digests, &l->options->analysis, au, &l->error);
    if (status == 0)
        status = facs_digests_wait(*digests, files, &l->error);
    facs_mutex_unlock(&l->resume->lock);
    return status;
}

static int has_same_models(look *l)
{
    const json_t *before = json_object_get(json_object_get(l->root, "models"), "files");
    const json_t *options = json_object_get(l->root, "options");
    const facs_digest *files = NULL;
    facs_au_models au = FACS_AU_DYNAMIC;
    facs_au_models_from_name(json_string_value(json_object_get(options, "au")), &au);
    const int count = take_digests(l, au, &files);
    if (count < 0)
        return count;
    if ((size_t)count != json_array_size(before))
        return differs(l, "it was made with other models");
    for (int i = 0; i < count; i++) {
        const json_t *file = json_array_get(before, (size_t)i);
        const char *name = json_string_value(json_object_get(file, "file"));
        const char *sha256 = json_string_value(json_object_get(file, "sha256"));
        if (!name || !sha256 || strcmp(name, files[i].name) != 0 ||
            strcmp(sha256, files[i].sha256) != 0)
            return differs(l, "it was made with another %s", files[i].name);
    }
    return 1;
}

/* Whether the networks from facs quantize are unchanged. */
static int has_same_networks(look *l)
{
    const json_t *list = json_object_get(l->root, "networks");
    for (size_t i = 0; i < json_array_size(list); i++) {
        char sha256[65] = "";
        const json_t *network = json_array_get(list, i);
        const char *before = json_string_value(json_object_get(network, "made_sha256"));
        char *path = facs_json_get_name(network, "made_file");
        const int same =
            !before || (path && facs_file_sha256(path, sha256) == 0 && strcmp(sha256, before) == 0);
        free(path);
        if (!same)
            return differs(l, "facs quantize has been run since");
    }
    return 1;
}

/* ---- The files ------------------------------------------------------------------------------- */

static int is_whole(look *l, const char *name, const json_t *result)
{
    char sha256[65];
    facs_file_info info;
    const char *before = json_string_value(json_object_get(result, "sha256"));
    char *path = facs_path_beside(l->options->csv, name);
    if (!path)
        return facs_fail_memory(&l->error, "a path");
    int same = 1;
    if (facs_path_info(path, &info) < 0)
        same = differs(l, "%s is missing", name);
    else if (!before ||
             (json_int_t)info.size != json_integer_value(json_object_get(result, "bytes")) ||
             facs_file_sha256(path, sha256) != 0 || strcmp(sha256, before) != 0)
        same = differs(l, "%s is not as it was written", name);
    free(path);
    return same;
}

static int has_whole_files(look *l)
{
    const facs_extract_options *o = l->options;
    const json_t *list = json_object_get(l->root, "results");
    int status = json_array_size(list) > 0 ? 1 : differs(l, "its files are not listed");
    for (size_t i = 0; status == 1 && i < json_array_size(list); i++) {
        const json_t *result = json_array_get(list, i);
        char *name = facs_json_get_name(result, "file");
        if (!name || facs_path_name(name) != name)
            status = differs(l, "its files are not listed");
        else
            status = is_whole(l, name, result);
        free(name);
    }
    for (const facs_output *output = facs_output_table; status == 1 && output->name; output++) {
        const char *path = facs_output_path(output, o);
        if ((output->traits & (FACS_OUTPUT_FILE | FACS_OUTPUT_ROWS)) == FACS_OUTPUT_FILE && path &&
            !facs_path_kind(path))
            status = differs(l, "%s is missing", facs_path_name(path));
    }
    return status;
}

/* ---- The whole ------------------------------------------------------------------------------- */

static int compare(look *l)
{
    static int (*const steps[])(look *) = {is_same_input, has_same_options, has_same_models,
                                           has_same_networks, has_whole_files};
    const char *version = json_string_value(json_object_get(l->root, "version"));
    if (!version || strcmp(version, facs_version()) != 0)
        return differs(l, "it was made by facs %.20s", version ? version : "of an unknown version");
    if (l->options->strict && json_array_size(json_object_get(l->root, "warnings")) > 0)
        return differs(l, "there were warnings, which are failures now");
    int status = 1;
    for (size_t i = 0; status == 1 && i < sizeof(steps) / sizeof(steps[0]); i++)
        status = steps[i](l);
    return status;
}

/* Whether anything exists that could be a result. */
static int has_rows(const facs_extract_options *o)
{
    char *face = o->per_face ? facs_csv_faces_path(o->csv, 0) : NULL;
    const int there = facs_path_kind(face ? face : o->csv);
    free(face);
    return there;
}

int facs_resume_open(facs_resume **out, facs_error *error)
{
    if (!out)
        return facs_fail_null(error, "out");
    *out = calloc(1, sizeof(**out));
    if (*out && facs_mutex_init(&(*out)->lock) == 0)
        return 0;
    free(*out);
    *out = NULL;
    return facs_fail_memory(error, "the check of results");
}

void facs_resume_close(facs_resume **resume)
{
    if (!resume || !*resume)
        return;
    for (int i = 0; i <= FACS_AU_NONE; i++)
        facs_digests_close(&(*resume)->digests[i]);
    facs_mutex_destroy(&(*resume)->lock);
    free(*resume);
    *resume = NULL;
}

int facs_resume_check(facs_resume *resume, const char *input, const facs_extract_options *options,
                      char *reason, size_t reason_size, facs_error *error)
{
    if (!resume || !input || !reason || reason_size == 0)
        return facs_fail_null(error, "resume, input, reason");
    facs_extract_options own;
    look l = {.resume = resume,
              .input = input,
              .options = &own,
              .reason = reason,
              .reason_size = reason_size};
    reason[0] = 0;
    int status = facs_extract_options_read(&own, options, NULL, error);
    if (status < 0)
        return status;
    if (!own.csv || !own.json)
        return facs_out_of_range(error, "json", "a csv and a json to resume from");
    const int read = facs_previous_read(&l.root, own.json);
    if (read == -ENOMEM)
        status = facs_fail_memory(&l.error, "an older result");
    else if (!has_rows(&own))
        status = read == 0 ? differs(&l, "the run that made %s did not come to its end",
                                     facs_path_name(own.json))
                           : 0;
    else if (read == -ENOENT)
        status = differs(&l, "there is no %s beside it", facs_path_name(own.json));
    else if (read < 0)
        status = differs(&l, "%s is damaged, or not facs's", facs_path_name(own.json));
    else
        status = compare(&l);
    json_decref(l.root);
    if (status < 0 && error)
        *error = l.error;
    return status;
}
