/* What smooths the responses of CCNF experts: Sigma, of every expert of a file. */
#ifndef FACS_LANDMARKS_CLNF_SIGMA_H
#define FACS_LANDMARKS_CLNF_SIGMA_H

#include "landmarks/clnf/patch_experts.h"
#include "os/thread.h"

#include <stdatomic.h>
#include <stddef.h>

#define FACS_CCNF_LANES      8  /* neurons of an expert at most; the files have 7 */
#define FACS_CCNF_COMPONENTS 4  /* of Sigma at most; the files have 3, those of the eyes 0 */
#define FACS_CCNF_ALIGNMENT  64 /* bytes */
#define FACS_PATCH_MAX_VIEWS 16

/* What a file says of its views. */
typedef struct facs_patch_views {
    double scale;
    int count, points;                      /* of views, of landmarks */
    double centre[FACS_PATCH_MAX_VIEWS][3]; /* rx, ry, rz; radians */
    int *index;                             /* of an expert, by view * points + point; -1: none */
    int experts;                            /* that index names */
} facs_patch_views;

/*
 * Sigma = (2 (sum of alpha * I + sum of beta * component))^-1 of every expert. The components look
 * alike from all sides of the map, so Sigma falls into four blocks: on maps that are even or odd
 * under reflection left to right and top to bottom. Two of them, even-odd and odd-even, are equal
 * but for the order. An expert's three follow each other, of order even^2, even * odd and odd^2,
 * each in rows of stride[]; they map sums and differences of mirrored places to shares of them.
 */
enum { FACS_SIGMA_EVEN, FACS_SIGMA_MIXED, FACS_SIGMA_ODD, FACS_SIGMA_BLOCKS };

typedef struct facs_sigma_form {
    int window, even, odd;         /* even = (window + 1) / 2, odd = window / 2 */
    int order[FACS_SIGMA_BLOCKS];  /* even^2, even * odd, odd^2 */
    int stride[FACS_SIGMA_BLOCKS]; /* order rounded up to FACS_CCNF_LANES; the rest is 0 */
    size_t floats;                 /* of an expert's blocks together */
} facs_sigma_form;

#define FACS_SIGMA_MAX_STRIDE 40 /* of even^2 = 36, where the window is 11 */

/*
 * What the Sigmas of a file are made of. There are many, and a face that looks into the camera
 * needs those of one view in seven: each view's are made when they are first asked for. Those that
 * might not exist, which no file of OpenFace has, are made, and so tested, when the file is read.
 */
typedef struct facs_sigmas {
    float *sigma; /* experts * form.floats */
    int components;
    double *component[FACS_CCNF_COMPONENTS]; /* reduced; of each other facs_sigma_is_sound() */
    int sound;                               /* 1: all of them are */
    double (*betas)[FACS_CCNF_COMPONENTS];   /* by expert */
    double *alpha_sum;                       /* by expert */
    int first[FACS_PATCH_MAX_VIEWS + 1];     /* a view's first expert; then the number of all */
    facs_mutex lock;
    int has_lock;
    atomic_int made[FACS_PATCH_MAX_VIEWS]; /* 1: the view's */
} facs_sigmas;

void facs_sigma_form_of(facs_sigma_form *form, int window);

/*
 * The blocks of a component, form->floats numbers, from its window^2 x window^2 values. -EINVAL: it
 * is not symmetric, or changes when the map is reflected or transposed.
 */
int facs_sigma_reduce(const facs_sigma_form *form, const float *component, double *blocks);

/* 1: the component is positive semidefinite, for each element of its diagonal is at least the sum
 * of the others' amounts in its row (Gershgorin). */
int facs_sigma_is_sound(const facs_sigma_form *form, const float *component);

/* NULL without memory. views: with experts numbered view by view. */
facs_sigmas *facs_sigmas_new(const facs_sigma_form *form, const facs_patch_views *views);
void facs_sigmas_free(facs_sigmas *sigmas);

/* Take an expert's betas and the sum of its alphas (positive). -EDOM: it has no Sigma. */
int facs_sigmas_take(facs_sigmas *sigmas, const facs_sigma_form *form, int expert,
                     const double *betas, double alpha_sum);

/* Of an expert of this view. Thread-safe. */
const float *facs_sigmas_get(facs_sigmas *sigmas, const facs_sigma_form *form, int view,
                             int expert);

/* sigma: form->floats, from reduced components. -EDOM: the inverse does not exist. */
int facs_sigma_make(const facs_sigma_form *form, const double *const *components, int count,
                    const double *betas, double alpha_sum, float *sigma);

#endif
