#include "mhd_library.h"

#include "view.h"

#include <errno.h>

facs_mhd_functions facs_mhd;

static const char *const names[] = {FACS_MHD_FUNCTIONS(FACS_LIBRARY_NAME) NULL};

static facs_library library = {.file = FACS_MHD_LIBRARY,
                               .leaf = FACS_MHD_LEAF,
                               .purpose = "a page",
                               .names = names,
                               .functions = &facs_mhd};

int facs_mhd_open(void)
{
    return facs_library_open(&library, NULL) == 0 ? 0 : -ENOSYS;
}

const char *facs_view_lacks(void)
{
    return facs_mhd_open() == 0 ? NULL
                                : "the page needs the library libmicrohttpd, which is missing or "
                                  "cannot be loaded: install it";
}
