/*
 * The web server for the page of facs live: only on the loopback interface, and only for those who
 * know the token in the address. It serves the page's files, by long polling the newest frame, and
 * the markers, which a page sets.
 */
#ifndef FACS_TOOLS_VIEW_SERVER_H
#define FACS_TOOLS_VIEW_SERVER_H

#include "view.h"
#include "view_frames.h"
#include "view_markers.h"

/* The files of view_page/, which embed.py builds into the command. */
typedef struct facs_view_page_file {
    const char *name;
    const unsigned char *bytes;
    size_t count;
} facs_view_page_file;

extern const facs_view_page_file facs_view_page[]; /* ends with a NULL name */

typedef struct facs_view_server facs_view_server;

/*
 * Listens; those who connect wait until the server starts. port 0: the system chooses one. about:
 * JSON that holds for the whole run. frames, markers and about must stay valid. Returns a negative
 * errno on failure; -EADDRINUSE if the port is in use.
 */
int facs_view_server_open(facs_view_server **out, facs_view_address *address, int port,
                          facs_view_frames *frames, facs_view_markers *markers, const char *about);
/* Starts its thread. Returns 0 or a negative errno. */
int facs_view_server_start(facs_view_server *server);
/* Cuts off any connection that is waiting or receiving. */
void facs_view_server_close(facs_view_server **server);

/* Returns 1 if a page asked for a frame in the last few seconds. For any thread. */
int facs_view_server_is_watched(facs_view_server *server);

/* Answers those who wait for a frame. Call from the giver after giving one. */
void facs_view_server_wake(facs_view_server *server);

#endif
