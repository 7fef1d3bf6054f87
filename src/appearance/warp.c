#include "appearance/warp.h"

#include "base/simd.h"

#define STEP  8 /* pixels at a time */
#define SHIFT (FACS_WARP_BITS - FACS_WARP_FRACTION)

_Static_assert(FACS_WARP_STEPS == SIMD_SHARES, "the shares of a pixel are those of a blend");

/* Places in 1/32 pixel; the sums fit, even if their parts wrap around. */
static inline i32x8 places(const int32_t *across, int64_t down)
{
    return i32x8_shift_right(i32x8_add(i32x8_load(across), i32x8_of((int32_t)down)), SHIFT);
}

/* Blends a pixel at each of the two places: 0..255 in each channel. */
static inline i32x8 blend(const facs_image *frame, int32_t first, int32_t second,
                          simd_shares shares)
{
    const i32x8 half = i32x8_of(SIMD_SHARES * SIMD_SHARES / 2);
    const i32x8 sums = i32x8_blend(
        i32x8_squares_of_two(frame->pixels + first, frame->pixels + second, frame->stride), shares);
    return i32x8_shift_right(i32x8_add(sums, half), 2 * FACS_WARP_FRACTION);
}

/* Brings what is offset bytes from the start of the frame, and what is below it, into the cache;
 * the place may be outside. */
static inline void fetch(const facs_image *frame, int64_t offset)
{
    const uintptr_t place = (uintptr_t)frame->pixels + (uintptr_t)offset;
    __builtin_prefetch((const void *)place);
    __builtin_prefetch((const void *)(place + (uintptr_t)frame->stride));
}

/* Warps pixels x..x+STEP-1. */
static inline void warp_step(const facs_image *frame, const facs_warp_row *row, int x,
                             uint8_t *pixels)
{
    const i32x8 fraction = i32x8_of(FACS_WARP_STEPS - 1);
    const i32x8 at_x = places(row->across_x + x, row->down_x);
    const i32x8 at_y = places(row->across_y + x, row->down_y);
    const i32x8 left = i32x8_shift_right(at_x, FACS_WARP_FRACTION);
    const i32x8 top = i32x8_shift_right(at_y, FACS_WARP_FRACTION);
    const simd_shares shares = simd_shares_of(i32x8_and(at_x, fraction), i32x8_and(at_y, fraction));
    int32_t offset[STEP]; /* bytes from the start of the frame */

    i32x8_store(offset, i32x8_add(i32x8_multiply(top, i32x8_of((int32_t)frame->stride)),
                                  i32x8_add(left, i32x8_add(left, left))));
    fetch(frame, offset[0] + row->ahead);
    fetch(frame, offset[STEP / 2] + row->ahead);
    const i32x8 pairs[4] = {blend(frame, offset[0], offset[4], simd_shares_of_two(shares, 0)),
                            blend(frame, offset[1], offset[5], simd_shares_of_two(shares, 1)),
                            blend(frame, offset[2], offset[6], simd_shares_of_two(shares, 2)),
                            blend(frame, offset[3], offset[7], simd_shares_of_two(shares, 3))};
    i32x8_store_pixels(pixels, pairs);
}

/* Warps pixels from..to-1, fewer than a step, repeating the last one. */
static inline void warp_few(const facs_image *frame, const facs_warp_row *row, int from, int to,
                            uint8_t *row_pixels)
{
    int32_t across_x[STEP], across_y[STEP];
    const facs_warp_row few = {across_x, across_y, row->down_x, row->down_y, row->ahead};
    uint8_t pixels[3 * STEP];

    for (int k = 0; k < STEP; k++) {
        across_x[k] = row->across_x[from + k < to ? from + k : to - 1];
        across_y[k] = row->across_y[from + k < to ? from + k : to - 1];
    }
    warp_step(frame, &few, 0, pixels);
    memcpy(row_pixels + 3 * (ptrdiff_t)from, pixels, 3 * (size_t)(to - from));
}

void FACS_KERNEL(facs_warp_inside)(const facs_image *frame, const facs_warp_row *row, int from,
                                   int to, uint8_t *row_pixels)
{
    int x = from;

    for (; x + STEP <= to; x += STEP)
        warp_step(frame, row, x, row_pixels + 3 * (ptrdiff_t)x);
    if (x < to && to - from >= STEP) /* repeats some of them */
        warp_step(frame, row, to - STEP, row_pixels + 3 * (ptrdiff_t)(to - STEP));
    else if (x < to)
        warp_few(frame, row, x, to, row_pixels);
}
