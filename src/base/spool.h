/* Records of one size in the order in which they were added. Few are in memory; when there are
 * many, they move to a file without a name, so memory does not grow with a video. */
#ifndef FACS_BASE_SPOOL_H
#define FACS_BASE_SPOOL_H

#include <stddef.h>

typedef struct facs_spool {
    size_t size;           /* of a record, bytes */
    size_t in_file, held;  /* records */
    size_t room;           /* for records in memory */
    unsigned char *memory; /* the held ones, which come after those in the file */
    char *beside;          /* the file is made in the folder of this path; NULL: never */
    int handle;            /* -1: no file */
} facs_spool;

/* An empty spool of records of that size; may be closed. */
#define FACS_SPOOL(size_) ((facs_spool){.size = (size_), .handle = -1})

/* Lets the spool have a file beside path, which is copied. -ENOMEM. */
int facs_spool_beside(facs_spool *spool, const char *path);

/* Adds a record. If the file cannot be made or written, memory grows instead. -ENOMEM. */
int facs_spool_add(facs_spool *spool, const void *record);

/* Returns the number of records. */
size_t facs_spool_count(const facs_spool *spool);

/* Copies count records from the first-th on, which must be there. 0 or -errno. */
int facs_spool_read(const facs_spool *spool, size_t first, size_t count, void *records);

void facs_spool_close(facs_spool *spool);

#endif
