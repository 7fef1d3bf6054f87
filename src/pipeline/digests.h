/*
 * The SHA-256 of the weights that a run uses, for NAME.json and for whether they are the
 * manifest's: taken on a thread of its own while they are opened, and kept with the models.
 */
#ifndef FACS_PIPELINE_DIGESTS_H
#define FACS_PIPELINE_DIGESTS_H

#include "pipeline/weights.h"

typedef struct facs_digests facs_digests;

typedef struct facs_digest {
    char *name; /* under the models folder */
    int64_t bytes;
    char sha256[65];
    facs_weights_state state;
    facs_own_row expected; /* of a damaged one */
} facs_digest;

/*
 * Begin with the files of these names (the last is NULL) under folder, then au_list, a list of
 * predictors, and those that it lists. The names are copied. Where the folder's own manifest
 * vouches for any of them, it is the last one itself.
 */
int facs_digests_open(facs_digests **out, const char *folder, const char *const *names,
                      const char *au_list, facs_error *error);
void facs_digests_close(facs_digests **digests);

/*
 * Wait until all are taken: their number, and *list, which lives as long as digests. ENVIRONMENT
 * errors: a file that cannot be read, or a list that is damaged. On one thread at a time.
 */
int facs_digests_wait(facs_digests *digests, const facs_digest **list, facs_error *error);

/* The same, and -EINVAL (ENVIRONMENT) where a file is damaged: what it is, should be, and what to
 * do. */
int facs_digests_check(facs_digests *digests, facs_error *error);

#endif
