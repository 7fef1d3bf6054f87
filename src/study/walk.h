/* Walks folders for the inputs in them. */
#ifndef FACS_STUDY_WALK_H
#define FACS_STUDY_WALK_H

#include "os/file.h"
#include "study/inputs.h"
#include "study/left_out.h"
#include "study/seen.h"

typedef struct facs_walk {
    facs_inputs *inputs;    /* receives what is found */
    facs_left_out *left;    /* and what is not wanted */
    const char *pattern;    /* NULL: the names of videos */
    facs_file_info results; /* no input is looked for there; all zero: there is no such folder */
    int results_given;      /* 0: it is only the current folder */
    const facs_log *log;
    facs_seen folders; /* that were walked */
    facs_inputs links; /* to folders, which are walked last */
    int origin;        /* of the folder being walked */
    size_t length;     /* of its path, with the separator */
} facs_walk;

/*
 * Adds the inputs in folder and its subfolders, in natural order, except behind links to folders. A
 * folder of images without other inputs is an input itself. Returns 1, or 0 if the folder was
 * walked before. INPUT errors: it cannot be read; of a subfolder, that is only logged.
 */
int facs_walk_folder(facs_walk *walk, const char *folder, int origin, facs_error *error);

/* Walks the folders that links lead to, unless they were walked before. 0 or -ENOMEM. */
int facs_walk_links(facs_walk *walk);

void facs_walk_free(facs_walk *walk);

#endif
