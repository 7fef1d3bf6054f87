/*
 * The web server for the page of facs live: only on the loopback interface, and only for those who
 * know the token in the address. It serves the page's files and, by long polling, the newest frame.
 */
#ifndef FACS_TOOLS_VIEW_SERVER_H
#define FACS_TOOLS_VIEW_SERVER_H

#include "view_frames.h"

typedef struct facs_view_server facs_view_server;

/*
 * port 0: the system chooses one. about: JSON that holds for the whole run. frames and about must
 * stay valid. Returns a negative errno on failure; -EADDRINUSE if the port is in use.
 */
int facs_view_server_open(facs_view_server **out, int port, facs_view_frames *frames,
                          const char *about);
/* Cuts off any connection that is waiting or receiving. */
void facs_view_server_close(facs_view_server **server);

/* "http://127.0.0.1:PORT/TOKEN/" */
const char *facs_view_server_address(const facs_view_server *server);

/*
 * An address that leads to the one above, but only once: anyone on the machine can read the command
 * line of a browser that is started with it.
 */
const char *facs_view_server_entry(const facs_view_server *server);

/* Returns 1 if a page asked for a frame in the last few seconds. For any thread. */
int facs_view_server_is_watched(facs_view_server *server);

/* Answers those who wait for a frame. Call from the giver after giving one. */
void facs_view_server_wake(facs_view_server *server);

#endif
