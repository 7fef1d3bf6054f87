#include "output/csv_faces.h"

#include "base/error.h"
#include "os/path.h"
#include "output/target.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A face's file, and which of the run's rows are in it. */
typedef struct face_file {
    facs_sink sink;    /* self NULL: no row has come yet */
    int64_t *in_whole; /* row n of the file among all rows */
    int64_t rows, room;
} face_file;

typedef struct csv_faces {
    char *path;
    facs_csv_options options;
    face_file *file; /* by face_id */
    int files;
    int64_t rows; /* of all faces */
} csv_faces;

char *facs_csv_faces_path(const char *path, int face_id)
{
    const char *ending = facs_text_ends_with(path, ".csv") ? ".csv" : "";
    const size_t size = strlen(path) + 32;
    char *name = malloc(size);
    if (name)
        snprintf(name, size, "%.*s_face%02d%s", (int)(strlen(path) - strlen(ending)), path, face_id,
                 ending);
    return name;
}

char *facs_csv_whole_path(const char *path)
{
    static const char mark[] = "_face";
    const char *ending = facs_text_ends_with(path, ".csv") ? ".csv" : "";
    const size_t end = strlen(path) - strlen(ending), size = strlen(path) + 1;
    size_t at = end; /* of the number */
    while (at > 0 && strchr("0123456789", path[at - 1]))
        at--;
    const size_t digits = end - at, stem = at - strlen(mark);
    const int ours = digits >= 2 && digits <= 9 && (digits == 2 || path[at] != '0') &&
                     at > strlen(mark) && strncmp(path + stem, mark, strlen(mark)) == 0;
    char *name = malloc(size);
    if (name)
        snprintf(name, size, "%.*s%s", (int)(ours ? stem : end), path, ending);
    return name;
}

char *facs_csv_json_path(const char *path)
{
    const size_t csv = facs_text_ends_with(path, ".csv") ? strlen(".csv") : 0;
    const size_t size = strlen(path) + sizeof(".json");
    char *name = malloc(size);
    if (name)
        snprintf(name, size, "%.*s.json", (int)(strlen(path) - csv), path);
    return name;
}

/* Makes room for one more row of the face. 0 or -ENOMEM. */
static int make_room(csv_faces *c, int face_id)
{
    if (face_id >= c->files) {
        face_file *files = realloc(c->file, ((size_t)face_id + 1) * sizeof(*files));
        if (!files)
            return -ENOMEM;
        c->file = files;
        memset(files + c->files, 0, (size_t)(face_id + 1 - c->files) * sizeof(*files));
        c->files = face_id + 1;
    }
    face_file *file = &c->file[face_id];
    if (file->rows < file->room)
        return 0;
    const int64_t room = file->room ? 2 * file->room : 1024;
    int64_t *rows = realloc(file->in_whole, (size_t)room * sizeof(*rows));
    if (!rows)
        return -ENOMEM;
    file->in_whole = rows;
    file->room = room;
    return 0;
}

static int open_file(csv_faces *c, int face_id, facs_error *error)
{
    char *path = facs_csv_faces_path(c->path, face_id);
    if (!path)
        return facs_fail_memory(error, "a path");
    int status = facs_csv_open(&c->file[face_id].sink, path, &c->options, error);
    free(path);
    return status;
}

static int faces_row(void *self, const facs_result *result, const facs_pool_frame *frame,
                     facs_error *error)
{
    csv_faces *c = self;
    if (make_room(c, result->face_id) < 0)
        return facs_fail_memory(error, "the faces' rows");
    face_file *file = &c->file[result->face_id];
    int status = file->sink.self ? 0 : open_file(c, result->face_id, error);
    if (status == 0)
        status = file->sink.row(file->sink.self, result, frame, error);
    if (status == 0)
        file->in_whole[file->rows++] = c->rows++;
    return status;
}

typedef struct part {
    const facs_series *whole;
    const int64_t *in_whole;
} part;

static int part_get(const void *self, int64_t n, facs_result *result)
{
    const part *p = self;
    return p->whole->get(p->whole->self, p->in_whole[n], result);
}

static void faces_abandon(void *self)
{
    csv_faces *c = self;
    for (int i = 0; i < c->files; i++)
        if (c->file[i].sink.self)
            c->file[i].sink.abandon(c->file[i].sink.self);
}

static int faces_finish(void *self, const facs_series *series, facs_error *error)
{
    csv_faces *c = self;
    int status = 0;
    for (int i = 0; i < c->files && status == 0; i++) {
        const face_file *file = &c->file[i];
        const part own = {series, file->in_whole};
        const facs_series own_series = {&own, file->rows, part_get};
        if (file->sink.self)
            status = file->sink.finish(file->sink.self, &own_series, error);
    }
    return status;
}

static int faces_commit(void *self, facs_error *error)
{
    csv_faces *c = self;
    int status = 0;
    for (int i = c->files - 1; i >= 0 && status == 0; i--)
        if (c->file[i].sink.self)
            status = c->file[i].sink.commit(c->file[i].sink.self, error);
    return status;
}

static int faces_file(void *self, int n, facs_sink_file *file)
{
    csv_faces *c = self;
    for (int i = 0; i < c->files; i++)
        if (c->file[i].sink.self && n-- == 0)
            return c->file[i].sink.file(c->file[i].sink.self, 0, file);
    return -ERANGE;
}

static void faces_close(void *self)
{
    csv_faces *c = self;
    for (int i = 0; i < c->files; i++) {
        facs_sink_close(&c->file[i].sink);
        free(c->file[i].in_whole);
    }
    free(c->file);
    free(c->path);
    free(c);
}

int facs_csv_faces_open(facs_sink *sink, const char *path, const facs_csv_options *options,
                        facs_error *error)
{
    *sink = (facs_sink){0};
    csv_faces *c = calloc(1, sizeof(*c));
    if (!c)
        return facs_fail_memory(error, "the CSV writers");
    c->options = *options;
    c->path = strdup(path);
    *sink = (facs_sink){.self = c,
                        .row = faces_row,
                        .finish = faces_finish,
                        .commit = faces_commit,
                        .abandon = faces_abandon,
                        .file = faces_file,
                        .close = faces_close};
    return facs_sink_opened(sink, c->path ? 0 : facs_fail_memory(error, "the CSV writers"));
}
