/* facs live --view: a page in the browser with the live picture, points, bars and curves. */
#ifndef FACS_TOOLS_VIEW_H
#define FACS_TOOLS_VIEW_H

#include <facs/facs.h>

typedef struct facs_view facs_view;

/* The page's address with its secret, "http://127.0.0.1:PORT/TOKEN/", and one that leads to it, but
 * only once: anyone on the machine can read the command line of a browser that is started with it.
 */
typedef struct facs_view_address {
    char page[96], entry[96];
} facs_view_address;

/* Returns NULL, or why no page can be served here. Call before any other thread is started. */
const char *facs_view_lacks(void);

/*
 * Prepares the page of a run on the loopback interface. input: as the user gave it. port 0: the
 * system chooses one. record: the path of the recording, or NULL. Returns a negative errno on
 * failure; -EADDRINUSE if the port is in use.
 */
int facs_view_open(facs_view **out, facs_view_address *address, const char *input,
                   const char *record, const facs_options *analysis, int port);

/* Keeps the markers that are set on the page in a table. Call before the page is served. Returns 0
 * or a negative errno; -EEXIST: the file is already there. */
int facs_view_keep_markers(facs_view *view, const char *path);

/* Serves it from now on, with a thread. Returns 0 or a negative errno. */
int facs_view_start(facs_view *view);
void facs_view_close(facs_view **view);

/*
 * Shows a row. For one thread at a time; never waits for a browser, and does almost nothing while
 * no page is open.
 */
void facs_view_show(facs_view *view, const facs_live_row *row);

/* Returns the line of JSON of the next marker that was set, or NULL. It is valid until the next
 * call. For the same thread. */
const char *facs_view_marker(facs_view *view);

#endif
