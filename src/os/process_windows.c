#define _CRT_RAND_S /* rand_s */

#include "os/process.h"

#include "os/names_windows.h"
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
    _fmode = _O_BINARY;
    for (int handle = 0; handle <= 2; handle++)
        _setmode(handle, _O_BINARY); /* fails where there is no such stream */
    speak_utf8();
    return read_arguments(argc, argv);
}

const char *facs_environment(const char *name)
{
    static facs_mutex lock = PTHREAD_MUTEX_INITIALIZER;
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

int facs_processor_count(void)
{
    const DWORD count = GetActiveProcessorCount(ALL_PROCESSOR_GROUPS);
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

void facs_system_name(char *name, size_t size)
{
    const char *machine = facs_environment("PROCESSOR_ARCHITECTURE");
    snprintf(name, size, "Windows %s", machine ? machine : "");
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
