#include "openface_files.h"

#include "results.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* OpenFace's name for what a camera gave: the minute it began in. */
static char *camera_name(void)
{
    char name[64];
    struct tm now;
    time_t seconds = time(NULL);
    if (!localtime_r(&seconds, &now) ||
        strftime(name, sizeof(name), "webcam_%Y-%m-%d-%H-%M", &now) == 0)
        return NULL;
    return strdup(name);
}

/* NAME of -of may begin with folders below -out_dir, and end with an extension, which goes. */
static int split_name(const facs_openface_args *args, const facs_openface_input *input,
                      char **folder, char **name)
{
    const char *slash = input->name ? strrchr(input->name, '/') : NULL;
    *folder = NULL;
    if (input->name)
        *name = facs_results_base_name(input->name);
    else
        *name = args->device >= 0 ? camera_name() : facs_results_base_name(input->path);
    if (slash) {
        size_t below = (size_t)(slash - input->name), size = strlen(args->out_dir) + below + 2;
        *folder = malloc(size);
        if (*folder)
            snprintf(*folder, size, "%s/%.*s", args->out_dir, (int)below, input->name);
    } else {
        *folder = strdup(args->out_dir);
    }
    return *folder && *name ? 0 : -ENOMEM;
}

static char *joined(const char *folder, const char *name, const char *suffix)
{
    size_t size = strlen(folder) + strlen(name) + strlen(suffix) + 2;
    char *path = malloc(size);
    if (path)
        snprintf(path, size, "%s/%s%s", folder, name, suffix);
    return path;
}

static int name_one(facs_openface_files *files, const facs_openface_args *args,
                    const facs_openface_input *input, int pictures)
{
    char *name = NULL;
    int status = split_name(args, input, &files->folder, &name);
    if (status == 0) {
        files->csv = joined(files->folder, name, ".csv");
        files->details = joined(files->folder, name, "_of_details.txt");
        if (args->results & FACS_OPENFACE_HOG)
            files->hog = joined(files->folder, name, ".hog");
        if (args->results & FACS_OPENFACE_ALIGNED)
            files->aligned = joined(files->folder, name, "_aligned");
        if (args->results & FACS_OPENFACE_TRACKED)
            files->tracked = joined(files->folder, name, pictures ? ".jpg" : ".avi");
        if (!files->csv || !files->details || (args->results & FACS_OPENFACE_HOG && !files->hog) ||
            (args->results & FACS_OPENFACE_ALIGNED && !files->aligned) ||
            (args->results & FACS_OPENFACE_TRACKED && !files->tracked))
            status = -ENOMEM;
    }
    free(name);
    return status;
}

static int check_one(const facs_openface_files *files, const facs_openface_args *args, int n,
                     char *text, size_t text_size)
{
    const char *const results[] = {files[n].csv, files[n].details, files[n].hog, files[n].aligned,
                                   files[n].tracked};
    for (size_t k = 0; k < sizeof(results) / sizeof(results[0]); k++)
        for (int i = 0; results[k] && i < args->input_count; i++)
            if (facs_results_same_file(results[k], args->inputs[i].path)) {
                snprintf(text, text_size,
                         "the result %s would replace an input: choose another -out_dir, or "
                         "another name with -of",
                         results[k]);
                return -EINVAL;
            }
    for (int i = 0; i < n; i++)
        if (strcmp(files[i].csv, files[n].csv) == 0) {
            snprintf(text, text_size, "%s and %s would both be written to %s: name them with -of",
                     args->inputs[i].path, args->inputs[n].path, files[n].csv);
            return -EINVAL;
        }
    return 0;
}

int facs_openface_files_name(facs_openface_files **files, const facs_openface_args *args,
                             int pictures, char *text, size_t text_size)
{
    facs_openface_files *all = calloc((size_t)args->input_count, sizeof(*all));
    int status = all ? 0 : -ENOMEM;
    for (int i = 0; i < args->input_count && status == 0; i++) {
        status = name_one(&all[i], args, &args->inputs[i], pictures);
        if (status == 0)
            status = check_one(all, args, i, text, text_size);
    }
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
        free((*files)[i].csv);
        free((*files)[i].details);
        free((*files)[i].hog);
        free((*files)[i].aligned);
        free((*files)[i].tracked);
    }
    free(*files);
    *files = NULL;
}
