#if defined(__linux__)
#define _GNU_SOURCE /* syncfs */
#endif
#include "base/draft.h"

#include "base/file.h"
#include "base/file_internal.h"
#include "base/sha256.h"
#include "os/clock.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define SUFFIX        14  /* bytes of ".1f09a2c3.part" */
#define MAX_NAME      255 /* bytes of a name that every usual file system takes */
#define MAX_TRIES     64  /* names of the row, and then as many random ones */
#define LOCK_PAUSE_MS 5

/* ---- Names ----------------------------------------------------------------------------------- */

/* FNV-1a over the name and which try it is, mixed so that neighbours differ in all digits. */
static uint32_t digits_of(const char *name, size_t length, uint32_t try)
{
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)name[i]) * 16777619u;
    hash = (hash ^ try) * 16777619u;
    hash = (hash ^ hash >> 16) * 0x7feb352du;
    return hash ^ hash >> 15;
}

static uint32_t random_digits(uint32_t try)
{
    const uint64_t bits = (uint64_t)facs_clock_now_ns() ^ (uint64_t)getpid() << 40;
    return digits_of((const char *)&bits, sizeof(bits), try);
}

/* Of a name that would become too long the end goes, at the boundary of a character of UTF-8. */
static size_t kept_length(const char *name)
{
    size_t length = strlen(name);
    if (length > MAX_NAME - SUFFIX)
        for (length = MAX_NAME - SUFFIX;
             length > 0 && ((unsigned char)name[length] & 0xc0) == 0x80;)
            length--;
    return length;
}

static void write_name(char *out, size_t size, const char *path, uint32_t try)
{
    const char *name = facs_path_name(path);
    const uint32_t digits =
        try < MAX_TRIES ? digits_of(name, strlen(name), try) : random_digits(try);
    snprintf(out, size, "%.*s%.*s.%08x.part", (int)(name - path), path, (int)kept_length(name),
             name, (unsigned)digits);
}

/* ---- Those that nobody holds ----------------------------------------------------------------- */

/* -EWOULDBLOCK: another has it. A system without such locks keeps nobody off. */
static int hold(int handle)
{
    while (flock(handle, LOCK_EX | LOCK_NB) != 0)
        if (errno != EINTR)
            return errno == EWOULDBLOCK ? -EWOULDBLOCK : -ENOLCK;
    return 0;
}

static int is_name_of(const char *name, int handle)
{
    struct stat here, there;
    return fstat(handle, &here) == 0 && lstat(name, &there) == 0 && here.st_dev == there.st_dev &&
           here.st_ino == there.st_ino;
}

static int remove_contents(int handle, int (*is_ours)(const char *name))
{
    int copy = fcntl(handle, F_DUPFD_CLOEXEC, 0), status = 0;
    DIR *folder = copy < 0 ? NULL : fdopendir(copy);
    if (!folder) {
        if (copy >= 0)
            close(copy);
        return -EIO;
    }
    const struct dirent *entry;
    while ((entry = readdir(folder)) != NULL) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        if (!is_ours(entry->d_name) || unlinkat(handle, entry->d_name, 0) != 0)
            status = -EEXIST;
    }
    closedir(folder);
    return status;
}

/* 1: what had the name was left behind, and is gone. is_ours NULL: a file is looked for. */
static int take_away(const char *name, int (*is_ours)(const char *name))
{
    struct stat status;
    const int how = is_ours ? O_RDONLY | O_DIRECTORY : O_RDWR;
    int handle = open(name, how | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC), gone = 0;
    if (handle < 0)
        return 0;
    if (fstat(handle, &status) == 0 && (is_ours || S_ISREG(status.st_mode)) && hold(handle) == 0 &&
        is_name_of(name, handle)) {
        if (!is_ours)
            gone = unlink(name) == 0;
        else if (remove_contents(handle, is_ours) == 0)
            gone = rmdir(name) == 0;
    }
    close(handle);
    return gone;
}

/* ---- Opening --------------------------------------------------------------------------------- */

/* A handle, or -errno: -EEXIST when there is such a name. */
static int create(const char *name, int folder)
{
    int handle;
    if (!folder) {
        handle = open(name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
        return handle < 0 ? -errno : handle;
    }
    if (mkdir(name, 0777) != 0)
        return -errno;
    handle = open(name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    return handle < 0 ? -errno : handle;
}

/* Whoever takes names away may come between the creation and the lock: then it is not ours. */
static int try_name(const char *name, int (*is_ours)(const char *name))
{
    int handle = create(name, is_ours != NULL);
    if (handle == -EEXIST && take_away(name, is_ours))
        handle = create(name, is_ours != NULL);
    if (handle < 0 || (hold(handle) != -EWOULDBLOCK && is_name_of(name, handle)))
        return handle;
    close(handle);
    return -EEXIST;
}

static int open_draft(facs_draft *draft, const char *path, int (*is_ours)(const char *name))
{
    size_t length = strlen(path);
    *draft = FACS_NO_DRAFT;
    while (is_ours && length > 1 && path[length - 1] == '/') /* of a folder */
        length--;
    char *final = strndup(path, length), *name = malloc(length + SUFFIX + 1);
    int handle = final && name ? -EEXIST : -ENOMEM;
    for (uint32_t try = 0; handle == -EEXIST && try < 2 * MAX_TRIES; try++) {
        write_name(name, length + SUFFIX + 1, final, try);
        handle = try_name(name, is_ours);
    }
    if (handle < 0) {
        free(final);
        free(name);
        return handle;
    }
    *draft = (facs_draft){final, name, handle};
    return 0;
}

int facs_draft_open(facs_draft *draft, const char *path)
{
    return open_draft(draft, path, NULL);
}

int facs_draft_open_folder(facs_draft *draft, const char *path, int (*is_ours)(const char *name))
{
    return open_draft(draft, path, is_ours);
}

/* ---- Writing --------------------------------------------------------------------------------- */

/* Half a row is worth nothing: what of it was written goes again. */
static int give_back(int handle, size_t written, int status)
{
    const off_t at = lseek(handle, 0, SEEK_CUR);
    if (at >= (off_t)written && ftruncate(handle, at - (off_t)written) == 0)
        (void)lseek(handle, at - (off_t)written, SEEK_SET);
    return status;
}

int facs_draft_write(facs_draft *draft, const void *data, size_t size)
{
    const char *bytes = data;
    for (size_t done = 0; done < size;) {
        const ssize_t written = write(draft->handle, bytes + done, size - done);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return give_back(draft->handle, done, written < 0 ? -errno : -EIO);
        done += (size_t)written;
    }
    return 0;
}

/* Not every file system has something to sync, or lets a folder be synced. */
static int sync_handle(int handle)
{
    while (fsync(handle) != 0) {
        if (errno == EINVAL || errno == ENOTSUP)
            return 0;
        if (errno != EINTR)
            return -errno;
    }
    return 0;
}

#if defined(__linux__)
static int sync_contents(int folder)
{
    return syncfs(folder) == 0 || errno == ENOSYS ? 0 : -errno;
}
#else
static int sync_contents(int folder)
{
    int copy = fcntl(folder, F_DUPFD_CLOEXEC, 0), status = 0;
    DIR *list = copy < 0 ? NULL : fdopendir(copy);
    const struct dirent *entry;
    if (!list) {
        status = -errno;
        if (copy >= 0)
            close(copy);
        return status;
    }
    rewinddir(list);
    while (status == 0 && (entry = readdir(list)) != NULL) {
        int file = openat(folder, entry->d_name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
        if (file < 0)
            continue;
        status = sync_handle(file);
        close(file);
    }
    closedir(list);
    return status;
}
#endif

int facs_draft_sync(facs_draft *draft)
{
    struct stat status;
    if (fstat(draft->handle, &status) != 0)
        return -errno;
    int failure = S_ISDIR(status.st_mode) ? sync_contents(draft->handle) : 0;
    return failure ? failure : sync_handle(draft->handle);
}

int facs_draft_sha256(const facs_draft *draft, int64_t *bytes, char hex[65])
{
    return facs_handle_sha256(draft->handle, bytes, hex);
}

/* ---- The end --------------------------------------------------------------------------------- */

int facs_draft_commit(facs_draft *draft)
{
    if (!is_name_of(draft->name, draft->handle))
        return -ESTALE;
    if (rename(draft->name, draft->path) != 0)
        return -errno;
    facs_draft_close(draft);
    return 0;
}

void facs_draft_close(facs_draft *draft)
{
    if (draft->handle >= 0)
        close(draft->handle);
    free(draft->path);
    free(draft->name);
    *draft = FACS_NO_DRAFT;
}

void facs_draft_remove(facs_draft *draft)
{
    if (draft->handle >= 0 && is_name_of(draft->name, draft->handle))
        remove(draft->name);
    facs_draft_close(draft);
}

/* ---- Folders --------------------------------------------------------------------------------- */

static int open_folder_of(const char *path)
{
    const size_t length = (size_t)(facs_path_name(path) - path);
    char *folder = length > 0 ? strndup(path, length) : strdup(".");
    if (!folder)
        return -ENOMEM;
    const int handle = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const int failure = handle < 0 ? -errno : 0;
    free(folder);
    return failure ? failure : handle;
}

int facs_folder_sync(const char *path)
{
    const int handle = open_folder_of(path);
    if (handle == -EACCES) /* one may write to a folder that one may not read */
        return 0;
    if (handle < 0)
        return handle;
    const int status = sync_handle(handle);
    close(handle);
    return status;
}

int facs_folder_lock(const char *path, int patience_ms)
{
    const double end = facs_clock_ms() + patience_ms;
    int handle = open_folder_of(path);
    if (handle == -EACCES)
        return open("/dev/null", O_RDONLY | O_CLOEXEC);
    while (handle >= 0 && hold(handle) == -EWOULDBLOCK) {
        if (facs_clock_ms() >= end) {
            close(handle);
            return -EAGAIN;
        }
        facs_clock_sleep_ms(LOCK_PAUSE_MS);
    }
    return handle;
}
