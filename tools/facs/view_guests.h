/*
 * Who is connected to the page's server. A stranger, who has not shown the token yet, has a few
 * seconds for a whole request, however slowly it comes; and when too many are there, the one who
 * came first gives way to the next. So strangers cannot keep out who knows the token: those have
 * places of their own.
 */
#ifndef FACS_TOOLS_VIEW_GUESTS_H
#define FACS_TOOLS_VIEW_GUESTS_H

#define FACS_VIEW_STRANGERS 32
#define FACS_VIEW_KNOWN     32

/* Connections at the same time, at most: some of the strangers may be on their way out. */
#define FACS_VIEW_GUESTS (FACS_VIEW_STRANGERS + FACS_VIEW_KNOWN + 32)

/* Until a stranger's connection is cut, milliseconds: a browser's request comes within a few. */
#define FACS_VIEW_PATIENCE_MS 5000

typedef struct facs_view_guests facs_view_guests;

int facs_view_guests_open(facs_view_guests **out);
/* Everybody must have left. */
void facs_view_guests_close(facs_view_guests **guests);

/* Any thread. A connection on a socket began: its number, or -1: there is no place. It ended: from
 * then on the socket is not touched any more; -1 is allowed. */
int facs_view_guests_enter(facs_view_guests *guests, int socket);
void facs_view_guests_leave(facs_view_guests *guests, int number);

/* It has shown the token. 1: it has a place of those who have; 0: there are too many. */
int facs_view_guests_trust(facs_view_guests *guests, int number);

#endif
