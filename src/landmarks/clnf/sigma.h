/* Sigma, the matrix that smooths a CCNF expert's responses, for every expert of a file. */
#ifndef FACS_LANDMARKS_CLNF_SIGMA_H
#define FACS_LANDMARKS_CLNF_SIGMA_H

#include "base/cpu.h"
#include "landmarks/clm/patch_experts.h"
#include "os/thread.h"

#include <stdatomic.h>
#include <stddef.h>

#define FACS_CCNF_LANES      8  /* of the vectors that Sigma's rows are padded for */
#define FACS_CCNF_COMPONENTS 4  /* max of Sigma; the files have 3, those of the eyes 0 */
#define FACS_CCNF_ALIGNMENT  64 /* bytes */

/* Sigma = (2 (sum of alpha * I + sum of beta * component))^-1 of every expert. The components are
 * symmetric under all reflections of the map, so Sigma falls into four blocks, for maps that are
 * even or odd left to right and top to bottom. The even-odd and odd-even blocks are equal apart
 * from their order. So an expert has three blocks in a row, of order even^2, even * odd and odd^2,
 * with rows of stride[]; they map sums and differences of mirrored places to shares of them.
 *
 * They are whole numbers of 16 bits, as are sums and differences when they are multiplied, so that
 * an expert's are half as much to read. */
enum { FACS_SIGMA_EVEN, FACS_SIGMA_MIXED, FACS_SIGMA_ODD, FACS_SIGMA_BLOCKS };

typedef struct facs_sigma_form {
    int window, even, odd;         /* even = (window + 1) / 2, odd = window / 2 */
    int order[FACS_SIGMA_BLOCKS];  /* even^2, even * odd, odd^2 */
    int stride[FACS_SIGMA_BLOCKS]; /* order rounded up to FACS_CCNF_LANES, padded with 0 */
    size_t floats;                 /* of all blocks of a component */
    size_t bytes;                  /* of a Sigma */
} facs_sigma_form;

/* A sum or difference times FACS_SIGMA_MAX_INPUT sums up to 32 bits at most. */
#define FACS_SIGMA_MAX_INPUT 16384
#define FACS_SIGMA_MAX_ROW   (INT32_MAX / FACS_SIGMA_MAX_INPUT) /* sum of a row's magnitudes */

typedef struct facs_sigma {
    float scale[8]; /* of a block's numbers, by block; the others keep blocks aligned */
    /* Block by block, for every two rows one of pairs: that of the first row in the lower half. */
    int32_t pairs[];
} facs_sigma;

#define FACS_SIGMA_MAX_STRIDE 40 /* for even^2 = 36, when the window is 11 */

/* sigma: form->bytes, from reduced components. -EDOM: the inverse does not exist. */
typedef int facs_sigma_maker(const facs_sigma_form *form, const double *const *components,
                             int count, const double *betas, double alpha_sum, facs_sigma *sigma);
facs_sigma_maker facs_sigma_make_portable, FACS_FAST(facs_sigma_make);

/* What the Sigmas of a file are computed from. There are many, and a frontal face needs those of
 * one view in seven, so each view's are computed when they are first needed. Any that might not
 * exist (no file of OpenFace has such) are computed, and so tested, when the file is read. */
typedef struct facs_sigmas {
    unsigned char *sigma; /* experts * form.bytes */
    facs_sigma_maker *make;
    int components;
    double *component[FACS_CCNF_COMPONENTS]; /* reduced */
    int sound;                               /* 1: facs_sigma_is_sound() holds for all */
    double (*betas)[FACS_CCNF_COMPONENTS];   /* by expert */
    double *alpha_sum;                       /* by expert */
    int first[FACS_PATCH_MAX_VIEWS + 1]; /* the first expert of a view; then the number of all */
    facs_mutex lock;
    int has_lock;
    atomic_int made[FACS_PATCH_MAX_VIEWS]; /* 1: this view's are computed */
} facs_sigmas;

void facs_sigma_form_of(facs_sigma_form *form, int window);

/* Writes the blocks of a component, form->floats numbers, from its window^2 x window^2 values.
 * -EINVAL: it is not symmetric, or changes when the map is reflected or transposed. */
int facs_sigma_reduce(const facs_sigma_form *form, const float *component, double *blocks);

/* 1: the component is positive semidefinite, because each diagonal element is at least the sum of
 * the magnitudes of the others in its row (Gershgorin). */
int facs_sigma_is_sound(const facs_sigma_form *form, const float *component);

/* NULL: out of memory. views: with experts numbered view by view. */
facs_sigmas *facs_sigmas_new(const facs_sigma_form *form, const facs_patch_views *views);
void facs_sigmas_free(facs_sigmas *sigmas);

/* Takes an expert's betas and the sum of its alphas (positive). -EDOM: it has no Sigma. */
int facs_sigmas_take(facs_sigmas *sigmas, const facs_sigma_form *form, int expert,
                     const double *betas, double alpha_sum);

/* Returns the Sigma of an expert of this view. Thread-safe. */
const facs_sigma *facs_sigmas_get(facs_sigmas *sigmas, const facs_sigma_form *form, int view,
                                  int expert);

#endif
