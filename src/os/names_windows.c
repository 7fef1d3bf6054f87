#include "os/names_windows.h"

#include <errno.h>
#include <stdlib.h>

wchar_t *facs_wide(const char *text)
{
    const int size = MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, text, -1, NULL, 0);
    wchar_t *wide = size > 0 ? malloc((size_t)size * sizeof(*wide)) : NULL;
    if (wide)
        MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, text, -1, wide, size);
    return wide;
}

char *facs_narrow(const wchar_t *text)
{
    const int size = WideCharToMultiByte(CP_UTF8, 0, text, -1, NULL, 0, NULL, NULL);
    char *narrow = size > 0 ? malloc((size_t)size) : NULL;
    if (narrow)
        WideCharToMultiByte(CP_UTF8, 0, text, -1, narrow, size, NULL, NULL);
    return narrow;
}

int facs_windows_status(void)
{
    static const struct {
        DWORD code;
        int status;
    } known[] = {
        {ERROR_FILE_NOT_FOUND, -ENOENT},
        {ERROR_PATH_NOT_FOUND, -ENOENT},
        {ERROR_ACCESS_DENIED, -EACCES},
        {ERROR_SHARING_VIOLATION, -EACCES},
        {ERROR_FILE_EXISTS, -EEXIST},
        {ERROR_ALREADY_EXISTS, -EEXIST},
        {ERROR_DIR_NOT_EMPTY, -ENOTEMPTY},
        {ERROR_DIRECTORY, -ENOTDIR},
        {ERROR_DISK_FULL, -ENOSPC},
        {ERROR_LOCK_VIOLATION, -EWOULDBLOCK},
        {ERROR_NOT_ENOUGH_MEMORY, -ENOMEM},
        {ERROR_PIPE_BUSY, -ENXIO},
        {ERROR_BROKEN_PIPE, -EPIPE},
        {ERROR_NO_DATA, -EPIPE},
        {ERROR_NOT_SAME_DEVICE, -EXDEV},
        {ERROR_TOO_MANY_OPEN_FILES, -EMFILE},
        {ERROR_WRITE_PROTECT, -EROFS},
        {ERROR_INVALID_NAME, -EINVAL},
        {ERROR_FILENAME_EXCED_RANGE, -ENAMETOOLONG},
    };
    const DWORD code = GetLastError();
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        if (known[i].code == code)
            return known[i].status;
    return -EIO;
}
