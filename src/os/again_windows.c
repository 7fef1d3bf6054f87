#include "os/again.h"

#include "os/clock.h"
#include "os/interrupt.h"
#include "os/names_windows.h"

#include <errno.h>
#include <stdlib.h>
#include <wchar.h>

#define LOOK_MS        20
#define MAX_PATH_UNITS 32768

/* A copy of a standard handle that the child inherits; NULL: there is none. */
static HANDLE inherited(DWORD which)
{
    HANDLE copy = NULL;
    DuplicateHandle(GetCurrentProcess(), GetStdHandle(which), GetCurrentProcess(), &copy, 0, TRUE,
                    DUPLICATE_SAME_ACCESS);
    return copy;
}

static int start(HANDLE *child, const wchar_t *program, wchar_t *line)
{
    STARTUPINFOW how = {.cb = sizeof(how), .dwFlags = STARTF_USESTDHANDLES};
    PROCESS_INFORMATION made = {0};
    how.hStdOutput = inherited(STD_OUTPUT_HANDLE);
    how.hStdError = inherited(STD_ERROR_HANDLE);
    const UINT mode = GetErrorMode();
    SetErrorMode(mode | SEM_NOGPFAULTERRORBOX); /* the child's, too: no window if it crashes */
    const int status = CreateProcessW(program, line, NULL, NULL, TRUE, 0, NULL, NULL, &how, &made)
                           ? 0
                           : facs_windows_status();
    SetErrorMode(mode);
    if (how.hStdOutput)
        CloseHandle(how.hStdOutput);
    if (how.hStdError)
        CloseHandle(how.hStdError);
    if (status == 0)
        CloseHandle(made.hThread);
    *child = made.hProcess;
    return status;
}

/* TerminateProcess() ends it whatever its threads wait for. An exception is an exit status. */
static int end_of(HANDLE child, double seconds)
{
    const double deadline = facs_clock_ms() + 1e3 * seconds;
    DWORD status = 0;
    int ended = 0; /* why, as a negative errno */
    while (!ended && WaitForSingleObject(child, LOOK_MS) == WAIT_TIMEOUT) {
        ended = facs_interrupted() ? -EINTR : facs_clock_ms() > deadline ? -ETIMEDOUT : 0;
        if (ended)
            TerminateProcess(child, 1);
    }
    const int known = GetExitCodeProcess(child, &status) && status < 256;
    CloseHandle(child);
    return ended ? ended : known ? (int)status : -EIO;
}

int facs_again_run(const char *argument, double seconds)
{
    wchar_t *program = calloc(MAX_PATH_UNITS, sizeof(*program)), *word = facs_wide(argument);
    wchar_t *line = calloc(MAX_PATH_UNITS, sizeof(*line));
    HANDLE child = NULL;
    int status = program && word && line ? 0 : -ENOMEM;
    if (status == 0) {
        const DWORD length = GetModuleFileNameW(NULL, program, MAX_PATH_UNITS);
        status = length > 0 && length < MAX_PATH_UNITS ? 0 : -ENOENT;
    }
    if (status == 0 && swprintf(line, MAX_PATH_UNITS, L"facs \"%ls\"", word) < 0)
        status = -ENOMEM;
    if (status == 0)
        status = start(&child, program, line);
    free(program);
    free(word);
    free(line);
    return status < 0 ? status : end_of(child, seconds);
}
