#include "mhd_library.h"

#include <dlfcn.h>
#include <errno.h>
#include <string.h>

#define NAME(name) "MHD_" #name,

facs_mhd_functions facs_mhd;

static const char *const names[] = {FACS_MHD_FUNCTIONS(NAME) NULL};

int facs_mhd_open(void)
{
    void *handle = dlopen(FACS_MHD_LIBRARY, RTLD_NOW | RTLD_LOCAL);
    if (!handle)
        handle = dlopen(FACS_MHD_LEAF, RTLD_NOW | RTLD_LOCAL);
    for (int i = 0; handle && names[i]; i++) {
        void *address = dlsym(handle, names[i]);
        if (!address)
            return -ENOSYS;
        /* ISO C has no conversion from a pointer to data; POSIX says that this works. */
        memcpy((char *)&facs_mhd + (size_t)i * sizeof(void (*)(void)), &address, sizeof(address));
    }
    return handle ? 0 : -ENOSYS;
}
