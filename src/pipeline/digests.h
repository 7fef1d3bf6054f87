/*
 * The SHA-256 of the weights that a run uses, for NAME.json and for the comparison with the
 * manifest. They are computed on a separate thread while the weights are opened, and kept with the
 * models.
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
    facs_own_row expected; /* if it is damaged */
} facs_digest;

/* Starts with the files of these names (ending with NULL) under folder, followed by au_list, a list
 * of predictors, and the files in it. The names are copied. If the folder's own manifest vouches
 * for any of them, the manifest itself comes last. */
int facs_digests_open(facs_digests **out, const char *folder, const char *const *names,
                      const char *au_list, facs_error *error);
void facs_digests_close(facs_digests **digests);

/* Waits until all are computed. Returns their number, and *list, which is valid as long as digests.
 * ENVIRONMENT errors: a file cannot be read, or the list is damaged. One thread at a time. */
int facs_digests_wait(facs_digests *digests, const facs_digest **list, facs_error *error);

/* Waits too. -EINVAL (ENVIRONMENT): a file is damaged; error says what was expected. */
int facs_digests_check(facs_digests *digests, facs_error *error);

#endif
