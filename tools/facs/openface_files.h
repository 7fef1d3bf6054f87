/* The results of an OpenFace command line: their names, as OpenFace gives them. */
#ifndef FACS_TOOLS_OPENFACE_FILES_H
#define FACS_TOOLS_OPENFACE_FILES_H

#include "openface_args.h"

/* One input's results; NULL: not wanted. */
typedef struct facs_openface_files {
    char *folder;                  /* made before they are written */
    char *csv, *details;           /* always */
    char *hog, *aligned, *tracked; /* by args->results; aligned is a folder */
} facs_openface_files;

/*
 * The results of every input; allocated, one for each; none for an input with a fault. pictures:
 * -tracked gives pictures. 0, or -EINVAL with one sentence in text: two inputs would have one
 * result, or a result would replace an input. Of two pictures of a folder that would have one
 * result, the later gets a fault instead.
 */
int facs_openface_files_name(facs_openface_files **files, facs_openface_args *args, int pictures,
                             char *text, size_t text_size);
void facs_openface_files_free(facs_openface_files **files, int count);

#endif
