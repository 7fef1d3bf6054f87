#include "os/terminal.h"

#include <stdlib.h>
#include <string.h>

#define USUAL_COLUMNS 80
#define USUAL_ROWS    24

#ifdef _WIN32

#include <windows.h>

/* A version of the SDK from before Windows 10 does not have it. */
#ifndef ENABLE_VIRTUAL_TERMINAL_PROCESSING
#define ENABLE_VIRTUAL_TERMINAL_PROCESSING 4
#endif

static HANDLE console_of(int handle)
{
    return (HANDLE)_get_osfhandle(handle);
}

void facs_terminal_size(int handle, int *columns, int *rows)
{
    CONSOLE_SCREEN_BUFFER_INFO info;
    const int known = GetConsoleScreenBufferInfo(console_of(handle), &info);
    *columns = known ? info.srWindow.Right - info.srWindow.Left + 1 : USUAL_COLUMNS;
    *rows = known ? info.srWindow.Bottom - info.srWindow.Top + 1 : USUAL_ROWS;
}

int facs_terminal_can_redraw(int handle)
{
    DWORD mode;
    return GetConsoleMode(console_of(handle), &mode) &&
           SetConsoleMode(console_of(handle), mode | ENABLE_VIRTUAL_TERMINAL_PROCESSING);
}

#else

#include <sys/ioctl.h>
#include <termios.h>

void facs_terminal_size(int handle, int *columns, int *rows)
{
    struct winsize size;
    if (ioctl(handle, TIOCGWINSZ, &size) != 0)
        size.ws_col = size.ws_row = 0;
    *columns = size.ws_col > 0 ? size.ws_col : USUAL_COLUMNS;
    *rows = size.ws_row > 0 ? size.ws_row : USUAL_ROWS;
}

int facs_terminal_can_redraw(int handle)
{
    const char *kind = getenv("TERM");
    return isatty(handle) && kind && *kind && strcmp(kind, "dumb") != 0;
}

#endif
