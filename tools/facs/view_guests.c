#include "view_guests.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

#define LOOK_MS 100 /* between two looks at strangers' time */

typedef enum { AWAY, STRANGER, KNOWN, CUT } guest_kind;

typedef struct guest {
    guest_kind kind;
    int socket;
    double since_ms;
} guest;

struct facs_view_guests {
    pthread_mutex_t mutex; /* of what follows */
    pthread_cond_t change; /* a stranger came; closing */
    pthread_t watch;
    guest guests[FACS_VIEW_GUESTS];
    int counts[CUT + 1]; /* by kind; of AWAY nothing */
    int closing;
};

static double now_ms(void)
{
    struct timespec now = {0};
    clock_gettime(CLOCK_MONOTONIC, &now); /* where it fails, strangers still give way */
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec * 1e-6;
}

/* The mutex is locked. */
static void become(facs_view_guests *guests, guest *g, guest_kind kind)
{
    guests->counts[g->kind]--;
    guests->counts[kind]++;
    g->kind = kind;
}

/* End the connection's reading and writing; its server closes it. The mutex is locked. */
static void cut(facs_view_guests *guests, guest *g)
{
    shutdown(g->socket, SHUT_RDWR);
    become(guests, g, CUT);
}

/* ---- The strangers' time --------------------------------------------------------------------- */

static void cut_late_ones(facs_view_guests *guests)
{
    const double now = now_ms();
    for (int i = 0; i < FACS_VIEW_GUESTS; i++)
        if (guests->guests[i].kind == STRANGER &&
            now - guests->guests[i].since_ms > FACS_VIEW_PATIENCE_MS)
            cut(guests, &guests->guests[i]);
}

/* Sleeps while no stranger is there. */
static void *watch(void *opaque)
{
    facs_view_guests *guests = opaque;
    const struct timespec a_moment = {0, LOOK_MS * 1000000L};
    for (;;) {
        if (pthread_mutex_lock(&guests->mutex) != 0)
            return NULL;
        while (!guests->closing && guests->counts[STRANGER] == 0)
            pthread_cond_wait(&guests->change, &guests->mutex);
        const int closing = guests->closing;
        cut_late_ones(guests);
        pthread_mutex_unlock(&guests->mutex);
        if (closing)
            return NULL;
        nanosleep(&a_moment, NULL);
    }
}

int facs_view_guests_open(facs_view_guests **out)
{
    *out = NULL;
    facs_view_guests *guests = calloc(1, sizeof(*guests));
    if (!guests)
        return -ENOMEM;
    int status = -pthread_mutex_init(&guests->mutex, NULL);
    if (status < 0)
        goto no_mutex;
    status = -pthread_cond_init(&guests->change, NULL);
    if (status < 0)
        goto no_condition;
    status = -pthread_create(&guests->watch, NULL, watch, guests);
    if (status < 0)
        goto no_thread;
    *out = guests;
    return 0;

no_thread:
    pthread_cond_destroy(&guests->change);
no_condition:
    pthread_mutex_destroy(&guests->mutex);
no_mutex:
    free(guests);
    return status;
}

void facs_view_guests_close(facs_view_guests **guests)
{
    if (!*guests)
        return;
    if (pthread_mutex_lock(&(*guests)->mutex) != 0)
        abort(); /* the thread would go on in freed memory */
    (*guests)->closing = 1;
    pthread_cond_signal(&(*guests)->change);
    pthread_mutex_unlock(&(*guests)->mutex);
    pthread_join((*guests)->watch, NULL);
    pthread_cond_destroy(&(*guests)->change);
    pthread_mutex_destroy(&(*guests)->mutex);
    free(*guests);
    *guests = NULL;
}

/* ---- Coming and going ------------------------------------------------------------------------ */

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
    if (pthread_mutex_lock(&guests->mutex) != 0)
        return -1;
    if (guests->counts[STRANGER] == FACS_VIEW_STRANGERS)
        cut(guests, oldest_stranger(guests));
    while (number < FACS_VIEW_GUESTS && guests->guests[number].kind != AWAY)
        number++;
    if (number < FACS_VIEW_GUESTS) {
        guest *g = &guests->guests[number];
        g->socket = socket;
        g->since_ms = now_ms();
        become(guests, g, STRANGER);
        pthread_cond_signal(&guests->change);
    }
    pthread_mutex_unlock(&guests->mutex);
    return number < FACS_VIEW_GUESTS ? number : -1;
}

void facs_view_guests_leave(facs_view_guests *guests, int number)
{
    if (number < 0 || pthread_mutex_lock(&guests->mutex) != 0)
        return;
    become(guests, &guests->guests[number], AWAY);
    pthread_mutex_unlock(&guests->mutex);
}

int facs_view_guests_trust(facs_view_guests *guests, int number)
{
    if (number < 0 || pthread_mutex_lock(&guests->mutex) != 0)
        return 0;
    guest *g = &guests->guests[number];
    if (g->kind == STRANGER && guests->counts[KNOWN] < FACS_VIEW_KNOWN)
        become(guests, g, KNOWN);
    const int known = g->kind == KNOWN;
    pthread_mutex_unlock(&guests->mutex);
    return known;
}
