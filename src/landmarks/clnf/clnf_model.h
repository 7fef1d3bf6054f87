/* One constrained local model: a shape model with patch experts at one or more scales, fitted to a
 * picture by regularised landmark mean-shift (OpenFace's CLNF::Fit and NU_RLMS). */
#ifndef FACS_LANDMARKS_CLNF_CLNF_MODEL_H
#define FACS_LANDMARKS_CLNF_CLNF_MODEL_H

#include "base/grey.h"
#include "shape/pdm.h"

/* The parts of OpenFace's main_clnf_general.txt. */
typedef enum facs_clnf_part {
    FACS_CLNF_FACE,     /* 68 points; scales 0.25, 0.35, 0.5; windows 11, 9, 7 */
    FACS_CLNF_INNER,    /* 51 points: brows, nose, eyes, mouth; scale 1; window 9 */
    FACS_CLNF_LEFT_EYE, /* 28 points; scales 1, 1.5; windows 3, 5 */
    FACS_CLNF_RIGHT_EYE,
    FACS_CLNF_PARTS
} facs_clnf_part;

/* Weights: read-only once open; shareable between threads. */
typedef struct facs_clnf_model facs_clnf_model;

/* folder: the models folder (with openface/model). ENVIRONMENT errors. */
int facs_clnf_model_open(facs_clnf_model **out, const char *folder, facs_clnf_part part,
                         facs_error *error);
void facs_clnf_model_close(facs_clnf_model **model);

/* Returns the i-th file of a part, below the models folder; NULL past the last. */
const char *facs_clnf_model_file(facs_clnf_part part, int i);

const facs_pdm *facs_clnf_model_pdm(const facs_clnf_model *model);
double facs_clnf_model_scale(const facs_clnf_model *model); /* of its coarsest experts */

/* Working memory of a fit, large enough for every part; one per thread. */
typedef struct facs_clnf_scratch facs_clnf_scratch;
int facs_clnf_scratch_open(facs_clnf_scratch **out);
void facs_clnf_scratch_close(facs_clnf_scratch **scratch);

/* Parameters of a PDM with m modes. */
typedef struct facs_clnf_parameters {
    double *global; /* scale, rx, ry, rz, tx, ty */
    double *local;  /* m */
} facs_clnf_parameters;

/* Fits the model to the picture from these parameters, which are replaced. first_scale: 0 uses
 * every scale, 1 skips the coarsest (a face followed from the last frame). log_likelihood (may be
 * NULL): mean over the visible landmarks, at the last scale reached. 0; -EDOM: the face became too
 * small (scale below 0.25), and the remaining scales were skipped; -EINVAL: the parameters are not
 * finite, or became so, and are unchanged. No allocation. */
int facs_clnf_fit(const facs_clnf_model *model, const facs_grey *picture, int first_scale,
                  const facs_clnf_parameters *parameters, facs_clnf_scratch *scratch,
                  double *log_likelihood);

#endif
