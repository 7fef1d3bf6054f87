#include "os/names_windows.h"

#include <io.h>
#include <stdlib.h>
#include <string.h>

/* Of a folder that is to be made: room for a short name is kept in it. */
#define MAX_SHORT_PATH 247

/* Of newer kits than MinGW's. */
#ifndef ERROR_CLOUD_FILE_PROVIDER_NOT_RUNNING
#define ERROR_CLOUD_FILE_PROVIDER_NOT_RUNNING 362
#endif
#ifndef ERROR_CLOUD_FILE_NETWORK_UNAVAILABLE
#define ERROR_CLOUD_FILE_NETWORK_UNAVAILABLE 388
#endif
#ifndef ERROR_VIRUS_INFECTED
#define ERROR_VIRUS_INFECTED 225
#endif
#ifndef ERROR_DISK_QUOTA_EXCEEDED
#define ERROR_DISK_QUOTA_EXCEEDED 1295
#endif
#ifndef ERROR_NO_SUCH_DEVICE
#define ERROR_NO_SUCH_DEVICE 433
#endif

#define VERBATIM     L"\\\\?\\"
#define VERBATIM_UNC L"\\\\?\\UNC"

/* ---- Text ------------------------------------------------------------------------------------ */

static void *no_memory(void)
{
    SetLastError(ERROR_NOT_ENOUGH_MEMORY);
    return NULL;
}

wchar_t *facs_wide(const char *text)
{
    const int size = MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, text, -1, NULL, 0);
    wchar_t *wide = size > 0 ? malloc((size_t)size * sizeof(*wide)) : NULL;
    if (wide)
        MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, text, -1, wide, size);
    return wide || size <= 0 ? wide : no_memory();
}

char *facs_narrow(const wchar_t *text)
{
    const int size = WideCharToMultiByte(CP_UTF8, 0, text, -1, NULL, 0, NULL, NULL);
    char *narrow = size > 0 ? malloc((size_t)size) : NULL;
    if (narrow)
        WideCharToMultiByte(CP_UTF8, 0, text, -1, narrow, size, NULL, NULL);
    return narrow || size <= 0 ? narrow : no_memory();
}

/* ---- Paths ----------------------------------------------------------------------------------- */

static int begins_with(const wchar_t *path, const wchar_t *beginning)
{
    return wcsncmp(path, beginning, wcslen(beginning)) == 0;
}

static void use_backslashes(wchar_t *path)
{
    while ((path = wcschr(path, L'/')) != NULL)
        *path = L'\\';
}

/* The absolute path, with room for a longer beginning before it. */
static wchar_t *whole_path(const wchar_t *path, size_t room)
{
    const DWORD size = GetFullPathNameW(path, 0, NULL, NULL); /* with its NUL */
    wchar_t *whole = size > 0 ? malloc((room + size) * sizeof(*whole)) : NULL;
    if (!whole)
        return size > 0 ? no_memory() : NULL;
    const DWORD length = GetFullPathNameW(path, size, whole + room, NULL);
    if (length > 0 && length < size)
        return whole;
    free(whole);
    SetLastError(ERROR_PATH_NOT_FOUND); /* the current folder was changed */
    return NULL;
}

wchar_t *facs_wide_path(const char *path)
{
    const size_t room = wcslen(VERBATIM_UNC);
    wchar_t *name = facs_wide(path);
    if (!name)
        return NULL;
    if (!*name) {
        free(name);
        SetLastError(ERROR_PATH_NOT_FOUND);
        return NULL;
    }
    if (begins_with(name, VERBATIM) || begins_with(name, L"\\\\.\\")) {
        use_backslashes(name);
        return name;
    }
    wchar_t *whole = whole_path(name, room);
    free(name);
    if (!whole)
        return NULL;
    wchar_t *from = whole + room;
    const size_t length = wcslen(from);
    const wchar_t *beginning = L"";
    if (length > MAX_SHORT_PATH && !begins_with(from, L"\\\\.\\")) {
        const int network = begins_with(from, L"\\\\");
        beginning = network ? VERBATIM_UNC : VERBATIM;
        from += network ? 1 : 0; /* \\host\share becomes \\?\UNC\host\share */
    }
    const size_t head = wcslen(beginning);
    memmove(whole + head, from, (wcslen(from) + 1) * sizeof(*whole));
    memcpy(whole, beginning, head * sizeof(*whole));
    return whole;
}

/* ---- Statuses -------------------------------------------------------------------------------- */

static const struct {
    DWORD code;
    int status;
} statuses[] = {
    /* names */
    {ERROR_FILE_NOT_FOUND, -ENOENT},
    {ERROR_PATH_NOT_FOUND, -ENOENT},
    {ERROR_FILE_EXISTS, -EEXIST},
    {ERROR_ALREADY_EXISTS, -EEXIST},
    {ERROR_DIR_NOT_EMPTY, -ENOTEMPTY},
    {ERROR_DIRECTORY, -ENOTDIR},
    {ERROR_INVALID_NAME, -EINVAL},
    {ERROR_BAD_PATHNAME, -EINVAL},
    {ERROR_INVALID_PARAMETER, -EINVAL},
    {ERROR_FILENAME_EXCED_RANGE, -ENAMETOOLONG},
    {ERROR_BUFFER_OVERFLOW, -ENAMETOOLONG},
    {ERROR_NO_UNICODE_TRANSLATION, -EILSEQ},
    {ERROR_CANT_RESOLVE_FILENAME, -ELOOP},
    {ERROR_NOT_SAME_DEVICE, -EXDEV},
    /* rights, and other programs */
    {ERROR_ACCESS_DENIED, -EACCES},
    {ERROR_NETWORK_ACCESS_DENIED, -EACCES},
    {ERROR_LOGON_FAILURE, -EACCES},
    {ERROR_SESSION_CREDENTIAL_CONFLICT, -EACCES},
    {ERROR_PRIVILEGE_NOT_HELD, -EPERM},
    {ERROR_VIRUS_INFECTED, -EPERM},
    {ERROR_WRITE_PROTECT, -EROFS},
    {ERROR_SHARING_VIOLATION, -EBUSY},
    {ERROR_LOCK_VIOLATION, -EBUSY},
    {ERROR_USER_MAPPED_FILE, -EBUSY},
    {ERROR_DELETE_PENDING, -EBUSY},
    /* room */
    {ERROR_DISK_FULL, -ENOSPC},
    {ERROR_HANDLE_DISK_FULL, -ENOSPC},
    {ERROR_DISK_QUOTA_EXCEEDED, -EDQUOT},
    {ERROR_FILE_TOO_LARGE, -EFBIG},
    {ERROR_NOT_ENOUGH_MEMORY, -ENOMEM},
    {ERROR_OUTOFMEMORY, -ENOMEM},
    {ERROR_NO_SYSTEM_RESOURCES, -ENOMEM},
    {ERROR_COMMITMENT_LIMIT, -ENOMEM},
    {ERROR_TOO_MANY_OPEN_FILES, -EMFILE},
    /* drives and the network */
    {ERROR_NOT_READY, -ENODEV},
    {ERROR_INVALID_DRIVE, -ENODEV},
    {ERROR_NO_MEDIA_IN_DRIVE, -ENODEV},
    {ERROR_DEV_NOT_EXIST, -ENODEV},
    {ERROR_DEVICE_NOT_CONNECTED, -ENODEV},
    {ERROR_NO_SUCH_DEVICE, -ENODEV},
    {ERROR_BAD_NETPATH, -ENETUNREACH},
    {ERROR_BAD_NET_NAME, -ENETUNREACH},
    {ERROR_NETWORK_UNREACHABLE, -ENETUNREACH},
    {ERROR_HOST_UNREACHABLE, -ENETUNREACH},
    {ERROR_NO_NET_OR_BAD_PATH, -ENETUNREACH},
    {ERROR_CONNECTION_UNAVAIL, -ENETUNREACH},
    {ERROR_CLOUD_FILE_NETWORK_UNAVAILABLE, -ENETUNREACH},
    {ERROR_CLOUD_FILE_PROVIDER_NOT_RUNNING, -ENETUNREACH},
    {ERROR_NETNAME_DELETED, -ENETDOWN},
    {ERROR_UNEXP_NET_ERR, -ENETDOWN},
    {ERROR_NETWORK_BUSY, -ENETDOWN},
    {ERROR_SEM_TIMEOUT, -ETIMEDOUT},
    /* pipes and handles */
    {ERROR_PIPE_BUSY, -ENXIO},
    {ERROR_BROKEN_PIPE, -EPIPE},
    {ERROR_NO_DATA, -EPIPE},
    {ERROR_PIPE_NOT_CONNECTED, -EPIPE},
    {ERROR_INVALID_HANDLE, -EBADF},
    {ERROR_OPERATION_ABORTED, -ECANCELED},
    {ERROR_NOT_SUPPORTED, -ENOTSUP},
    {ERROR_INVALID_FUNCTION, -ENOTSUP},
};

int facs_windows_status_of(DWORD code)
{
    for (size_t i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++)
        if (statuses[i].code == code)
            return statuses[i].status;
    return -EIO;
}

int facs_windows_status(void)
{
    return facs_windows_status_of(GetLastError());
}

/* ---- Handles --------------------------------------------------------------------------------- */

HANDLE facs_windows_open(const char *path, DWORD access, DWORD creation, DWORD flags)
{
    wchar_t *name = facs_wide_path(path);
    if (!name)
        return INVALID_HANDLE_VALUE;
    HANDLE file = CreateFileW(name, access, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
                              NULL, creation, flags, NULL);
    const DWORD code = GetLastError();
    free(name);
    SetLastError(code);
    return file;
}

HANDLE facs_windows_handle(int handle)
{
    return (HANDLE)_get_osfhandle(handle);
}

wchar_t *facs_windows_path_of(HANDLE file)
{
    const DWORD size = GetFinalPathNameByHandleW(file, NULL, 0, 0);
    wchar_t *path = size > 0 ? malloc((size + 1) * sizeof(*path)) : NULL;
    if (path && GetFinalPathNameByHandleW(file, path, size + 1, 0) - 1 < size)
        return path;
    free(path);
    return NULL;
}

int facs_windows_has_number(uint64_t number)
{
    return number != 0 && number != UINT64_MAX;
}
