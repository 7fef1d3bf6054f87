/* A build without cairo: facs_overlay_open fails, and nothing after it is reached. */
#include "output/overlay.h"

#include "base/error.h"

#include <errno.h>

int facs_overlay_check(facs_error *error)
{
    return facs_fail(error, FACS_ERROR_ENVIRONMENT, -ENOSYS,
                     "drawing a video or a picture needs cairo, which this facs was built without: "
                     "run \"make setup\" in its sources, which installs it");
}

int facs_overlay_open(facs_overlay **out, int width, int height, facs_overlay_panel panel,
                      facs_error *error)
{
    (void)width;
    (void)height;
    (void)panel;
    *out = NULL;
    return facs_overlay_check(error);
}

void facs_overlay_close(facs_overlay **overlay)
{
    (void)overlay;
}

void facs_overlay_hide_picture(facs_overlay *overlay)
{
    (void)overlay;
}

void facs_overlay_size(const facs_overlay *overlay, int *width, int *height)
{
    (void)overlay;
    *width = *height = 0;
}

int facs_overlay_draw(facs_overlay *overlay, const facs_pool_frame *frame, facs_image *drawn,
                      facs_error *error)
{
    (void)overlay;
    (void)frame;
    (void)drawn;
    return facs_overlay_check(error);
}
