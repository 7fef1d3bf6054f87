/* Checks, counts and lists the weights, for facs models and facs doctor. */
#ifndef FACS_TOOLS_CMD_MODELS_H
#define FACS_TOOLS_CMD_MODELS_H

#include "console.h"

#include <facs/facs.h>

#include <stdio.h>

typedef struct facs_weights {
    FILE *listing; /* receives a line per file; NULL: none */
    int files, good, missing, damaged;
    int own;                                 /* listed only in the folder's own manifest.tsv */
    int unknown;                             /* other networks of CE-CLM */
    int bad_needed;                          /* missing or damaged, and needed by facs extract */
    int ceclm, ceclm_missing, ceclm_damaged; /* only for CE-CLM */
    int64_t ceclm_bytes;       /* of those that are missing or damaged, once they are whole */
    int landmarks, retinaface; /* 1: a network for it is complete */
} facs_weights;

/* Callback of facs_models_check: counts the file in opaque, a facs_weights. */
void facs_weights_count(void *opaque, const facs_model_file *file);

/* 1: facs extract works. A damaged file of CE-CLM's is in its way only if none is missing:
 * otherwise landmarks are CLNF's. */
int facs_weights_work(const facs_weights *weights);

/* facs models fetch. Returns an exit status. */
int facs_cmd_fetch(const facs_args *args);

/* Reports each needed file that is missing or damaged, where it is available, and how to get them.
 * named: the folder that the user named, or NULL. */
void facs_weights_say_bad(facs_console *console, const char *folder, const char *named);

#endif
