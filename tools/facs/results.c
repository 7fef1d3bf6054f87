#include "results.h"

#include "clashes.h"

#include "os/file.h"
#include "os/path.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* ---- NAME ------------------------------------------------------------------------------------ */

/* The name that a study of this input alone gives its result. */
static char *name_in_study(const char *input)
{
    facs_study *study = NULL;
    facs_study_options options;
    facs_study_input found = {.size = sizeof(found)};
    const char *const paths[] = {input, NULL};
    char *name = NULL;
    facs_default_study_options(&options);
    options.paths = paths;
    if (facs_study_open(&study, &options, NULL) == 0 && facs_study_get(study, 0, &found) == 0)
        name = facs_text_part(found.csv, strlen(found.csv) - strlen(".csv"));
    facs_study_close(&study);
    return name;
}

/* A folder is not walked for its name, and may hold anything. */
char *facs_results_base_name(const char *input)
{
    if (facs_path_kind(input) != FACS_FOLDER)
        return name_in_study(input);
    char *real = facs_path_absolute(input); /* so that "." gets a name */
    const char *last = real ? facs_path_name(real) : NULL;
    char *name = last ? strdup(*last ? last : "result") : NULL;
    free(real);
    return name;
}

char *facs_results_path(const char *folder, const char *name, const char *suffix)
{
    size_t size = (folder ? strlen(folder) + 1 : 0) + strlen(name) + strlen(suffix) + 1;
    char *path = malloc(size);
    if (!path)
        return NULL;
    snprintf(path, size, "%s%s%s%s", folder ? folder : "", folder ? "/" : "", name, suffix);
    facs_path_unify(path);
    return path;
}

static int is_csv(const char *path)
{
    size_t length = strlen(path);
    return length > 4 && strcmp(path + length - 4, ".csv") == 0;
}

char *facs_results_beside(const char *csv, const char *ending)
{
    size_t length = strlen(csv);
    char *stem = facs_text_part(csv, is_csv(csv) ? length - 4 : length);
    char *path = stem ? facs_results_path(NULL, stem, ending) : NULL;
    free(stem);
    return path;
}

char *facs_results_of_face(const char *csv, int face)
{
    char ending[32];
    snprintf(ending, sizeof(ending), "_face%02d%s", face, is_csv(csv) ? ".csv" : "");
    return facs_results_beside(csv, ending);
}

int facs_results_is_ending(const char *overlay)
{
    return overlay[0] == '.' && facs_path_name(overlay) == overlay && !strchr(overlay + 1, '.');
}

int facs_results_is_folder(const char *path)
{
    const size_t length = strlen(path);
    return facs_path_kind(path) == FACS_FOLDER ||
           (length > 0 && facs_path_is_separator(path[length - 1]));
}

/* Returns overlay itself, or for an extension alone NAME_overlay.mp4 next to NAME.csv; allocated.
 */
static char *overlay_of(const char *csv, const char *overlay)
{
    if (!facs_results_is_ending(overlay))
        return strdup(overlay);
    char *ending = facs_results_path(NULL, "_overlay", overlay);
    char *path = ending ? facs_results_beside(csv, ending) : NULL;
    free(ending);
    return path;
}

int facs_results_of(facs_result_files *files, const facs_args *args, const char *csv)
{
    *files = (facs_result_files){.csv = NULL};
    if (!facs_results_streams(args).files) {
        files->overlay = args->overlay ? strdup(args->overlay) : NULL;
        return files->overlay || !args->overlay ? 0 : -ENOMEM;
    }
    files->csv = strdup(args->output ? args->output : csv);
    if (!files->csv)
        return -ENOMEM;
    files->json = facs_results_beside(files->csv, ".json");
    files->first =
        args->options.per_face ? facs_results_of_face(files->csv, 0) : strdup(files->csv);
    if (args->overlay)
        files->overlay = overlay_of(files->csv, args->overlay);
    return files->json && files->first && (files->overlay || !args->overlay) ? 0 : -ENOMEM;
}

void facs_results_free(facs_result_files *files)
{
    free(files->csv);
    free(files->json);
    free(files->first);
    free(files->overlay);
    *files = (facs_result_files){.csv = NULL};
}

/* ---- Streams --------------------------------------------------------------------------------- */

static int is_pipe(const char *path)
{
    return strcmp(path, "-") == 0 || facs_path_kind(path) == FACS_PIPE;
}

facs_result_streams facs_results_streams(const facs_args *args)
{
    const int to_pipe = args->output && is_pipe(args->output);
    facs_result_streams streams = {.csv = args->csv, .json = args->json};
    if (to_pipe && !streams.csv)
        streams.csv = args->output;
    streams.files =
        args->directory || (args->output && !to_pipe) || (!streams.csv && !streams.json);
    return streams;
}

int facs_results_check_streams(const facs_args *args, facs_error *error)
{
    const facs_result_streams streams = facs_results_streams(args);
    const char *const names[] = {streams.csv, streams.json};
    const char *option = "", *sentence = NULL;
    int to_output = 0;
    for (int i = 0; i < 2; i++)
        to_output += names[i] && strcmp(names[i], "-") == 0;
    if (!streams.csv && !streams.json)
        return 0;
    if (args->inputs > 1)
        sentence = "rows can be streamed from one input only: give one";
    else if (args->csv && args->output && is_pipe(args->output)) {
        option = facs_args_spelling(args, 'o');
        sentence = " with a pipe is the same as --csv: give one of them";
    } else if (to_output > 1)
        sentence = "--csv and --json cannot both go to standard output: name a file or a FIFO for "
                   "one of them";
    else if (to_output && args->summary)
        sentence = "--summary goes to standard output, like the rows: leave it out";
    else if (!streams.files && args->overlay && facs_results_is_ending(args->overlay))
        sentence =
            "--overlay with only an extension is named after a result file: name it, or give "
            "-o or -d as well";
    else if (!streams.files &&
             (args->options.per_face || args->resume || args->report || args->events)) {
        option = args->options.per_face ? "--per-face"
                 : args->resume         ? "--resume"
                 : args->report         ? "--report"
                                        : "--events";
        sentence = " is for files: give -o or -d as well";
    }
    return sentence ? facs_refuse(error, "%s%s", option, sentence) : 0;
}

/* ---- What must not be overwritten ------------------------------------------------------------ */

/* What the names of a run are checked against. */
typedef struct line {
    const facs_args *args;
    facs_result_streams streams;
    const char **inputs;
    facs_known_files *known; /* of inputs */
    facs_error *error;
} line;

/* Returns what a result of that name would overwrite, or NULL. way: index of the option. */
static const char *spoilt_by(const line *l, const char *name, int way)
{
    const facs_args *args = l->args;
    const char *const streams[] = {l->streams.csv, l->streams.json};
    for (int i = 0; i < 2 && way < 3; i++)
        if (streams[i] && strcmp(streams[i], name) == 0)
            return streams[i];
    const int input = facs_known_files_find(l->known, name);
    if (input >= 0 && !facs_known_files_is_folder(l->known, input))
        return l->inputs[input];
    return args->landmarks && facs_path_is_same(name, args->landmarks) ? args->landmarks : NULL;
}

/* files NULL: checks the streams. */
static int check_one(const line *l, const facs_result_files *files)
{
    static const char *const ways[] = {"-o or -d", "-o or -d", "--overlay", "--csv", "--json"};
    const char *const names[] = {files ? files->first : NULL, files ? files->json : NULL,
                                 files ? files->overlay : NULL, files ? NULL : l->streams.csv,
                                 files ? NULL : l->streams.json};
    for (int k = 0; k < 5; k++) {
        const char *spoilt = names[k] ? spoilt_by(l, names[k], k) : NULL;
        if (spoilt)
            return facs_refuse(l->error,
                               "the result %s would replace %s: choose another name with %s",
                               names[k], spoilt, ways[k]);
    }
    return 0;
}

/* A single input can have any name in common with its results. Of many, only those with the endings
 * of results need be looked up. */
static int may_be_replaced(const line *l, const char *path, int count)
{
    const char *overlay = l->args->overlay;
    return count == 1 || facs_path_ends_with(path, ".csv") || facs_path_ends_with(path, ".json") ||
           (overlay && facs_path_ends_with(path, overlay));
}

static int check_all(line *l, const facs_study *study, int count)
{
    facs_study_input input = {.size = sizeof(input)};
    int known = 0;
    for (int i = 0; facs_study_get(study, i, &input) == 0; i++)
        if (may_be_replaced(l, input.path, count))
            l->inputs[known++] = input.path;
    int status = facs_known_files_open(&l->known, l->inputs, sizeof(*l->inputs), known);
    if (status == 0)
        status = check_one(l, NULL);
    for (int i = 0; i < count && known > 0 && status == 0; i++) {
        facs_result_files files;
        facs_study_get(study, i, &input);
        status = facs_results_of(&files, l->args, input.csv);
        if (status == 0)
            status = check_one(l, &files);
        facs_results_free(&files);
    }
    return status;
}

int facs_results_check(const facs_args *args, const facs_study *study, facs_error *error)
{
    const int64_t count = facs_study_count(study);
    const char **inputs = count <= INT_MAX ? calloc((size_t)count + 1, sizeof(*inputs)) : NULL;
    line l = {
        .args = args, .streams = facs_results_streams(args), .inputs = inputs, .error = error};
    int status = inputs ? check_all(&l, study, (int)count) : -ENOMEM;
    if (status == -ENOMEM)
        status = facs_refuse(error, "out of memory for the results' names");
    facs_known_files_close(&l.known);
    free(inputs);
    return status;
}

/* ---- Folders --------------------------------------------------------------------------------- */

int facs_folder_make(const char *path, facs_console *console)
{
    const char *why = facs_path_unusable(path);
    if (why) {
        facs_console_say(console, "%s %s: choose another name", path, why);
        return -EINVAL;
    }
    const int status = facs_path_make_folders(path);
    if (status < 0)
        facs_console_say(console, "%s: the folder cannot be made (%s)", path,
                         facs_strerror(status));
    return status;
}

int facs_folder_make_for(const char *file, facs_console *console)
{
    if (!file || facs_path_name(file) <= file + 1) /* in the current folder, or the root */
        return 0;
    char *folder = facs_text_part(file, (size_t)(facs_path_name(file) - file) - 1);
    int status = folder ? facs_folder_make(folder, console) : -ENOMEM;
    if (!folder)
        facs_console_say(console, "out of memory for the folder of %s", file);
    free(folder);
    return status;
}
