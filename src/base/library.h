/*
 * Shared libraries that are opened when they are used, so that runs without them neither need them
 * nor spend the time and memory of linking them.
 *
 * A library's header lists the functions that are used as FACS_X_FUNCTIONS(F), makes of it a struct
 * of pointers (FACS_LIBRARY_POINTER), which callers call through, and of the same list, in the same
 * order, the names that are looked for (FACS_LIBRARY_NAME).
 */
#ifndef FACS_BASE_LIBRARY_H
#define FACS_BASE_LIBRARY_H

#include <facs/facs.h>

typedef void (*facs_library_function)(void);

#define FACS_LIBRARY_POINTER(prefix, name) __typeof__(prefix##name) *name;
#define FACS_LIBRARY_NAME(prefix, name)    #prefix #name,

typedef struct facs_library {
    const char *file;         /* "libcairo.so.2", or its path */
    const char *leaf;         /* its name without a folder, tried next; NULL: none */
    const char *purpose;      /* what needs it, for the sentence: "drawing" */
    const char *const *names; /* of the functions; ends with NULL */
    void *functions;          /* the struct of their pointers */
    int opened;               /* 0 at first */
} facs_library;

/*
 * Open it, unless it is, and fill in its functions. Stays open until the process ends. Thread-safe.
 * ENVIRONMENT -ENOENT: it is not there, or lacks a function; the sentence names it.
 */
int facs_library_open(facs_library *library, facs_error *error);

/*
 * dlopen() with flags besides RTLD_NOW and RTLD_LOCAL. A name without a folder is looked for where
 * the system has its libraries, never in the current folder. NULL: dlerror() says why.
 */
void *facs_library_load(const char *file, int flags);

#endif
