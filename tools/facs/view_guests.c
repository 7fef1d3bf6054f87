#include "view_guests.h"

#include "os/clock.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

typedef enum { AWAY, STRANGER, KNOWN, CUT } guest_kind;

typedef struct guest {
    guest_kind kind;
    facs_socket socket;
    double since_ms;
} guest;

struct facs_view_guests {
    guest guests[FACS_VIEW_GUESTS];
    int counts[CUT + 1]; /* by kind; that of AWAY is unused */
};

static void become(facs_view_guests *guests, guest *g, guest_kind kind)
{
    guests->counts[g->kind]--;
    guests->counts[kind]++;
    g->kind = kind;
}

static void cut(facs_view_guests *guests, guest *g)
{
    facs_socket_end(g->socket);
    become(guests, g, CUT);
}

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

int facs_view_guests_open(facs_view_guests **out)
{
    *out = calloc(1, sizeof(**out));
    return *out ? 0 : -ENOMEM;
}

void facs_view_guests_close(facs_view_guests **guests)
{
    free(*guests);
    *guests = NULL;
}

int facs_view_guests_enter(facs_view_guests *guests, facs_socket socket)
{
    int number = 0;
    if (guests->counts[STRANGER] == FACS_VIEW_STRANGERS)
        cut(guests, oldest_stranger(guests));
    while (number < FACS_VIEW_GUESTS && guests->guests[number].kind != AWAY)
        number++;
    if (number == FACS_VIEW_GUESTS)
        return -1;
    guest *g = &guests->guests[number];
    g->socket = socket;
    g->since_ms = facs_clock_ms();
    become(guests, g, STRANGER);
    return number;
}

void facs_view_guests_leave(facs_view_guests *guests, int number)
{
    if (number >= 0)
        become(guests, &guests->guests[number], AWAY);
}

int facs_view_guests_trust(facs_view_guests *guests, int number)
{
    if (number < 0)
        return 0;
    guest *g = &guests->guests[number];
    if (g->kind == STRANGER && guests->counts[KNOWN] < FACS_VIEW_KNOWN)
        become(guests, g, KNOWN);
    return g->kind == KNOWN;
}

int facs_view_guests_look(facs_view_guests *guests)
{
    const double now = facs_clock_ms();
    double left = FACS_VIEW_PATIENCE_MS;
    guest *oldest;
    while ((oldest = oldest_stranger(guests)) != NULL) {
        left = oldest->since_ms + FACS_VIEW_PATIENCE_MS - now;
        if (left > 0)
            break;
        cut(guests, oldest);
    }
    return guests->counts[CUT] > 0 ? 0 : (int)ceil(left);
}

int facs_view_guests_cut(const facs_view_guests *guests, facs_socket sockets[FACS_VIEW_GUESTS])
{
    int count = 0;
    for (int i = 0; i < FACS_VIEW_GUESTS; i++)
        if (guests->guests[i].kind == CUT)
            sockets[count++] = guests->guests[i].socket;
    return count;
}
