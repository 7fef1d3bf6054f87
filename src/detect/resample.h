/* Scales a rectangle of a picture into the float planes that a network takes. */
#ifndef FACS_DETECT_RESAMPLE_H
#define FACS_DETECT_RESAMPLE_H

#include "base/image.h"

typedef struct facs_resampler facs_resampler; /* tables and one row; one thread's state */

typedef enum facs_filter {
    /* Each target pixel is the mean of the source under it; with more than 4 source pixels along an
     * axis, of 4 evenly spaced ones, so that the cost is bounded for any source. */
    FACS_FILTER_AREA,
    FACS_FILTER_BILINEAR /* like cv::resize's INTER_LINEAR: two source pixels along each axis */
} facs_filter;

/* What to read: edges in pixels; may reach beyond the picture, which is 0 there. */
typedef struct facs_region {
    double x, y, width, height;
} facs_region;

/* Where to write: value = gain * (grey level) + offset, for blue, green, red. */
typedef struct facs_planes {
    float *plane[3];
    int width, height; /* of the target */
    int stride;        /* floats between rows, at least width */
    float gain;
    float offset[3];
} facs_planes;

/* max_width, max_height: the largest target. -EINVAL, -ENOMEM. */
int facs_resampler_open(facs_resampler **out, int max_width, int max_height);
void facs_resampler_close(facs_resampler **resampler);

/* No allocation. -EINVAL: sizes out of range, or a region that is not finite, is empty, or is
 * further away than FACS_IMAGE_MAX_SIDE * 4. */
int facs_resampler_run(facs_resampler *resampler, const facs_image *picture,
                       const facs_region *region, facs_filter filter, const facs_planes *planes);

#endif
