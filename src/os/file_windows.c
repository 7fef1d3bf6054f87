#include "os/clock.h"
#include "os/file.h"
#include "os/file_internal.h"
#include "os/names_windows.h"

#include <errno.h>
#include <fcntl.h>
#include <io.h>
#include <stdlib.h>
#include <string.h>

#define TICKS_TO_1970 116444736000000000LL /* of 100 ns, from 1601 */

const size_t facs_pipe_bytes = 4096;

/* ---- What there is --------------------------------------------------------------------------- */

static int64_t ns_of(int64_t ticks)
{
    return (ticks - TICKS_TO_1970) * 100;
}

/* Only a link's own handle tells of it; files that a cloud keeps are no links. */
static int is_link(HANDLE file, DWORD attributes)
{
    FILE_ATTRIBUTE_TAG_INFO tag;
    return attributes & FILE_ATTRIBUTE_REPARSE_POINT &&
           GetFileInformationByHandleEx(file, FileAttributeTagInfo, &tag, sizeof(tag)) &&
           IsReparseTagNameSurrogate(tag.ReparseTag);
}

static facs_file_kind kind_of(HANDLE file, DWORD attributes)
{
    const DWORD type = GetFileType(file);
    if (is_link(file, attributes))
        return FACS_DEVICE;
    if (type == FILE_TYPE_DISK)
        return attributes & FILE_ATTRIBUTE_DIRECTORY ? FACS_FOLDER : FACS_REGULAR_FILE;
    return type == FILE_TYPE_PIPE ? FACS_PIPE : FACS_DEVICE;
}

/* A file without a number has the hash of its path (FNV-1a) in its place. */
static uint64_t number_of(HANDLE file, const BY_HANDLE_FILE_INFORMATION *facts)
{
    uint64_t number = (uint64_t)facts->nFileIndexHigh << 32 | facts->nFileIndexLow;
    if (facs_windows_has_number(number))
        return number;
    wchar_t *path = facs_windows_path_of(file);
    number = 14695981039346656037u;
    for (const wchar_t *c = path; c && *c; c++)
        number = (number ^ *c) * 1099511628211u;
    free(path);
    return number;
}

/* Windows separates users by their profiles, so who may write is up to the folder. */
int facs_windows_info(facs_file_info *info, HANDLE file)
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
                             .inode = number_of(file, &facts),
                             .modified_ns = ns_of(times.LastWriteTime.QuadPart),
                             .changed_ns = ns_of(times.ChangeTime.QuadPart),
                             .is_own = 1};
    return 0;
}

static int look(const char *path, facs_file_info *info, DWORD flags)
{
    *info = (facs_file_info){.kind = FACS_NO_FILE};
    HANDLE file = facs_windows_open(path, FILE_READ_ATTRIBUTES, OPEN_EXISTING,
                                    FILE_FLAG_BACKUP_SEMANTICS | flags);
    if (file == INVALID_HANDLE_VALUE)
        return facs_windows_status();
    const int status = facs_windows_info(info, file);
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
    return facs_windows_info(info, facs_windows_handle(handle));
}

/* ---- Handles --------------------------------------------------------------------------------- */

int facs_handle_open(const char *path, facs_open_mode mode)
{
    static const struct {
        DWORD access, creation, flags;
        int how;
    } modes[] = {
        /* A folder can be opened, as elsewhere, but not read. */
        [FACS_OPEN_READ] = {GENERIC_READ, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, _O_RDONLY},
        [FACS_OPEN_READ_NOW] = {GENERIC_READ, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, _O_RDONLY},
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
    HANDLE file =
        facs_windows_open(path, modes[mode].access, modes[mode].creation, modes[mode].flags);
    if (file == INVALID_HANDLE_VALUE) {
        const int status = facs_windows_status();
        return status == -EACCES && facs_path_kind(path) == FACS_FOLDER ? -EISDIR : status;
    }
    const int folder = mode == FACS_OPEN_FOLDER || mode == FACS_OPEN_OWN_FOLDER;
    const int handle = folder && (facs_windows_info(&info, file) < 0 || info.kind != FACS_FOLDER)
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

/* _wfopen() does not let others rename or remove the file; only for changing one is it used. */
FILE *facs_path_stream(const char *path, const char *mode)
{
    const int reads = strcmp(mode, "r") == 0 || strcmp(mode, "rb") == 0;
    if (reads || strcmp(mode, "w") == 0 || strcmp(mode, "wb") == 0) {
        const int handle = facs_handle_open(path, reads ? FACS_OPEN_READ : FACS_OPEN_REPLACE);
        if (handle >= 0)
            return facs_handle_stream(handle, mode);
        errno = -handle;
        return NULL;
    }
    wchar_t *name = facs_wide_path(path), *how = facs_wide(mode);
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

/* Not read() and write(): what they say of a drive or a network that is gone is wrong. */
int64_t facs_handle_read_next(int handle, void *data, size_t size)
{
    DWORD count = 0;
    if (ReadFile(facs_windows_handle(handle), data, (DWORD)size, &count, NULL))
        return count;
    const DWORD code = GetLastError();
    facs_file_info info;
    if (code == ERROR_BROKEN_PIPE || code == ERROR_HANDLE_EOF)
        return 0;
    return facs_handle_info(handle, &info) == 0 && info.kind == FACS_FOLDER
               ? -EISDIR
               : facs_windows_status_of(code);
}

int64_t facs_handle_write_next(int handle, const void *data, size_t size)
{
    DWORD count = 0;
    if (!WriteFile(facs_windows_handle(handle), data, (DWORD)size, &count, NULL))
        return facs_windows_status();
    return count;
}

/* Reading and writing at an offset moves the place where the handle goes on, unlike elsewhere. */
static int64_t go_back(HANDLE file, LARGE_INTEGER to, int64_t result)
{
    return SetFilePointerEx(file, to, NULL, FILE_BEGIN) ? result : facs_windows_status();
}

int64_t facs_handle_read_some(int handle, void *data, size_t size, int64_t offset)
{
    const LARGE_INTEGER zero = {.QuadPart = 0};
    HANDLE file = facs_windows_handle(handle);
    OVERLAPPED at = place(offset);
    LARGE_INTEGER before;
    DWORD count = 0;
    if (!SetFilePointerEx(file, zero, &before, FILE_CURRENT))
        return facs_windows_status();
    if (!ReadFile(file, data, (DWORD)size, &count, &at) && GetLastError() != ERROR_HANDLE_EOF)
        return facs_windows_status();
    return go_back(file, before, count);
}

int64_t facs_handle_write_some(int handle, const void *data, size_t size, int64_t offset)
{
    const LARGE_INTEGER zero = {.QuadPart = 0};
    HANDLE file = facs_windows_handle(handle);
    OVERLAPPED at = place(offset);
    LARGE_INTEGER before;
    DWORD count = 0;
    if (!SetFilePointerEx(file, zero, &before, FILE_CURRENT))
        return facs_windows_status();
    if (!WriteFile(file, data, (DWORD)size, &count, &at))
        return facs_windows_status();
    return go_back(file, before, count);
}

int facs_handle_map(int handle, size_t size, const void **bytes)
{
    HANDLE mapping =
        CreateFileMappingW(facs_windows_handle(handle), NULL, PAGE_READONLY, 0, 0, NULL);
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
    if (FlushFileBuffers(facs_windows_handle(handle)))
        return 0;
    const DWORD code = GetLastError(); /* a folder, or open only for reading; no disk */
    return code == ERROR_ACCESS_DENIED || code == ERROR_INVALID_FUNCTION
               ? 0
               : facs_windows_status_of(code);
}

/* It is in the user's profile, which others cannot read. */
int facs_handle_make_private(int handle)
{
    (void)handle;
    return 0;
}

/* Folders have no bytes to lock. A second handle is taken in place of the first, one that lets
 * nobody else have one like it; others may list the folder and change what is in it. */
static int lock_folder(int handle)
{
    HANDLE own = ReOpenFile(facs_windows_handle(handle), FILE_LIST_DIRECTORY | FILE_ADD_FILE,
                            FILE_SHARE_READ | FILE_SHARE_DELETE, FILE_FLAG_BACKUP_SEMANTICS);
    if (own == INVALID_HANDLE_VALUE)
        return GetLastError() == ERROR_SHARING_VIOLATION ? -EWOULDBLOCK : -ENOLCK;
    const int other = _open_osfhandle((intptr_t)own, _O_RDONLY | _O_NOINHERIT);
    if (other < 0)
        CloseHandle(own);
    const int status = other >= 0 && _dup2(other, handle) == 0 ? 0 : -ENOLCK;
    if (other >= 0)
        facs_handle_close(other);
    return status;
}

/* Locks a byte beyond the end of any file, so that others can read the whole file. */
int facs_handle_lock(int handle)
{
    facs_file_info info;
    OVERLAPPED behind = place(INT64_MAX - 1);
    if (facs_handle_info(handle, &info) == 0 && info.kind == FACS_FOLDER)
        return lock_folder(handle);
    if (LockFileEx(facs_windows_handle(handle), LOCKFILE_EXCLUSIVE_LOCK | LOCKFILE_FAIL_IMMEDIATELY,
                   0, 1, 0, &behind))
        return 0;
    return GetLastError() == ERROR_LOCK_VIOLATION ? -EWOULDBLOCK : -ENOLCK;
}

/* Waits until a pipe has bytes. Nothing tells whether it has room, so a write may still wait. */
int facs_handle_wait(int handle, int to_write, int ms)
{
    HANDLE file = facs_windows_handle(handle);
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
