/* Fetching the files of a list, whoever made it. */
#ifndef FACS_API_FETCH_H
#define FACS_API_FETCH_H

#include "api/fetch_file.h"

#include <facs/facs.h>

typedef struct facs_fetch {
    facs_fetch_options options;
    char *folder, *copies, *address; /* as in facs_fetch_job */
    facs_model_file *files;          /* that are missing */
    int count;
    double patience_ms, pause_ms; /* the same */
    facs_fetch_progress progress;
    facs_fetch_summary summary; /* of the list */
} facs_fetch;

/* Fetches the files one after the other, unless it is a dry run. A file that cannot be had does not
 * stop the next, unless that would fail in the same way. Errors: as facs_models_fetch. */
int facs_fetch_all(facs_fetch *fetch, facs_error *error);

#endif
