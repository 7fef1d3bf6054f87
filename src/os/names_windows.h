/* Names and statuses of Windows' own functions. */
#ifndef FACS_OS_NAMES_WINDOWS_H
#define FACS_OS_NAMES_WINDOWS_H

#include <windows.h>

/* Convert UTF-8 to UTF-16 and back; allocated. NULL: out of memory, or the text is not valid. */
wchar_t *facs_wide(const char *text);
char *facs_narrow(const wchar_t *text);

/* GetLastError() as a negative errno. */
int facs_windows_status(void);

#endif
