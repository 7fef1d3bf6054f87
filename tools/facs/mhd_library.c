#include "mhd_library.h"

#include "view.h"

#include <dlfcn.h>
#include <errno.h>
#include <string.h>

#define NAME(name) "MHD_" #name,

facs_mhd_functions facs_mhd;

static const char *const names[] = {FACS_MHD_FUNCTIONS(NAME) NULL};

/* The one that was built with, then where package managers install. No name without a folder where
 * the first has one: macOS would look for it in the current folder, too. */
static const char *const files[] = {FACS_MHD_LIBRARY, "/opt/homebrew/lib/" FACS_MHD_LEAF,
                                    "/opt/local/lib/" FACS_MHD_LEAF,
                                    "/usr/local/lib/" FACS_MHD_LEAF};

int facs_mhd_open(void)
{
    void *handle = NULL;
    for (size_t i = 0; !handle && i < sizeof(files) / sizeof(files[0]); i++)
        handle = dlopen(files[i], RTLD_NOW | RTLD_LOCAL);
    for (int i = 0; handle && names[i]; i++) {
        void *address = dlsym(handle, names[i]);
        if (!address)
            return -ENOSYS;
        /* ISO C has no conversion from a pointer to data; POSIX says that this works. */
        memcpy((char *)&facs_mhd + (size_t)i * sizeof(void (*)(void)), &address, sizeof(address));
    }
    return handle ? 0 : -ENOSYS;
}

const char *facs_view_lacks(void)
{
    return facs_mhd_open() == 0 ? NULL
                                : "the page needs the library libmicrohttpd, which cannot be used "
                                  "on this machine: install it";
}
