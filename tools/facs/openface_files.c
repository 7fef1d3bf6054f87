#include "openface_files.h"

#include "clashes.h"
#include "results.h"

#include "os/clock.h"
#include "os/file.h"
#include "os/path.h"

#include <errno.h>
#include <limits.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* ---- Pictures of folders --------------------------------------------------------------------- */

/* The files that OpenFace uses from a folder, in upper or lower case. */
static int is_picture(const char *name)
{
    static const char *const endings[] = {".jpg", ".jpeg", ".png", ".bmp"};
    for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++)
        if (facs_path_ends_with(name, endings[i]))
            return name[0] != '.';
    return 0;
}

/* The inputs after folders are expanded. */
typedef struct expansion {
    facs_openface_input *inputs;
    int count, room;
} expansion;

/* Moves an input over. If its path is NULL, there was no memory for it. */
static int add(expansion *e, facs_openface_input *input)
{
    if (e->count == e->room) {
        const size_t room = e->room ? 2 * (size_t)e->room : 64;
        void *inputs = room > INT_MAX ? NULL : realloc(e->inputs, room * sizeof(*e->inputs));
        if (!inputs)
            return -ENOMEM;
        e->inputs = inputs;
        e->room = (int)room;
    }
    e->inputs[e->count] = *input;
    e->count += input->path != NULL;
    const int status = input->path ? 0 : -ENOMEM;
    *input = (facs_openface_input){.path = NULL};
    return status;
}

/* Adds the pictures of a folder, or the folder itself with its fault. */
static int add_folder(expansion *e, facs_openface_input *input)
{
    char **names; /* in byte order, as in OpenFace */
    const int count = facs_path_list(input->path, is_picture, &names);
    int status = 0;
    if (count < 0)
        status = facs_openface_input_fail(input, "%s: the folder cannot be read (%s)", input->path,
                                          facs_strerror(count == -EINVAL ? -EIO : count));
    else if (count == 0)
        status =
            facs_openface_input_fail(input,
                                     "%s: there are no pictures in this folder: expected .jpg, "
                                     ".png or .bmp files",
                                     input->path);
    if (status == 0 && input->fault)
        status = add(e, input);
    for (int k = 0; k < count && status == 0; k++) {
        facs_openface_input picture = {.path = facs_path_join(input->path, names[k]), .listed = 1};
        status = add(e, &picture);
        facs_openface_input_free(&picture);
    }
    facs_names_free(names, count);
    return status;
}

int facs_openface_expand(facs_openface_args *args, facs_error *error)
{
    expansion e = {.count = 0};
    int status = 0;
    for (int i = 0; i < args->input_count; i++)
        if (args->inputs[i].folder && args->inputs[i].name)
            return facs_refuse(error, "-of names one picture's results: leave it out with -fdir");
    for (int i = 0; i < args->input_count && status == 0; i++)
        status =
            args->inputs[i].folder ? add_folder(&e, &args->inputs[i]) : add(&e, &args->inputs[i]);
    for (int i = 0; i < args->input_count; i++)
        facs_openface_input_free(&args->inputs[i]);
    free(args->inputs);
    args->inputs = e.inputs;
    args->input_count = e.count;
    if (status < 0)
        facs_refuse(error, "out of memory for the names of pictures");
    return status;
}

/* ---- Names of results ------------------------------------------------------------------------ */

/* OpenFace's name for a camera recording: the minute it began. */
static char *camera_name(void)
{
    char name[64];
    struct tm now;
    if (!facs_clock_local(facs_clock_now_ns() / 1000000000, &now) ||
        strftime(name, sizeof(name), "webcam_%Y-%m-%d-%H-%M", &now) == 0)
        return NULL;
    return strdup(name);
}

/* The NAME of -of may start with folders below -out_dir and end with an extension, which is
 * removed. */
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

/* The field of each result, the flag that asks for it (0: always), and its suffix after NAME (NULL:
 * it depends on the input). */
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

/* Checks that no result replaces an input. */
static int check_inputs(facs_openface_files *files, const facs_openface_args *args,
                        facs_error *error)
{
    facs_known_files *inputs = NULL;
    int status = facs_known_files_open(&inputs, &args->inputs->path, sizeof(*args->inputs),
                                       args->input_count);
    for (int i = 0; i < args->input_count && status == 0; i++)
        for (size_t k = 0; k < RESULTS && status == 0; k++) {
            const char *path = *path_of(&files[i], k);
            const int input = path ? facs_known_files_find(inputs, path) : -1;
            if (input >= 0)
                status = facs_refuse(error,
                                     "the result %s would replace %s: choose another -out_dir, or "
                                     "another name with -of",
                                     path, args->inputs[input].path);
        }
    facs_known_files_close(&inputs);
    return status;
}

/* Input i would have the same results as an earlier one. This is an error if both names were typed,
 * and the input's fault if one was found in a folder. */
static int refuse_twice(const facs_openface_files *files, facs_openface_args *args, int i,
                        int earlier, facs_error *error)
{
    facs_openface_input *input = &args->inputs[i];
    const char *other = args->inputs[earlier].path;
    if (input->listed || args->inputs[earlier].listed)
        return facs_openface_input_fail(
            input,
            "%s is not measured: its results would replace those of %s, in %s: "
            "run it separately, with -f and -of",
            input->path, other, files[i].csv);
    return facs_refuse(error, "%s and %s would both be written to %s: name them with -of", other,
                       input->path, files[i].csv);
}

static int check_twice(const facs_openface_files *files, facs_openface_args *args,
                       facs_error *error)
{
    int *earlier = facs_names_find_earlier(&files->csv, sizeof(*files), args->input_count);
    int status = earlier ? 0 : -ENOMEM;
    for (int i = 0; i < args->input_count && status == 0; i++)
        if (earlier[i] >= 0)
            status = refuse_twice(files, args, i, earlier[i], error);
    free(earlier);
    return status;
}

int facs_openface_files_name(facs_openface_files **files, facs_openface_args *args, int pictures,
                             facs_error *error)
{
    facs_openface_files *all = calloc((size_t)args->input_count, sizeof(*all));
    int status = all ? 0 : -ENOMEM;
    for (int i = 0; i < args->input_count && status == 0; i++)
        if (!args->inputs[i].fault)
            status = name_one(&all[i], args, &args->inputs[i], pictures);
    if (status == 0)
        status = check_inputs(all, args, error);
    if (status == 0)
        status = check_twice(all, args, error);
    if (status == -ENOMEM)
        facs_refuse(error, "out of memory for the results' names");
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
