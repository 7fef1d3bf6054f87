#define _CRT_RAND_S /* rand_s */

#include "os/process.h"

#include "os/names_windows.h"

#include <errno.h>
#include <psapi.h>
#include <shellapi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
    const char *machine = getenv("PROCESSOR_ARCHITECTURE");
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
    return getenv(name) ? 0 : -_putenv_s(name, value);
}

int facs_desktop_open(const char *address)
{
    wchar_t *wide = facs_wide(address);
    const INT_PTR answer =
        wide ? (INT_PTR)ShellExecuteW(NULL, L"open", wide, NULL, NULL, SW_SHOWNORMAL) : 0;
    free(wide);
    return answer > 32; /* its way to report success */
}
