#include "view_loop.h"

#include "os/clock.h"
#include "os/thread.h"
#include "view_http.h"

#include <stdlib.h>

#define FAILURE_MS 50 /* until the sockets are looked at again if that fails */

/* Beside the connections: the listener, the waker, and one that is being accepted. */
_Static_assert(FACS_VIEW_GUESTS + 3 <= FD_SETSIZE, "they do not fit into a set");

struct facs_view_loop {
    facs_view_guests *guests;
    void (*resume)(void *opaque);
    void *opaque;
    struct MHD_Daemon *daemon;
    facs_socket ends[2]; /* a byte sent to the second wakes who waits for the first */
    facs_thread thread;
    int started;
    facs_mutex mutex; /* guards the rest */
    int woken;        /* 1: a byte is on its way */
    int closing;
};

typedef struct socket_sets {
    fd_set reading, writing, failing;
    facs_socket max;
} socket_sets;

static void empty(socket_sets *sets)
{
    FD_ZERO(&sets->reading);
    FD_ZERO(&sets->writing);
    FD_ZERO(&sets->failing);
    sets->max = 0;
}

/* ---- Waiting --------------------------------------------------------------------------------- */

/* Milliseconds until something is due. */
static int time_left(facs_view_loop *loop)
{
    const int stranger = facs_view_guests_look(loop->guests);
    MHD_UNSIGNED_LONG_LONG own;
    const int has_own = facs_mhd.get_timeout(loop->daemon, &own) == MHD_YES;
    return has_own && own < (unsigned)stranger ? (int)own : stranger;
}

/* Leaves those sockets in the sets that are ready. */
static void wait_for_sockets(facs_view_loop *loop, socket_sets *sets)
{
    empty(sets);
    (void)facs_mhd.get_fdset2(loop->daemon, &sets->reading, &sets->writing, &sets->failing,
                              &sets->max, FD_SETSIZE);
    FD_SET(loop->ends[0], &sets->reading);
    if (loop->ends[0] > sets->max)
        sets->max = loop->ends[0];
    const int left = time_left(loop);
    struct timeval time = {.tv_sec = left / 1000, .tv_usec = left % 1000 * 1000};
    if (select((int)sets->max + 1, &sets->reading, &sets->writing, &sets->failing, &time) >= 0)
        return;
    empty(sets); /* a signal arrived, or there is no memory */
    facs_clock_sleep_ms(FAILURE_MS);
}

/* Has libmicrohttpd look at connections that were shut down, and so close them: receiving and
 * sending fail from then on. */
static void add_cut(const facs_view_loop *loop, socket_sets *sets)
{
    facs_socket cut[FACS_VIEW_GUESTS];
    const int count = facs_view_guests_cut(loop->guests, cut);
    for (int i = 0; i < count; i++) {
        FD_SET(cut[i], &sets->reading);
        FD_SET(cut[i], &sets->writing);
        FD_SET(cut[i], &sets->failing);
    }
}

/* Returns 1 if the thread has to end. */
static int take_wake(facs_view_loop *loop, int has_byte)
{
    char byte;
    if (facs_mutex_lock(&loop->mutex) != 0)
        return 1;
    if (has_byte)
        (void)recv(loop->ends[0], &byte, 1, 0);
    const int woken = loop->woken, closing = loop->closing;
    loop->woken = 0;
    facs_mutex_unlock(&loop->mutex);
    if (woken && !closing)
        loop->resume(loop->opaque);
    return closing;
}

static void *run(void *opaque)
{
    facs_view_loop *loop = opaque;
    socket_sets sets;
    do {
        wait_for_sockets(loop, &sets);
        const int has_byte = FD_ISSET(loop->ends[0], &sets.reading) != 0;
        facs_view_guests_look(loop->guests);
        add_cut(loop, &sets);
        if (take_wake(loop, has_byte))
            return NULL;
    } while (facs_mhd.run_from_select(loop->daemon, &sets.reading, &sets.writing, &sets.failing) ==
             MHD_YES);
    return NULL;
}

/* ---- The thread ------------------------------------------------------------------------------ */

int facs_view_loop_open(facs_view_loop **out, facs_view_guests *guests,
                        void (*resume)(void *opaque), void *opaque)
{
    *out = NULL;
    facs_view_loop *loop = calloc(1, sizeof(*loop));
    if (!loop)
        return -ENOMEM;
    loop->guests = guests;
    loop->resume = resume;
    loop->opaque = opaque;
    int status = facs_mutex_init(&loop->mutex);
    if (status == 0 && (status = facs_socket_pair(loop->ends)) < 0)
        facs_mutex_destroy(&loop->mutex);
    if (status < 0) {
        free(loop);
        return status;
    }
    *out = loop;
    return 0;
}

int facs_view_loop_start(facs_view_loop *loop, struct MHD_Daemon *daemon)
{
    loop->daemon = daemon;
    const int status = facs_thread_start(&loop->thread, run, loop);
    loop->started = status == 0;
    return status;
}

static void wake(facs_view_loop *loop, int closing)
{
    if (facs_mutex_lock(&loop->mutex) != 0)
        return;
    loop->closing |= closing;
    if (!loop->woken)
        (void)send(loop->ends[1], "", 1, 0); /* without it, the thread looks soon enough */
    loop->woken = 1;
    facs_mutex_unlock(&loop->mutex);
}

void facs_view_loop_wake(facs_view_loop *loop)
{
    wake(loop, 0);
}

void facs_view_loop_close(facs_view_loop **loop)
{
    if (!*loop)
        return;
    if ((*loop)->started) {
        wake(*loop, 1);
        facs_thread_join((*loop)->thread);
    }
    facs_socket_close((*loop)->ends[0]);
    facs_socket_close((*loop)->ends[1]);
    facs_mutex_destroy(&(*loop)->mutex);
    free(*loop);
    *loop = NULL;
}
