#include "base/library.h"

#include "base/error.h"

#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <string.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *open_file(const facs_library *library)
{
    void *handle = dlopen(library->file, RTLD_NOW | RTLD_LOCAL);
    if (!handle && library->leaf && strcmp(library->leaf, library->file) != 0)
        handle = dlopen(library->leaf, RTLD_NOW | RTLD_LOCAL);
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
    if (pthread_mutex_lock(&lock) != 0)
        return facs_fail(error, FACS_ERROR_INTERNAL, -EINVAL, "the lock of libraries failed");
    int status = library->opened ? 0 : open_library(library, error);
    pthread_mutex_unlock(&lock);
    return status;
}
