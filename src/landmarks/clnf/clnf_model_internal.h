/* What clnf_model.c opens and clnf_fit.c uses. */
#ifndef FACS_LANDMARKS_CLNF_CLNF_MODEL_INTERNAL_H
#define FACS_LANDMARKS_CLNF_CLNF_MODEL_INTERNAL_H

#include "landmarks/clnf/area_of_interest.h"
#include "landmarks/clnf/clnf_model.h"
#include "landmarks/clnf/mean_shift.h"
#include "landmarks/clnf/patch_experts.h"

#define FACS_CLNF_MAX_SCALES 3

/* The experts of one scale, and what is precomputed for them. */
typedef struct facs_clnf_scale {
    facs_patch_experts *experts;
    double scale, regularisation;
    facs_kernel kernel;
    double *weight; /* views x points: 0 if there is no expert */
    double *table;  /* facs_pdm_weigh of each view's weights */
} facs_clnf_scale;

struct facs_clnf_model {
    facs_pdm *pdm;
    facs_area_sampler *sample_area;
    facs_mean_shifter *mean_shift;
    int scales;
    facs_clnf_scale scale[FACS_CLNF_MAX_SCALES];
};

#endif
