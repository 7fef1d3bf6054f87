/*
 * src/os/file.h without a disk. Meson passes --wrap=NAME to the linker for each function here, so a
 * call of NAME in the library arrives at __wrap_NAME.
 */
#include "fuzz.h"

#include "os/file.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_HANDLE 1000000 /* no descriptor of the system is that high */
#define TIME_NS      INT64_C(1700000000000000000)

typedef struct memory_file {
    const char *path;
    fuzz_part content;
} memory_file;

static memory_file files[FUZZ_FILES];
static int file_count;

/* What is open: a file and where the next read begins. */
static struct {
    const memory_file *file;
    size_t at;
} handles[FUZZ_FILES];

void fuzz_file(const char *path, const void *bytes, size_t size)
{
    int i = 0;
    while (i < file_count && strcmp(files[i].path, path) != 0)
        i++;
    FUZZ_EXPECT(i < FUZZ_FILES);
    files[i] = (memory_file){path, {bytes, size}};
    file_count += i == file_count;
}

/* A target calls this at the end, when the library must have closed everything. */
void fuzz_no_files(void)
{
    for (int i = 0; i < FUZZ_FILES; i++)
        FUZZ_EXPECT(!handles[i].file);
    file_count = 0;
}

static const memory_file *find(const char *path)
{
    for (int i = 0; i < file_count; i++)
        if (strcmp(files[i].path, path) == 0)
            return &files[i];
    return NULL;
}

int __wrap_facs_path_info(const char *path, facs_file_info *info);
int __wrap_facs_path_link_info(const char *path, facs_file_info *info);
int __wrap_facs_handle_open(const char *path, facs_open_mode mode);
int __wrap_facs_handle_close(int handle);
int __wrap_facs_handle_info(int handle, facs_file_info *info);
int64_t __wrap_facs_handle_read(int handle, void *data, size_t size);
int64_t __wrap_facs_handle_read_at(int handle, void *data, size_t size, int64_t offset);
int64_t __wrap_facs_handle_seek(int handle, int64_t offset, int whence);
int __wrap_facs_handle_map(int handle, size_t size, const void **bytes);
void __wrap_facs_map_close(const void *bytes, size_t size);
void __wrap_facs_map_forget(const void *bytes, size_t size);
FILE *__wrap_facs_path_regular_stream(const char *path);
char *__wrap_facs_path_absolute(const char *path);
int __wrap_facs_path_list(const char *folder, int (*wanted)(const char *name), char ***names);
int __wrap_facs_path_make_folder(const char *path);
int __wrap_facs_path_remove(const char *path);
int __wrap_facs_path_rename(const char *from, const char *to);

/* A folder is what a file's path begins with. */
static int is_folder(const char *path)
{
    const size_t length = strlen(path);
    for (int i = 0; i < file_count; i++)
        if (strncmp(files[i].path, path, length) == 0 && files[i].path[length] == '/')
            return 1;
    return 0;
}

static int describe(const memory_file *file, facs_file_info *info)
{
    *info = (facs_file_info){.kind = FACS_NO_FILE};
    if (!file)
        return -ENOENT;
    *info = (facs_file_info){.kind = FACS_REGULAR_FILE,
                             .size = (int64_t)file->content.size,
                             .device = 1,
                             .inode = (uint64_t)(uintptr_t)file,
                             .modified_ns = TIME_NS,
                             .changed_ns = TIME_NS,
                             .is_own = 1};
    return 0;
}

int __wrap_facs_path_info(const char *path, facs_file_info *info)
{
    const int status = describe(find(path), info);
    if (status == 0 || !is_folder(path))
        return status;
    *info = (facs_file_info){.kind = FACS_FOLDER, .device = 1, .inode = FUZZ_FILES + 1};
    return 0;
}

int __wrap_facs_path_link_info(const char *path, facs_file_info *info)
{
    return __wrap_facs_path_info(path, info);
}

int __wrap_facs_handle_open(const char *path, facs_open_mode mode)
{
    const memory_file *file = find(path);
    int handle = 0;
    if (mode != FACS_OPEN_READ && mode != FACS_OPEN_READ_NOW)
        return -EROFS;
    if (!file)
        return -ENOENT;
    while (handle < FUZZ_FILES && handles[handle].file)
        handle++;
    FUZZ_EXPECT(handle < FUZZ_FILES);
    handles[handle].file = file;
    handles[handle].at = 0;
    return FIRST_HANDLE + handle;
}

int __wrap_facs_handle_close(int handle)
{
    FUZZ_EXPECT(handles[handle - FIRST_HANDLE].file);
    handles[handle - FIRST_HANDLE].file = NULL;
    return 0;
}

int __wrap_facs_handle_info(int handle, facs_file_info *info)
{
    return describe(handles[handle - FIRST_HANDLE].file, info);
}

int64_t __wrap_facs_handle_read_at(int handle, void *data, size_t size, int64_t offset)
{
    const fuzz_part content = handles[handle - FIRST_HANDLE].file->content;
    if (offset < 0 || (uint64_t)offset >= content.size)
        return 0;
    const size_t left = content.size - (size_t)offset, count = left < size ? left : size;
    memcpy(data, content.bytes + offset, count);
    return (int64_t)count;
}

int64_t __wrap_facs_handle_read(int handle, void *data, size_t size)
{
    size_t *at = &handles[handle - FIRST_HANDLE].at;
    const int64_t count = __wrap_facs_handle_read_at(handle, data, size, (int64_t)*at);
    *at += (size_t)count;
    return count;
}

int64_t __wrap_facs_handle_seek(int handle, int64_t offset, int whence)
{
    if (handle < FIRST_HANDLE) /* of memory_output.c, which only appends */
        return offset;
    size_t *at = &handles[handle - FIRST_HANDLE].at;
    const int64_t size = (int64_t)handles[handle - FIRST_HANDLE].file->content.size;
    const int64_t from = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? (int64_t)*at : size;
    if (offset < -from || offset > INT64_MAX - from)
        return -EINVAL;
    *at = (size_t)(from + offset);
    return from + offset;
}

/* A copy, since what is mapped begins at a page, and so that its end is guarded. */
int __wrap_facs_handle_map(int handle, size_t size, const void **bytes)
{
    void *copy = malloc(size);
    FUZZ_EXPECT(copy);
    FUZZ_EXPECT(__wrap_facs_handle_read_at(handle, copy, size, 0) == (int64_t)size);
    *bytes = copy;
    return 0;
}

void __wrap_facs_map_close(const void *bytes, size_t size)
{
    (void)size;
    free((void *)(uintptr_t)bytes);
}

void __wrap_facs_map_forget(const void *bytes, size_t size)
{
    (void)bytes;
    (void)size;
}

FILE *__wrap_facs_path_regular_stream(const char *path)
{
    const memory_file *file = find(path);
    errno = ENOENT;
    return file ? fmemopen((void *)(uintptr_t)file->content.bytes, file->content.size, "rb") : NULL;
}

char *__wrap_facs_path_absolute(const char *path)
{
    return strcmp(path, ".") == 0 ? strdup("/here") : find(path) ? strdup(path) : NULL;
}

int __wrap_facs_path_list(const char *folder, int (*wanted)(const char *name), char ***names)
{
    const size_t length = strlen(folder);
    int count = 0;
    *names = calloc(FUZZ_FILES, sizeof(**names));
    for (int i = 0; i < file_count && *names; i++) {
        const char *name = files[i].path + length + 1;
        if (strncmp(files[i].path, folder, length) == 0 && name[-1] == '/' && !strchr(name, '/') &&
            (!wanted || wanted(name)))
            (*names)[count++] = strdup(name);
    }
    return count;
}

/* Nothing is ever written or removed. */
int __wrap_facs_path_make_folder(const char *path)
{
    (void)path;
    return -EROFS;
}

int __wrap_facs_path_remove(const char *path)
{
    return find(path) ? 0 : -ENOENT;
}

int __wrap_facs_path_rename(const char *from, const char *to)
{
    (void)from;
    (void)to;
    return -EROFS;
}
