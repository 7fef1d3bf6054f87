/* Piecewise affine warp: moves each triangle between landmarks to its place in a reference face
 * (OpenFace's PAW.cpp), so that all faces share one mask. */
#ifndef FACS_LANDMARKS_PIECEWISE_WARP_H
#define FACS_LANDMARKS_PIECEWISE_WARP_H

#include "base/file.h"
#include "base/grey.h"

#define FACS_WARP_MAX_SIDE 128  /* pixels of the reference face */
#define FACS_WARP_ONE      1024 /* warped values are in 1/1024 grey level */

/* Adjacent pixels of one row in one triangle. */
typedef struct facs_warp_run {
    int triangle;
    int row, column; /* of the first pixel */
    int count;
} facs_warp_run;

/* Read-only once read; shareable between threads. */
typedef struct facs_piecewise_warp {
    int height, width;
    int points;         /* landmarks */
    float min_x, min_y; /* the coordinates of pixel 0, 0 in the reference face */
    int pixels;         /* in the mask */
    int triangles;
    int32_t *corners;    /* [triangles][3] landmarks */
    float *alpha, *beta; /* [triangles][3]: share of the 2nd and 3rd corner at 1, x, y */
    int runs;
    facs_warp_run *run; /* by rows, then columns */
} facs_piecewise_warp;

/* Reads a warp at the cursor. ENVIRONMENT errors, as in base/matrix_file.h: -EINVAL, -ENOMEM. */
int facs_piecewise_warp_read(facs_piecewise_warp **out, int points, facs_file *file);
void facs_piecewise_warp_close(facs_piecewise_warp **warp);

/* values[height][width], 1/1024 grey level; 0 outside the mask and outside the source. Bilinear at
 * 1/32 pixel, like OpenCV's remap. landmarks: x.. then y.., pixels of source, anywhere. No
 * allocation. */
void facs_piecewise_warp_apply(const facs_piecewise_warp *warp, const facs_grey *source,
                               const float *landmarks, int32_t *values);

#endif
