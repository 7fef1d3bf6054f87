/* The Action Unit predictors: linear SVRs (17 intensities) and SVMs (18 presences), listed in
 * AU_predictors/AU_all_best.txt (dynamic) or AU_all_static.txt. See docs/algorithm.md, 8, for the
 * format. */
#ifndef FACS_AU_AU_MODELS_H
#define FACS_AU_AU_MODELS_H

#include <facs/facs.h>

#define FACS_AU_FHOG     4464
#define FACS_AU_GEOMETRY 238
#define FACS_AU_FEATURES (FACS_AU_FHOG + FACS_AU_GEOMETRY)   /* 4702, FHOG first */
#define FACS_AU_OUTPUTS  (FACS_INTENSITIES + FACS_PRESENCES) /* 35, intensities first */

typedef struct facs_au_predictor {
    char name[8];              /* "AU01" */
    int dynamic;               /* 1: relative to the running median */
    double cutoff;             /* dynamic intensities: quantile of the neutral face; -1: none */
    double bias;               /* folded: bias - means . weights */
    double positive, negative; /* presences: the classes for a decision > 0, and otherwise */
} facs_au_predictor;

/* Read-only once open; shareable between threads. */
typedef struct facs_au_set {
    /* In the CSV's order: 17 intensities, 18 presences. */
    facs_au_predictor predictor[FACS_AU_OUTPUTS];
    float *weights; /* [35][stride]; stride floats a row, 64-byte aligned, padded with 0 */
    int stride;     /* FACS_AU_FEATURES rounded up to a multiple of 16 */
    int fast;       /* facs_cpu_is_fast() */
} facs_au_set;

/* folder: the models folder (with openface/AU_predictors). ENVIRONMENT errors: -ENOENT (the list or
 * a listed file), -EFBIG (far larger than any real one), -EINVAL (damaged; sizes and values are
 * checked before memory is allocated). The list must name each AU of the CSV exactly once, in any
 * order; a path that leaves the folder is refused. */
int facs_au_set_open(facs_au_set **out, const char *folder, facs_au_models which,
                     facs_error *error);
void facs_au_set_close(facs_au_set **set);

/* output[35] = weights . features + folded bias; features: 4702 floats, padded to stride with 0.
 * With a median, which may be NULL, also its part: in one pass over the weights. */
void facs_au_predict(const facs_au_set *set, const float *features, const float *median,
                     float output[FACS_AU_OUTPUTS], float median_part[FACS_AU_OUTPUTS]);

/* output[35] = weights . median for dynamic predictors, 0 for static ones; median: padded
 * likewise. */
void facs_au_median_part(const facs_au_set *set, const float *median,
                         float output[FACS_AU_OUTPUTS]);

/* geometry[238] = [V p (204), p (34)]; basis: 204 x 34 row-major, local: 34. */
void facs_au_geometry(const double *basis, const double *local, float *geometry);

#endif
