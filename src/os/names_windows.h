/* Names, statuses and handles of Windows' own functions. */
#ifndef FACS_OS_NAMES_WINDOWS_H
#define FACS_OS_NAMES_WINDOWS_H

#include "os/file.h"

#include <windows.h>

/* Convert UTF-8 to UTF-16 and back; allocated. NULL: out of memory, or the text is not valid;
 * GetLastError() says which. */
wchar_t *facs_wide(const char *text);
char *facs_narrow(const wchar_t *text);

/*
 * The absolute path of a file or folder, allocated, as Windows' functions take one of any length:
 * from 248 units on it begins with \\?\, behind which only a backslash separates and nothing is
 * interpreted. A path that begins so, or with \\.\, keeps its beginning. NULL: as facs_wide(), or
 * the path is empty.
 */
wchar_t *facs_wide_path(const char *path);

/* GetLastError(), or a code of it, as a negative errno. */
int facs_windows_status(void);
int facs_windows_status_of(DWORD code);

/* CreateFileW() for a path in UTF-8. Others may read, write, rename and remove the file meanwhile.
 * INVALID_HANDLE_VALUE: GetLastError() says why. */
HANDLE facs_windows_open(const char *path, DWORD access, DWORD creation, DWORD flags);

/* The system's handle of a descriptor. */
HANDLE facs_windows_handle(int handle);

/* The path of an open file or folder without links, from \\?\ on; allocated. NULL: it has none. */
wchar_t *facs_windows_path_of(HANDLE file);

/* 1: it is the number of a file on its disk: some file systems of networks have no such numbers,
 * and some have longer ones. */
int facs_windows_has_number(uint64_t number);

/* facs_handle_info() for such a handle. */
int facs_windows_info(facs_file_info *info, HANDLE file);

#endif
