/* Histograms of the values that a tensor takes, and the range that 8 bits should represent. */
#ifndef FACS_NN_RANGES_H
#define FACS_NN_RANGES_H

#include <stddef.h>
#include <stdint.h>

#define FACS_HISTOGRAM_BINS 2048

/* All zero: empty. Bins divide -reach to reach, a power of two that grows with the values. */
typedef struct facs_histogram {
    float min, max; /* includes 0, as padding with 0 must be exact */
    double reach;
    uint64_t bins[FACS_HISTOGRAM_BINS];
} facs_histogram;

/* Add values. -EINVAL: one is infinite or not a number; none is added. */
int facs_histogram_add(facs_histogram *histogram, const float *values, size_t count);

/* An unsigned byte b represents scale * (b - zero). */
typedef struct facs_scale {
    float scale;
    uint8_t zero;
} facs_scale;

/* The scale that spreads min to max, extended to include 0, over 0 to 255. */
facs_scale facs_scale_of(float min, float max);

/*
 * The scale of the range with the least mean squared error over the histogram: values beyond it are
 * clipped, and in return the others have finer steps.
 */
facs_scale facs_histogram_scale(const facs_histogram *histogram);

#endif
