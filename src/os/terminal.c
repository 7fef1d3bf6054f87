#include "os/terminal.h"

#include <stdlib.h>
#include <string.h>

#define USUAL_COLUMNS 80
#define USUAL_ROWS    24

#ifdef _WIN32

#include <io.h>
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

int facs_is_terminal(int handle)
{
    DWORD mode;
    return GetConsoleMode(console_of(handle), &mode) != 0;
}

static HANDLE changed = INVALID_HANDLE_VALUE; /* the console whose mode this program has changed */
static DWORD mode_before;

/* The console outlives the program. */
static void restore_mode(void)
{
    SetConsoleMode(changed, mode_before);
}

int facs_terminal_can_redraw(int handle)
{
    HANDLE console = console_of(handle);
    DWORD mode;
    if (!GetConsoleMode(console, &mode))
        return 0;
    if (mode & ENABLE_VIRTUAL_TERMINAL_PROCESSING)
        return 1;
    if (!SetConsoleMode(console, mode | ENABLE_VIRTUAL_TERMINAL_PROCESSING))
        return 0; /* before Windows 10 */
    if (changed == INVALID_HANDLE_VALUE && atexit(restore_mode) == 0) {
        changed = console;
        mode_before = mode;
    }
    return 1;
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
