/* Finds the pictures and names the results of an OpenFace command line, as OpenFace does. */
#ifndef FACS_TOOLS_OPENFACE_FILES_H
#define FACS_TOOLS_OPENFACE_FILES_H

#include "openface_args.h"

/* Replaces folders by their pictures. Returns 0 or a negative errno. */
int facs_openface_expand(facs_openface_args *args, facs_error *error);

/* The results of one input; NULL if not wanted. */
typedef struct facs_openface_files {
    char *folder;                  /* made before the results are written */
    char *csv, *details;           /* always */
    char *hog, *aligned, *tracked; /* by args->results; aligned is a folder */
} facs_openface_files;

/*
 * Names the results of every input; allocated, one per input, all NULL for an input with a fault.
 * pictures: -tracked writes pictures. Returns -EINVAL if two inputs would have the same result or a
 * result would replace an input, otherwise 0. If two pictures of a folder would have the same
 * result, the second gets a fault instead.
 */
int facs_openface_files_name(facs_openface_files **files, facs_openface_args *args, int pictures,
                             facs_error *error);
void facs_openface_files_free(facs_openface_files **files, int count);

#endif
