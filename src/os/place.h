/*
 * Finds the program or shared library that contains this code, and what belongs to it: the other
 * folders of its installation, or the checkout if it was built but not installed. Never uses the
 * current folder or a path that was compiled in.
 */
#ifndef FACS_OS_PLACE_H
#define FACS_OS_PLACE_H

#include <stddef.h>

#define FACS_PLACE_SIZE 4096

/* Absolute paths; "" if there is none, as in someone else's program that links libfacs.a. */
typedef struct facs_place {
    char library[FACS_PLACE_SIZE];     /* the installation's folder for its own libraries */
    char data[FACS_PLACE_SIZE];        /* the installation's folder for data */
    char checkout[FACS_PLACE_SIZE];    /* the sources this was built from */
    char onnxruntime[FACS_PLACE_SIZE]; /* the library the build found in a user's folder */
    char note[FACS_PLACE_SIZE];        /* the file that names the last two */
} facs_place;

void facs_place_find(facs_place *place);

/* Where packages of the system have their data, too; "": it has no such place. */
#ifdef _WIN32
#define FACS_PLACE_SHARED ""
#else
#define FACS_PLACE_SHARED "/usr/share"
#endif

/* The same for the program or library at object, an absolute path without symbolic links. */
void facs_place_of(facs_place *place, const char *object);

/* Says what downloads the weights, 'run "facs models fetch"'; ceclm 1: also those of CE-CLM. A
 * build that was not installed has a Makefile, and its command is in no PATH. */
#define FACS_PLACE_REMEDY_SIZE 80
void facs_place_remedy(const facs_place *place, int ceclm, char text[FACS_PLACE_REMEDY_SIZE]);

/*
 * The path of a file of the weights, allocated; NULL: no memory. name: as in models/manifest.tsv.
 * folder: a models folder, or one in which OpenFace keeps its models: the folders that are below
 * openface/ elsewhere, model and AU_predictors, are in it.
 */
char *facs_place_of_weights(const char *folder, const char *name);

#endif
