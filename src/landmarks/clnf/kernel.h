/* The Gaussian kernel under which a response map is looked at. */
#ifndef FACS_LANDMARKS_CLNF_KERNEL_H
#define FACS_LANDMARKS_CLNF_KERNEL_H

#include "landmarks/clnf/patch_experts.h"

#define FACS_KERNEL_STEPS  10 /* the kernel is centred on tenths of a pixel */
#define FACS_KERNEL_STEP   0.1F
#define FACS_KERNEL_LANES  16 /* a row of a response map, filled up with zeros */
#define FACS_RESPONSE_ROOM (FACS_PATCH_MAX_WINDOW * FACS_PATCH_MAX_WINDOW + FACS_KERNEL_LANES)

typedef struct facs_kernel {
    int window;
    double sigma; /* pixels of the map */
    /* row[c][u] = exp(-(u - c / 10)^2 / (2 sigma^2)), u < window; the kernel is one of x times one
       of y */
    float row[FACS_KERNEL_STEPS * FACS_PATCH_MAX_WINDOW][FACS_KERNEL_LANES];
} facs_kernel;

/* window: 1..FACS_PATCH_MAX_WINDOW. */
void facs_kernel_make(facs_kernel *kernel, int window, double sigma);

/* The map under the kernel around (x, y): the sum that OpenFace takes as the likelihood. */
double facs_kernel_likelihood(const facs_kernel *kernel, const float *response, float x, float y);

#endif
