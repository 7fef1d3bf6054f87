#include "output/cairo_library.h"

facs_cairo_functions facs_cairo = FACS_LIBRARY_POINTERS(FACS_CAIRO_FUNCTIONS);

static const char *const names[] = {FACS_CAIRO_FUNCTIONS(FACS_LIBRARY_NAME) NULL};

static facs_library library = {.file = FACS_CAIRO_LIBRARY,
                               .leaf = FACS_CAIRO_LEAF,
                               .purpose = "drawing a video or a picture",
                               .names = names,
                               .functions = &facs_cairo,
                               .opened = FACS_LIBRARY_OPENED};

int facs_cairo_open(facs_error *error)
{
    return facs_library_open(&library, error);
}
