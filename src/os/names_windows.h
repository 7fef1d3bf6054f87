/* Names for Windows' own functions. */
#ifndef FACS_OS_NAMES_WINDOWS_H
#define FACS_OS_NAMES_WINDOWS_H

#include <windows.h>

/* UTF-8 as Windows has it, and back; allocated, NULL without memory or where it is not valid. */
wchar_t *facs_wide(const char *text);
char *facs_narrow(const wchar_t *text);

/* The negative errno of GetLastError(). */
int facs_windows_status(void);

#endif
