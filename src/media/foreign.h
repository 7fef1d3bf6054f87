/*
 * What a file is that holds no pictures which can be read, by how it begins: FFmpeg says no more
 * than "invalid data", or takes it for something else.
 */
#ifndef FACS_MEDIA_FOREIGN_H
#define FACS_MEDIA_FOREIGN_H

#include <stddef.h>
#include <stdint.h>

typedef struct facs_foreign {
    const char *what;   /* "a PDF document" */
    const char *advice; /* what to do, without a full stop */
    int always;         /* 1: it is not even to be tried, for FFmpeg may make something of it */
} facs_foreign;

/* NULL: nothing that is known here. head: the first bytes, at best 512 or more. */
const facs_foreign *facs_foreign_find(const uint8_t *head, size_t count);

#endif
