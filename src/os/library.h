/*
 * Shared libraries that are opened on first use, so that runs without them neither need them nor
 * spend time and memory on linking them.
 *
 * A library's header lists the functions it uses as FACS_X_FUNCTIONS(F). The list becomes a struct
 * of pointers to call them through (FACS_LIBRARY_POINTER) and, in the same order, the names to look
 * up (FACS_LIBRARY_NAME).
 */
#ifndef FACS_OS_LIBRARY_H
#define FACS_OS_LIBRARY_H

#include <facs/facs.h>

typedef void (*facs_library_function)(void);

/* NOLINTNEXTLINE(bugprone-macro-parentheses): it declares */
#define FACS_LIBRARY_POINTER(prefix, name) __typeof__(prefix##name) *name;
#define FACS_LIBRARY_NAME(prefix, name)    #prefix #name,

/* With -Dlinked=true these libraries are part of the program: the struct of pointers is filled in
 * from the start, and nothing is looked up. */
#ifdef FACS_LINKED
#define FACS_LIBRARY_ADDRESS(prefix, name) .name = prefix##name,
#define FACS_LIBRARY_POINTERS(list)                                                                \
    {                                                                                              \
        list(FACS_LIBRARY_ADDRESS)                                                                 \
    }
#define FACS_LIBRARY_OPENED 1
#else
#define FACS_LIBRARY_POINTERS(list)                                                                \
    {                                                                                              \
        0                                                                                          \
    }
#define FACS_LIBRARY_OPENED 0
#endif

typedef struct facs_library {
    const char *file;         /* "libcairo.so.2", or its path */
    const char *leaf;         /* its name without a folder, tried next; NULL: do not */
    const char *purpose;      /* what needs it, for the sentence: "drawing" */
    const char *const *names; /* of the functions; ends with NULL */
    void *functions;          /* the struct of their pointers */
    int opened;               /* FACS_LIBRARY_OPENED at first */
    int is_large;             /* 1: it and what it needs look their functions up as they are called,
                                 unless they were made not to */
} facs_library;

/*
 * Open the library if it is not open yet, and fill in its functions. It stays open until the
 * process ends. Thread-safe. ENVIRONMENT -ENOENT: it is missing or lacks a function; the sentence
 * names it.
 */
int facs_library_open(facs_library *library, facs_error *error);

/* It stays in memory when it is unloaded, as its threads may still run; see is_large. */
enum { FACS_LIBRARY_FOR_EVER = 1, FACS_LIBRARY_LAZY = 2 };

/* ---- One by one ------------------------------------------------------------------------------ */

/*
 * Load a library. A name without a folder is looked for where the system keeps its libraries, never
 * in the current folder; on Windows, beside the library or program that contains this. how:
 * FACS_LIBRARY_... NULL: it cannot be loaded, and facs_library_reason() says why.
 */
void *facs_library_load(const char *file, unsigned how);
void facs_library_unload(void *library);

/* NULL: the library has no such function. */
facs_library_function facs_library_find(void *library, const char *name);

/* Write why the last of these failed in this thread. Returns reason. */
#define FACS_LIBRARY_REASON 768
const char *facs_library_reason(char reason[FACS_LIBRARY_REASON]);

/* The library or program that contains a function: as the loader names it, and its absolute path
 * with links resolved. Allocated; NULL: unknown, or out of memory. */
char *facs_library_name_at(facs_library_function function);
char *facs_library_path_at(facs_library_function function);

#endif
