/* The CCNF experts of a file. */
#ifndef FACS_LANDMARKS_CLNF_CCNF_H
#define FACS_LANDMARKS_CLNF_CCNF_H

#include "base/file.h"
#include "landmarks/clnf/ccnf_expert.h"
#include "landmarks/clnf/sigma.h"

/* The experts of one file, in the order of their views' numbers. A frontal face needs one view in
 * seven, so the file is looked through when it is opened, and a view's experts are made when they
 * are first needed. */
typedef struct facs_ccnf {
    facs_file file; /* mapped; looked at only while it is opened */
    facs_ccnf_expert *expert;
    float *confidence; /* by expert */
    facs_sigma_form form;
    facs_sigmas *sigmas; /* NULL: there are no components; Sigma is in the gains */
    int components;
    size_t at[FACS_PATCH_MAX_VIEWS + 1]; /* of the file: where a view's experts begin; the end */
    facs_mutex lock;
    int has_lock;
    atomic_int made[FACS_PATCH_MAX_VIEWS]; /* 1: this view's experts are there */
} facs_ccnf;

/* Opens a file, and finds out whether all of it is as it should be. The caller frees views->index
 * and closes ccnf, whatever the outcome. ENVIRONMENT errors. */
int facs_ccnf_open(facs_ccnf *ccnf, facs_patch_views *views, const char *path, int points,
                   int window, facs_error *error);
void facs_ccnf_close(facs_ccnf *ccnf);

/* Makes the experts of a view unless they are there. Thread-safe. ENVIRONMENT errors: the file has
 * changed, or cannot be read. */
int facs_ccnf_prepare(facs_ccnf *ccnf, const facs_patch_views *views, int view, facs_error *error);

#endif
