/* The Gaussian kernel that weights a response map. */
#ifndef FACS_LANDMARKS_CLM_KERNEL_H
#define FACS_LANDMARKS_CLM_KERNEL_H

#include "landmarks/clm/patch_experts.h"

#define FACS_KERNEL_STEPS  10 /* the kernel is centred on tenths of a pixel */
#define FACS_KERNEL_STEP   0.1F
#define FACS_KERNEL_LANES  16 /* a row of a response map, padded with zeros */
#define FACS_RESPONSE_ROOM (FACS_PATCH_MAX_WINDOW * FACS_PATCH_MAX_WINDOW + FACS_KERNEL_LANES)

typedef struct facs_kernel {
    int window;
    double sigma; /* pixels of the map */
    /* row[c][u] = exp(-(u - c / 10)^2 / (2 sigma^2)), u < window; the kernel is the product of one
     * row for x and one for y */
    float row[FACS_KERNEL_STEPS * FACS_PATCH_MAX_WINDOW][FACS_KERNEL_LANES];
} facs_kernel;

/* window: 1..FACS_PATCH_MAX_WINDOW. */
void facs_kernel_make(facs_kernel *kernel, int window, double sigma);

/* Sums the map under the kernel around (x, y), which OpenFace takes as the likelihood. */
double facs_kernel_likelihood(const facs_kernel *kernel, const float *response, float x, float y);

#endif
