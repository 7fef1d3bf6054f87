#define _GNU_SOURCE /* dladdr, RTLD_NODELETE */

#include "os/library.h"
#include "os/path.h"

#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef __APPLE__
/* Where package managers install. macOS itself would also look in the current folder, where a
 * library that came with a video could then run. */
static void *load_by_name(const char *name, int flags)
{
    static const char *const folders[] = {"/opt/homebrew/lib", "/opt/local/lib", "/usr/local/lib"};
    char path[1024];
    void *handle = NULL;
    for (size_t i = 0; !handle && i < sizeof(folders) / sizeof(folders[0]); i++) {
        snprintf(path, sizeof(path), "%s/%s", folders[i], name);
        handle = dlopen(path, flags);
    }
    return handle;
}
#else
#define load_by_name dlopen
#endif

void *facs_library_load(const char *file, unsigned how)
{
    const int flags = (how & FACS_LIBRARY_LAZY ? RTLD_LAZY : RTLD_NOW) | RTLD_LOCAL |
                      (how & FACS_LIBRARY_FOR_EVER ? RTLD_NODELETE : 0);
    return facs_path_name(file) != file ? dlopen(file, flags) : load_by_name(file, flags);
}

void facs_library_unload(void *library)
{
    dlclose(library);
}

const char *facs_library_reason(char reason[FACS_LIBRARY_REASON])
{
    const char *text = dlerror();
    snprintf(reason, FACS_LIBRARY_REASON, "%s", text ? text : "no reason is given");
    return reason;
}

facs_library_function facs_library_find(void *library, const char *name)
{
    facs_library_function function;
    void *address = dlsym(library, name);
    /* ISO C cannot convert a data pointer to a function pointer; POSIX says that this works. */
    memcpy(&function, &address, sizeof(function));
    return function;
}

char *facs_library_name_at(facs_library_function function)
{
    Dl_info info;
    void *address;
    memcpy(&address, &function, sizeof(address));
    return dladdr(address, &info) && info.dli_fname ? strdup(info.dli_fname) : NULL;
}

#ifdef __linux__
/* For the program itself dladdr() gives the name it was called by, so ask the kernel. */
char *facs_library_path_at(facs_library_function function)
{
    unsigned long long from, to;
    char line[4096 + 128];
    int at = 0, found = 0;
    uintptr_t address;
    memcpy(&address, &function, sizeof(address));
    FILE *maps = fopen("/proc/self/maps", "r");
    while (maps && !found && fgets(line, sizeof(line), maps)) {
        at = 0;
        found = sscanf(line, "%llx-%llx %*s %*s %*s %*s %n", &from, &to, &at) >= 2 && at > 0 &&
                from <= address && address < to;
    }
    if (maps)
        fclose(maps);
    line[strcspn(line, "\n")] = '\0';
    return found && line[at] == '/' ? strdup(line + at) : NULL;
}
#else
char *facs_library_path_at(facs_library_function function)
{
    char *name = facs_library_name_at(function);
    char *path = name && facs_path_is_absolute(name) ? realpath(name, NULL) : NULL;
    free(name);
    return path;
}
#endif
