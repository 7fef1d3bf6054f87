/* The state of the weights, counted and listed: for facs models and facs doctor. */
#ifndef FACS_TOOLS_WEIGHTS_H
#define FACS_TOOLS_WEIGHTS_H

#include "console.h"

#include <facs/facs.h>

#include <stdio.h>

typedef struct facs_weights {
    FILE *listing; /* a line for each file; NULL: none */
    int files, good, missing, damaged;
    int own;                   /* not the manifest's, but the folder's own list names them */
    int bad_needed;            /* missing or damaged ones that facs extract cannot do without */
    int landmarks, retinaface; /* 1: a network for it is whole */
} facs_weights;

/* Check a folder against the manifest, and count. */
int facs_weights_check(facs_weights *weights, const char *folder, facs_error *error);

/* One sentence for each needed file that is not whole: where it was looked for, where it can be
 * had. */
void facs_weights_say_bad(facs_console *console, const char *folder);

#endif
