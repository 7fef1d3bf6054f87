/* What clnf_model.c opens, and clnf_fit.c and clnf_free.c use. */
#ifndef FACS_LANDMARKS_CLNF_CLNF_MODEL_INTERNAL_H
#define FACS_LANDMARKS_CLNF_CLNF_MODEL_INTERNAL_H

#include "landmarks/clnf/area_of_interest.h"
#include "landmarks/clnf/clnf_model.h"
#include "landmarks/clnf/mean_shift.h"
#include "landmarks/clnf/patch_experts.h"
#include "shape/gauss_newton.h"

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

/* What a fit at one scale uses. */
typedef struct facs_clnf_search {
    const facs_clnf_model *model;
    const facs_clnf_scale *scale;
    int view;
    double a, b; /* picture -> experts' frame: (a x - b y, b x + a y) */
} facs_clnf_search;

struct facs_clnf_scratch {
    facs_newton newton;
    double base[2 * FACS_LANDMARKS], points[2 * FACS_LANDMARKS], previous[2 * FACS_LANDMARKS];
    /* Where each landmark is in its response map, x0.., y0... */
    float at[2 * FACS_LANDMARKS];
    facs_clnf_search search; /* of the last scale, as are grid and response */
    facs_area_grid grid;
    float area[FACS_AREA_ROOM];
    float response[FACS_LANDMARKS][FACS_RESPONSE_ROOM];
};

/* Makes landmark i's map about a place in the picture. The grid must be made. */
void facs_clnf_respond_at(const facs_clnf_search *search, const facs_grey *picture,
                          facs_clnf_scratch *scratch, int i, const double place[2]);

/* Sets at from points and base: where each landmark is in its map. */
void facs_clnf_place_in_maps(const facs_clnf_search *search, facs_clnf_scratch *scratch);

#endif
