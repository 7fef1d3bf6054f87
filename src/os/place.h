/*
 * Where the program, or the shared library, that holds this code lies, and what belongs to it: the
 * other folders of its installation; or, where it was built and not installed, the checkout. Never
 * the current folder, and no path that was compiled in.
 */
#ifndef FACS_OS_PLACE_H
#define FACS_OS_PLACE_H

#include <stddef.h>

#define FACS_PLACE_SIZE 4096

/* Absolute paths; "" where there is none, as in a program of others that links libfacs.a. */
typedef struct facs_place {
    char library[FACS_PLACE_SIZE];     /* the installation's folder for libraries of its own */
    char data[FACS_PLACE_SIZE];        /* the installation's folder for data */
    char checkout[FACS_PLACE_SIZE];    /* that this was built from */
    char onnxruntime[FACS_PLACE_SIZE]; /* the library that the build found in a user's folder */
} facs_place;

void facs_place_find(facs_place *place);

/* The same for the program or library of that absolute path, symbolic links resolved. */
void facs_place_of(facs_place *place, const char *object);

#endif
