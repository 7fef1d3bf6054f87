/*
 * OpenFace's landmarks in one picture: main model, inner and eye models, refit, validator
 * (CLNF::DetectLandmarks). ALGORITHM section 2b.
 */
#ifndef FACS_LANDMARKS_CLNF_CLNF_H
#define FACS_LANDMARKS_CLNF_CLNF_H

#include "base/crew.h"
#include "landmarks/clnf/clnf_model.h"
#include "shape/pdm.h"

#define FACS_EYE_LANDMARKS      28 /* points an eye */
#define FACS_CLNF_MAX_STARTS    16
#define FACS_CLNF_LIKELY_STARTS 5

/* Weights: read-only once open; shareable between threads. */
typedef struct facs_clnf_models facs_clnf_models;

/* folder: the models folder (openface/model is below it). crew, or NULL: reads the parts at once.
 * ENVIRONMENT errors. */
int facs_clnf_models_open(facs_clnf_models **out, const char *folder, facs_crew *crew,
                          facs_error *error);
void facs_clnf_models_close(facs_clnf_models **models);

/* The i-th file that they are opened from, below the models folder; NULL past the last. */
const char *facs_clnf_models_file(int i);

/* The shape model of a part. Lives as long as models. */
const facs_pdm *facs_clnf_models_pdm(const facs_clnf_models *models, facs_clnf_part part);

/* One face: where it is, and how sure that is. */
typedef struct facs_clnf_face {
    double global[6];
    double local[FACS_MODES];
    float landmarks[2 * FACS_LANDMARKS]; /* of the shape (global, local), pixels */
    float confidence;                    /* the validator's, 0..1 */
    int success;                         /* confidence above 0.725, and the fit did not fail */
    double log_likelihood;               /* of the main model's fit; -INFINITY: it failed */
    struct facs_clnf_eye {
        double global[6]; /* scale 0: there is no fit */
        double local[FACS_PDM_MAX_MODES];
        float landmarks[2 * FACS_EYE_LANDMARKS]; /* x0..x27, y0..y27, pixels */
    } eye[2];                                    /* left (OpenFace's gaze_0), right */
} facs_clnf_face;

/* landmarks[2n]: where a shape (global, local) has its points, x0.. then y0.., pixels. */
void facs_clnf_place(const facs_pdm *pdm, const double global[6], const double *local,
                     float *landmarks);

/* Memory that finding a face works in, and the crew (kept; NULL: none) that fits the face's parts,
   which do not depend on one another; one per thread. 0 or -ENOMEM. */
typedef struct facs_clnf_workspace facs_clnf_workspace;
int facs_clnf_workspace_open(facs_clnf_workspace **out, const facs_clnf_models *models,
                             facs_crew *crew);
void facs_clnf_workspace_close(facs_clnf_workspace **workspace);

/*
 * Fit face from its own global and local parameters. first_scale as in facs_clnf_fit. A fit that
 * fails is no error: success and confidence are 0, and where the parameters were not finite, or
 * became so, all else is as it was. No allocation.
 */
void facs_clnf_find(const facs_clnf_models *models, const facs_grey *picture, int first_scale,
                    facs_clnf_face *face, facs_clnf_workspace *workspace);

/*
 * The face that a detector saw, by several guesses at its turn (OpenFace's
 * DetectLandmarksInImageMultiHypBasic): the main model is fitted from each of count starts (global
 * parameters, with local ones of 0; 1..FACS_CLNF_MAX_STARTS), as tasks of the crew, and the fit of
 * the highest likelihood goes on to parts and validator. Of equal ones the first. The parts add
 * nothing to the likelihood, so the answer is that of fitting all of them to the end. The first
 * FACS_CLNF_LIKELY_STARTS are tried first, and the others only where these leave a doubt.
 */
void facs_clnf_find_best(const facs_clnf_models *models, const facs_grey *picture,
                         const double (*starts)[6], int count, facs_clnf_face *face,
                         facs_clnf_workspace *workspace);

#endif
