/* The files of view_page/, which view_page/embed.py builds into the command. */
#ifndef FACS_TOOLS_VIEW_PAGE_H
#define FACS_TOOLS_VIEW_PAGE_H

#include <stddef.h>

typedef struct facs_view_page_file {
    const char *name;
    const unsigned char *bytes;
    size_t count;
} facs_view_page_file;

extern const facs_view_page_file facs_view_page[]; /* ends with a NULL name */

#endif
