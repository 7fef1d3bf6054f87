/* facs live --view: a page in the browser with the picture, points, bars and curves, moving. */
#ifndef FACS_TOOLS_VIEW_H
#define FACS_TOOLS_VIEW_H

#include <facs/facs.h>

typedef struct facs_view facs_view;

/* NULL, or why the page cannot be served here. Before any other thread is started. */
const char *facs_view_lacks(void);

/*
 * Serve the page of a run on this machine's loopback. input: as the user gave it. port: 0: the
 * system chooses one. -EADDRINUSE: the port is taken; another negative errno.
 */
int facs_view_open(facs_view **out, const char *input, const facs_options *analysis, int port);
void facs_view_close(facs_view **view);

/* Where the page is, with the secret; and what a browser is started with, which leads there once.
 */
const char *facs_view_address(const facs_view *view);
const char *facs_view_entry(const facs_view *view);

/*
 * Show a row. Called by one thread at a time; never waits for a browser, and does next to nothing
 * while none is there.
 */
void facs_view_show(facs_view *view, const facs_live_row *row);

#endif
