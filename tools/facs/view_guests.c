#include "view_guests.h"

#include "os/clock.h"
#include "os/socket.h"
#include "os/thread.h"

#include <errno.h>
#include <stdlib.h>

#define LOOK_MS 100 /* between two checks of the strangers */

typedef enum { AWAY, STRANGER, KNOWN, CUT } guest_kind;

typedef struct guest {
    guest_kind kind;
    int socket;
    double since_ms;
} guest;

struct facs_view_guests {
    facs_mutex mutex;      /* guards the rest */
    facs_condition change; /* a stranger came; closing */
    facs_thread watch;
    guest guests[FACS_VIEW_GUESTS];
    int counts[CUT + 1]; /* by kind; that of AWAY is unused */
    int closing;
};

/* Call with the mutex locked. */
static void become(facs_view_guests *guests, guest *g, guest_kind kind)
{
    guests->counts[g->kind]--;
    guests->counts[kind]++;
    g->kind = kind;
}

/* Shuts down the connection, which the server then closes. Call with the mutex locked. */
static void cut(facs_view_guests *guests, guest *g)
{
    facs_socket_end(g->socket);
    become(guests, g, CUT);
}

/* ---- Strangers ------------------------------------------------------------------------------- */

static void cut_late_ones(facs_view_guests *guests)
{
    const double now = facs_clock_ms();
    for (int i = 0; i < FACS_VIEW_GUESTS; i++)
        if (guests->guests[i].kind == STRANGER &&
            now - guests->guests[i].since_ms > FACS_VIEW_PATIENCE_MS)
            cut(guests, &guests->guests[i]);
}

/* Sleeps while there are no strangers. */
static void *watch(void *opaque)
{
    facs_view_guests *guests = opaque;
    for (;;) {
        if (facs_mutex_lock(&guests->mutex) != 0)
            return NULL;
        while (!guests->closing && guests->counts[STRANGER] == 0)
            facs_condition_wait(&guests->change, &guests->mutex);
        const int closing = guests->closing;
        cut_late_ones(guests);
        facs_mutex_unlock(&guests->mutex);
        if (closing)
            return NULL;
        facs_clock_sleep_ms(LOOK_MS);
    }
}

static void release(facs_view_guests **guests)
{
    facs_condition_destroy(&(*guests)->change);
    facs_mutex_destroy(&(*guests)->mutex);
    free(*guests);
    *guests = NULL;
}

int facs_view_guests_open(facs_view_guests **out)
{
    *out = NULL;
    facs_view_guests *guests = calloc(1, sizeof(*guests));
    if (!guests)
        return -ENOMEM;
    int status = facs_monitor_init(&guests->mutex, &guests->change, NULL);
    if (status < 0) {
        free(guests);
        return status;
    }
    status = facs_thread_start(&guests->watch, watch, guests);
    if (status < 0)
        release(&guests);
    *out = guests;
    return status;
}

void facs_view_guests_close(facs_view_guests **guests)
{
    if (!*guests)
        return;
    if (facs_mutex_lock(&(*guests)->mutex) != 0)
        abort(); /* the thread would continue in freed memory */
    (*guests)->closing = 1;
    facs_condition_signal(&(*guests)->change);
    facs_mutex_unlock(&(*guests)->mutex);
    facs_thread_join((*guests)->watch);
    release(guests);
}

/* ---- Connections ----------------------------------------------------------------------------- */

static guest *oldest_stranger(facs_view_guests *guests)
{
    guest *oldest = NULL;
    for (int i = 0; i < FACS_VIEW_GUESTS; i++) {
        guest *g = &guests->guests[i];
        if (g->kind == STRANGER && (!oldest || g->since_ms < oldest->since_ms))
            oldest = g;
    }
    return oldest;
}

int facs_view_guests_enter(facs_view_guests *guests, int socket)
{
    int number = 0;
    if (facs_mutex_lock(&guests->mutex) != 0)
        return -1;
    if (guests->counts[STRANGER] == FACS_VIEW_STRANGERS)
        cut(guests, oldest_stranger(guests));
    while (number < FACS_VIEW_GUESTS && guests->guests[number].kind != AWAY)
        number++;
    if (number < FACS_VIEW_GUESTS) {
        guest *g = &guests->guests[number];
        g->socket = socket;
        g->since_ms = facs_clock_ms();
        become(guests, g, STRANGER);
        facs_condition_signal(&guests->change);
    }
    facs_mutex_unlock(&guests->mutex);
    return number < FACS_VIEW_GUESTS ? number : -1;
}

void facs_view_guests_leave(facs_view_guests *guests, int number)
{
    if (number < 0 || facs_mutex_lock(&guests->mutex) != 0)
        return;
    become(guests, &guests->guests[number], AWAY);
    facs_mutex_unlock(&guests->mutex);
}

int facs_view_guests_trust(facs_view_guests *guests, int number)
{
    if (number < 0 || facs_mutex_lock(&guests->mutex) != 0)
        return 0;
    guest *g = &guests->guests[number];
    if (g->kind == STRANGER && guests->counts[KNOWN] < FACS_VIEW_KNOWN)
        become(guests, g, KNOWN);
    const int known = g->kind == KNOWN;
    facs_mutex_unlock(&guests->mutex);
    return known;
}
