/* One constrained local model: a shape model with patch experts at one or more scales, fitted to a
 * picture by regularised landmark mean-shift (OpenFace's CLNF::Fit and NU_RLMS). CLNF and CE-CLM
 * are such models; they differ in their experts and settings. */
#ifndef FACS_LANDMARKS_CLM_CLM_MODEL_H
#define FACS_LANDMARKS_CLM_CLM_MODEL_H

#include "base/crew.h"
#include "base/grey.h"
#include "landmarks/clm/patch_experts.h"
#include "shape/pdm.h"

#define FACS_CLM_MAX_SCALES 4

/* The parts of OpenFace's main_clnf_general.txt. */
typedef enum facs_clm_part {
    FACS_CLM_FACE,     /* 68 points */
    FACS_CLM_INNER,    /* 51 points: brows, nose, eyes, mouth */
    FACS_CLM_LEFT_EYE, /* 28 points */
    FACS_CLM_RIGHT_EYE,
    FACS_CLM_PARTS
} facs_clm_part;

/* Files, below the models folder, and fit settings of a part: CLNF::Read (its parts) and
 * FaceModelParameters::init. */
typedef struct facs_clm_settings {
    const char *pdm;
    int points, scales;
    facs_patch_opener *open_experts;
    const char *experts[FACS_CLM_MAX_SCALES]; /* from the coarsest scale on */
    int window[FACS_CLM_MAX_SCALES];          /* side of a response map */
    double regularisation, sigma, weight;     /* reg_factor; pixels of the map; weight_factor */
    int refine; /* refine_parameters: the first two depend on the scale */
} facs_clm_settings;

/* Weights: read-only once open; shareable between threads. */
typedef struct facs_clm_model facs_clm_model;

/* folder: the models folder (with openface/model). Keeps settings. ENVIRONMENT errors. */
int facs_clm_model_open(facs_clm_model **out, const char *folder, const facs_clm_settings *settings,
                        facs_error *error);
void facs_clm_model_close(facs_clm_model **model);

/* See facs_clm_models_halve. */
void facs_clm_model_halve(facs_clm_model *model);

/* Returns the i-th file of a part, below the models folder; NULL past the last. */
const char *facs_clm_settings_file(const facs_clm_settings *settings, int i);

const facs_pdm *facs_clm_model_pdm(const facs_clm_model *model);
int facs_clm_model_scales(const facs_clm_model *model);   /* their number */
double facs_clm_model_scale(const facs_clm_model *model); /* of its coarsest experts */
int facs_clm_model_views(const facs_clm_model *model);    /* of the same */

/* Memory that its experts need, bytes. */
size_t facs_clm_model_scratch_bytes(const facs_clm_model *model);

/* Working memory of a fit, large enough for models whose experts need at most this many bytes; one
 * per thread. 0 or -ENOMEM. */
typedef struct facs_clm_scratch facs_clm_scratch;
int facs_clm_scratch_open(facs_clm_scratch **out, size_t bytes);
void facs_clm_scratch_close(facs_clm_scratch **scratch);

/* From now on, fits with scratches[member] share the work of heavy experts with the crew, as tasks
 * of this level. Keeps all; scratches: by member. */
void facs_clm_scratch_share(facs_clm_scratch *const *scratches, int member, facs_crew *crew,
                            int level);

/* 0, or why a fit with this scratch found no usable experts, with an ENVIRONMENT error. */
int facs_clm_scratch_failure(const facs_clm_scratch *scratch, facs_error *error);

/* Parameters of a PDM with m modes. */
typedef struct facs_clm_parameters {
    double *global; /* scale, rx, ry, rz, tx, ty */
    double *local;  /* m */
} facs_clm_parameters;

/* Scales to fit at: first to end - 1, which are there. */
typedef struct facs_clm_range {
    int first, end;
} facs_clm_range;

/* What a fit says of itself, by scale. */
typedef struct facs_clm_verdict {
    unsigned wanted; /* bit k: log_likelihood[k], too, if the fit gets there */
    int last;        /* the last scale reached, which is always known; -1: the fit failed before */
    /* Mean over the visible landmarks. -INFINITY: not known. */
    double log_likelihood[FACS_CLM_MAX_SCALES];
    int view[FACS_CLM_MAX_SCALES]; /* of the experts */
} facs_clm_verdict;

/* Fits the model to the picture from these parameters, which are replaced. 0; -EDOM: the face
 * became too small (scale below 0.25), and the remaining scales were skipped; -EINVAL: the
 * parameters are not finite, or became so, or the experts are not usable, and the parameters are
 * unchanged. verdict: of which wanted is set; may be NULL. No allocation. */
int facs_clm_fit(const facs_clm_model *model, const facs_grey *picture, facs_clm_range scales,
                 const facs_clm_parameters *parameters, facs_clm_scratch *scratch,
                 facs_clm_verdict *verdict);

#endif
