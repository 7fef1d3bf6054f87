#include "appearance/warp.h"

#include "appearance/align.h"
#include "base/cpu.h"

#include <math.h>
#include <string.h>

#define SHIFT         (FACS_WARP_BITS - FACS_WARP_FRACTION)
#define HALF_FRACTION (1 << (SHIFT - 1))
#define FRACTION_MASK (FACS_WARP_STEPS - 1)
#define UNIT          (FACS_WARP_STEPS * FACS_WARP_STEPS) /* the sum of a pixel's weights */

/* Saturates as 32 bits do, so that no warp, however wild, overflows the sums. Not a number: lowest.
 */
static int32_t to_fixed(double pixels)
{
    return (int32_t)llrint(
        fmin(fmax(pixels * (1 << FACS_WARP_BITS), (double)INT32_MIN), (double)INT32_MAX));
}

/* Aligned pixel to frame pixel. 0 where warp has no inverse. */
static int invert(const double warp[6], double inverse[6])
{
    double determinant = warp[0] * warp[4] - warp[1] * warp[3];

    if (!isfinite(determinant) || determinant == 0)
        return 0;
    inverse[0] = warp[4] / determinant;
    inverse[1] = -warp[1] / determinant;
    inverse[3] = -warp[3] / determinant;
    inverse[4] = warp[0] / determinant;
    inverse[2] = -inverse[0] * warp[2] - inverse[1] * warp[5];
    inverse[5] = -inverse[3] * warp[2] - inverse[4] * warp[5];
    return 1;
}

/* x, y: in 1/32 pixel. */
static void sample(const facs_image *frame, int64_t x, int64_t y, uint8_t *pixel)
{
    static const uint8_t outside[3];
    int64_t left = x >> FACS_WARP_FRACTION, top = y >> FACS_WARP_FRACTION;
    int right_share = (int)(x & FRACTION_MASK), lower_share = (int)(y & FRACTION_MASK);
    const uint8_t *tap[4];

    for (int k = 0; k < 4; k++) {
        int64_t column = left + (k & 1), row = top + (k >> 1);
        int inside = column >= 0 && column < frame->width && row >= 0 && row < frame->height;
        tap[k] = inside ? frame->pixels + row * frame->stride + 3 * column : outside;
    }
    int lower_right = right_share * lower_share;
    int lower_left = FACS_WARP_STEPS * lower_share - lower_right;
    int upper_right = FACS_WARP_STEPS * right_share - lower_right;
    int upper_left = UNIT - lower_right - lower_left - upper_right;
    for (int c = 0; c < 3; c++) {
        int sum = upper_left * tap[0][c] + upper_right * tap[1][c] + lower_left * tap[2][c] +
                  lower_right * tap[3][c];
        pixel[c] = (uint8_t)((sum + UNIT / 2) / UNIT);
    }
}

static void sample_at(const facs_image *frame, const facs_warp_row *row, int x, uint8_t *row_pixels)
{
    sample(frame, (row->down_x + row->across_x[x]) >> SHIFT,
           (row->down_y + row->across_y[x]) >> SHIFT, row_pixels + 3 * (ptrdiff_t)x);
}

/* 1: pixel x is one for facs_warp_inside; the last row is not, for the bytes behind it. */
static int is_inside(const facs_image *frame, const facs_warp_row *row, int x)
{
    int64_t left = (row->down_x + row->across_x[x]) >> FACS_WARP_BITS;
    int64_t top = (row->down_y + row->across_y[x]) >> FACS_WARP_BITS;

    return left >= 0 && left < frame->width - 1 && top >= 0 && top < frame->height - 2;
}

void facs_warp_inside_portable(const facs_image *frame, const facs_warp_row *row, int from, int to,
                               uint8_t *row_pixels)
{
    for (int x = from; x < to; x++) {
        const int64_t at_x = (row->down_x + row->across_x[x]) >> SHIFT;
        const int64_t at_y = (row->down_y + row->across_y[x]) >> SHIFT;
        const unsigned right = at_x & FRACTION_MASK, left = FACS_WARP_STEPS - right;
        const unsigned lower = at_y & FRACTION_MASK, upper = FACS_WARP_STEPS - lower;
        const uint8_t *above = frame->pixels + (at_y >> FACS_WARP_FRACTION) * frame->stride +
                               3 * (at_x >> FACS_WARP_FRACTION);
        const uint8_t *below = above + frame->stride;
        uint8_t *pixel = row_pixels + 3 * (ptrdiff_t)x;
        for (int c = 0; c < 3; c++)
            pixel[c] = (uint8_t)((upper * (left * above[c] + right * above[c + 3]) +
                                  lower * (left * below[c] + right * below[c + 3]) + UNIT / 2) /
                                 UNIT);
    }
}

/* Pixels from..to-1. They lie on a line, so those inside the frame lie together. */
static void warp_run(const facs_image *frame, const facs_warp_row *row, int from, int to,
                     facs_warp_inside *warp_inside, uint8_t *row_pixels)
{
    while (from < to && !is_inside(frame, row, from))
        sample_at(frame, row, from++, row_pixels);
    while (from < to && !is_inside(frame, row, to - 1))
        sample_at(frame, row, --to, row_pixels);
    warp_inside(frame, row, from, to, row_pixels);
}

/* mask of the row, or NULL. */
static void warp_row(const facs_image *frame, const facs_warp_row *row, const uint8_t *mask,
                     int side, facs_warp_inside *warp_inside, uint8_t *row_pixels)
{
    int from = 0;

    while (from < side) {
        while (mask && from < side && !mask[from])
            from++;
        const uint8_t *end = mask ? memchr(mask + from, 0, (size_t)(side - from)) : NULL;
        const int to = end ? (int)(end - mask) : side;
        warp_run(frame, row, from, to, warp_inside, row_pixels);
        from = to;
    }
}

void facs_align_warp(const facs_image *frame, const double warp[6], const uint8_t *mask, int side,
                     uint8_t *face)
{
    double inverse[6];
    int32_t across_x[FACS_ALIGNED_MAX_SIDE], across_y[FACS_ALIGNED_MAX_SIDE];
    facs_warp_inside *warp_inside = facs_warp_fits(frame) && facs_cpu_is_fast()
                                        ? FACS_FAST(facs_warp_inside)
                                        : facs_warp_inside_portable;

    memset(face, 0, 3 * (size_t)side * (size_t)side);
    if (!invert(warp, inverse))
        return;
    for (int x = 0; x < side; x++) {
        across_x[x] = to_fixed(inverse[0] * x);
        across_y[x] = to_fixed(inverse[3] * x);
    }
    for (int y = 0; y < side; y++) {
        const facs_warp_row row = {
            .across_x = across_x,
            .across_y = across_y,
            .down_x = (int64_t)to_fixed(inverse[1] * y + inverse[2]) + HALF_FRACTION,
            .down_y = (int64_t)to_fixed(inverse[4] * y + inverse[5]) + HALF_FRACTION,
        };
        warp_row(frame, &row, mask ? mask + (ptrdiff_t)y * side : NULL, side, warp_inside,
                 face + 3 * (ptrdiff_t)y * side);
    }
}
