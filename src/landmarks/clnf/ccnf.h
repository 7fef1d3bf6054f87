/* CCNF experts (continuous conditional neural fields, Baltrusaitis et al. 2014) in the form that
 * the responses need. An expert's unsmoothed response at a place is
 *     sum over neurons of gain * sigmoid(weights . (patch - its mean) / |patch - its mean| + bias)
 * and the response map is Sigma times the map of these, minus its minimum if that is negative. */
#ifndef FACS_LANDMARKS_CLNF_CCNF_H
#define FACS_LANDMARKS_CLNF_CCNF_H

#include "base/file.h"
#include "landmarks/clnf/sigma.h"

#define FACS_CCNF_PIXELS (FACS_PATCH_SIDE * FACS_PATCH_SIDE)

/* Lanes without a neuron have weights, bias and gain 0. */
typedef struct facs_ccnf_expert {
    /* Times the neuron's norm_weights; each neuron's weights sum to 0, so the patch's mean cancels
     * out. */
    float weights[FACS_CCNF_PIXELS][FACS_CCNF_LANES];
    float bias[FACS_CCNF_LANES];
    float gain[FACS_CCNF_LANES]; /* 2 alpha; without Sigma's components also times Sigma */
    float reserved[8];           /* keeps every expert of an array aligned */
} facs_ccnf_expert;

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
