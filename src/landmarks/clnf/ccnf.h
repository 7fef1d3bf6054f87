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
    float confidence;
    float reserved[7]; /* keeps every expert of an array aligned */
} facs_ccnf_expert;

/* The experts of one file, in the order of their views' numbers. */
typedef struct facs_ccnf {
    facs_ccnf_expert *expert;
    facs_sigma_form form;
    facs_sigmas *sigmas; /* NULL: there are no components; Sigma is in the gains */
} facs_ccnf;

/* Reads the whole file. The caller frees views->index, whatever the outcome. */
int facs_ccnf_read(facs_ccnf *ccnf, facs_patch_views *views, facs_file *file, int points,
                   int window);
void facs_ccnf_free(facs_ccnf *ccnf);

#endif
