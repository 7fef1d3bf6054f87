/*
 * Which values a tensor takes, gathered from examples; and the range of them that 8 bits should
 * stand for.
 */
#ifndef FACS_NN_RANGES_H
#define FACS_NN_RANGES_H

#include <stddef.h>
#include <stdint.h>

#define FACS_HISTOGRAM_BINS 2048

/* All zero: empty. Bins divide -reach to reach, a power of two that grows with the values. */
typedef struct facs_histogram {
    float min, max; /* 0 lies within, as a padded 0 must be told exactly */
    double reach;
    uint64_t bins[FACS_HISTOGRAM_BINS];
} facs_histogram;

/* -EINVAL: one of the values is no number or infinite; nothing of it is added. */
int facs_histogram_add(facs_histogram *histogram, const float *values, size_t count);

/* What an unsigned byte b stands for: scale * (b - zero). */
typedef struct facs_scale {
    float scale;
    uint8_t zero;
} facs_scale;

/* The scale that spreads least to most, which 0 is brought within, over 0 to 255. */
facs_scale facs_scale_of(float min, float max);

/*
 * The scale of the range whose mean squared error over the histogram is the least: values beyond it
 * are cut off, and in exchange the others are told finer.
 */
facs_scale facs_histogram_scale(const facs_histogram *histogram);

#endif
