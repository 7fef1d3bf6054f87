/* The inputs of a study: found, named, and divided among shards. */
#include "base/error.h"
#include "base/log.h"
#include "base/pattern.h"
#include "base/sized.h"
#include "media/source.h"
#include "os/file.h"
#include "os/path.h"
#include "study/left_out.h"
#include "study/list.h"
#include "study/names.h"
#include "study/shard.h"
#include "study/twice.h"
#include "study/walk.h"

#include <facs/study.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct facs_study {
    facs_study_input *inputs;
    size_t count;
    facs_texts texts;
};

/* A study that is being opened. */
typedef struct opening {
    facs_study_options options;
    facs_inputs inputs;
    facs_list list;
    facs_left_out left;
    facs_result_name *names; /* of the inputs */
    int *shards;             /* of the inputs; NULL: all are wanted */
    facs_error *error;
} opening;

/* ---- Finding --------------------------------------------------------------------------------- */

/* Adds what was given as a path. Returns 1 if that is a folder, which is walked, and 0 if not. */
static int add_path(opening *o, facs_walk *walk, int number)
{
    const char *path = o->options.paths[number];
    facs_file_info info = {.kind = FACS_NO_FILE};
    facs_found found = {.path = path, .bytes = -1, .origin = number};
    if (facs_source_kind_of_name(path) == FACS_NAME_OF_FILE)
        facs_path_info(path, &info);
    if (info.kind == FACS_FOLDER)
        return facs_walk_folder(walk, path, number, o->error);
    if (info.kind == FACS_REGULAR_FILE) {
        found.bytes = info.size;
        found.device = info.device;
        found.inode = info.inode;
    }
    return facs_inputs_add(&o->inputs, &found);
}

/* Adds the folders without any inputs to the inputs, which then fail and say why. */
static int add_empty(opening *o, unsigned char *is_empty, int count)
{
    int status = 0;
    for (size_t i = 0; i < o->inputs.count; i++)
        if (o->inputs.all[i].origin >= 0)
            is_empty[o->inputs.all[i].origin] = 0;
    for (int i = 0; i < count && status == 0; i++)
        if (is_empty[i] && o->inputs.count > 0)
            status = facs_inputs_add(&o->inputs, &(facs_found){.path = o->options.paths[i],
                                                               .bytes = -1,
                                                               .origin = i,
                                                               .is_folder = 1});
    return status;
}

static int add_paths(opening *o)
{
    const facs_study_options *options = &o->options;
    facs_walk walk = {.inputs = &o->inputs,
                      .left = &o->left,
                      .pattern = options->pattern,
                      .results_given = options->results != NULL,
                      .log = &options->log};
    int count = 0, status = 0;
    while (options->paths && options->paths[count])
        count++;
    unsigned char *is_empty = calloc((size_t)count + 1, 1);
    if (!is_empty)
        return -ENOMEM;
    facs_path_info(options->results ? options->results : ".", &walk.results);
    for (int i = 0; i < count && status >= 0; i++) {
        status = add_path(o, &walk, i);
        is_empty[i] = status == 1;
    }
    if (status >= 0)
        status = facs_walk_links(&walk);
    if (status == 0)
        status = add_empty(o, is_empty, count);
    facs_walk_free(&walk);
    free(is_empty);
    return status;
}

static int add_list(opening *o)
{
    const char *list = o->options.list;
    if (!list)
        return 0;
    const int status = facs_list_read(&o->list, list, o->error);
    return status < 0 ? status : facs_list_take(&o->list, list, &o->inputs, o->error);
}

/* ---- Checks ---------------------------------------------------------------------------------- */

static int check(const facs_study_options *options, facs_error *error)
{
    const int paths = options->paths && options->paths[0];
    if (!paths && !options->list)
        return facs_fail(error, FACS_ERROR_USAGE, -EINVAL, "paths, list: expected an input");
    for (int i = 0; paths && options->paths[i] && options->list; i++)
        if (strcmp(options->list, "-") == 0 && strcmp(options->paths[i], "-") == 0)
            return facs_fail(error, FACS_ERROR_USAGE, -EINVAL,
                             "list: standard input is an input already: expected a file");
    if (options->shards < 1 || options->shards > FACS_MAX_SHARDS)
        return facs_fail(error, FACS_ERROR_USAGE, -EINVAL, "shards: expected a number from 1 to %d",
                         FACS_MAX_SHARDS);
    if (options->shard < 0 || options->shard > options->shards)
        return facs_fail(error, FACS_ERROR_USAGE, -EINVAL, "shard: expected a number from 1 to %d",
                         options->shards);
    return options->pattern ? facs_pattern_check(options->pattern, error) : 0;
}

static int check_any(const opening *o)
{
    const char *where = o->options.paths ? o->options.paths[0] : NULL;
    if (o->inputs.count > 0)
        return 0;
    if (!where)
        return facs_fail(o->error, FACS_ERROR_INPUT, -ENOENT,
                         "%s: there are no inputs in this list", o->options.list);
    return facs_fail(o->error, FACS_ERROR_INPUT, -ENOENT,
                     "%s: there are no %s in this folder and its subfolders", where,
                     o->options.pattern ? "files that match the pattern" : "videos or images");
}

int facs_is_image_name(const char *name)
{
    return name && facs_source_is_image_name(name);
}

/* ---- Shards ---------------------------------------------------------------------------------- */

static int64_t bytes_of_images(const char *folder)
{
    char **names;
    facs_file_info info;
    int64_t bytes = 0;
    const int handle = facs_handle_open(folder, FACS_OPEN_FOLDER);
    const int count =
        handle < 0 ? handle : facs_folder_list(handle, facs_source_is_image_name, &names);
    for (int i = 0; i < count; i++)
        if (facs_folder_info(handle, names[i], &info) == 0)
            bytes += info.size;
    if (count >= 0)
        facs_names_free(names, count);
    if (handle >= 0)
        facs_handle_close(handle);
    return count < 0 ? -1 : bytes;
}

static int64_t bytes_of(const facs_found *input)
{
    facs_file_info info;
    if (input->bytes >= 0 || facs_source_kind_of_name(input->path) != FACS_NAME_OF_FILE ||
        facs_path_info(input->path, &info) < 0)
        return input->bytes;
    return info.kind == FACS_FOLDER         ? bytes_of_images(input->path)
           : info.kind == FACS_REGULAR_FILE ? info.size
                                            : -1;
}

static int divide(opening *o)
{
    const size_t count = o->inputs.count;
    if (o->options.shard == 0)
        return 0;
    int64_t *bytes = calloc(count, sizeof(*bytes));
    o->shards = calloc(count, sizeof(*o->shards));
    int status = bytes && o->shards ? 0 : -ENOMEM;
    for (size_t i = 0; i < count && status == 0; i++)
        bytes[i] = o->inputs.all[i].bytes = bytes_of(&o->inputs.all[i]);
    if (status == 0)
        status = facs_shards_divide(bytes, count, o->options.shards, o->shards);
    free(bytes);
    return status;
}

/* ---- Opening --------------------------------------------------------------------------------- */

/* Copies the inputs of this shard. */
static int fill(facs_study *study, const opening *o)
{
    const char *folder = o->options.results ? o->options.results : "";
    const size_t length = strlen(folder);
    const char *between = length == 0 || facs_path_is_separator(folder[length - 1]) ? "" : "/";
    size_t count = 0;
    for (size_t i = 0; i < o->inputs.count; i++)
        count += !o->shards || o->shards[i] == o->options.shard;
    study->inputs = calloc(count + 1, sizeof(*study->inputs));
    if (!study->inputs)
        return -ENOMEM;
    for (size_t i = 0; i < o->inputs.count; i++) {
        const facs_result_name *name = &o->names[i];
        const facs_found *from = &o->inputs.all[i];
        facs_study_input *input = &study->inputs[study->count];
        if (o->shards && o->shards[i] != o->options.shard)
            continue;
        const size_t size = length + strlen(between) + name->length + sizeof(".csv");
        char *csv = facs_texts_room(&study->texts, size);
        char *path = facs_texts_join(&study->texts, from->path, strlen(from->path), "");
        if (!csv || !path)
            return -ENOMEM;
        snprintf(csv, size, "%s%s%.*s.csv", folder, between, (int)name->length, name->text);
        facs_path_unify(csv);
        if (facs_source_kind_of_name(path) == FACS_NAME_OF_FILE)
            facs_path_unify(path);
        input->path = path;
        input->size = sizeof(*input);
        input->csv = csv;
        input->bytes = from->bytes;
        study->count++;
    }
    return 0;
}

static int open_study(facs_study *study, opening *o)
{
    const facs_study_options *options = &o->options;
    int status = add_list(o);
    if (status == 0)
        status = add_paths(o);
    if (status == 0)
        status = check_any(o);
    if (status < 0)
        return status;
    facs_inputs_sort(&o->inputs);
    o->names = calloc(o->inputs.count, sizeof(*o->names));
    status = o->names ? facs_twice_drop(&o->inputs, &o->left) : -ENOMEM;
    facs_left_out_say(&o->left, options->pattern != NULL, &options->log);
    const facs_naming naming = {.inputs = &o->inputs,
                                .paths = options->paths,
                                .root = options->root,
                                .results = options->results,
                                .log = &options->log,
                                .error = o->error};
    if (status == 0)
        status = facs_names_make(&naming, o->names);
    if (status == 0)
        status = divide(o);
    return status < 0 ? status : fill(study, o);
}

int facs_study_open(facs_study **out, const facs_study_options *options, facs_error *error)
{
    opening o = {.error = error};
    if (!out)
        return facs_fail_null(error, "out");
    *out = NULL;
    facs_default_study_options(&o.options);
    int status = facs_sized_read(&o.options, options, &FACS_SIZED(facs_study_options), error);
    if (status == 0)
        status = check(&o.options, error);
    if (status < 0)
        return status;
    facs_study *study = calloc(1, sizeof(*study));
    status = study ? open_study(study, &o) : -ENOMEM;
    if (status == -ENOMEM)
        facs_fail_memory(error, "the inputs of a study");
    facs_inputs_free(&o.inputs);
    facs_list_free(&o.list);
    free(o.names);
    free(o.shards);
    if (status < 0)
        facs_study_close(&study);
    *out = study;
    return status;
}

void facs_study_close(facs_study **study)
{
    if (study && *study) {
        facs_texts_free(&(*study)->texts);
        free((*study)->inputs);
        free(*study);
        *study = NULL;
    }
}

int64_t facs_study_count(const facs_study *study)
{
    return study ? (int64_t)study->count : 0;
}

int facs_study_get(const facs_study *study, int64_t i, facs_study_input *input)
{
    if (!study || !input || facs_sized_check(input, &FACS_SIZED(facs_study_input), NULL) < 0)
        return -EINVAL;
    if (i < 0 || i >= (int64_t)study->count)
        return -ERANGE;
    facs_sized_write(input, &study->inputs[i], &FACS_SIZED(facs_study_input));
    return 0;
}
