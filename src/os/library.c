#include "os/library.h"

#include "os/thread.h"

#include <stdio.h>
#include <string.h>

static facs_mutex lock = FACS_MUTEX_INITIALIZER;

static void *load(const facs_library *library)
{
    const unsigned how = library->is_large ? FACS_LIBRARY_LAZY : 0;
    void *handle = facs_library_load(library->file, how);
    if (!handle && library->leaf && strcmp(library->leaf, library->file) != 0)
        handle = facs_library_load(library->leaf, how);
    return handle;
}

static int fail(const facs_library *library, const char *reason, facs_error *error)
{
    if (error) {
        error->kind = FACS_ERROR_ENVIRONMENT;
        snprintf(error->text, sizeof(error->text),
                 "%s needs the library %s, which cannot be used (%s): install it", library->purpose,
                 library->file, reason);
    }
    return -ENOENT;
}

static int open_library(facs_library *library, facs_error *error)
{
    char reason[FACS_LIBRARY_REASON];
    void *handle = load(library);
    if (!handle)
        return fail(library, facs_library_reason(reason), error);
    for (int i = 0; library->names[i]; i++) {
        const facs_library_function found = facs_library_find(handle, library->names[i]);
        if (!found) {
            facs_library_unload(handle);
            snprintf(reason, sizeof(reason), "another version is here, without %s",
                     library->names[i]);
            return fail(library, reason, error);
        }
        memcpy((char *)library->functions + (size_t)i * sizeof(found), &found, sizeof(found));
    }
    library->opened = 1;
    return 0;
}

int facs_library_open(facs_library *library, facs_error *error)
{
    const int locked = facs_mutex_lock(&lock);
    if (locked < 0)
        return locked;
    const int status = library->opened ? 0 : open_library(library, error);
    facs_mutex_unlock(&lock);
    return status;
}
