/*
 * The web server behind the page of facs live: on this machine's loopback alone, and only for who
 * knows the token in the address. It serves the page's files and, by long polling, the newest
 * frame.
 */
#ifndef FACS_TOOLS_VIEW_SERVER_H
#define FACS_TOOLS_VIEW_SERVER_H

#include "view_frames.h"

typedef struct facs_view_server facs_view_server;

/*
 * port: 0: the system chooses one. about: the JSON that holds for the whole run. frames and about
 * are kept. -EADDRINUSE: the port is taken; -EIO; another negative errno.
 */
int facs_view_server_open(facs_view_server **out, int port, facs_view_frames *frames,
                          const char *about);
/* Whoever still waits or is sent something is cut off. */
void facs_view_server_close(facs_view_server **server);

/* "http://127.0.0.1:PORT/TOKEN/" */
const char *facs_view_server_address(const facs_view_server *server);

/*
 * An address that leads to the one above, once: the command line of a browser that is started with
 * it can be read by everybody on the machine.
 */
const char *facs_view_server_entry(const facs_view_server *server);

/* A page has asked for a frame within the last seconds. Any thread. */
int facs_view_server_is_watched(facs_view_server *server);

/* A frame was given: answer those who wait for it. The thread that gives. */
void facs_view_server_wake(facs_view_server *server);

#endif
