/* Public structs that begin with their size, so that they can grow (docs/abi.md). */
#ifndef FACS_BASE_SIZED_H
#define FACS_BASE_SIZED_H

#include <facs/facs.h>

/* No caller's struct is larger: a larger size was never set. */
#define FACS_SIZED_MAX ((size_t)64 << 10)

typedef struct facs_sized {
    const char *name; /* of the type, for messages */
    size_t size;      /* in this version */
    size_t inner;     /* of a struct with its own size that follows the size; 0: there is none. The
                         other members begin where the caller's inner struct ends. */
} facs_sized;

#define FACS_SIZED(type) ((facs_sized){.name = #type, .size = sizeof(type)})

/* The same for options of a run, which begin with their size and a facs_options, analysis. */
#define FACS_SIZED_RUN(type)                                                                       \
    ((facs_sized){.name = #type, .size = sizeof(type), .inner = sizeof(((type *)NULL)->analysis)})

/* USAGE -EINVAL: theirs is NULL, or its size cannot be one of this type's. */
int facs_sized_check(const void *theirs, const facs_sized *type, facs_error *error);

/*
 * Copy the members that the caller's struct has over the defaults in own, whose sizes become this
 * version's. USAGE errors: as facs_sized_check; -E2BIG: theirs is larger, and a member that this
 * version does not know is not 0.
 */
int facs_sized_read(void *own, const void *theirs, const facs_sized *type, facs_error *error);

/* Copy own to theirs, whose sizes were checked, as far as that reaches; set what own lacks to 0. */
void facs_sized_write(void *theirs, const void *own, const facs_sized *type);

#endif
