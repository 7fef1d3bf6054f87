#include "output/target.h"

#include "base/error.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* stdio may fail without saying why. */
static int last_error(void)
{
    return errno ? -errno : -EIO;
}

static int cannot_write(facs_error *error, const char *path, int status)
{
    const char *advice = "see that it can be written";
    if (status == -ENOENT || status == -ENOTDIR)
        advice = "make its folder first, or choose another";
    else if (status == -ENOSPC || status == -EDQUOT)
        advice = "make room, or choose another disk";
    else if (status == -EACCES || status == -EPERM || status == -EROFS)
        advice = "choose a folder that you may write to";
    return facs_fail(error, FACS_ERROR_OUTPUT, status, "%s cannot be written (%s): %s", path,
                     facs_strerror(status), advice);
}

char *facs_target_name(const char *path, const char *suffix)
{
    size_t length = strlen(path), more = strlen(suffix) + 1;
    char *name = malloc(length + more);
    if (!name)
        return NULL;
    memcpy(name, path, length);
    memcpy(name + length, suffix, more);
    return name;
}

int facs_target_check(const char *path, facs_error *error)
{
    struct stat status;
    if (stat(path, &status) != 0 || S_ISREG(status.st_mode))
        return 0;
    if (S_ISDIR(status.st_mode))
        return facs_fail(error, FACS_ERROR_OUTPUT, -EISDIR,
                         "%s is a folder, where a file is to be written: name a file in it", path);
    return facs_fail(error, FACS_ERROR_OUTPUT, -EINVAL,
                     "%s is a device or a pipe, where a file is to be written: name a file", path);
}

int facs_target_names_open(facs_target_names *names, const char *path, facs_error *error)
{
    *names = (facs_target_names){NULL, NULL};
    int status = facs_target_check(path, error);
    if (status < 0)
        return status;
    names->path = facs_target_name(path, "");
    names->part = facs_target_name(path, ".part");
    if (names->path && names->part)
        return 0;
    facs_target_names_free(names);
    return facs_fail_memory(error, "a result's name");
}

void facs_target_names_free(facs_target_names *names)
{
    free(names->path);
    free(names->part);
    *names = (facs_target_names){NULL, NULL};
}

int facs_target_open(FILE **file, const char *path, facs_error *error)
{
    errno = 0;
    *file = fopen(path, "w");
    return *file ? 0 : cannot_write(error, path, last_error());
}

int facs_target_flush(FILE *file, const char *path, facs_error *error)
{
    errno = 0;
    if (fflush(file) != 0 || ferror(file))
        return cannot_write(error, path, last_error());
    return 0;
}

int facs_target_close(FILE **file, const char *path, facs_error *error)
{
    if (!*file)
        return 0;
    int status = facs_target_flush(*file, path, error);
    errno = 0;
    if (fclose(*file) != 0 && status == 0)
        status = cannot_write(error, path, last_error());
    *file = NULL;
    return status;
}

int facs_target_rename(const char *from, const char *to, facs_error *error)
{
    errno = 0;
    if (rename(from, to) != 0)
        return facs_fail(error, FACS_ERROR_OUTPUT, last_error(),
                         "%s is whole but cannot be renamed to %s (%s): rename it yourself", from,
                         to, facs_strerror(last_error()));
    return 0;
}
