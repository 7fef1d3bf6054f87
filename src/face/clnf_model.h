/*
 * One constrained local model: a shape model with patch experts at one or more scales, and the
 * regularised landmark mean-shift that fits it to a picture (OpenFace's CLNF::Fit and NU_RLMS).
 */
#ifndef FACS_FACE_CLNF_MODEL_H
#define FACS_FACE_CLNF_MODEL_H

#include "face/patch_experts.h"
#include "shape/shape_fit.h"

#define FACS_CLNF_MAX_SCALES 3

/* How a model is fitted; OpenFace's FaceModelParameters (LandmarkDetectorParameters.cpp). */
typedef struct facs_clnf_settings {
    double regularisation; /* reg_factor */
    double sigma;          /* of the mean-shift's kernel, pixels of the response map */
    double weight;         /* weight_factor: trust by the experts' confidence; 0: none */
    int iterations;        /* num_optimisation_iteration */
    int refine;            /* 1: adapt the three above to the scale (refine_parameters) */
} facs_clnf_settings;

/* Weights: read-only once open; shareable between threads. */
typedef struct facs_clnf_model {
    facs_pdm *pdm;
    int scales;
    facs_patch_experts *experts[FACS_CLNF_MAX_SCALES];
    int window[FACS_CLNF_MAX_SCALES]; /* side of the response maps, pixels */
    facs_clnf_settings settings;
} facs_clnf_model;

/* The parts of OpenFace's main_clnf_general.txt. */
typedef enum facs_clnf_part {
    FACS_CLNF_FACE,     /* 68 points; scales 0.25, 0.35, 0.5; windows 11, 9, 7 */
    FACS_CLNF_INNER,    /* 51 points: brows, nose, eyes, mouth; scale 1; window 9 */
    FACS_CLNF_LEFT_EYE, /* 28 points; scales 1, 1.5; windows 3, 5 */
    FACS_CLNF_RIGHT_EYE,
    FACS_CLNF_PARTS
} facs_clnf_part;

/* folder: the models folder (openface/model is below it). ENVIRONMENT errors. */
int facs_clnf_model_open(facs_clnf_model **out, const char *folder, facs_clnf_part part,
                         facs_error *error);
void facs_clnf_model_close(facs_clnf_model **model);

/* Memory that a fit works in; one per thread. Large enough for every part. */
typedef struct facs_clnf_scratch facs_clnf_scratch;
int facs_clnf_scratch_open(facs_clnf_scratch **out);
void facs_clnf_scratch_close(facs_clnf_scratch **scratch);

/* A grey picture (float is exact for 0..255; 8 bits keep memory small): the caller owns pixels. */
typedef struct facs_grey {
    const uint8_t *pixels;
    int width, height;
    ptrdiff_t stride;
} facs_grey;

/*
 * Fit from global (scale, rx, ry, rz, tx, ty) and local (m) to where the picture says; both are
 * replaced. first_scale: 0 uses every scale, 1 leaves the coarsest out (a face that is followed
 * from the last frame). log_likelihood (may be NULL): mean over the visible landmarks. 0; -EDOM:
 * the face is too small (scale below 0.25) or the equations could not be solved. No allocation.
 */
int facs_clnf_fit(const facs_clnf_model *model, const facs_grey *picture, int first_scale,
                  double global[6], double *local, facs_clnf_scratch *scratch,
                  double *log_likelihood);

#endif
