#if defined(__linux__)
#define _GNU_SOURCE /* syncfs */
#endif
#include "os/file.h"
#include "os/file_internal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#ifdef __APPLE__
#define MODIFIED st_mtimespec
#define CHANGED  st_ctimespec
#else
#define MODIFIED st_mtim
#define CHANGED  st_ctim
#endif

const size_t facs_pipe_bytes = PIPE_BUF;

static int status_of(int result)
{
    return result == 0 ? 0 : -errno;
}

/* ---- What there is --------------------------------------------------------------------------- */

static int64_t ns_of(struct timespec time)
{
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static int fill(facs_file_info *info, int result, const struct stat *s)
{
    const int status = status_of(result);
    *info = (facs_file_info){.kind = FACS_NO_FILE};
    if (status < 0)
        return status;
    *info = (facs_file_info){.kind = S_ISREG(s->st_mode)    ? FACS_REGULAR_FILE
                                     : S_ISDIR(s->st_mode)  ? FACS_FOLDER
                                     : S_ISFIFO(s->st_mode) ? FACS_PIPE
                                                            : FACS_DEVICE,
                             .size = (int64_t)s->st_size,
                             .device = (uint64_t)s->st_dev,
                             .inode = (uint64_t)s->st_ino,
                             .modified_ns = ns_of(s->MODIFIED),
                             .changed_ns = ns_of(s->CHANGED),
                             .owner = (uint64_t)s->st_uid,
                             .is_own = s->st_uid == geteuid(),
                             .all_may_write = (s->st_mode & S_IWOTH) != 0,
                             .group_may_write = (s->st_mode & S_IWGRP) != 0};
    return 0;
}

int facs_path_info(const char *path, facs_file_info *info)
{
    struct stat s;
    return fill(info, stat(path, &s), &s);
}

int facs_path_link_info(const char *path, facs_file_info *info)
{
    struct stat s;
    return fill(info, lstat(path, &s), &s);
}

int facs_handle_info(int handle, facs_file_info *info)
{
    struct stat s;
    return fill(info, fstat(handle, &s), &s);
}

int facs_folder_info(int folder, const char *name, facs_file_info *info)
{
    struct stat s;
    return fill(info, fstatat(folder, name, &s, 0), &s);
}

/* ---- Handles --------------------------------------------------------------------------------- */

int facs_handle_open(const char *path, facs_open_mode mode)
{
    static const int flags[] = {
        [FACS_OPEN_READ] = O_RDONLY,
        [FACS_OPEN_READ_NOW] = O_RDONLY | O_NONBLOCK,
        [FACS_OPEN_REPLACE] = O_WRONLY | O_CREAT | O_TRUNC,
        [FACS_OPEN_NEW] = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW,
        [FACS_OPEN_CHANGE] = O_RDWR | O_NOFOLLOW | O_NONBLOCK,
        [FACS_OPEN_FOLDER] = O_RDONLY | O_DIRECTORY,
        [FACS_OPEN_OWN_FOLDER] = O_RDONLY | O_DIRECTORY | O_NOFOLLOW,
        [FACS_OPEN_PIPE] = O_WRONLY | O_NONBLOCK,
    };
    const int handle = open(path, flags[mode] | O_CLOEXEC, 0666);
    if (handle < 0)
        return -errno;
    /* Only opening must not wait. Nobody else shares the flags of this opening. */
    if (mode == FACS_OPEN_PIPE && fcntl(handle, F_SETFL, O_WRONLY) != 0) {
        const int status = -errno;
        close(handle);
        return status;
    }
    return handle;
}

int facs_handle_copy(int handle)
{
    const int copy = fcntl(handle, F_DUPFD_CLOEXEC, 0);
    return copy < 0 ? -errno : copy;
}

FILE *facs_path_stream(const char *path, const char *mode)
{
    return fopen(path, mode);
}

int64_t facs_stream_line(char **line, size_t *size, FILE *stream)
{
    return getline(line, size, stream);
}

int64_t facs_handle_read_next(int handle, void *data, size_t size)
{
    const ssize_t count = read(handle, data, size);
    return count < 0 ? -errno : count;
}

int64_t facs_handle_write_next(int handle, const void *data, size_t size)
{
    const ssize_t count = write(handle, data, size);
    return count < 0 ? -errno : count;
}

int64_t facs_handle_read_some(int handle, void *data, size_t size, int64_t offset)
{
    const ssize_t count = pread(handle, data, size, (off_t)offset);
    return count < 0 ? -errno : count;
}

int64_t facs_handle_write_some(int handle, const void *data, size_t size, int64_t offset)
{
    const ssize_t count = pwrite(handle, data, size, (off_t)offset);
    return count < 0 ? -errno : count;
}

int facs_handle_map(int handle, size_t size, const void **bytes)
{
    void *view = mmap(NULL, size, PROT_READ, MAP_SHARED, handle, 0);
    const int status = view == MAP_FAILED ? -errno : 0;
    *bytes = status == 0 ? view : NULL;
    return status;
}

void facs_map_close(const void *bytes, size_t size)
{
    if (bytes)
        munmap((void *)(uintptr_t)bytes, size);
}

void facs_map_forget(const void *bytes, size_t size)
{
    const uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE), end = (uintptr_t)bytes + size;
    const uintptr_t from = ((uintptr_t)bytes + page - 1) / page * page;
    if (bytes && end > from)
        (void)madvise((void *)from, end - from, MADV_DONTNEED);
}

/* Not every file system can sync, or sync a folder. */
int facs_handle_sync(int handle)
{
    while (fsync(handle) != 0) {
        if (errno == EINVAL || errno == ENOTSUP)
            return 0;
        if (errno != EINTR)
            return -errno;
    }
    return 0;
}

int facs_handle_make_private(int handle)
{
    return status_of(fchmod(handle, 0600));
}

int facs_handle_lock(int handle)
{
    while (flock(handle, LOCK_EX | LOCK_NB) != 0)
        if (errno != EINTR)
            return errno == EWOULDBLOCK ? -EWOULDBLOCK : -ENOLCK;
    return 0;
}

int facs_handle_wait(int handle, int to_write, int ms)
{
    struct pollfd poll_for = {.fd = handle, .events = to_write ? POLLOUT : POLLIN};
    return poll(&poll_for, 1, ms) > 0;
}

/* ---- Names ----------------------------------------------------------------------------------- */

int facs_path_remove(const char *path)
{
    return status_of(unlink(path));
}

int facs_path_remove_empty(const char *path)
{
    return status_of(remove(path));
}

int facs_path_expand(const char *pattern, char ***names)
{
    (void)pattern;
    *names = NULL;
    return 0;
}

int facs_path_rename(const char *from, const char *to)
{
    return status_of(rename(from, to));
}

int facs_path_make_folder(const char *path)
{
    return status_of(mkdir(path, 0777));
}

int facs_path_is_held(const char *path)
{
    (void)path;
    return 0;
}

void *facs_path_native(const char *path)
{
    return strdup(path);
}

char *facs_path_for_library(const char *path)
{
    return strdup(path);
}

char *facs_path_absolute(const char *path)
{
    return realpath(path, NULL);
}

/* ---- Folders --------------------------------------------------------------------------------- */

int facs_folder_remove(int folder, const char *name)
{
    return status_of(unlinkat(folder, name, 0));
}

static int is_dots(const char *name)
{
    return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

/* Not every file system tells the type of a name. */
static void describe(DIR *entries, const struct dirent *from, facs_folder_entry *entry)
{
    struct stat s;
    int type = from->d_type;
    if (type == DT_UNKNOWN && fstatat(dirfd(entries), from->d_name, &s, AT_SYMLINK_NOFOLLOW) == 0)
        type = S_ISREG(s.st_mode)    ? DT_REG
               : S_ISDIR(s.st_mode)  ? DT_DIR
               : S_ISLNK(s.st_mode)  ? DT_LNK
               : S_ISFIFO(s.st_mode) ? DT_FIFO
                                     : DT_UNKNOWN;
    *entry = (facs_folder_entry){.name = from->d_name,
                                 .kind = type == DT_REG    ? FACS_REGULAR_FILE
                                         : type == DT_DIR  ? FACS_FOLDER
                                         : type == DT_FIFO ? FACS_PIPE
                                                           : FACS_DEVICE,
                                 .is_link = type == DT_LNK,
                                 .inode = (uint64_t)from->d_ino};
}

int facs_folder_each(int folder, int (*each)(void *opaque, const facs_folder_entry *entry),
                     void *opaque)
{
    const int copy = facs_handle_copy(folder);
    DIR *entries = copy < 0 ? NULL : fdopendir(copy);
    int status = entries ? 0 : copy < 0 ? copy : -errno;
    if (!entries && copy >= 0)
        close(copy);
    if (entries)
        rewinddir(entries); /* the copy shares the position of the handle */
    while (status == 0) {
        facs_folder_entry entry;
        errno = 0;
        const struct dirent *next = readdir(entries);
        status = -errno;
        if (!next)
            break;
        if (is_dots(next->d_name))
            continue;
        describe(entries, next, &entry);
        status = each(opaque, &entry);
    }
    if (entries)
        closedir(entries);
    return status;
}

#if defined(__linux__)
int facs_handle_sync_folder(int handle)
{
    const int status = syncfs(handle) == 0 || errno == ENOSYS ? 0 : -errno;
    return status < 0 ? status : facs_handle_sync(handle);
}
#endif

int facs_folder_open(int folder, const char *name)
{
    const int file = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    return file < 0 ? -errno : file;
}
