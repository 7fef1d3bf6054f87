/* What clm_model.c opens, and clm_fit.c and clm_free.c use. */
#ifndef FACS_LANDMARKS_CLM_CLM_MODEL_INTERNAL_H
#define FACS_LANDMARKS_CLM_CLM_MODEL_INTERNAL_H

#include "landmarks/clm/area_of_interest.h"
#include "landmarks/clm/clm_model.h"
#include "landmarks/clm/mean_shift.h"
#include "landmarks/clm/patch_experts.h"
#include "os/thread.h"
#include "shape/gauss_newton.h"

#include <stdatomic.h>

/* The experts of one scale, and what is precomputed for them. */
typedef struct facs_clm_scale {
    facs_patch_experts *experts;
    double scale, regularisation;
    facs_kernel kernel;
    double *weight; /* views x points: 0 if there is no expert */
    /* facs_pdm_weigh of each view's weights, made when a face first shows the view. */
    struct facs_clm_tables {
        facs_mutex lock;
        atomic_int made[FACS_PATCH_MAX_VIEWS];
        double *table;
    } * tables;
} facs_clm_scale;

struct facs_clm_model {
    facs_pdm *pdm;
    facs_area_sampler *sample_area;
    facs_mean_shifter *mean_shift;
    int scales;
    facs_clm_scale scale[FACS_CLM_MAX_SCALES];
};

/* What a fit at one scale uses. */
typedef struct facs_clm_search {
    const facs_clm_model *model;
    const facs_clm_scale *scale;
    int view;
    double a, b; /* picture -> experts' frame: (a x - b y, b x + a y) */
} facs_clm_search;

struct facs_clm_scratch {
    facs_newton newton;
    double base[2 * FACS_LANDMARKS], points[2 * FACS_LANDMARKS], previous[2 * FACS_LANDMARKS];
    /* Where each landmark is in its response map, x0.., y0... */
    float at[2 * FACS_LANDMARKS];
    facs_clm_search search; /* of the last scale, as are grid and response */
    facs_area_grid grid;
    facs_area area[FACS_PATCH_MAX_SHARED];
    float response[FACS_LANDMARKS][FACS_RESPONSE_ROOM];
    facs_crew *crew;                    /* may be NULL, with: */
    facs_clm_scratch *const *scratches; /* by member; NULL: nothing is shared */
    int member, level;                  /* whose scratch it is; of the tasks */
    int failure;                        /* of the experts, with: */
    facs_error error;
    unsigned char experts[]; /* what they need */
};

/* Gets a view ready, experts and table. ENVIRONMENT errors. Thread-safe. */
int facs_clm_scale_prepare(const facs_clm_scale *scale, const facs_pdm *pdm, int view,
                           const double **table, facs_error *error);

/* Makes the map of landmark i, which is visible, about a place in the picture. The grid must be
 * made. */
void facs_clm_respond_at(const facs_clm_search *search, const facs_grey *picture,
                         facs_clm_scratch *scratch, int i, const double place[2]);

/* Sets at from points and base: where each landmark is in its map. */
void facs_clm_place_in_maps(const facs_clm_search *search, facs_clm_scratch *scratch);

#endif
