/* FaceLandmarkImg: OpenFace's program for single pictures. */
#include "command.h"
#include "openface_run.h"

#include "os/file.h"
#include "os/path.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* The files that OpenFace uses from a folder, in upper or lower case. */
static int is_picture(const char *name)
{
    static const char *const endings[] = {".jpg", ".jpeg", ".png", ".bmp"};
    const char *ending = strrchr(name, '.');
    for (size_t i = 0; ending && i < sizeof(endings) / sizeof(endings[0]); i++)
        if (strcasecmp(ending, endings[i]) == 0)
            return name[0] != '.';
    return 0;
}

/* The inputs after folders are expanded. */
typedef struct expansion {
    facs_openface_input *inputs;
    int count, room;
} expansion;

/* Makes room for more inputs, zeroed. */
static int make_room(expansion *e, int more)
{
    if (more > INT_MAX / 2 - e->count)
        return -ENOMEM;
    if (e->count + more <= e->room)
        return 0;
    const int room = 2 * (e->count + more);
    facs_openface_input *inputs = realloc(e->inputs, (size_t)room * sizeof(*inputs));
    if (!inputs)
        return -ENOMEM;
    memset(inputs + e->count, 0, (size_t)(room - e->count) * sizeof(*inputs));
    e->inputs = inputs;
    e->room = room;
    return 0;
}

/* Moves an input over unchanged. */
static int keep(expansion *e, facs_openface_input *input)
{
    int status = make_room(e, 1);
    if (status < 0)
        return status;
    e->inputs[e->count++] = *input;
    *input = (facs_openface_input){.path = NULL};
    return 0;
}

static int add_pictures(expansion *e, const char *folder, char **names, int count)
{
    int status = make_room(e, count);
    for (int k = 0; k < count && status == 0; k++) {
        e->inputs[e->count] =
            (facs_openface_input){.path = facs_path_join(folder, names[k]), .listed = 1};
        if (e->inputs[e->count].path)
            e->count++;
        else
            status = -ENOMEM;
    }
    return status;
}

/* Adds the pictures of a folder, or the folder itself with its fault. */
static int add_folder(expansion *e, facs_openface_input *input)
{
    char **names; /* in byte order, as in OpenFace */
    const int count = facs_path_list(input->path, is_picture, &names);
    int status = count < 0 ? count : 0;
    if (count < 0)
        status = facs_openface_input_fail(input, "%s: the folder cannot be read (%s)", input->path,
                                          facs_strerror(status == -EINVAL ? -EIO : status));
    else if (count == 0)
        status =
            facs_openface_input_fail(input,
                                     "%s: there are no pictures in this folder: expected .jpg, "
                                     ".png or .bmp files",
                                     input->path);
    if (status == 0)
        status = input->fault ? keep(e, input) : add_pictures(e, input->path, names, count);
    facs_names_free(names, count);
    return status;
}

static int expand(facs_openface_args *args, facs_error *error)
{
    expansion e = {.count = 0};
    int status = 0;
    for (int i = 0; i < args->input_count; i++)
        if (args->inputs[i].folder && args->inputs[i].name)
            return facs_refuse(error, "-of names one picture's results: leave it out with -fdir");
    for (int i = 0; i < args->input_count && status == 0; i++)
        status =
            args->inputs[i].folder ? add_folder(&e, &args->inputs[i]) : keep(&e, &args->inputs[i]);
    for (int i = 0; i < args->input_count; i++)
        facs_openface_input_free(&args->inputs[i]);
    free(args->inputs);
    args->inputs = e.inputs;
    args->input_count = e.count;
    if (status < 0)
        facs_refuse(error, "out of memory for the names of pictures");
    return status;
}

int facs_cmd_face_landmark_img(char **argv)
{
    static const facs_openface_program program = {
        .name = "FaceLandmarkImg",
        .bit = FACS_FACE_LANDMARK_IMG,
        .about = "measure the faces in pictures, with OpenFace's flags and files",
        .pictures = 1,
        .faces = 0, /* all */
        .expand = expand};
    return facs_openface_run(&program, argv);
}
