#include "sandbox.h"

#include "analysis.h"
#include "sandbox_places.h"

#include "os/file.h"
#include "os/path.h"
#include "os/place.h"
#include "os/process.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/*
 * Inputs are allowed one by one, so that those beside them stay closed; but each rule keeps an
 * inode in memory, so beyond this number their folders are, beyond twice this number the folders
 * above, and so on.
 */
#define MAX_RULES 1000

struct facs_box {
    facs_sandbox *sandbox;
    int status;    /* -ENOMEM once */
    int verbose;   /* 1: say which parts are active */
    unsigned uses; /* FACS_WHEN_* */
    int inputs;    /* rules of inputs so far */
    char **real;   /* folders that are allowed for inputs, without links */
    int count, room;
    char *folder; /* of the last input */
    int covered;  /* 1: it is in one of these */
};

static void allow(facs_box *box, const char *path, unsigned access)
{
    if (facs_sandbox_allow(box->sandbox, path, access) < 0)
        box->status = -ENOMEM;
}

/* Takes path over; NULL: there was no memory for it. */
static void allow_taken(facs_box *box, char *path, unsigned access)
{
    if (path)
        allow(box, path, access);
    else
        box->status = -ENOMEM;
    free(path);
}

/* ---- What is facs's own ---------------------------------------------------------------------- */

static void allow_links(facs_box *box, const char *folder, int deep)
{
    if (facs_sandbox_allow_links(box->sandbox, folder, deep) < 0)
        box->status = -ENOMEM;
}

static void allow_models(facs_box *box, const char *named)
{
    char folder[4096];
    facs_error error;
    if (facs_models_find(named, folder, sizeof(folder), &error) < 0)
        return; /* the run will say so */
    allow(box, folder, FACS_SANDBOX_READ);
    allow_links(box, folder, 1);
}

/* The cache holds libraries and networks, too: only the digests may change. */
static void allow_cache(facs_box *box)
{
    char *cache, *digests;
    if (facs_user_path(&cache, FACS_USER_CACHE, "facs") == 0)
        allow_taken(box, cache, FACS_SANDBOX_READ);
    if (facs_user_path(&digests, FACS_USER_CACHE, "facs/digests") == 0) {
        (void)facs_path_make_folders(digests);
        allow_taken(box, digests, FACS_SANDBOX_WRITE);
    }
}

/* The folder of a library, which has its providers. */
static void allow_library(facs_box *box, const char *library)
{
    if (library && library[0])
        allow_taken(box, facs_path_folder(library), FACS_SANDBOX_READ);
}

static void allow_own(facs_box *box, const facs_options *analysis)
{
    facs_place place;
    facs_place_find(&place);
    allow_library(box, analysis ? analysis->runtime : NULL);
    allow_library(box, facs_environment("FACS_ONNXRUNTIME"));
    allow_library(box, place.onnxruntime);
    if (place.library[0])
        allow(box, place.library, FACS_SANDBOX_READ);
    if (place.note[0])
        allow(box, place.note, FACS_SANDBOX_READ);
    if (analysis)
        allow_models(box, analysis->models);
    allow_cache(box);
    if (facs_sandbox_allow_libraries(box->sandbox) < 0)
        box->status = -ENOMEM;
}

/* ---- Inputs ---------------------------------------------------------------------------------- */

/* Returns 1 if a real folder is in one that is allowed. */
static int is_covered(const facs_box *box, const char *folder)
{
    for (int i = box->count; i-- > 0;) {
        const size_t length = strlen(box->real[i]);
        if (strncmp(folder, box->real[i], length) == 0 &&
            (length == 1 || folder[length] == '\0' || facs_path_is_separator(folder[length])))
            return 1;
    }
    return 0;
}

/* Allows a folder for inputs; takes its real path over. */
static void allow_folder(facs_box *box, char *real)
{
    if (box->count == box->room) {
        const int room = box->room ? 2 * box->room : 16;
        void *grown = realloc(box->real, (size_t)room * sizeof(*box->real));
        if (!grown) {
            box->status = -ENOMEM;
            free(real);
            return;
        }
        box->real = grown;
        box->room = room;
    }
    allow(box, real, FACS_SANDBOX_READ);
    box->real[box->count++] = real;
    box->inputs++;
}

/* Cuts off the last component; "/" stays. */
static void cut_last(char *path)
{
    const size_t length = (size_t)(facs_path_name(path) - path);
    path[length > 1 ? length - 1 : 1] = '\0';
}

/* Allows a file, or with many inputs a folder above it. */
static void allow_file(facs_box *box, const char *file)
{
    if (box->inputs < MAX_RULES) {
        box->inputs++;
        allow(box, file, FACS_SANDBOX_READ);
        return;
    }
    char *real = facs_path_absolute(file);
    for (int i = 0; real && i < box->inputs / MAX_RULES; i++)
        cut_last(real);
    if (real && !is_covered(box, real))
        allow_folder(box, real);
    else
        free(real);
}

/* Returns 1 if the folder of an input is allowed already, as far as no link leads out of it. */
static int is_in_folder(facs_box *box, const char *input)
{
    const size_t length = (size_t)(facs_path_name(input) - input);
    if (!box->count)
        return 0;
    if (!box->folder || strlen(box->folder) != length || strncmp(box->folder, input, length) != 0) {
        free(box->folder);
        box->folder = facs_text_part(input, length);
        char *real = box->folder ? facs_path_absolute(length ? box->folder : ".") : NULL;
        box->covered = real && is_covered(box, real);
        free(real);
    }
    return box->covered;
}

void facs_box_read_below(facs_box *box, const char *folder)
{
    char *real = box ? facs_path_absolute(folder) : NULL;
    if (real && !is_covered(box, real))
        allow_folder(box, real);
    else
        free(real);
}

void facs_box_read(facs_box *box, const char *input)
{
    facs_file_info info;
    if (!box || !input || strcmp(input, "-") == 0)
        return;
    if (strncmp(input, "camera:", 7) == 0) {
        box->uses |= FACS_WHEN_CAMERA;
    } else if (strstr(input, "://")) {
        box->uses |= FACS_WHEN_NETWORK;
    } else if (facs_path_link_info(input, &info) == 0 && info.kind == FACS_REGULAR_FILE) {
        if (!is_in_folder(box, input))
            allow_file(box, input);
    } else if (facs_path_kind(input) == FACS_FOLDER) {
        facs_box_read_below(box, input);
        allow_links(box, input, 0);
    } else {
        allow_file(box, input);
    }
}

/* Returns 1 for an image; a link to one must not lead to a file with another name. */
static int is_image(const char *path)
{
    char *real = facs_path_kind(path) == FACS_REGULAR_FILE ? facs_path_absolute(path) : NULL;
    const int is = real && facs_is_image_name(facs_path_name(real));
    free(real);
    return is;
}

void facs_box_read_named(facs_box *box, const char *input)
{
    const facs_file_kind kind = box ? facs_path_kind(input) : FACS_NO_FILE;
    if (kind == FACS_REGULAR_FILE)
        allow(box, input, FACS_SANDBOX_READ);
    if (kind != FACS_FOLDER)
        return;
    char **names;
    const int count = facs_path_list(input, facs_is_image_name, &names);
    int images = 0;
    for (int i = 0; i < count; i++) {
        char *path = facs_path_join(input, names[i]);
        const int wanted = path && is_image(path);
        images += wanted;
        if (wanted || !path)
            allow_taken(box, path, FACS_SANDBOX_READ);
        else
            free(path);
    }
    if (images > 0)
        allow(box, input, FACS_SANDBOX_LIST);
    if (count >= 0)
        facs_names_free(names, count);
    else if (count == -ENOMEM)
        box->status = -ENOMEM;
}

void facs_box_read_study(facs_box *box, const char *const *paths, const facs_study *study)
{
    for (int i = 0; box && paths[i]; i++)
        if (facs_path_kind(paths[i]) == FACS_FOLDER)
            facs_box_read_below(box, paths[i]);
    for (int64_t i = 0; box && i < facs_study_count(study); i++) {
        facs_study_input input = {.size = sizeof(input)};
        if (facs_study_get(study, i, &input) == 0)
            facs_box_read(box, input.path);
    }
}

void facs_box_listen(facs_box *box)
{
    if (box)
        facs_sandbox_allow_network(box->sandbox, FACS_SANDBOX_LISTEN);
}

/* ---- Results --------------------------------------------------------------------------------- */

void facs_box_write_folder(facs_box *box, const char *folder)
{
    if (box)
        allow(box, folder ? folder : ".", FACS_SANDBOX_WRITE);
}

void facs_box_write(facs_box *box, const char *file)
{
    if (!box || !file || strcmp(file, "-") == 0)
        return;
    facs_file_info info;
    const facs_file_kind kind = facs_path_kind(file);
    const int is_link = facs_path_link_info(file, &info) == 0 && info.kind == FACS_DEVICE;
    if (kind == FACS_PIPE || kind == FACS_DEVICE || is_link)
        allow(box, file, FACS_SANDBOX_WRITE); /* rows are written through a link */
    if ((kind == FACS_REGULAR_FILE || kind == FACS_NO_FILE) && strncmp(file, "/dev/", 5) != 0)
        allow_taken(box, facs_path_folder(file), FACS_SANDBOX_WRITE);
}

/* ---- The box --------------------------------------------------------------------------------- */

/* Returns 1 if networks may run on a graphics card. */
static int may_use_cuda(const facs_options *options)
{
    return options->backend == FACS_BACKEND_CUDA ||
           (options->backend == FACS_BACKEND_AUTO &&
            (facs_method_has(options, FACS_METHOD_ONNX) ||
             options->detector == FACS_DETECTOR_RETINAFACE));
}

static int fail(facs_console *console)
{
    facs_console_say(console, "out of memory for the sandbox");
    return -ENOMEM;
}

int facs_box_open(facs_box **out, const facs_args *args, const facs_options *analysis,
                  facs_console *console)
{
    *out = NULL;
    facs_sandbox *sandbox = NULL;
    if (args->no_sandbox)
        return 0;
    /* Before anything is given up: FFmpeg may be anywhere, and what it needs reads what it likes
     * while it is loaded. If it is missing, the run will say so. */
    if (analysis)
        (void)facs_load_ffmpeg(NULL);
    if (facs_sandbox_open(&sandbox) < 0)
        return fail(console);
    if (!sandbox)
        return 0;
    facs_box *box = calloc(1, sizeof(*box));
    if (!box) {
        facs_sandbox_close(&sandbox);
        return fail(console);
    }
    box->sandbox = sandbox;
    box->verbose = args->verbose;
    if (analysis && may_use_cuda(analysis))
        box->uses |= FACS_WHEN_CUDA;
    if (analysis && args->options.hwaccel && strcmp(args->options.hwaccel, "none") != 0)
        box->uses |= FACS_WHEN_DECODER | FACS_WHEN_CUDA;
    allow_own(box, analysis);
    *out = box;
    return 0;
}

void facs_box_close(facs_box **box)
{
    if (!*box)
        return;
    facs_sandbox_close(&(*box)->sandbox);
    for (int i = 0; i < (*box)->count; i++)
        free((*box)->real[i]);
    free((*box)->real);
    free((*box)->folder);
    free(*box);
    *box = NULL;
}

int facs_box_enter(facs_box **box, facs_console *console)
{
    char text[FACS_SANDBOX_TEXT];
    if (!*box)
        return 0;
    int status = (*box)->status;
    if (status == 0)
        status = facs_sandbox_allow_places((*box)->sandbox, (*box)->uses);
    if (status < 0) {
        fail(console);
    } else {
        if ((*box)->uses & FACS_WHEN_NETWORK)
            facs_sandbox_allow_network((*box)->sandbox, FACS_SANDBOX_CONNECT);
        (void)facs_sandbox_enter((*box)->sandbox, text);
        if ((*box)->verbose)
            facs_console_say(console, "sandbox: %s", text);
    }
    facs_box_close(box);
    return status;
}
