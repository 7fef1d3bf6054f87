#include "output/target.h"

#include "base/error.h"
#include "os/file.h"
#include "os/path.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define PATIENCE_MS 60000

/* stdio may fail without saying why. */
static int last_error(void)
{
    return errno ? -errno : -EIO;
}

int facs_target_fail(const char *path, int status, facs_error *error)
{
    const char *advice = "make sure that it is writable";
    if (status == -ENOENT || status == -ENOTDIR)
        advice = "make its folder first, or choose another";
    else if (status == -ENOSPC || status == -EDQUOT)
        advice = "make room, or choose another disk";
    else if (status == -EACCES || status == -EPERM || status == -EROFS)
        advice = "choose a folder that you may write to";
    else if (status == -EBUSY)
        advice = "close it there";
    else if (status == -EFBIG)
        advice = "choose a disk that takes larger files";
    else if (status == -ENODEV || status == -ENETUNREACH || status == -ENETDOWN)
        advice = "connect it again, or choose another folder";
    return facs_fail(error, FACS_ERROR_OUTPUT, status, "%s cannot be written (%s): %s", path,
                     facs_strerror(status), advice);
}

int facs_target_check(const char *path, facs_error *error)
{
    const facs_file_kind kind = facs_path_kind(path);
    const char *why = facs_path_unusable(path);
    if (why)
        return facs_fail(error, FACS_ERROR_OUTPUT, -EINVAL, "%s %s: choose another name", path,
                         why);
    if (facs_path_is_held(path))
        return facs_target_fail(path, -EBUSY, error);
    if (kind == FACS_NO_FILE || kind == FACS_REGULAR_FILE)
        return 0;
    if (kind == FACS_FOLDER)
        return facs_fail(error, FACS_ERROR_OUTPUT, -EISDIR,
                         "%s is a folder: give the name of a file in it", path);
    return facs_fail(error, FACS_ERROR_OUTPUT, -EINVAL,
                     "%s is a device or a pipe: give the name of a file", path);
}

int facs_target_open(facs_draft *draft, const char *path, facs_error *error)
{
    *draft = FACS_NO_DRAFT;
    int status = facs_target_check(path, error);
    if (status < 0)
        return status;
    status = facs_draft_open(draft, path, NULL);
    return status == -ENOMEM ? facs_fail_memory(error, "a result's name")
           : status < 0      ? facs_target_fail(path, status, error)
                             : 0;
}

int facs_target_write(facs_draft *draft, const void *data, size_t size, facs_error *error)
{
    const int status = facs_draft_write(draft, data, size);
    return status < 0 ? facs_target_fail(draft->path, status, error) : 0;
}

int facs_target_stream(FILE **stream, const facs_draft *draft, facs_error *error)
{
    errno = 0;
    const int copy = facs_handle_copy(draft->handle);
    *stream = copy < 0 ? NULL : facs_handle_stream(copy, "r+b");
    const int status = *stream ? 0 : last_error();
    return status < 0 ? facs_target_fail(draft->path, status, error) : 0;
}

/* A stream that failed before it was flushed does not say why. Writing more to the draft, which is
 * now useless, fails for the same reason. */
static int find_reason(const facs_draft *draft)
{
    static const char more[1 << 16];
    facs_draft same = *draft;
    const int status = facs_draft_write(&same, more, sizeof(more));
    return status < 0 ? status : -EIO;
}

int facs_target_stream_close(FILE **stream, const facs_draft *draft, facs_error *error)
{
    if (!*stream)
        return 0;
    int status = ferror(*stream) ? find_reason(draft) : 0;
    errno = 0;
    if (status == 0 && (fflush(*stream) != 0 || ferror(*stream)))
        status = last_error();
    errno = 0;
    if (fclose(*stream) != 0 && status == 0)
        status = last_error();
    *stream = NULL;
    return status < 0 ? facs_target_fail(draft->path, status, error) : 0;
}

int facs_target_finish(facs_draft *draft, facs_error *error)
{
    const int status = facs_draft_sync(draft);
    return status < 0 ? facs_target_fail(draft->path, status, error) : 0;
}

int facs_target_commit(facs_draft *draft, facs_error *error)
{
    const int status = facs_draft_commit(draft);
    if (status == -ESTALE)
        return facs_fail(error, FACS_ERROR_OUTPUT, status,
                         "%s was removed or replaced during the run, so there is no %s: run facs "
                         "again",
                         draft->name, draft->path);
    if (status == -EBUSY)
        return facs_fail(error, FACS_ERROR_OUTPUT, status,
                         "%s is open in another program, so the new result is complete but still "
                         "has the name %s: close %s there, then rename it yourself",
                         draft->path, draft->name, draft->path);
    if (status < 0)
        return facs_fail(error, FACS_ERROR_OUTPUT, status,
                         "%s is complete but cannot be renamed to %s (%s): rename it yourself",
                         draft->name, draft->path, facs_strerror(status));
    return 0;
}

int facs_target_commit_or_keep(facs_draft *draft, facs_error *error)
{
    const int status = facs_target_commit(draft, error);
    if (status < 0)
        facs_draft_close(draft);
    return status;
}

int facs_target_end(FILE **stream, facs_draft *draft, int status, facs_error *error)
{
    const int closed = facs_target_stream_close(stream, draft, status < 0 ? NULL : error);
    status = status < 0 ? status : closed;
    if (status == 0)
        status = facs_target_finish(draft, error);
    if (status == 0)
        status = facs_target_commit_or_keep(draft, error);
    facs_draft_remove(draft);
    return status;
}

int facs_target_finish_sink(void *self, const facs_series *series, facs_error *error)
{
    (void)series;
    return facs_target_finish(self, error);
}

int facs_target_commit_sink(void *self, facs_error *error)
{
    return facs_target_commit(self, error);
}

void facs_target_abandon_sink(void *self)
{
    facs_target *target = self;
    if (!target->begun)
        facs_draft_remove(&target->draft);
}

void facs_target_close_sink(void *self)
{
    facs_target_abandon_sink(self);
    facs_draft_close(&((facs_target *)self)->draft);
    free(self);
}

int facs_target_lock_folder(const char *path, facs_error *error)
{
    const int lock = facs_folder_lock(path, PATIENCE_MS);
    if (lock == -EAGAIN)
        return facs_fail(
            error, FACS_ERROR_OUTPUT, lock,
            "%s: another program has locked its folder for a minute: find out which one", path);
    return lock < 0 ? facs_target_fail(path, lock, error) : lock;
}

int facs_target_make_folder(const char *path, facs_error *error)
{
    char *folder = facs_path_folder(path);
    if (!folder)
        return facs_fail_memory(error, "a path");
    const int status = facs_path_make_folders(folder);
    free(folder);
    return status < 0 ? facs_target_fail(path, status, error) : 0;
}
