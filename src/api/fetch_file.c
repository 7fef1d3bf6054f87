#include "api/fetch_file.h"

#include "base/draft.h"
#include "base/error.h"
#include "base/file.h"
#include "base/log.h"
#include "base/sha256.h"
#include "media/web_file.h"
#include "os/clock.h"
#include "os/file.h"
#include "os/path.h"
#include "os/place.h"
#include "output/target.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TRIES    4
#define BLOCK    ((size_t)64 << 10) /* bytes */
#define POLL_MS  50
#define MAX_PATH 4096

typedef struct fetching {
    const facs_fetch_job *job;
    const facs_model_file *file;
    char *path;
    facs_draft draft;
    facs_hash hash; /* of what is in the draft; hash.bytes: how much that is */
    unsigned char block[BLOCK];
} fetching;

/* ---- The draft ------------------------------------------------------------------------------- */

static int64_t bytes_so_far(const fetching *f)
{
    return (int64_t)f->hash.bytes;
}

static int is_stopped(void *opaque)
{
    const fetching *f = opaque;
    return f->job->progress && f->job->progress(f->job->opaque, bytes_so_far(f));
}

static int fail_stopped(facs_error *error)
{
    return facs_fail(error, FACS_ERROR_CANCELLED, -ECANCELED, "interrupted");
}

static int begin_anew(fetching *f, facs_error *error)
{
    facs_hash_begin(&f->hash, facs_sha256_fastest());
    int status = facs_handle_truncate(f->draft.handle, 0);
    if (status == 0 && facs_handle_seek(f->draft.handle, 0, SEEK_SET) != 0)
        status = -EIO;
    return status < 0 ? facs_target_fail(f->path, status, error) : 0;
}

static int fail_other(const char *from, const facs_model_file *file, facs_error *error)
{
    return facs_fail(error, FACS_ERROR_ENVIRONMENT, -EPROTO,
                     "%s is not the expected file (%" PRId64 " bytes, sha256 %s), so it was not "
                     "kept",
                     from, file->bytes, file->sha256);
}

/* Adds what was read; from: where. */
static int add(fetching *f, size_t count, const char *from, facs_error *error)
{
    if (bytes_so_far(f) + (int64_t)count > f->file->bytes)
        return fail_other(from, f->file, error);
    const int status = facs_draft_write(&f->draft, f->block, count);
    if (status < 0)
        return facs_target_fail(f->path, status, error);
    facs_hash_add(&f->hash, f->block, count);
    return is_stopped(f) ? fail_stopped(error) : 0;
}

/* 0: the draft is the file that is expected. */
static int check(const fetching *f, const char *from, facs_error *error)
{
    facs_hash hash = f->hash;
    char sha256[65];
    facs_hash_end_hex(&hash, sha256);
    if (bytes_so_far(f) == f->file->bytes && strcmp(sha256, f->file->sha256) == 0)
        return 0;
    return fail_other(from, f->file, error);
}

/* ---- From a folder --------------------------------------------------------------------------- */

static int read_copy(fetching *f, int handle, const char *path, facs_error *error)
{
    for (;;) {
        const int64_t count = facs_handle_read(handle, f->block, BLOCK);
        if (count == -EINTR)
            continue;
        if (count < 0)
            return facs_fail(error, FACS_ERROR_ENVIRONMENT, (int)count, "%s: it cannot be read: %s",
                             path, facs_strerror((int)count));
        const int status = count > 0 ? add(f, (size_t)count, path, error) : 0;
        if (status < 0 || count == 0)
            return status;
    }
}

/* -ENOENT, without a sentence: the folder does not have it. */
static int copy(fetching *f, facs_error *error)
{
    char *path = f->job->copies ? facs_place_of_weights(f->job->copies, f->file->name) : NULL;
    int status = -ENOENT;
    if (facs_path_kind(path) == FACS_REGULAR_FILE && !facs_path_is_same(path, f->path)) {
        const int handle = facs_handle_open(path, FACS_OPEN_READ_NOW);
        status = handle < 0 ? facs_fail(error, FACS_ERROR_ENVIRONMENT, handle,
                                        "%s: it cannot be read: %s", path, facs_strerror(handle))
                            : read_copy(f, handle, path, error);
        if (status == 0)
            status = check(f, path, error);
        if (handle >= 0)
            facs_handle_close(handle);
    }
    free(path);
    return status;
}

/* ---- From the web ---------------------------------------------------------------------------- */

static int read_web(fetching *f, facs_web_file *web, const char *address, facs_error *error)
{
    const int64_t size = facs_web_size(web);
    if (size >= 0 && size != f->file->bytes)
        return fail_other(address, f->file, error);
    while (bytes_so_far(f) < f->file->bytes) {
        const int64_t count = facs_web_read(web, f->block, BLOCK, error);
        int status = (int)(count < 0 ? count : 0);
        if (count > 0)
            status = add(f, (size_t)count, address, error);
        if (status < 0)
            return status;
        if (count == 0)
            break;
    }
    if (bytes_so_far(f) < f->file->bytes)
        return facs_fail(error, FACS_ERROR_ENVIRONMENT, -EIO,
                         "%s: the connection broke off after %" PRId64 " of %" PRId64 " bytes",
                         address, bytes_so_far(f), f->file->bytes);
    return check(f, address, error);
}

/* Goes on where the last try broke off. */
static int try_web(fetching *f, const char *address, facs_error *error)
{
    const facs_web_patience patience = {f->job->patience_ms, is_stopped, f};
    const int goes_on = f->hash.bytes > 0;
    facs_web_file *web;
    int status = facs_web_open(&web, address, bytes_so_far(f), &patience, error);
    if (status == 0)
        status = read_web(f, web, address, error);
    facs_web_close(&web);
    if (!goes_on || (status != -ERANGE && status != -EPROTO))
        return status;
    /* The server cannot go on, or both parts together are not the file: all of it once more. */
    status = begin_anew(f, error);
    return status < 0 ? status : try_web(f, address, error);
}

static int is_passing(int status)
{
    return status == -EIO || status == -EHOSTUNREACH;
}

/* Waits before the next try. 0, or -ECANCELED. */
static int pause_before(fetching *f, int try, facs_error *error)
{
    const double end = facs_clock_ms() + f->job->pause_ms * (double)(1 << (try - 1));
    while (facs_clock_ms() < end) {
        if (is_stopped(f))
            return fail_stopped(error);
        facs_clock_sleep_ms(POLL_MS);
    }
    return 0;
}

static int download(fetching *f, const char *address, facs_error *error)
{
    facs_error why = {.kind = FACS_ERROR_NONE}, before = why;
    for (int try = 1;; try++) {
        int status = try_web(f, address, &why);
        if (!is_passing(status) || try == TRIES) {
            if (error && status < 0)
                *error = why;
            return status;
        }
        if (strcmp(why.text, before.text) != 0)
            facs_log_write(f->job->log, FACS_LOG_INFO, "%s; trying again", why.text);
        before = why;
        status = pause_before(f, try, error);
        if (status < 0)
            return status;
    }
}

/* ---- The file -------------------------------------------------------------------------------- */

static int get(fetching *f, facs_error *error)
{
    facs_error why;
    char address[MAX_PATH];
    int status = copy(f, &why);
    if (status == 0)
        return 0;
    if (status != -ENOENT && (why.kind != FACS_ERROR_ENVIRONMENT)) { /* nothing to do with it */
        if (error)
            *error = why;
        return status;
    }
    if (status != -ENOENT) {
        facs_log_write(f->job->log, FACS_LOG_WARNING, "%s", why.text);
        status = begin_anew(f, error);
        if (status < 0)
            return status;
    }
    const int length = f->job->address ? snprintf(address, sizeof(address), "%s/%s",
                                                  f->job->address, f->file->name)
                                       : snprintf(address, sizeof(address), "%s", f->file->address);
    if (length <= 0 || (size_t)length >= sizeof(address))
        return facs_fail(error, FACS_ERROR_ENVIRONMENT, -ENOENT, "%s has no public address",
                         f->file->name);
    return download(f, address, error);
}

/* Another program may have been faster, and have the file open so that nobody can replace it. */
static int is_there(const fetching *f)
{
    facs_file_info info;
    char sha256[65];
    return facs_path_info(f->path, &info) == 0 && info.size == f->file->bytes &&
           facs_file_sha256(f->path, sha256) == 0 && strcmp(sha256, f->file->sha256) == 0;
}

static int commit(fetching *f, facs_error *error)
{
    int status = facs_draft_sync(&f->draft);
    if (status == 0)
        status = facs_draft_commit(&f->draft);
    return status == 0 || is_there(f) ? 0 : facs_target_fail(f->path, status, error);
}

static int open_draft(fetching *f, facs_error *error)
{
    char *folder = facs_path_folder(f->path);
    int status = folder ? facs_path_make_folders(folder) : -ENOMEM;
    free(folder);
    if (status == 0)
        status = facs_draft_open(&f->draft, f->path, NULL);
    return status < 0 ? facs_target_fail(f->path, status, error) : begin_anew(f, error);
}

int facs_fetch_file(const facs_fetch_job *job, const facs_model_file *file, facs_error *error)
{
    fetching *f = malloc(sizeof(*f));
    char *path = facs_place_of_weights(job->folder, file->name);
    int status = -ENOMEM;
    if (f && path) {
        *f = (fetching){.job = job, .file = file, .path = path, .draft = FACS_NO_DRAFT};
        status = open_draft(f, error);
        if (status == 0)
            status = get(f, error);
        if (status == 0)
            status = commit(f, error);
        facs_draft_remove(&f->draft);
    } else {
        status = facs_fail_memory(error, "a download");
    }
    free(path);
    free(f);
    return status;
}
