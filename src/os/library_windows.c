#include "os/library.h"
#include "os/names_windows.h"
#include "os/path.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Looks for a name without a folder beside the program and in Windows, not in the current folder;
 * a library with a folder may need others that are in it, too. */
void *facs_library_load(const char *file, unsigned how)
{
    const int has_folder = facs_path_name(file) != file;
    const DWORD where = has_folder
                            ? LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR | LOAD_LIBRARY_SEARCH_SYSTEM32
                            : LOAD_LIBRARY_SEARCH_APPLICATION_DIR | LOAD_LIBRARY_SEARCH_SYSTEM32;
    wchar_t *name = has_folder ? facs_wide_path(file) : facs_wide(file);
    HMODULE library = name ? LoadLibraryExW(name, NULL, where) : NULL;
    const DWORD code = GetLastError();
    free(name);
    if (library && how & FACS_LIBRARY_FOR_EVER)
        GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_PIN | GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS,
                           (const wchar_t *)library, &library);
    if (!library)
        SetLastError(code);
    return library;
}

void facs_library_unload(void *library)
{
    FreeLibrary(library);
}

const char *facs_library_reason(char reason[FACS_LIBRARY_REASON])
{
    static const struct {
        DWORD code;
        const char *text;
    } reasons[] = {
        {ERROR_MOD_NOT_FOUND, "it, or a library that it needs, is not there"},
        {ERROR_PROC_NOT_FOUND, "it, or a library that it needs, lacks a function"},
        {ERROR_BAD_EXE_FORMAT, "it is damaged, or for another kind of processor"},
        {ERROR_DLL_INIT_FAILED, "it does not start"},
    };
    const DWORD code = GetLastError();
    for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
        if (reasons[i].code == code) {
            snprintf(reason, FACS_LIBRARY_REASON, "%s", reasons[i].text);
            return reason;
        }
    snprintf(reason, FACS_LIBRARY_REASON, "Windows' error %lu", (unsigned long)code);
    return reason;
}

facs_library_function facs_library_find(void *library, const char *name)
{
    return (facs_library_function)GetProcAddress(library, name);
}

char *facs_library_path_at(facs_library_function function)
{
    wchar_t name[32768], *address;
    const DWORD room = sizeof(name) / sizeof(name[0]);
    HMODULE library;
    memcpy(&address, &function, sizeof(address));
    if (!GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS |
                                GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT,
                            address, &library))
        return NULL;
    const DWORD length = GetModuleFileNameW(library, name, room);
    return length > 0 && length < room ? facs_narrow(name) : NULL;
}

char *facs_library_name_at(facs_library_function function)
{
    return facs_library_path_at(function);
}
