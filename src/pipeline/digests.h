/*
 * The SHA-256 of the weights that a run uses, for NAME.json: taken on a thread of its own while the
 * run goes on, and kept with the models from one input to the next.
 */
#ifndef FACS_PIPELINE_DIGESTS_H
#define FACS_PIPELINE_DIGESTS_H

#include <facs/facs.h>

typedef struct facs_digests facs_digests;

typedef struct facs_digest {
    char *name; /* under the models folder */
    char sha256[65];
} facs_digest;

/*
 * Begin with the files of these names (the last is NULL) under folder, then au_list, a list of
 * predictors, and those that it lists. The names are copied.
 */
int facs_digests_open(facs_digests **out, const char *folder, const char *const *names,
                      const char *au_list, facs_error *error);
void facs_digests_close(facs_digests **digests);

/*
 * Wait until all are taken: their number, and *list, which lives as long as digests. ENVIRONMENT
 * errors: a file that cannot be read, or a list that is damaged. On one thread at a time.
 */
int facs_digests_wait(facs_digests *digests, const facs_digest **list, facs_error *error);

#endif
