/* A build without libmicrohttpd has no page. Only facs_view_lacks and facs_view_open are ever
 * called. */
#include "view.h"

#include <errno.h>

const char *facs_view_lacks(void)
{
    return "the page needs libmicrohttpd, which this facs was built without: run \"make setup\" in "
           "the source tree to install it, and build again";
}

int facs_view_open(facs_view **out, facs_view_address *address, const char *input,
                   const char *record, const facs_options *analysis, int port)
{
    (void)address;
    (void)input;
    (void)record;
    (void)analysis;
    (void)port;
    *out = NULL;
    return -ENOSYS;
}

int facs_view_keep_markers(facs_view *view, const char *path)
{
    (void)view;
    (void)path;
    return -ENOSYS;
}

int facs_view_start(facs_view *view)
{
    (void)view;
    return -ENOSYS;
}

void facs_view_close(facs_view **view)
{
    (void)view;
}

void facs_view_show(facs_view *view, const facs_live_row *row)
{
    (void)view;
    (void)row;
}

const char *facs_view_marker(facs_view *view)
{
    (void)view;
    return NULL;
}
