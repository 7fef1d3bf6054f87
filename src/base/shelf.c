#include "base/shelf.h"

#include "os/thread.h"

#include <stdlib.h>

struct facs_shelf {
    facs_mutex lock; /* a plain one, which cannot fail if it is used correctly */
    void (*close)(void *thing);
    void *things[FACS_SHELF_MAX];
    int count;
};

facs_shelf *facs_shelf_open(void (*close)(void *thing))
{
    facs_shelf *shelf = calloc(1, sizeof(*shelf));
    if (!shelf)
        return NULL;
    if (facs_mutex_init(&shelf->lock) < 0) {
        free(shelf);
        return NULL;
    }
    shelf->close = close;
    return shelf;
}

void facs_shelf_close(facs_shelf **shelf)
{
    if (!*shelf)
        return;
    while ((*shelf)->count > 0)
        (*shelf)->close((*shelf)->things[--(*shelf)->count]);
    facs_mutex_destroy(&(*shelf)->lock);
    free(*shelf);
    *shelf = NULL;
}

void *facs_shelf_take(facs_shelf *shelf)
{
    if (!shelf)
        return NULL;
    facs_mutex_lock(&shelf->lock);
    void *thing = shelf->count > 0 ? shelf->things[--shelf->count] : NULL;
    facs_mutex_unlock(&shelf->lock);
    return thing;
}

int facs_shelf_put(facs_shelf *shelf, void *thing)
{
    int status = -ENOSPC;
    if (!shelf)
        return status;
    facs_mutex_lock(&shelf->lock);
    if (shelf->count < FACS_SHELF_MAX) {
        shelf->things[shelf->count++] = thing;
        status = 0;
    }
    facs_mutex_unlock(&shelf->lock);
    return status;
}
