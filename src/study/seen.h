/* A set of files and folders, known by device and inode. */
#ifndef FACS_STUDY_SEEN_H
#define FACS_STUDY_SEEN_H

#include <stddef.h>
#include <stdint.h>

/* Zero is empty. */
typedef struct facs_seen {
    struct facs_place *places;
    size_t count, room;
} facs_seen;

/* Adds one. 1, or 0 if it is there already, or -ENOMEM. */
int facs_seen_add(facs_seen *seen, uint64_t device, uint64_t inode);
void facs_seen_free(facs_seen *seen);

#endif
