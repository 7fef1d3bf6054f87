/* Things that wait for their next use, because to make one takes much longer: memory from the
 * system, above all, which has to clear each page. Thread-safe. */
#ifndef FACS_BASE_SHELF_H
#define FACS_BASE_SHELF_H

#define FACS_SHELF_MAX 8 /* things on a shelf; more are closed */

typedef struct facs_shelf facs_shelf;

/* close: releases a thing. NULL: out of memory. */
facs_shelf *facs_shelf_open(void (*close)(void *thing));
void facs_shelf_close(facs_shelf **shelf); /* with what is on it */

/* Returns the thing that was put there last, which may still be in the cache; NULL: there is none,
 * or no shelf. */
void *facs_shelf_take(facs_shelf *shelf);
/* Returns 0 if the shelf has it now; -ENOSPC: it is full, or there is no shelf. */
int facs_shelf_put(facs_shelf *shelf, void *thing);

#endif
