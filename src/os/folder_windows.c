/* Names and folders. */
#include "os/clock.h"
#include "os/file.h"
#include "os/file_internal.h"
#include "os/names_windows.h"
#include "os/path.h"

#include <fcntl.h>
#include <io.h>
#include <stdlib.h>
#include <string.h>
#include <winternl.h>

#define PATIENCE_MS 2000 /* with other programs that have a file open */
#define PAUSE_MS    50
#define BLOCK_BYTES (64 << 10) /* of names, read at once */

/* ---- Names ----------------------------------------------------------------------------------- */

static int with_name(const char *path, BOOL(WINAPI *act)(const wchar_t *name))
{
    wchar_t *name = facs_wide_path(path);
    const int status = name && act(name) ? 0 : facs_windows_status();
    free(name);
    return status;
}

int facs_path_remove(const char *path)
{
    return with_name(path, DeleteFileW);
}

int facs_path_remove_empty(const char *path)
{
    return facs_path_remove(path) == 0 ? 0 : with_name(path, RemoveDirectoryW);
}

static BOOL WINAPI make_folder(const wchar_t *name)
{
    return CreateDirectoryW(name, NULL);
}

int facs_path_make_folder(const char *path)
{
    return with_name(path, make_folder);
}

void *facs_path_native(const char *path)
{
    return facs_wide_path(path);
}

char *facs_path_for_library(const char *path)
{
    wchar_t *wide = facs_wide_path(path);
    char *narrow = wide ? facs_narrow(wide) : NULL;
    free(wide);
    return narrow;
}

/* What people and other programs know: without \\?\, and \\host instead of \\?\UNC\host. */
static void make_usual(char *path)
{
    const int network = strncmp(path, "\\\\?\\UNC\\", 8) == 0;
    const size_t skip = network ? 6 : strncmp(path, "\\\\?\\", 4) == 0 ? 4 : 0;
    memmove(path, path + skip, strlen(path) - skip + 1);
    if (network)
        path[0] = '\\';
}

/* Links are not looked up where the file system does not tell a file's path. */
char *facs_path_absolute(const char *path)
{
    HANDLE file =
        facs_windows_open(path, FILE_READ_ATTRIBUTES, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS);
    if (file == INVALID_HANDLE_VALUE)
        return NULL;
    wchar_t *wide = facs_windows_path_of(file);
    CloseHandle(file);
    wide = wide ? wide : facs_wide_path(path);
    char *absolute = wide ? facs_narrow(wide) : NULL;
    free(wide);
    if (absolute)
        make_usual(absolute);
    return absolute;
}

/* ---- Renaming -------------------------------------------------------------------------------- */

/* 1: somebody has the file open and does not share it so. */
static int is_open_against(const char *path, DWORD access, DWORD share)
{
    wchar_t *name = facs_wide_path(path);
    HANDLE file = name
                      ? CreateFileW(name, access, share, NULL, OPEN_EXISTING,
                                    FILE_FLAG_BACKUP_SEMANTICS | FILE_FLAG_OPEN_REPARSE_POINT, NULL)
                      : INVALID_HANDLE_VALUE;
    const DWORD code = GetLastError();
    free(name);
    if (file != INVALID_HANDLE_VALUE)
        CloseHandle(file);
    return file == INVALID_HANDLE_VALUE && facs_windows_status_of(code) == -EBUSY;
}

int facs_path_is_held(const char *path)
{
    return is_open_against(path, DELETE, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE);
}

/* FILE_RENAME_INFO and its FileRenameInfoEx as Windows has them since 10.0.14393; MinGW's headers
 * have them only for programs that need that version. */
typedef struct rename_info {
    DWORD flags;
    HANDLE root;
    DWORD name_length; /* bytes */
    wchar_t name[];
} rename_info;

enum { REPLACE_IF_EXISTS = 1, POSIX_SEMANTICS = 2, RENAME_INFO_EX = 22 };

/* As other systems do it, at once and even if someone reads what is replaced: Windows 10's way, of
 * which not every file system knows. */
static BOOL rename_at_once(const char *from, const wchar_t *to)
{
    const size_t length = wcslen(to) * sizeof(*to);
    rename_info *info = calloc(1, sizeof(*info) + length + sizeof(*to));
    HANDLE file = info ? facs_windows_open(from, DELETE | SYNCHRONIZE, OPEN_EXISTING,
                                           FILE_FLAG_OPEN_REPARSE_POINT | FILE_FLAG_WRITE_THROUGH)
                       : INVALID_HANDLE_VALUE;
    BOOL done = FALSE;
    if (file != INVALID_HANDLE_VALUE) {
        info->flags = REPLACE_IF_EXISTS | POSIX_SEMANTICS;
        info->name_length = (DWORD)length;
        memcpy(info->name, to, length);
        done = SetFileInformationByHandle(file, (FILE_INFO_BY_HANDLE_CLASS)RENAME_INFO_EX, info,
                                          (DWORD)(sizeof(*info) + length));
        CloseHandle(file);
    }
    free(info);
    return done;
}

/* Folders are never replaced by Windows, so an empty one is removed first. */
static int rename_folder(const wchar_t *old, const wchar_t *new)
{
    RemoveDirectoryW(new);
    const int status = MoveFileExW(old, new, MOVEFILE_WRITE_THROUGH) ? 0 : facs_windows_status();
    return status == -EEXIST ? -ENOTEMPTY : status;
}

/* Windows says only that access is denied if a file in the folder, or that of the new name, is open
 * elsewhere. */
static int try_to_rename(const char *from, const char *to)
{
    wchar_t *old = facs_wide_path(from), *new = old ? facs_wide_path(to) : NULL;
    int status = new ? 0 : facs_windows_status();
    if (status == 0 && facs_path_kind(from) == FACS_FOLDER) {
        status = rename_folder(old, new);
        status = status == -EACCES ? -EBUSY : status;
    } else if (status == 0 && !rename_at_once(from, new) &&
               !MoveFileExW(old, new, MOVEFILE_REPLACE_EXISTING | MOVEFILE_WRITE_THROUGH)) {
        status = facs_windows_status();
        if (status == -EACCES && facs_path_kind(to) == FACS_FOLDER)
            status = -EISDIR;
        else if (status == -EACCES && is_open_against(to, GENERIC_READ, 0))
            status = -EBUSY;
    }
    free(old);
    free(new);
    return status;
}

int facs_path_rename(const char *from, const char *to)
{
    const double end = facs_clock_ms() + PATIENCE_MS;
    int status;
    while ((status = try_to_rename(from, to)) == -EBUSY && facs_clock_ms() < end)
        facs_clock_sleep_ms(PAUSE_MS);
    return status;
}

/* ---- Folders --------------------------------------------------------------------------------- */

/* Opens a name in an open folder, wherever the folder is by now. */
static int open_in(int folder, const char *name, ACCESS_MASK access, ULONG options, HANDLE *file)
{
    UNICODE_STRING text;
    IO_STATUS_BLOCK block;
    OBJECT_ATTRIBUTES object;
    wchar_t *wide = facs_wide(name);
    *file = INVALID_HANDLE_VALUE;
    if (!wide)
        return facs_windows_status();
    RtlInitUnicodeString(&text, wide);
    InitializeObjectAttributes(&object, &text, OBJ_CASE_INSENSITIVE, facs_windows_handle(folder),
                               NULL);
    const NTSTATUS status = NtOpenFile(file, access | SYNCHRONIZE, &object, &block,
                                       FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
                                       options | FILE_SYNCHRONOUS_IO_NONALERT);
    free(wide);
    return NT_SUCCESS(status) ? 0 : facs_windows_status_of(RtlNtStatusToDosError(status));
}

int facs_folder_info(int folder, const char *name, facs_file_info *info)
{
    HANDLE file;
    int status = open_in(folder, name, FILE_READ_ATTRIBUTES, 0, &file);
    *info = (facs_file_info){.kind = FACS_NO_FILE};
    if (status < 0)
        return status;
    status = facs_windows_info(info, file);
    CloseHandle(file);
    return status;
}

int facs_folder_open(int folder, const char *name)
{
    HANDLE file;
    const int status =
        open_in(folder, name, GENERIC_READ | GENERIC_WRITE, FILE_OPEN_REPARSE_POINT, &file);
    const int handle =
        status < 0 ? status : _open_osfhandle((intptr_t)file, _O_RDWR | _O_NOINHERIT);
    if (handle == -1)
        CloseHandle(file);
    return handle == -1 ? -EMFILE : handle;
}

int facs_folder_remove(int folder, const char *name)
{
    HANDLE file;
    FILE_DISPOSITION_INFO gone = {.DeleteFile = TRUE};
    int status =
        open_in(folder, name, DELETE, FILE_OPEN_REPARSE_POINT | FILE_NON_DIRECTORY_FILE, &file);
    if (status < 0)
        return status;
    if (!SetFileInformationByHandle(file, FileDispositionInfo, &gone, sizeof(gone)))
        status = facs_windows_status();
    CloseHandle(file);
    return status;
}

/* Passes one name on; of a link, the tag is where its extended attributes would be counted. */
static int pass(const FILE_ID_BOTH_DIR_INFO *found,
                int (*each)(void *opaque, const facs_folder_entry *entry), void *opaque)
{
    const DWORD attributes = found->FileAttributes;
    const int is_link =
        (attributes & FILE_ATTRIBUTE_REPARSE_POINT) && IsReparseTagNameSurrogate(found->EaSize);
    const size_t length = found->FileNameLength / sizeof(wchar_t);
    wchar_t *wide = calloc(length + 1, sizeof(*wide));
    if (wide)
        memcpy(wide, found->FileName, length * sizeof(*wide));
    char *name = wide ? facs_narrow(wide) : NULL;
    free(wide);
    if (!name)
        return -ENOMEM;
    const facs_folder_entry entry = {
        .name = name,
        .kind = is_link                                 ? FACS_DEVICE
                : attributes & FILE_ATTRIBUTE_DIRECTORY ? FACS_FOLDER
                                                        : FACS_REGULAR_FILE,
        .is_link = is_link,
        .is_hidden = (attributes & (FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_SYSTEM)) != 0,
        .inode = facs_windows_has_number((uint64_t)found->FileId.QuadPart)
                     ? (uint64_t)found->FileId.QuadPart
                     : 0};
    const int dots = strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
    const int status = dots ? 0 : each(opaque, &entry);
    free(name);
    return status;
}

int facs_folder_each(int folder, int (*each)(void *opaque, const facs_folder_entry *entry),
                     void *opaque)
{
    unsigned char *block = malloc(BLOCK_BYTES);
    FILE_INFO_BY_HANDLE_CLASS how = FileIdBothDirectoryRestartInfo;
    int status = block ? 0 : -ENOMEM;
    while (status == 0) {
        if (!GetFileInformationByHandleEx(facs_windows_handle(folder), how, block, BLOCK_BYTES)) {
            const DWORD code = GetLastError();
            status = code == ERROR_NO_MORE_FILES ? 0 : facs_windows_status_of(code);
            break;
        }
        how = FileIdBothDirectoryInfo;
        const FILE_ID_BOTH_DIR_INFO *found = (const void *)block;
        while ((status = pass(found, each, opaque)) == 0 && found->NextEntryOffset > 0)
            found = (const void *)((const unsigned char *)found + found->NextEntryOffset);
    }
    free(block);
    return status;
}

/* ---- Patterns -------------------------------------------------------------------------------- */

/* A folder, with its separator, before a name; allocated. */
static char *in_folder_of(const char *pattern, const wchar_t *found)
{
    char *name = facs_narrow(found);
    const size_t before = (size_t)(facs_path_name(pattern) - pattern);
    char *path = name ? malloc(before + strlen(name) + 1) : NULL;
    if (path) {
        memcpy(path, pattern, before);
        strcpy(path + before, name);
    }
    free(name);
    return path;
}

static int add_name(char ***names, int *count, char *name)
{
    char **longer =
        name && *count < INT_MAX ? realloc(*names, ((size_t)*count + 1) * sizeof(**names)) : NULL;
    if (!longer) {
        free(name);
        return -ENOMEM;
    }
    *names = longer;
    longer[(*count)++] = name;
    return 0;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Adds what a search of the system finds. Returns 0 or -ENOMEM. */
static int add_found(const char *pattern, const wchar_t *wide, char ***names, int *count)
{
    const DWORD unseen = FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_SYSTEM;
    WIN32_FIND_DATAW found;
    HANDLE search = FindFirstFileW(wide, &found);
    int status = 0;
    if (search == INVALID_HANDLE_VALUE)
        return 0;
    do
        if (!(found.dwFileAttributes & unseen) && wcscmp(found.cFileName, L".") != 0 &&
            wcscmp(found.cFileName, L"..") != 0)
            status = add_name(names, count, in_folder_of(pattern, found.cFileName));
    while (status == 0 && FindNextFileW(search, &found));
    FindClose(search);
    return status;
}

int facs_path_expand(const char *pattern, char ***names)
{
    const char *last = facs_path_name(pattern);
    int count = 0;
    *names = NULL;
    if (!last[strcspn(last, "*?")])
        return 0;
    wchar_t *wide = facs_wide_path(pattern);
    const int status = wide ? add_found(pattern, wide, names, &count) : -ENOMEM;
    free(wide);
    if (status < 0) {
        facs_names_free(*names, count);
        *names = NULL;
        return status;
    }
    if (count > 1)
        qsort(*names, (size_t)count, sizeof(**names), by_name);
    return count;
}
