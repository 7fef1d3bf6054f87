/* The inner loop of the warp: runs of aligned pixels well inside the frame. */
#ifndef FACS_APPEARANCE_WARP_H
#define FACS_APPEARANCE_WARP_H

#include "base/image.h"

#include <stdint.h>

/* Bilinear like cv::warpAffine with 8 bits, which made the AU models' training data: source
 * coordinates in 1/1024 pixel, rounded to 1/32; weights in 1/1024. */
#define FACS_WARP_BITS     10
#define FACS_WARP_FRACTION 5
#define FACS_WARP_STEPS    (1 << FACS_WARP_FRACTION)

/* Where the pixels of an aligned row are in the frame: across[x] + down, in 1/1024 pixel. */
typedef struct facs_warp_row {
    const int32_t *across_x, *across_y;
    int64_t down_x, down_y; /* includes half of 1/32 pixel, for rounding */
    int64_t ahead; /* so many bytes further on in the frame, or near there, are the pixels of
                      a later row, which the processor does not foresee */
} facs_warp_row;

/* Warps pixels from..to-1 of an aligned row whose first pixel is row_pixels[0..2]. All four taps of
 * each, and two more bytes after the lower right one, must be in the frame. */
typedef void facs_warp_inside(const facs_image *frame, const facs_warp_row *row, int from, int to,
                              uint8_t *row_pixels);
facs_warp_inside facs_warp_inside_portable, facs_warp_inside_fast; /* where facs_warp_fits() */

/* Coordinates in 1/1024 pixel and offsets in bytes must fit 32 bits. */
static inline int facs_warp_fits(const facs_image *frame)
{
    return frame->width < 1 << 20 && frame->height < 1 << 20 && frame->stride > 0 &&
           frame->stride < INT32_MAX && (int64_t)frame->stride * frame->height <= INT32_MAX;
}

#endif
