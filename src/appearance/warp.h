/* The inner part of the warp: runs of aligned pixels that lie well inside the frame. */
#ifndef FACS_APPEARANCE_WARP_H
#define FACS_APPEARANCE_WARP_H

#include "base/image.h"

#include <stdint.h>

/*
 * Bilinear as cv::warpAffine does it for 8 bits, which made what the AU models were trained on:
 * source coordinates in 1/1024 pixel, rounded to 1/32; weights in 1/1024.
 */
#define FACS_WARP_BITS     10
#define FACS_WARP_FRACTION 5
#define FACS_WARP_STEPS    (1 << FACS_WARP_FRACTION)

/* Where the pixels of an aligned row lie in the frame: across[x] + down, in 1/1024 pixel. */
typedef struct facs_warp_row {
    const int32_t *across_x, *across_y;
    int64_t down_x, down_y; /* with the half of 1/32 pixel that rounds */
} facs_warp_row;

/*
 * Aligned pixels from..to-1 of a row, to its first pixel row_pixels[0..2]. Each has its four taps
 * in the frame, and two bytes more behind the lower right one.
 */
typedef void facs_warp_inside(const facs_image *frame, const facs_warp_row *row, int from, int to,
                              uint8_t *row_pixels);
facs_warp_inside facs_warp_inside_portable, facs_warp_inside_fast; /* where facs_warp_fits() */

/* They count in 32 bits: coordinates in 1/1024 pixel and bytes from the frame's first. */
static inline int facs_warp_fits(const facs_image *frame)
{
    return frame->width < 1 << 20 && frame->height < 1 << 20 && frame->stride > 0 &&
           frame->stride < INT32_MAX && (int64_t)frame->stride * frame->height <= INT32_MAX;
}

#endif
