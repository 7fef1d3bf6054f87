#include "os/clock.h"
#include "os/file.h"
#include "os/file_internal.h"
#include "os/names_windows.h"

#include <direct.h>
#include <errno.h>
#include <fcntl.h>
#include <io.h>
#include <stdlib.h>
#include <string.h>

#define TICKS_TO_1970 116444736000000000LL /* of 100 ns, from 1601 */

#define MAX_TRANSFER (1 << 30) /* bytes; a call's count has 32 bits */

const size_t facs_pipe_bytes = 4096;

static HANDLE system_handle(int handle)
{
    return (HANDLE)_get_osfhandle(handle);
}

/* ---- What there is --------------------------------------------------------------------------- */

static int64_t ns_of(int64_t ticks)
{
    return (ticks - TICKS_TO_1970) * 100;
}

static facs_file_kind kind_of(HANDLE file, DWORD attributes)
{
    const DWORD type = GetFileType(file);
    if (type == FILE_TYPE_DISK)
        return attributes & FILE_ATTRIBUTE_DIRECTORY ? FACS_FOLDER : FACS_REGULAR_FILE;
    return type == FILE_TYPE_PIPE ? FACS_PIPE : FACS_DEVICE;
}

/* Windows separates users by their profiles, so who may write is up to the folder. */
static int fill(facs_file_info *info, HANDLE file)
{
    BY_HANDLE_FILE_INFORMATION facts = {0};
    FILE_BASIC_INFO times = {0};
    *info = (facs_file_info){.kind = FACS_NO_FILE};
    if (file == INVALID_HANDLE_VALUE)
        return -EBADF;
    if (GetFileType(file) == FILE_TYPE_DISK &&
        (!GetFileInformationByHandle(file, &facts) ||
         !GetFileInformationByHandleEx(file, FileBasicInfo, &times, sizeof(times))))
        return facs_windows_status();
    *info = (facs_file_info){.kind = kind_of(file, facts.dwFileAttributes),
                             .size = (int64_t)facts.nFileSizeHigh << 32 | facts.nFileSizeLow,
                             .device = facts.dwVolumeSerialNumber,
                             .inode = (uint64_t)facts.nFileIndexHigh << 32 | facts.nFileIndexLow,
                             .modified_ns = ns_of(times.LastWriteTime.QuadPart),
                             .changed_ns = ns_of(times.ChangeTime.QuadPart),
                             .is_own = 1};
    return 0;
}

static HANDLE open_name(const char *path, DWORD access, DWORD creation, DWORD flags)
{
    wchar_t *name = facs_wide(path);
    if (!name) {
        SetLastError(ERROR_INVALID_NAME);
        return INVALID_HANDLE_VALUE;
    }
    HANDLE file = CreateFileW(name, access, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
                              NULL, creation, flags, NULL);
    const DWORD code = GetLastError();
    free(name);
    SetLastError(code);
    return file;
}

static int look(const char *path, facs_file_info *info, DWORD flags)
{
    *info = (facs_file_info){.kind = FACS_NO_FILE};
    HANDLE file =
        open_name(path, FILE_READ_ATTRIBUTES, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS | flags);
    if (file == INVALID_HANDLE_VALUE)
        return facs_windows_status();
    const int status = fill(info, file);
    CloseHandle(file);
    return status;
}

int facs_path_info(const char *path, facs_file_info *info)
{
    return look(path, info, 0);
}

int facs_path_link_info(const char *path, facs_file_info *info)
{
    return look(path, info, FILE_FLAG_OPEN_REPARSE_POINT);
}

int facs_handle_info(int handle, facs_file_info *info)
{
    return fill(info, system_handle(handle));
}

/* The path of a name in an open folder, allocated. Behind \\?\ only a backslash separates. */
static char *path_in(int folder, const char *name)
{
    wchar_t wide[32768];
    const DWORD room = sizeof(wide) / sizeof(wide[0]);
    const DWORD length = GetFinalPathNameByHandleW(system_handle(folder), wide, room, 0);
    char *path = length > 0 && length < room ? facs_narrow(wide) : NULL;
    const size_t end = path ? strlen(path) : 0, size = end + strlen(name) + 2;
    char *joined = path ? malloc(size) : NULL;
    if (joined)
        snprintf(joined, size, "%s%s%s", path, end > 0 && path[end - 1] == '\\' ? "" : "\\", name);
    free(path);
    return joined;
}

int facs_folder_info(int folder, const char *name, facs_file_info *info)
{
    *info = (facs_file_info){.kind = FACS_NO_FILE};
    char *path = path_in(folder, name);
    const int status = path ? facs_path_info(path, info) : -ENOENT;
    free(path);
    return status;
}

/* ---- Handles --------------------------------------------------------------------------------- */

int facs_handle_open(const char *path, facs_open_mode mode)
{
    static const struct {
        DWORD access, creation, flags;
        int how;
    } modes[] = {
        [FACS_OPEN_READ] = {GENERIC_READ, OPEN_EXISTING, 0, _O_RDONLY},
        [FACS_OPEN_READ_NOW] = {GENERIC_READ, OPEN_EXISTING, 0, _O_RDONLY},
        [FACS_OPEN_REPLACE] = {GENERIC_WRITE, CREATE_ALWAYS, 0, _O_WRONLY},
        [FACS_OPEN_NEW] = {GENERIC_READ | GENERIC_WRITE, CREATE_NEW, 0, _O_RDWR},
        [FACS_OPEN_CHANGE] = {GENERIC_READ | GENERIC_WRITE, OPEN_EXISTING,
                              FILE_FLAG_OPEN_REPARSE_POINT, _O_RDWR},
        [FACS_OPEN_FOLDER] = {GENERIC_READ, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, _O_RDONLY},
        [FACS_OPEN_OWN_FOLDER] = {GENERIC_READ, OPEN_EXISTING,
                                  FILE_FLAG_BACKUP_SEMANTICS | FILE_FLAG_OPEN_REPARSE_POINT,
                                  _O_RDONLY},
        [FACS_OPEN_PIPE] = {GENERIC_WRITE, OPEN_EXISTING, 0, _O_WRONLY},
    };
    facs_file_info info;
    HANDLE file = open_name(path, modes[mode].access, modes[mode].creation, modes[mode].flags);
    if (file == INVALID_HANDLE_VALUE)
        return facs_windows_status();
    const int folder = mode == FACS_OPEN_FOLDER || mode == FACS_OPEN_OWN_FOLDER;
    const int handle = folder && (fill(&info, file) < 0 || info.kind != FACS_FOLDER)
                           ? -ENOTDIR
                           : _open_osfhandle((intptr_t)file, modes[mode].how | _O_NOINHERIT);
    if (handle < 0)
        CloseHandle(file);
    return handle == -1 ? -EMFILE : handle;
}

int facs_handle_copy(int handle)
{
    const int copy = _dup(handle);
    return copy < 0 ? -errno : copy;
}

FILE *facs_path_stream(const char *path, const char *mode)
{
    wchar_t *name = facs_wide(path), *how = facs_wide(mode);
    FILE *stream = name && how ? _wfopen(name, how) : NULL;
    free(name);
    free(how);
    return stream;
}

static OVERLAPPED place(int64_t offset)
{
    return (OVERLAPPED){.Offset = (DWORD)offset, .OffsetHigh = (DWORD)(offset >> 32)};
}

int64_t facs_stream_line(char **line, size_t *size, FILE *stream)
{
    size_t length = 0;
    int c = 0;
    while (c != '\n' && (c = fgetc(stream)) != EOF) {
        if (length + 2 > *size) {
            char *longer = realloc(*line, 2 * length + 128);
            if (!longer)
                return -1;
            *line = longer;
            *size = 2 * length + 128;
        }
        (*line)[length++] = (char)c;
        (*line)[length] = '\0';
    }
    return length > 0 ? (int64_t)length : -1;
}

/* Reading and writing at an offset moves the place where the handle goes on, unlike elsewhere. */
static int64_t go_back(HANDLE file, LARGE_INTEGER to, int64_t result)
{
    return SetFilePointerEx(file, to, NULL, FILE_BEGIN) ? result : facs_windows_status();
}

int64_t facs_handle_read_some(int handle, void *data, size_t size, int64_t offset)
{
    const LARGE_INTEGER zero = {.QuadPart = 0};
    HANDLE file = system_handle(handle);
    OVERLAPPED at = place(offset);
    LARGE_INTEGER before;
    DWORD count = 0;
    if (!SetFilePointerEx(file, zero, &before, FILE_CURRENT))
        return facs_windows_status();
    const DWORD wanted = size < MAX_TRANSFER ? (DWORD)size : MAX_TRANSFER;
    if (!ReadFile(file, data, wanted, &count, &at) && GetLastError() != ERROR_HANDLE_EOF)
        return facs_windows_status();
    return go_back(file, before, count);
}

int64_t facs_handle_write_some(int handle, const void *data, size_t size, int64_t offset)
{
    const LARGE_INTEGER zero = {.QuadPart = 0};
    HANDLE file = system_handle(handle);
    OVERLAPPED at = place(offset);
    LARGE_INTEGER before;
    DWORD count = 0;
    if (!SetFilePointerEx(file, zero, &before, FILE_CURRENT))
        return facs_windows_status();
    const DWORD wanted = size < MAX_TRANSFER ? (DWORD)size : MAX_TRANSFER;
    if (!WriteFile(file, data, wanted, &count, &at))
        return facs_windows_status();
    return go_back(file, before, count);
}

int facs_handle_map(int handle, size_t size, const void **bytes)
{
    HANDLE mapping = CreateFileMappingW(system_handle(handle), NULL, PAGE_READONLY, 0, 0, NULL);
    *bytes = mapping ? MapViewOfFile(mapping, FILE_MAP_READ, 0, 0, size) : NULL;
    const int status = *bytes ? 0 : facs_windows_status();
    if (mapping)
        CloseHandle(mapping); /* the view keeps it */
    return status;
}

void facs_map_close(const void *bytes, size_t size)
{
    (void)size;
    if (bytes)
        UnmapViewOfFile(bytes);
}

/* VirtualUnlock() takes pages that are not locked out of the working set, and fails. */
void facs_map_forget(const void *bytes, size_t size)
{
    if (bytes)
        VirtualUnlock((void *)(uintptr_t)bytes, size);
}

int facs_handle_sync(int handle)
{
    return FlushFileBuffers(system_handle(handle)) || GetLastError() == ERROR_ACCESS_DENIED
               ? 0 /* a folder, or open only for reading */
               : facs_windows_status();
}

/* It is in the user's profile, which others cannot read. */
int facs_handle_make_private(int handle)
{
    (void)handle;
    return 0;
}

/* Locks a byte beyond the end of any file, so that others can read the whole file. */
int facs_handle_lock(int handle)
{
    OVERLAPPED behind = place(INT64_MAX - 1);
    if (LockFileEx(system_handle(handle), LOCKFILE_EXCLUSIVE_LOCK | LOCKFILE_FAIL_IMMEDIATELY, 0, 1,
                   0, &behind))
        return 0;
    return GetLastError() == ERROR_LOCK_VIOLATION ? -EWOULDBLOCK : -ENOLCK;
}

/* Waits until a pipe has bytes. Nothing tells whether it has room, so a write may still wait. */
int facs_handle_wait(int handle, int to_write, int ms)
{
    HANDLE file = system_handle(handle);
    const double end = facs_clock_ms() + ms;
    DWORD there = 0;
    if (to_write || GetFileType(file) != FILE_TYPE_PIPE)
        return 1;
    while (PeekNamedPipe(file, NULL, 0, NULL, &there, NULL) && there == 0) {
        if (facs_clock_ms() >= end)
            return 0;
        facs_clock_sleep_ms(1);
    }
    return 1; /* the end can be read, too */
}

/* ---- Names ----------------------------------------------------------------------------------- */

static int with_name(const char *path, int (*act)(const wchar_t *name))
{
    wchar_t *name = facs_wide(path);
    const int status = !name ? -EINVAL : act(name) == 0 ? 0 : -errno;
    free(name);
    return status;
}

int facs_path_remove(const char *path)
{
    return with_name(path, _wunlink);
}

int facs_path_remove_empty(const char *path)
{
    return facs_path_remove(path) == 0 ? 0 : with_name(path, _wrmdir);
}

int facs_path_make_folder(const char *path)
{
    return with_name(path, _wmkdir);
}

int facs_path_rename(const char *from, const char *to)
{
    wchar_t *old = facs_wide(from), *new = facs_wide(to);
    int status = old && new ? 0 : -EINVAL;
    if (status == 0) {
        const DWORD attributes = GetFileAttributesW(old);
        const int folder =
            attributes != INVALID_FILE_ATTRIBUTES && attributes & FILE_ATTRIBUTE_DIRECTORY;
        if (folder)
            RemoveDirectoryW(new); /* replace an empty folder, as other systems do */
        /* Folders cannot be moved with that flag. */
        const DWORD how = folder ? 0 : MOVEFILE_REPLACE_EXISTING;
        if (!MoveFileExW(old, new, how | MOVEFILE_WRITE_THROUGH))
            status = facs_windows_status();
    }
    free(old);
    free(new);
    return status;
}

void *facs_path_native(const char *path)
{
    return facs_wide(path);
}

char *facs_path_absolute(const char *path)
{
    facs_file_info info;
    wchar_t *name = facs_path_info(path, &info) == 0 ? facs_wide(path) : NULL;
    wchar_t *whole = name ? _wfullpath(NULL, name, 0) : NULL;
    char *absolute = whole ? facs_narrow(whole) : NULL;
    free(name);
    free(whole);
    return absolute;
}

/* ---- Folders --------------------------------------------------------------------------------- */

int facs_folder_open(int folder, const char *name)
{
    char *path = path_in(folder, name);
    const int file = path ? facs_handle_open(path, FACS_OPEN_CHANGE) : -ENOENT;
    free(path);
    return file;
}

int facs_folder_remove(int folder, const char *name)
{
    char *path = path_in(folder, name);
    const int status = path ? facs_path_remove(path) : -ENOENT;
    free(path);
    return status;
}

static int pass(const WIN32_FIND_DATAW *found,
                int (*each)(void *opaque, const facs_folder_entry *entry), void *opaque)
{
    const DWORD attributes = found->dwFileAttributes;
    const int is_link = (attributes & FILE_ATTRIBUTE_REPARSE_POINT) &&
                        (found->dwReserved0 == IO_REPARSE_TAG_SYMLINK ||
                         found->dwReserved0 == IO_REPARSE_TAG_MOUNT_POINT);
    char *name = facs_narrow(found->cFileName);
    if (!name)
        return -ENOMEM;
    const facs_folder_entry entry = {
        .name = name,
        .kind = is_link                                 ? FACS_DEVICE
                : attributes & FILE_ATTRIBUTE_DIRECTORY ? FACS_FOLDER
                                                        : FACS_REGULAR_FILE,
        .is_link = is_link,
        .is_hidden = (attributes & (FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_SYSTEM)) != 0};
    const int dots = strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
    const int status = dots ? 0 : each(opaque, &entry);
    free(name);
    return status;
}

int facs_folder_each(int folder, int (*each)(void *opaque, const facs_folder_entry *entry),
                     void *opaque)
{
    WIN32_FIND_DATAW found;
    char *all = path_in(folder, "*");
    wchar_t *pattern = all ? facs_wide(all) : NULL;
    HANDLE search = pattern ? FindFirstFileW(pattern, &found) : INVALID_HANDLE_VALUE;
    int status = search != INVALID_HANDLE_VALUE ? 0 : pattern ? facs_windows_status() : -ENOMEM;
    while (status == 0) {
        status = pass(&found, each, opaque);
        if (status == 0 && !FindNextFileW(search, &found)) {
            status = GetLastError() == ERROR_NO_MORE_FILES ? 0 : facs_windows_status();
            break;
        }
    }
    if (search != INVALID_HANDLE_VALUE)
        FindClose(search);
    free(pattern);
    free(all);
    return status;
}
