#include "os/library.h"
#include "os/names_windows.h"
#include "os/path.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Looks for a name without a folder beside the program and in Windows, not in the current folder.
 */
void *facs_library_load(const char *file, unsigned how)
{
    const DWORD where = facs_path_is_absolute(file)
                            ? LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR | LOAD_LIBRARY_SEARCH_SYSTEM32
                            : LOAD_LIBRARY_SEARCH_APPLICATION_DIR | LOAD_LIBRARY_SEARCH_SYSTEM32;
    wchar_t *name = facs_wide(file);
    HMODULE library = name ? LoadLibraryExW(name, NULL, where) : NULL;
    free(name);
    if (library && how & FACS_LIBRARY_FOR_EVER)
        GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_PIN | GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS,
                           (const wchar_t *)library, &library);
    return library;
}

void facs_library_unload(void *library)
{
    FreeLibrary(library);
}

const char *facs_library_reason(char reason[FACS_LIBRARY_REASON])
{
    snprintf(reason, FACS_LIBRARY_REASON, "Windows' error %lu", (unsigned long)GetLastError());
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
