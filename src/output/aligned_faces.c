#include "output/aligned_faces.h"

#include "base/error.h"
#include "media/image_writer.h"
#include "os/file.h"
#include "output/target.h"
#include "pipeline/face_data.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct aligned_faces {
    facs_target target; /* the folder; first member, as its callbacks want */
    const facs_extract_options *options;
    const char *format; /* "bmp" and the like */
    int grey, still_image;
    char *name; /* buffer for a picture's path */
    size_t name_size;
    facs_image_writer *writer;
} aligned_faces;

/* 1: this writer may have named the file. */
static int is_ours(const char *name)
{
    const char *ending = strrchr(name, '.');
    return (strncmp(name, "frame_det_", 10) == 0 || strncmp(name, "face_det_", 9) == 0) && ending &&
           facs_image_writer_knows(ending);
}

/* Checks that folder, if it exists, contains only our pictures (-EEXIST if not); with clear set,
 * also removes them and the folder. 0 or -errno. */
static int visit(const char *folder, int clear)
{
    char **names;
    const int handle = facs_handle_open(folder, FACS_OPEN_FOLDER);
    if (handle < 0)
        return handle == -ENOENT ? 0 : handle;
    const int count = facs_folder_list(handle, NULL, &names);
    int status = count < 0 ? count : 0;
    for (int i = 0; i < count && status == 0; i++) {
        if (!is_ours(names[i]))
            status = -EEXIST;
        else if (clear)
            status = facs_folder_remove(handle, names[i]);
    }
    facs_names_free(names, count);
    facs_handle_close(handle);
    return status == 0 && clear ? facs_path_remove_empty(folder) : status;
}

static int fail_folder(const char *folder, int status, facs_error *error)
{
    if (status == -EEXIST)
        return facs_fail(error, FACS_ERROR_OUTPUT, status,
                         "%s contains files other than aligned faces: remove them or choose "
                         "another folder",
                         folder);
    return facs_fail(error, FACS_ERROR_OUTPUT, status,
                     "%s cannot be written (%s): make sure that its folder exists and is writable",
                     folder, facs_strerror(status));
}

static int aligned_row(void *self, const facs_result *result, const facs_pool_frame *frame,
                       facs_error *error)
{
    aligned_faces *a = self;
    const facs_face_data *data = facs_face_data_of(frame, result->face_id);
    const int side = a->options->aligned_size;
    if (a->options->aligned_flags & FACS_ALIGNED_GOOD_ONLY && !data->described)
        return 0;
    if (a->still_image)
        snprintf(a->name, a->name_size, "%s/face_det_%06d.%s", a->target.draft.name,
                 result->face_id, a->format);
    else
        snprintf(a->name, a->name_size, "%s/frame_det_%02d_%06" PRId64 ".%s", a->target.draft.name,
                 result->face_id, result->index + 1, a->format);
    a->target.begun = 1;
    const facs_image face = {
        .pixels = data->aligned, .width = side, .height = side, .stride = (a->grey ? 1 : 3) * side};
    return facs_image_writer_write(a->writer, &face, a->name, error);
}

/* An older folder is removed at the last moment. */
static int aligned_commit(void *self, facs_error *error)
{
    aligned_faces *a = self;
    const int status = visit(a->target.draft.path, 1);
    return status < 0 ? fail_folder(a->target.draft.path, status, error)
                      : facs_target_commit(&a->target.draft, error);
}

static int open_parts(aligned_faces *a, const char *folder, facs_error *error)
{
    a->target.draft = FACS_NO_DRAFT;
    a->name_size = strlen(folder) + 64;
    a->name = malloc(a->name_size);
    if (!a->name)
        return facs_fail_memory(error, "the aligned faces' writer");
    char ending[16];
    snprintf(ending, sizeof(ending), ".%s", a->format);
    int status = facs_image_writer_open(&a->writer, ending, a->options->aligned_size,
                                        a->options->aligned_size, a->grey, error);
    if (status < 0)
        return status;
    status = visit(folder, 0);
    if (status == 0)
        status = facs_draft_open(&a->target.draft, folder, is_ours);
    return status < 0 ? fail_folder(folder, status, error) : 0;
}

static void aligned_close(void *self)
{
    aligned_faces *a = self;
    facs_image_writer_close(&a->writer);
    free(a->name);
    facs_target_close_sink(a);
}

int facs_aligned_faces_open(facs_sink *sink, const char *folder, const facs_output_run *run,
                            facs_error *error)
{
    *sink = (facs_sink){0};
    aligned_faces *a = calloc(1, sizeof(*a));
    if (!a)
        return facs_fail_memory(error, "the aligned faces' writer");
    a->options = run->options;
    a->format = run->options->aligned_format ? run->options->aligned_format : "bmp";
    a->grey = (run->options->aligned_flags & FACS_ALIGNED_GREY) != 0;
    a->still_image = run->columns->still_image;
    int status = open_parts(a, folder, error);
    *sink = (facs_sink){.self = a,
                        .row = aligned_row,
                        .finish = facs_target_finish_sink,
                        .commit = aligned_commit,
                        .abandon = facs_target_abandon_sink,
                        .close = aligned_close};
    return facs_sink_opened(sink, status);
}
