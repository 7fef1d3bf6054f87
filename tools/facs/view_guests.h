/*
 * The connections to the page's server. A stranger, who has not shown the token yet, has a few
 * seconds for a whole request, however slowly it arrives; if there are too many strangers, the
 * oldest one is cut off. Those who know the token have places of their own, so strangers cannot
 * keep them out. All functions are for the server's thread.
 */
#ifndef FACS_TOOLS_VIEW_GUESTS_H
#define FACS_TOOLS_VIEW_GUESTS_H

#include "os/socket.h"

#define FACS_VIEW_STRANGERS 32
#define FACS_VIEW_KNOWN     32

/* Maximum number of connections; some of the strangers may be closing. */
#define FACS_VIEW_GUESTS (FACS_VIEW_STRANGERS + FACS_VIEW_KNOWN + 32)

/* Milliseconds until a stranger is cut off; a browser's request takes only a few. */
#define FACS_VIEW_PATIENCE_MS 5000

typedef struct facs_view_guests facs_view_guests;

/* 0 or -ENOMEM. */
int facs_view_guests_open(facs_view_guests **out);
/* Every connection must have left before. */
void facs_view_guests_close(facs_view_guests **guests);

/* enter registers a connection and returns its number, or -1 if there is no place. leave ends it;
 * the socket is not used afterwards. -1 is allowed. */
int facs_view_guests_enter(facs_view_guests *guests, facs_socket socket);
void facs_view_guests_leave(facs_view_guests *guests, int number);

/* Call when a connection has shown the token. Returns 1 if it gets a place, 0 if there are too
 * many. */
int facs_view_guests_trust(facs_view_guests *guests, int number);

/* Cuts off the strangers who took too long. Returns in how many milliseconds to look again: 0 if
 * some were cut off and have not left, at most FACS_VIEW_PATIENCE_MS. */
int facs_view_guests_look(facs_view_guests *guests);

/* The sockets of those who were cut off and have not left: shut down, for their owner to close.
 * Returns their number. */
int facs_view_guests_cut(const facs_view_guests *guests, facs_socket sockets[FACS_VIEW_GUESTS]);

#endif
