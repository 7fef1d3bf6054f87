#define _CRT_RAND_S /* rand_s */

#include "os/process.h"

#include "os/names_windows.h"
#include "os/terminal.h"
#include "os/thread.h"

#include <errno.h>
#include <fcntl.h>
#include <io.h>
#include <psapi.h>
#include <shellapi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_VARIABLES 32 /* that the program asks for */
#define OUTPUT_BYTES  (1 << 14)

/* ---- The console ----------------------------------------------------------------------------- */

static UINT output_before, input_before; /* code pages of the console, which outlives the process */

static void restore_console(void)
{
    SetConsoleOutputCP(output_before);
    SetConsoleCP(input_before);
}

static void speak_utf8(void)
{
    output_before = GetConsoleOutputCP();
    input_before = GetConsoleCP();
    if (output_before == 0 || output_before == CP_UTF8 || atexit(restore_console) != 0)
        return; /* there is no console, or nothing to do */
    SetConsoleOutputCP(CP_UTF8);
    SetConsoleCP(CP_UTF8);
}

/* The C library does not buffer a console: printf() would write byte by byte, and characters of
 * several bytes in pieces. */
static void buffer_output(void)
{
    if (facs_is_terminal(FACS_STANDARD_OUTPUT))
        setvbuf(stdout, NULL, _IOFBF, OUTPUT_BYTES);
}

/* ---- Libraries and drives -------------------------------------------------------------------- */

/* Libraries that are named without a folder come from the program's own and from Windows', never
 * from the current one; and no drive without a disk opens a window that somebody has to close. */
static void be_careful(void)
{
    SetDllDirectoryW(L"");
    SetDefaultDllDirectories(LOAD_LIBRARY_SEARCH_APPLICATION_DIR | LOAD_LIBRARY_SEARCH_SYSTEM32);
    SetErrorMode(GetErrorMode() | SEM_FAILCRITICALERRORS | SEM_NOOPENFILEERRORBOX);
}

/* ---- Arguments and environment --------------------------------------------------------------- */

static int read_arguments(int *argc, char ***argv)
{
    int count;
    wchar_t **wide = CommandLineToArgvW(GetCommandLineW(), &count);
    char **words = wide ? calloc((size_t)count + 1, sizeof(*words)) : NULL;
    int status = words ? 0 : -ENOMEM;
    for (int i = 0; i < count && status == 0; i++) {
        words[i] = facs_narrow(wide[i]);
        status = words[i] ? 0 : -ENOMEM;
    }
    LocalFree((void *)wide);
    if (status == 0) {
        *argc = count;
        *argv = words;
    }
    return status; /* the program ends if this fails */
}

int facs_process_begin(int *argc, char ***argv)
{
    be_careful();
    _fmode = _O_BINARY;
    for (int handle = 0; handle <= 2; handle++)
        _setmode(handle, _O_BINARY); /* fails where there is no such stream */
    speak_utf8();
    buffer_output();
    return read_arguments(argc, argv);
}

/* cmd's set NAME="C:\a b" makes its quotation marks part of the value, where no path has any. */
static void remove_quotes(char *value)
{
    const size_t length = strlen(value);
    if (length < 2 || value[0] != '"' || value[length - 1] != '"')
        return;
    memmove(value, value + 1, length - 2);
    value[length - 2] = '\0';
}

const char *facs_environment(const char *name)
{
    static facs_mutex lock = FACS_MUTEX_INITIALIZER;
    static struct {
        char *name, *value;
    } known[MAX_VARIABLES];
    wchar_t *wide = facs_wide(name);
    const wchar_t *found = wide ? _wgetenv(wide) : NULL;
    char *value = found ? facs_narrow(found) : NULL;
    int i = 0;
    free(wide);
    if (!value)
        return NULL;
    remove_quotes(value);
    facs_mutex_lock(&lock);
    while (i < MAX_VARIABLES && known[i].name &&
           (strcmp(known[i].name, name) != 0 || strcmp(known[i].value, value) != 0))
        i++;
    if (i == MAX_VARIABLES || (!known[i].name && !(known[i].name = _strdup(name)))) {
        free(value);
        value = NULL;
    } else if (known[i].value) {
        free(value);
        value = known[i].value;
    } else {
        known[i].value = value;
    }
    facs_mutex_unlock(&lock);
    return value;
}

/* ---- The machine ----------------------------------------------------------------------------- */

double facs_process_peak_bytes(void)
{
    PROCESS_MEMORY_COUNTERS counters = {.cb = sizeof(counters)};
    return GetProcessMemoryInfo(GetCurrentProcess(), &counters, sizeof(counters))
               ? (double)counters.PeakWorkingSetSize
               : 0;
}

/* A machine with more than 64 processors has several groups, which the mask does not describe. */
int facs_processor_count(void)
{
    DWORD_PTR ours, all;
    DWORD count = GetActiveProcessorCount(ALL_PROCESSOR_GROUPS);
    if (GetActiveProcessorGroupCount() == 1 &&
        GetProcessAffinityMask(GetCurrentProcess(), &ours, &all) && ours)
        for (count = 0; ours; ours &= ours - 1)
            count++;
    return count < 1 ? 1 : (int)count;
}

void facs_host_name(char *name, size_t size)
{
    wchar_t wide[256];
    DWORD length = sizeof(wide) / sizeof(wide[0]);
    char *narrow =
        GetComputerNameExW(ComputerNameDnsHostname, wide, &length) ? facs_narrow(wide) : NULL;
    snprintf(name, size, "%s", narrow ? narrow : "");
    free(narrow);
}

/* Unlike GetVersionEx(), it does not lie. The headers have it only for drivers. */
NTSYSAPI LONG NTAPI RtlGetVersion(OSVERSIONINFOW *version);

void facs_system_name(char *name, size_t size)
{
    const char *machine = facs_environment("PROCESSOR_ARCHITECTURE");
    OSVERSIONINFOW version = {.dwOSVersionInfoSize = sizeof(version)};
    RtlGetVersion(&version);
    snprintf(name, size, "Windows %lu.%lu.%lu %s", version.dwMajorVersion, version.dwMinorVersion,
             version.dwBuildNumber, machine ? machine : "");
}

int facs_random_bytes(void *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        unsigned value;
        if (rand_s(&value) != 0)
            return -EIO;
        ((unsigned char *)bytes)[i] = (unsigned char)value;
    }
    return 0;
}

int facs_environment_default(const char *name, const char *value)
{
    return facs_environment(name) ? 0 : -_putenv_s(name, value);
}
