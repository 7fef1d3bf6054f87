/* What the fast paths of the warp have in common: warp_avx2.c, warp_neon.c. */
#ifndef FACS_APPEARANCE_WARP_STEPS_H
#define FACS_APPEARANCE_WARP_STEPS_H

#include "appearance/warp.h"

#define STEP  8 /* pixels at a time */
#define SHIFT (FACS_WARP_BITS - FACS_WARP_FRACTION)

/* Pixels x..x+STEP-1. */
typedef void warp_pixels(const facs_image *frame, const facs_warp_row *row, int x, uint8_t *pixels);

static inline void warp_inside(const facs_image *frame, const facs_warp_row *row, int from, int to,
                               warp_pixels *warp_step, uint8_t *row_pixels)
{
    int x = from;

    for (; x + STEP <= to; x += STEP)
        warp_step(frame, row, x, row_pixels);
    if (x < to && to - from >= STEP)
        warp_step(frame, row, to - STEP, row_pixels); /* some of them again */
    else
        facs_warp_inside_portable(frame, row, x, to, row_pixels);
}

#endif
