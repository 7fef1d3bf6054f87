/*
 * Mean shift on a response map: towards its mean under a Gaussian kernel around where the landmark
 * stands now (OpenFace's NonVectorisedMeanShift_precalc_kde).
 */
#ifndef FACS_LANDMARKS_CLNF_MEAN_SHIFT_H
#define FACS_LANDMARKS_CLNF_MEAN_SHIFT_H

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

/*
 * response[window * window], row-major, at least 0, with FACS_RESPONSE_ROOM numbers there that are
 * finite. (x, y): pixels of the map, any number. shift: from (x, y), which counts as moved to the
 * map's edge where it is outside; 0 where the map is empty.
 */
typedef void facs_mean_shifter(const facs_kernel *kernel, const float *response, float x, float y,
                               float shift[2]);

/* base/cpu.h */
facs_mean_shifter facs_mean_shift_portable, facs_mean_shift_avx2, facs_mean_shift_neon;

/* A number of the map's range for any x; not a number: 0. */
static inline float facs_kernel_within(const facs_kernel *kernel, float x)
{
    float max = (float)kernel->window - FACS_KERNEL_STEP;
    return x > 0 ? (x < max ? x : max) : 0;
}

/* The nearest row of the table; x: within the map's range. */
static inline const float *facs_kernel_row(const facs_kernel *kernel, float x)
{
    return kernel->row[(int)(x / FACS_KERNEL_STEP + 0.5F)];
}

/* The map under the kernel around (x, y): the sum that OpenFace takes as the likelihood. */
double facs_kernel_likelihood(const facs_kernel *kernel, const float *response, float x, float y);

#endif
