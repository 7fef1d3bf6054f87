#include "base/library.h"

#include "base/error.h"
#include "os/thread.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

static facs_mutex lock = FACS_MUTEX_INITIALIZER;

#ifdef __APPLE__
/* Where package managers install. macOS itself looks for a name without a folder in the current
 * folder, too: a library that came with a video could run there. */
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

void *facs_library_load(const char *file, int flags)
{
    flags |= RTLD_NOW | RTLD_LOCAL;
    return strchr(file, '/') ? dlopen(file, flags) : load_by_name(file, flags);
}

static void *open_file(const facs_library *library)
{
    void *handle = facs_library_load(library->file, 0);
    if (!handle && library->leaf && strcmp(library->leaf, library->file) != 0)
        handle = facs_library_load(library->leaf, 0);
    return handle;
}

static int fail(const facs_library *library, facs_error *error)
{
    const char *reason = dlerror();
    return facs_fail(error, FACS_ERROR_ENVIRONMENT, -ENOENT,
                     "%s needs the library %s, which cannot be used (%s): install it",
                     library->purpose, library->file, reason ? reason : "no reason is given");
}

static int open_library(facs_library *library, facs_error *error)
{
    void *handle = open_file(library);
    if (!handle)
        return fail(library, error);
    for (int i = 0; library->names[i]; i++) {
        void *address = dlsym(handle, library->names[i]);
        if (!address) {
            int status = fail(library, error);
            dlclose(handle);
            return status;
        }
        /* ISO C has no conversion from a pointer to data; POSIX says that this works. */
        memcpy((char *)library->functions + (size_t)i * sizeof(facs_library_function), &address,
               sizeof(facs_library_function));
    }
    library->opened = 1;
    return 0;
}

int facs_library_open(facs_library *library, facs_error *error)
{
    if (facs_mutex_lock(&lock) != 0)
        return facs_fail(error, FACS_ERROR_INTERNAL, -EINVAL, "the lock of libraries failed");
    int status = library->opened ? 0 : open_library(library, error);
    facs_mutex_unlock(&lock);
    return status;
}
