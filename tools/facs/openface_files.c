#include "openface_files.h"

#include "clashes.h"
#include "results.h"

#include "os/clock.h"
#include "os/path.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* OpenFace's name for what a camera gave: the minute it began in. */
static char *camera_name(void)
{
    char name[64];
    struct tm now;
    if (!facs_clock_local(facs_clock_now_ns() / 1000000000, &now) ||
        strftime(name, sizeof(name), "webcam_%Y-%m-%d-%H-%M", &now) == 0)
        return NULL;
    return strdup(name);
}

/* NAME of -of may begin with folders below -out_dir, and end with an extension, which goes. */
static int split_name(const facs_openface_args *args, const facs_openface_input *input,
                      char **folder, char **name)
{
    const size_t in_name = input->name ? (size_t)(facs_path_name(input->name) - input->name) : 0;
    *folder = NULL;
    if (input->name)
        *name = facs_results_base_name(input->name);
    else
        *name = args->device >= 0 ? camera_name() : facs_results_base_name(input->path);
    if (in_name > 0) {
        const size_t below = in_name - 1, size = strlen(args->out_dir) + below + 2;
        *folder = malloc(size);
        if (*folder)
            snprintf(*folder, size, "%s/%.*s", args->out_dir, (int)below, input->name);
    } else {
        *folder = strdup(args->out_dir);
    }
    return *folder && *name ? 0 : -ENOMEM;
}

/* The results by their fields, with what asks for them (0: always) and what follows NAME in theirs;
 * NULL: an ending that hangs on the input. */
static const struct {
    size_t field;
    unsigned wanted; /* FACS_OPENFACE_* */
    const char *suffix;
} results[] = {
    {offsetof(facs_openface_files, csv), 0, ".csv"},
    {offsetof(facs_openface_files, details), 0, "_of_details.txt"},
    {offsetof(facs_openface_files, hog), FACS_OPENFACE_HOG, ".hog"},
    {offsetof(facs_openface_files, aligned), FACS_OPENFACE_ALIGNED, "_aligned"},
    {offsetof(facs_openface_files, tracked), FACS_OPENFACE_TRACKED, NULL},
};
#define RESULTS (sizeof(results) / sizeof(results[0]))

static char **path_of(facs_openface_files *files, size_t i)
{
    return (char **)(void *)((char *)files + results[i].field);
}

static int name_one(facs_openface_files *files, const facs_openface_args *args,
                    const facs_openface_input *input, int pictures)
{
    char *name = NULL, ending[16] = ".avi";
    if (pictures)
        snprintf(ending, sizeof(ending), ".%s", facs_openface_vis_format(args->vis_format));
    int status = split_name(args, input, &files->folder, &name);
    for (size_t i = 0; i < RESULTS && status == 0; i++) {
        char **path = path_of(files, i);
        if (results[i].wanted && !(args->results & results[i].wanted))
            continue;
        *path =
            facs_results_path(files->folder, name, results[i].suffix ? results[i].suffix : ending);
        status = *path ? 0 : -ENOMEM;
    }
    free(name);
    return status;
}

static int check_one(facs_openface_files *files, const facs_openface_args *args,
                     const facs_known_files *inputs, char *text, size_t text_size)
{
    for (size_t i = 0; i < RESULTS; i++) {
        const char *path = *path_of(files, i);
        const int input = path ? facs_known_files_find(inputs, path) : -1;
        if (input >= 0) {
            snprintf(text, text_size,
                     "the result %s would replace %s: choose another -out_dir, or another name "
                     "with -of",
                     path, args->inputs[input].path);
            return -EINVAL;
        }
    }
    return 0;
}

/* No result replaces an input. */
static int check_inputs(facs_openface_files *files, const facs_openface_args *args, char *text,
                        size_t text_size)
{
    facs_known_files *inputs = NULL;
    const char **paths = calloc((size_t)args->input_count, sizeof(*paths));
    for (int i = 0; paths && i < args->input_count; i++)
        paths[i] = args->inputs[i].path;
    int status = paths ? facs_known_files_open(&inputs, paths, args->input_count) : -ENOMEM;
    for (int i = 0; i < args->input_count && status == 0; i++)
        status = check_one(&files[i], args, inputs, text, text_size);
    facs_known_files_close(&inputs);
    free(paths);
    return status;
}

/* Input i would have the results of an earlier one: of names that were typed that is an error, of
 * what lies in a folder the fault of one. */
static int refuse_twice(const facs_openface_files *files, facs_openface_args *args, int i,
                        int earlier, char *text, size_t text_size)
{
    facs_openface_input *input = &args->inputs[i];
    const char *other = args->inputs[earlier].path;
    if (input->listed || args->inputs[earlier].listed)
        return facs_openface_input_fail(input,
                                        "%s is not measured: its results would replace those of "
                                        "%s, as %s: give it apart, with -f and -of",
                                        input->path, other, files[i].csv);
    snprintf(text, text_size, "%s and %s would both be written to %s: name them with -of", other,
             input->path, files[i].csv);
    return -EINVAL;
}

static int check_twice(const facs_openface_files *files, facs_openface_args *args, char *text,
                       size_t text_size)
{
    const int count = args->input_count;
    const char **names = calloc((size_t)count, sizeof(*names));
    int *earlier = calloc((size_t)count, sizeof(*earlier));
    for (int i = 0; names && i < count; i++)
        names[i] = files[i].csv;
    int status = names && earlier ? facs_names_find_earlier(names, count, earlier) : -ENOMEM;
    for (int i = 0; i < count && status == 0; i++)
        if (earlier[i] >= 0)
            status = refuse_twice(files, args, i, earlier[i], text, text_size);
    free(names);
    free(earlier);
    return status;
}

int facs_openface_files_name(facs_openface_files **files, facs_openface_args *args, int pictures,
                             char *text, size_t text_size)
{
    facs_openface_files *all = calloc((size_t)args->input_count, sizeof(*all));
    int status = all ? 0 : -ENOMEM;
    for (int i = 0; i < args->input_count && status == 0; i++)
        if (!args->inputs[i].fault)
            status = name_one(&all[i], args, &args->inputs[i], pictures);
    if (status == 0)
        status = check_inputs(all, args, text, text_size);
    if (status == 0)
        status = check_twice(all, args, text, text_size);
    if (status == -ENOMEM)
        snprintf(text, text_size, "no memory for the results' names");
    if (status < 0)
        facs_openface_files_free(&all, args->input_count);
    *files = all;
    return status < 0 ? -EINVAL : 0;
}

void facs_openface_files_free(facs_openface_files **files, int count)
{
    for (int i = 0; *files && i < count; i++) {
        free((*files)[i].folder);
        for (size_t k = 0; k < RESULTS; k++)
            free(*path_of(&(*files)[i], k));
    }
    free(*files);
    *files = NULL;
}
