/*
 * Shared libraries that are opened when they are used, so that runs without them neither need them
 * nor spend the time and memory of linking them.
 *
 * A library's header lists the functions that are used as FACS_X_FUNCTIONS(F), makes of it a struct
 * of pointers (FACS_LIBRARY_POINTER), which callers call through, and of the same list, in the same
 * order, the names that are looked for (FACS_LIBRARY_NAME).
 */
#ifndef FACS_OS_LIBRARY_H
#define FACS_OS_LIBRARY_H

#include <facs/facs.h>

typedef void (*facs_library_function)(void);

/* NOLINTNEXTLINE(bugprone-macro-parentheses): it declares */
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

/* ---- One by one ------------------------------------------------------------------------------ */

/*
 * A name without a folder is looked for where the system has its libraries, never in the current
 * folder. for_ever: it stays when it is unloaded, for the sake of its threads. NULL: it cannot be
 * had, and facs_library_reason() says why.
 */
void *facs_library_load(const char *file, int for_ever);
void facs_library_unload(void *library);

/* NULL: it has no such function. */
facs_library_function facs_library_find(void *library, const char *name);

/* Why the last of these failed in this thread; answers reason. */
#define FACS_LIBRARY_REASON 768
const char *facs_library_reason(char reason[FACS_LIBRARY_REASON]);

/* The library or program that holds a function: as the loader names it, and its absolute path,
 * links resolved. Allocated; NULL: unknown, or without memory. */
char *facs_library_name_at(facs_library_function function);
char *facs_library_path_at(facs_library_function function);

#endif
