/* facs_models_fetch: which files are missing, where they come from, and what is said about them. */
#include "api/fetch.h"

#include "base/error.h"
#include "base/log.h"
#include "base/sized.h"
#include "media/web_file.h"
#include "os/file.h"
#include "os/path.h"
#include "os/process.h"
#include "pipeline/weights.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PATIENCE_MS 30000
#define PAUSE_MS    1000

#define TERMS                                                                                      \
    "OpenFace's files are for academic, non-commercial research only and must not be passed on; "  \
    "by downloading them you agree to its licence "                                                \
    "(https://github.com/TadasBaltrusaitis/OpenFace/blob/master/OpenFace-license.txt)"
#define ONNX_TERMS "RetinaFace is under the MIT licence; PFLD's file states none"

void facs_default_fetch_options_sized(facs_fetch_options *options, size_t size)
{
    const facs_fetch_options own = {.size = sizeof(own)};
    if (!options)
        return;
    options->size = size;
    facs_sized_write(options, &own, &FACS_SIZED(facs_fetch_options));
}

/* ---- Where from and where to ----------------------------------------------------------------- */

static int take_from(facs_fetch *f, facs_error *error)
{
    const char *from = f->options.from;
    if (!from)
        return 0;
    if (strstr(from, "://")) {
        if (!facs_web_is_allowed(from))
            return facs_fail(error, FACS_ERROR_USAGE, -EINVAL,
                             "from: expected a folder, or an address that begins with https://, "
                             "not \"%s\"",
                             from);
        size_t length = strlen(from);
        while (length > 0 && from[length - 1] == '/')
            length--;
        f->address = facs_text_part(from, length);
        return f->address ? 0 : facs_fail_memory(error, "an address");
    }
    if (facs_path_kind(from) != FACS_FOLDER)
        return facs_fail(error, FACS_ERROR_ENVIRONMENT, -ENOENT,
                         "%s: no such folder (asked for as the folder to copy from)", from);
    f->copies = facs_weights_meant(from);
    if (!f->copies)
        f->copies = strdup(from); /* it may have a part of them */
    return f->copies ? 0 : facs_fail_memory(error, "a path");
}

/* A folder of OpenFace's may be named by several of its own. */
static char *named_folder(const char *named)
{
    char *meant = facs_weights_meant(named);
    return meant ? meant : strdup(named);
}

static int take_folder(facs_fetch *f, facs_error *error)
{
    const char *variable = facs_environment("FACS_MODELS");
    const char *named = f->options.models ? f->options.models : variable;
    if (named && named[0]) {
        f->folder = named_folder(named);
        return f->folder ? 0 : facs_fail_memory(error, "a path");
    }
    const int status = facs_user_path(&f->folder, FACS_USER_DATA, "facs/models");
    if (status == -ENOENT)
        return facs_fail(error, FACS_ERROR_ENVIRONMENT, status,
                         "the user's data folder is not known: name a folder for the models");
    return status < 0 ? facs_fail_memory(error, "a path") : 0;
}

/* ---- What is missing ------------------------------------------------------------------------- */

typedef struct looking {
    const facs_fetch *fetch;
    facs_model_file *files;
    int count;
    int has_detector; /* RetinaFace with any size of input, which will do */
} looking;

static int is_wanted(const facs_fetch_options *o, const facs_model_file *file)
{
    return file->needed == 1 || (file->needed == 2 && o->onnx) || (file->needed == 3 && o->ceclm);
}

static void look(void *opaque, const facs_model_file *file)
{
    looking *l = opaque;
    const int lacks = file->state == FACS_FILE_MISSING || file->state == FACS_FILE_DAMAGED;
    if (!lacks && strcmp(file->name, FACS_DETECTOR_FILE) == 0)
        l->has_detector = 1;
    if (lacks && is_wanted(&l->fetch->options, file) &&
        !(l->has_detector && strcmp(file->name, FACS_DETECTOR_640_FILE) == 0))
        l->files[l->count++] = *file;
}

static int count_rows(const facs_model_file *rows)
{
    int count = 0;
    while (rows[count].name)
        count++;
    return count;
}

/* Lists what is missing or damaged in a folder that need not exist. */
static int find_missing(const facs_fetch *f, const char *folder, facs_model_file **files,
                        int *count, facs_error *error)
{
    looking l = {.fetch = f};
    const facs_file_kind kind = facs_path_kind(folder);
    if (kind != FACS_NO_FILE && kind != FACS_FOLDER)
        return facs_fail(error, FACS_ERROR_OUTPUT, -ENOTDIR, "%s is not a folder: name another",
                         folder);
    l.files = calloc((size_t)count_rows(facs_manifest) + 1, sizeof(*l.files));
    if (!l.files)
        return facs_fail_memory(error, "a list of files");
    int status = 0;
    if (kind == FACS_NO_FILE)
        for (const facs_model_file *row = facs_manifest; row->name; row++)
            look(&l, row);
    else
        status = facs_models_check(folder, look, &l, error);
    if (status < 0) {
        free(l.files);
        return status;
    }
    *files = l.files;
    *count = l.count;
    return 0;
}

/* If nothing was named, the weights may be elsewhere already, all or some of them. */
static int look_elsewhere(facs_fetch *f, facs_error *error)
{
    char found[FACS_PLACE_SIZE];
    facs_model_file *files;
    int count;
    const char *variable = facs_environment("FACS_MODELS");
    if (f->options.models || (variable && variable[0]) ||
        facs_models_find(NULL, found, sizeof(found), NULL) < 0 ||
        facs_path_is_same(found, f->folder))
        return 0;
    int status = find_missing(f, found, &files, &count, error);
    if (status < 0)
        return status;
    free(files);
    char **to = count == 0 ? &f->folder : &f->copies;
    if (count > 0 && f->options.from)
        return 0;
    free(*to);
    *to = strdup(found);
    return *to ? 0 : facs_fail_memory(error, "a path");
}

/* ---- Fetching -------------------------------------------------------------------------------- */

static int on_bytes(void *opaque, int64_t bytes)
{
    facs_fetch *f = opaque;
    if (!f->options.progress)
        return 0;
    facs_fetch_progress progress = f->progress;
    progress.bytes += bytes;
    return f->options.progress(f->options.opaque, &progress);
}

static void say_terms(const facs_fetch *f)
{
    int openface = 0, others = 0;
    for (int i = 0; i < f->count; i++) {
        openface |= strncmp(f->files[i].name, "openface/", 9) == 0;
        others |= f->files[i].needed == 2;
    }
    if (openface)
        facs_log_write(&f->options.log, FACS_LOG_INFO, "%s", TERMS);
    if (others)
        facs_log_write(&f->options.log, FACS_LOG_INFO, "%s", ONNX_TERMS);
}

/* For those who get the files in another way. */
static void say_missing(const facs_fetch *f)
{
    for (int i = 0; i < f->count; i++)
        facs_log_write(&f->options.log, FACS_LOG_INFO,
                       "%s is missing or damaged: it is available from %s", f->files[i].name,
                       f->files[i].address);
}

/* 1: the next file would fail in the same way. */
static int is_end(int status, const facs_error *why)
{
    return why->kind != FACS_ERROR_ENVIRONMENT || status == -EHOSTUNREACH || status == -EACCES;
}

static void count_in(facs_fetch *f, const facs_model_file *file, int status)
{
    f->progress.bytes += file->bytes;
    if (status < 0)
        return;
    f->summary.files++;
    f->summary.bytes += file->bytes;
    f->summary.missing--;
    f->summary.missing_bytes -= file->bytes;
}

/* Keeps the first reason, unless this one ends it; the log gets the others. */
static int note_failure(facs_fetch *f, int status, const facs_error *why, int before,
                        facs_error *first)
{
    const int decides = before == 0 || is_end(status, why);
    const facs_error other = decides ? *first : *why;
    if (decides)
        *first = *why;
    if (other.kind != FACS_ERROR_NONE)
        facs_log_write(&f->options.log, FACS_LOG_WARNING, "%s", other.text);
    return decides ? status : before;
}

static void count_all(facs_fetch *f)
{
    f->progress = (facs_fetch_progress){.size = sizeof(f->progress), .files = f->count};
    for (int i = 0; i < f->count; i++)
        f->progress.total_bytes += f->files[i].bytes;
    f->summary.missing = f->count;
    f->summary.missing_bytes = f->progress.total_bytes;
}

int facs_fetch_all(facs_fetch *f, facs_error *error)
{
    const facs_fetch_job job = {.folder = f->folder,
                                .copies = f->copies,
                                .address = f->address,
                                .patience_ms = f->patience_ms,
                                .pause_ms = f->pause_ms,
                                .progress = on_bytes,
                                .opaque = f,
                                .log = &f->options.log};
    facs_error first = {.kind = FACS_ERROR_NONE}, why = first;
    int status = 0, ends = 0;
    count_all(f);
    for (int i = 0; i < f->count && !ends && !f->options.dry_run; i++) {
        f->progress.name = f->files[i].name;
        f->progress.file = i + 1;
        const int this = facs_fetch_file(&job, &f->files[i], &why);
        count_in(f, &f->files[i], this);
        if (this < 0)
            status = note_failure(f, this, &why, status, &first);
        ends = this < 0 && is_end(this, &why);
    }
    if (error && status < 0)
        *error = first;
    return status;
}

static int fetch(facs_fetch *f, facs_error *error)
{
    int status = take_from(f, error);
    if (status == 0)
        status = take_folder(f, error);
    if (status == 0)
        status = look_elsewhere(f, error);
    if (status == 0)
        status = find_missing(f, f->folder, &f->files, &f->count, error);
    if (status < 0)
        return status;
    snprintf(f->summary.folder, sizeof(f->summary.folder), "%s", f->folder);
    say_terms(f);
    if (f->options.dry_run)
        say_missing(f);
    return facs_fetch_all(f, error);
}

int facs_models_fetch(const facs_fetch_options *options, facs_fetch_summary *summary,
                      facs_error *error)
{
    facs_fetch f = {
        .patience_ms = PATIENCE_MS, .pause_ms = PAUSE_MS, .summary = {.size = sizeof(f.summary)}};
    int status = facs_sized_read(&f.options, options, &FACS_SIZED(facs_fetch_options), error);
    if (status == 0 && summary)
        status = facs_sized_check(summary, &FACS_SIZED(facs_fetch_summary), error);
    if (status < 0)
        return status;
    status = fetch(&f, error);
    if (summary)
        facs_sized_write(summary, &f.summary, &FACS_SIZED(facs_fetch_summary));
    free(f.folder);
    free(f.copies);
    free(f.address);
    free(f.files);
    return status;
}
