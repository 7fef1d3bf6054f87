/* OpenFace's landmarks in one picture: main model, inner and eye models, second fit, validator
 * (CLNF::DetectLandmarks). See docs/algorithm.md, 2b. */
#ifndef FACS_LANDMARKS_CLM_CLM_H
#define FACS_LANDMARKS_CLM_CLM_H

#include "base/crew.h"
#include "landmarks/clm/clm_model.h"
#include "shape/pdm.h"

#define FACS_EYE_LANDMARKS     28 /* points per eye */
#define FACS_CLM_MAX_STARTS    16
#define FACS_CLM_LIKELY_STARTS 5

/* Weights: read-only once open; shareable between threads. */
typedef struct facs_clm_models facs_clm_models;

/* folder: the models folder (with openface/model). crew: reads the parts in parallel; may be NULL.
 * ENVIRONMENT errors. */
int facs_clm_models_open(facs_clm_models **out, const char *folder, facs_crew *crew,
                         facs_error *error);
void facs_clm_models_close(facs_clm_models **models);

/* Returns the i-th of its files, below the models folder; NULL past the last. */
const char *facs_clm_models_file(int i);

/* Returns the shape model of a part, which lives as long as models. */
const facs_pdm *facs_clm_models_pdm(const facs_clm_models *models, facs_clm_part part);

/* One face: where it is, and how certain that is. */
typedef struct facs_clm_face {
    double global[6];
    double local[FACS_MODES];
    float landmarks[2 * FACS_LANDMARKS]; /* of the shape (global, local), pixels */
    /* The same, but those of the inner model's points where its experts see them, apart from any
     * shape (facs_clm_free), if the workspace wants that and the face is large enough. */
    float free_landmarks[2 * FACS_LANDMARKS];
    float confidence;      /* the validator's, 0..1 */
    int success;           /* confidence above 0.725, and the fit succeeded */
    double log_likelihood; /* of the main model's fit; -INFINITY: it failed */
    struct facs_clm_eye {
        double global[6]; /* scale 0: no fit */
        double local[FACS_PDM_MAX_MODES];
        float landmarks[2 * FACS_EYE_LANDMARKS]; /* x0..x27, y0..y27, pixels */
    } eye[2];                                    /* left (OpenFace's gaze_0), right */
} facs_clm_face;

/* Projects a shape (global, local): landmarks[2n], x0.. then y0.., pixels. */
void facs_clm_place(const facs_pdm *pdm, const double global[6], const double *local,
                    float *landmarks);

/* Memory for finding a face, and the crew (kept; may be NULL) that fits its independent parts; one
 * per thread. 0 or -ENOMEM. */
typedef struct facs_clm_workspace facs_clm_workspace;
int facs_clm_workspace_open(facs_clm_workspace **out, const facs_clm_models *models,
                            facs_crew *crew);
void facs_clm_workspace_close(facs_clm_workspace **workspace);

/* From now on, find out free_landmarks. */
void facs_clm_workspace_want_free(facs_clm_workspace *workspace);

/* Fits face from its own global and local parameters. first_scale: see facs_clm_fit. A failed fit
 * is no error: success and confidence are 0, and if the parameters were not finite, or became so,
 * everything else is unchanged. No allocation. */
void facs_clm_find(const facs_clm_models *models, const facs_grey *picture, int first_scale,
                   facs_clm_face *face, facs_clm_workspace *workspace);

/* Fits the face that a detector saw, from several guesses at its rotation (OpenFace's
 * DetectLandmarksInImageMultiHypBasic): the crew fits the main model from each of count starts
 * (global parameters with local ones of 0; 1..FACS_CLM_MAX_STARTS), and the most likely fit (the
 * first of equals) goes on to parts and validator. The parts do not change the likelihood, so the
 * result is that of fitting each start to the end. The first FACS_CLM_LIKELY_STARTS are tried
 * first, the others only if these leave a doubt. */
void facs_clm_find_best(const facs_clm_models *models, const facs_grey *picture,
                        const double (*starts)[6], int count, facs_clm_face *face,
                        facs_clm_workspace *workspace);

#endif
