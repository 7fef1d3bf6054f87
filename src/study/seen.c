#include "study/seen.h"

#include <errno.h>
#include <stdlib.h>

struct facs_place {
    uint64_t device, inode;
    int taken;
};

/* Returns where it is, or the free place where it belongs. */
static struct facs_place *find(struct facs_place *places, size_t room, uint64_t device,
                               uint64_t inode)
{
    const uint64_t mixed =
        (inode ^ device * UINT64_C(0x9e3779b97f4a7c15)) * UINT64_C(0xbf58476d1ce4e5b9);
    size_t at = (size_t)(mixed >> 20) & (room - 1);
    while (places[at].taken && (places[at].device != device || places[at].inode != inode))
        at = (at + 1) & (room - 1);
    return &places[at];
}

static int grow(facs_seen *seen)
{
    const size_t room = seen->room ? 2 * seen->room : 64; /* a power of two */
    struct facs_place *places = calloc(room, sizeof(*places));
    if (!places)
        return -ENOMEM;
    for (size_t i = 0; i < seen->room; i++)
        if (seen->places[i].taken)
            *find(places, room, seen->places[i].device, seen->places[i].inode) = seen->places[i];
    free(seen->places);
    seen->places = places;
    seen->room = room;
    return 0;
}

int facs_seen_add(facs_seen *seen, uint64_t device, uint64_t inode)
{
    if (2 * seen->count >= seen->room && grow(seen) < 0)
        return -ENOMEM;
    struct facs_place *place = find(seen->places, seen->room, device, inode);
    if (place->taken)
        return 0;
    *place = (struct facs_place){device, inode, 1};
    seen->count++;
    return 1;
}

void facs_seen_free(facs_seen *seen)
{
    free(seen->places);
    *seen = (facs_seen){.places = NULL};
}
