/* Recognizes files without readable pictures by their first bytes. FFmpeg says only "invalid data",
 * or mistakes them for something else. */
#ifndef FACS_MEDIA_FOREIGN_H
#define FACS_MEDIA_FOREIGN_H

#include <stddef.h>
#include <stdint.h>

typedef struct facs_foreign {
    const char *what;   /* "a PDF document" */
    const char *advice; /* what to do, without a full stop */
    int always;         /* 1: do not even try it, FFmpeg might make something of it */
} facs_foreign;

/* Returns NULL if the file is not recognized. head: its first bytes, ideally 512 or more. */
const facs_foreign *facs_foreign_find(const uint8_t *head, size_t count);

/* Returns 1 for an ISO file whose first box (ISO/IEC 14496-12, 4.3) names brand. */
int facs_foreign_has_brand(const uint8_t *head, size_t count, const char *brand);

#endif
