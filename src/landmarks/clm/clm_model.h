/* One constrained local model: a shape model with patch experts at one or more scales, fitted to a
 * picture by regularised landmark mean-shift (OpenFace's CLNF::Fit and NU_RLMS). */
#ifndef FACS_LANDMARKS_CLM_CLM_MODEL_H
#define FACS_LANDMARKS_CLM_CLM_MODEL_H

#include "base/grey.h"
#include "shape/pdm.h"

/* The parts of OpenFace's main_clnf_general.txt. */
typedef enum facs_clm_part {
    FACS_CLM_FACE,     /* 68 points; scales 0.25, 0.35, 0.5; windows 11, 9, 7 */
    FACS_CLM_INNER,    /* 51 points: brows, nose, eyes, mouth; scale 1; window 9 */
    FACS_CLM_LEFT_EYE, /* 28 points; scales 1, 1.5; windows 3, 5 */
    FACS_CLM_RIGHT_EYE,
    FACS_CLM_PARTS
} facs_clm_part;

/* Weights: read-only once open; shareable between threads. */
typedef struct facs_clm_model facs_clm_model;

/* folder: the models folder (with openface/model). ENVIRONMENT errors. */
int facs_clm_model_open(facs_clm_model **out, const char *folder, facs_clm_part part,
                        facs_error *error);
void facs_clm_model_close(facs_clm_model **model);

/* Returns the i-th file of a part, below the models folder; NULL past the last. */
const char *facs_clm_model_file(facs_clm_part part, int i);

const facs_pdm *facs_clm_model_pdm(const facs_clm_model *model);
double facs_clm_model_scale(const facs_clm_model *model); /* of its coarsest experts */

/* Working memory of a fit, large enough for every part; one per thread. */
typedef struct facs_clm_scratch facs_clm_scratch;
int facs_clm_scratch_open(facs_clm_scratch **out);
void facs_clm_scratch_close(facs_clm_scratch **scratch);

/* Parameters of a PDM with m modes. */
typedef struct facs_clm_parameters {
    double *global; /* scale, rx, ry, rz, tx, ty */
    double *local;  /* m */
} facs_clm_parameters;

/* Fits the model to the picture from these parameters, which are replaced. first_scale: 0 uses
 * every scale, 1 skips the coarsest (a face followed from the last frame). log_likelihood (may be
 * NULL): mean over the visible landmarks, at the last scale reached. 0; -EDOM: the face became too
 * small (scale below 0.25), and the remaining scales were skipped; -EINVAL: the parameters are not
 * finite, or became so, and are unchanged. No allocation. */
int facs_clm_fit(const facs_clm_model *model, const facs_grey *picture, int first_scale,
                 const facs_clm_parameters *parameters, facs_clm_scratch *scratch,
                 double *log_likelihood);

#endif
