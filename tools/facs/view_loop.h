/*
 * The thread of the page's server. It waits until a socket is ready or someone wakes it, and has
 * libmicrohttpd do the rest. libmicrohttpd has such a thread as well, but what that one must close
 * it notices only where shutdown() ends the wait for a socket, which Windows does not promise.
 */
#ifndef FACS_TOOLS_VIEW_LOOP_H
#define FACS_TOOLS_VIEW_LOOP_H

#include "view_guests.h"

struct MHD_Daemon;

typedef struct facs_view_loop facs_view_loop;

/* Prepares a thread, which needs sockets. resume: called in the thread when it was woken. guests
 * and opaque must stay valid. 0 or a negative errno. */
int facs_view_loop_open(facs_view_loop **out, facs_view_guests *guests,
                        void (*resume)(void *opaque), void *opaque);

/* Starts it for a daemon without a thread of its own, which nobody else uses from now on until the
 * loop is closed. 0 or a negative errno. */
int facs_view_loop_start(facs_view_loop *loop, struct MHD_Daemon *daemon);

/* For any thread. */
void facs_view_loop_wake(facs_view_loop *loop);

/* Ends the thread if it was started. */
void facs_view_loop_close(facs_view_loop **loop);

#endif
