#include "os/library.h"
#include "os/names_windows.h"
#include "os/path.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Looks for a name without a folder beside the library or program that has this code, and nowhere
 * else: Windows has a few libraries of the same names, of other versions. Allocated. */
static wchar_t *find_file(const char *file)
{
    if (facs_path_name(file) != file)
        return facs_wide_path(file);
    char *own = facs_library_path_at((facs_library_function)facs_library_load);
    char *beside = own ? facs_path_beside(own, file) : NULL;
    wchar_t *path = beside ? facs_wide_path(beside) : NULL;
    free(own);
    free(beside);
    return path;
}

void *facs_library_load(const char *file, unsigned how)
{
    HMODULE library = NULL;
    SetLastError(ERROR_NOT_ENOUGH_MEMORY);
    wchar_t *path = find_file(file);
    if (path && GetFileAttributesW(path) != INVALID_FILE_ATTRIBUTES)
        library = LoadLibraryExW(path, NULL,
                                 LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR | LOAD_LIBRARY_SEARCH_SYSTEM32);
    const DWORD code = GetLastError();
    free(path);
    SetLastError(code);
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
    const DWORD code = GetLastError();
    switch (code) {
    case ERROR_FILE_NOT_FOUND:
    case ERROR_PATH_NOT_FOUND:
        snprintf(reason, FACS_LIBRARY_REASON, "there is no such file");
        break;
    case ERROR_MOD_NOT_FOUND: /* not of this file, which is there */
        snprintf(reason, FACS_LIBRARY_REASON,
                 "it needs libraries that are missing, which Microsoft's Visual C++ "
                 "Redistributable may bring");
        break;
    case ERROR_PROC_NOT_FOUND:
        snprintf(reason, FACS_LIBRARY_REASON, "it needs a newer version of another library");
        break;
    case ERROR_BAD_EXE_FORMAT:
        snprintf(reason, FACS_LIBRARY_REASON, "it is not a library for this Windows");
        break;
    default:
        snprintf(reason, FACS_LIBRARY_REASON, "Windows' error %lu", (unsigned long)code);
    }
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
