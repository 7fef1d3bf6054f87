#include "os/file.h"

#include "os/file_internal.h"
#include "os/path.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h> /* MinGW has it, too */

facs_file_kind facs_path_kind(const char *path)
{
    facs_file_info info = {.kind = FACS_NO_FILE};
    if (path)
        facs_path_info(path, &info);
    return info.kind;
}

int facs_file_is_same(const facs_file_info *a, const facs_file_info *b)
{
    return a->device == b->device && a->inode == b->inode;
}

int facs_path_is_same(const char *a, const char *b)
{
    facs_file_info x, y;
    return a && b && facs_path_info(a, &x) == 0 && facs_path_info(b, &y) == 0 &&
           facs_file_is_same(&x, &y);
}

int facs_handle_close(int handle)
{
    return close(handle) == 0 ? 0 : -errno;
}

FILE *facs_handle_stream(int handle, const char *mode)
{
    FILE *stream = fdopen(handle, mode);
    const int failure = errno;
    if (!stream) {
        facs_handle_close(handle);
        errno = failure;
    }
    return stream;
}

FILE *facs_path_regular_stream(const char *path)
{
    facs_file_info info;
    const int handle = facs_handle_open(path, FACS_OPEN_READ_NOW);
    int status = handle < 0 ? handle : facs_handle_info(handle, &info);
    if (status >= 0 && info.kind != FACS_REGULAR_FILE)
        status = -EINVAL;
    if (status >= 0)
        return facs_handle_stream(handle, "rb");
    if (handle >= 0)
        facs_handle_close(handle);
    errno = -status;
    return NULL;
}

/* What every system can read or write in one call. */
static unsigned at_once(size_t size)
{
    return size < 1u << 30 ? (unsigned)size : 1u << 30;
}

int64_t facs_handle_read(int handle, void *data, size_t size)
{
    return facs_handle_read_next(handle, data, at_once(size));
}

int64_t facs_handle_write(int handle, const void *data, size_t size)
{
    return facs_handle_write_next(handle, data, at_once(size));
}

int64_t facs_handle_seek(int handle, int64_t offset, int whence)
{
    const int64_t at = lseek(handle, (off_t)offset, whence);
    return at < 0 ? -errno : at;
}

int facs_handle_truncate(int handle, int64_t size)
{
    return ftruncate(handle, (off_t)size) == 0 ? 0 : -errno;
}

int64_t facs_handle_read_at(int handle, void *data, size_t size, int64_t offset)
{
    size_t done = 0;
    while (done < size) {
        const int64_t count = facs_handle_read_some(handle, (char *)data + done,
                                                    at_once(size - done), offset + (int64_t)done);
        if (count < 0 && count != -EINTR)
            return count;
        if (count == 0)
            break;
        done += count > 0 ? (size_t)count : 0;
    }
    return (int64_t)done;
}

int facs_handle_write_at(int handle, const void *data, size_t size, int64_t offset)
{
    for (size_t done = 0; done < size;) {
        const int64_t count = facs_handle_write_some(handle, (const char *)data + done,
                                                     at_once(size - done), offset + (int64_t)done);
        if (count == 0 || (count < 0 && count != -EINTR))
            return count < 0 ? (int)count : -EIO;
        done += count > 0 ? (size_t)count : 0;
    }
    return 0;
}

#ifndef __linux__ /* Linux syncs the whole file system at once */
int facs_handle_sync_folder(int handle)
{
    char **names;
    const int count = facs_folder_list(handle, NULL, &names);
    int status = count < 0 ? count : 0;
    for (int i = 0; i < count && status == 0; i++) {
        const int file = facs_folder_open(handle, names[i]);
        if (file < 0)
            continue;
        status = facs_handle_sync(file);
        facs_handle_close(file);
    }
    facs_names_free(names, count);
    return status < 0 ? status : facs_handle_sync(handle);
}
#endif

static int make_folder(const char *path)
{
    int status = facs_path_make_folder(path);
    if (status < 0 && facs_path_kind(path) == FACS_FOLDER)
        status = 0;
    return status == -EEXIST ? -ENOTDIR : status;
}

/* An existing folder is not made again: its parent may be read-only. */
int facs_path_make_folders(const char *path)
{
    int status = 0;
    if (facs_path_kind(path) == FACS_FOLDER)
        return 0;
    char *part = strdup(path);
    if (!part)
        return -ENOMEM;
    for (char *c = part + facs_path_root(part); *c && status == 0; c++)
        if (facs_path_is_separator(*c)) {
            const char kept = *c;
            *c = '\0';
            status = make_folder(part);
            *c = kept;
        }
    if (status == 0)
        status = make_folder(path);
    free(part);
    return status;
}

int facs_path_list(const char *folder, int (*wanted)(const char *name), char ***names)
{
    *names = NULL;
    const int handle = facs_handle_open(folder, FACS_OPEN_FOLDER);
    if (handle < 0)
        return handle;
    const int count = facs_folder_list(handle, wanted, names);
    facs_handle_close(handle);
    return count;
}

void facs_names_free(char **names, int count)
{
    for (int i = 0; i < count; i++)
        free(names[i]);
    free(names);
}

/* ---- Lists of names -------------------------------------------------------------------------- */

typedef struct name_list {
    int (*wanted)(const char *name);
    char **names;
    int count, room;
} name_list;

static int add_name(void *opaque, const facs_folder_entry *entry)
{
    name_list *list = opaque;
    if (list->wanted && !list->wanted(entry->name))
        return 0;
    if (list->count == list->room) {
        const int room = list->room ? 2 * list->room : 64;
        char **names = room < 0 ? NULL : realloc(list->names, (size_t)room * sizeof(*names));
        if (!names)
            return -ENOMEM;
        list->names = names;
        list->room = room;
    }
    list->names[list->count] = strdup(entry->name);
    return list->names[list->count] ? (list->count++, 0) : -ENOMEM;
}

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

int facs_folder_list(int folder, int (*wanted)(const char *name), char ***names)
{
    name_list list = {.wanted = wanted};
    const int status = facs_folder_each(folder, add_name, &list);
    if (status < 0) {
        facs_names_free(list.names, list.count);
        *names = NULL;
        return status;
    }
    if (list.count > 0)
        qsort(list.names, (size_t)list.count, sizeof(*list.names), by_bytes);
    *names = list.names;
    return list.count;
}
