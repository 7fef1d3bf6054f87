#include "media/device_library.h"

facs_avdevice_functions facs_avdevice;

static const char *const names[] = {FACS_AVDEVICE_FUNCTIONS(FACS_LIBRARY_NAME) NULL};

static facs_library library = {.file = FACS_AVDEVICE_LIBRARY,
                               .leaf = FACS_AVDEVICE_LEAF,
                               .purpose = "a camera",
                               .names = names,
                               .functions = &facs_avdevice};

int facs_avdevice_open(facs_error *error)
{
    return facs_library_open(&library, error);
}
