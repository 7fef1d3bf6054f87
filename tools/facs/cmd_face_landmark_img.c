/* FaceLandmarkImg: OpenFace's program for pictures, each by itself. */
#include "command.h"
#include "openface_run.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* What OpenFace takes from a folder, whatever the case of its letters. */
static int is_picture(const struct dirent *entry)
{
    static const char *const endings[] = {".jpg", ".jpeg", ".png", ".bmp"};
    const char *ending = strrchr(entry->d_name, '.');
    for (size_t i = 0; ending && i < sizeof(endings) / sizeof(endings[0]); i++)
        if (strcasecmp(ending, endings[i]) == 0)
            return entry->d_name[0] != '.';
    return 0;
}

/* By bytes, as OpenFace sorts. */
static int compare_names(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static char *joined(const char *folder, const char *name)
{
    size_t size = strlen(folder) + strlen(name) + 2;
    char *path = malloc(size);
    if (path)
        snprintf(path, size, "%s/%s", folder, name);
    return path;
}

/* Put a folder's pictures in the place of input i. */
static int expand_folder(facs_openface_args *args, int i, struct dirent **entries, int count)
{
    const int room = args->input_count - 1 + count;
    facs_openface_input *inputs = calloc((size_t)room, sizeof(*inputs));
    if (!inputs)
        return -ENOMEM;
    memcpy(inputs, args->inputs, (size_t)i * sizeof(*inputs));
    memcpy(inputs + i + count, args->inputs + i + 1,
           (size_t)(args->input_count - i - 1) * sizeof(*inputs));
    int status = 0;
    for (int k = 0; k < count; k++) {
        inputs[i + k].path = joined(args->inputs[i].path, entries[k]->d_name);
        if (!inputs[i + k].path)
            status = -ENOMEM;
    }
    free(args->inputs[i].path);
    free(args->inputs);
    args->inputs = inputs;
    args->input_count = room;
    return status;
}

static int list_folder(facs_openface_args *args, int i, int *count, char *text, size_t text_size)
{
    struct dirent **entries = NULL;
    const char *folder = args->inputs[i].path;
    *count = scandir(folder, &entries, is_picture, compare_names);
    if (*count < 0) {
        int status = errno == EINVAL ? -EIO : -errno;
        snprintf(text, text_size, "%s: the folder cannot be read (%s)", folder,
                 facs_strerror(status));
        return status;
    }
    int status = 0;
    if (*count == 0) {
        snprintf(text, text_size,
                 "%s: there are no pictures in this folder: .jpg, .png or .bmp files were expected",
                 folder);
        status = -ENOENT;
    } else if (expand_folder(args, i, entries, *count) < 0) {
        snprintf(text, text_size, "no memory for the names of pictures");
        status = -ENOMEM;
    }
    for (int k = 0; k < *count; k++)
        free(entries[k]);
    free(entries);
    return status;
}

static int expand(facs_openface_args *args, char *text, size_t text_size)
{
    for (int i = 0; i < args->input_count; i++) {
        int count = 1;
        if (args->inputs[i].folder && args->inputs[i].name) {
            snprintf(text, text_size, "-of names one picture's results: leave it out with -fdir");
            return -EINVAL;
        }
        int status = args->inputs[i].folder ? list_folder(args, i, &count, text, text_size) : 0;
        if (status < 0)
            return status;
        i += count - 1;
    }
    return 0;
}

int facs_cmd_face_landmark_img(int argc, char **argv)
{
    static const facs_openface_program program = {
        .name = "FaceLandmarkImg",
        .bit = FACS_FACE_LANDMARK_IMG,
        .about = "measure the faces in pictures, with OpenFace's flags and files",
        .pictures = 1,
        .expand = expand};
    return facs_openface_run(&program, argc, argv);
}
