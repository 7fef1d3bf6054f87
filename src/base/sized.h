/* Structs of the public interface that begin with their size, so that they can grow: docs/abi.md.
 */
#ifndef FACS_BASE_SIZED_H
#define FACS_BASE_SIZED_H

#include <facs/facs.h>

/* No struct of a caller is larger: what claims to be was never filled in. */
#define FACS_SIZED_MAX ((size_t)64 << 10)

typedef struct facs_sized {
    const char *name; /* of the type, for messages */
    size_t size;      /* as this version has it */
    size_t inner;     /* of a struct with a size of its own right behind the size; 0: there is none.
                         What follows it begins where the caller's inner struct ends. */
} facs_sized;

#define FACS_SIZED(type) ((facs_sized){.name = #type, .size = sizeof(type)})

/* USAGE -EINVAL: theirs is NULL, or its size cannot be one of this type's. */
int facs_sized_check(const void *theirs, const facs_sized *type, facs_error *error);

/*
 * Copy the members that the caller's struct has over those of own, which holds the defaults; own's
 * sizes become this version's. USAGE errors: as facs_sized_check; -E2BIG: theirs is larger, and not
 * 0 in the members that this version does not know.
 */
int facs_sized_read(void *own, const void *theirs, const facs_sized *type, facs_error *error);

/* Fill theirs, whose sizes are set and checked, as far as it reaches; what own lacks becomes 0. */
void facs_sized_write(void *theirs, const void *own, const facs_sized *type);

#endif
