#include "appearance/align.h"

#include "appearance/warp.h"
#include "base/canvas.h"
#include "base/cpu.h"
#include "base/exact_math.h"

#include <errno.h>
#include <math.h>
#include <string.h>

const facs_aligned_form facs_aligned_au = {.side = FACS_ALIGNED_SIDE, .scale = 0.7};

/* OpenFace, extract_rigid_points: points that expressions hardly move. */
static const int rigid[] = {1,  2,  3,  4,  12, 13, 14, 15, 27, 28, 29, 31,
                            32, 33, 34, 35, 36, 39, 40, 41, 42, 45, 46, 47};
#define RIGID ((int)(sizeof(rigid) / sizeof(rigid[0])))

/* Kabsch with scale: the similarity from the rigid landmarks to the mean face's. In the plane the
 * angle of the best rotation is that of (sum of dot products, sum of cross products), so no
 * singular value decomposition is needed. */
int facs_align_transform(const facs_pdm *pdm, const float *landmarks, const double centre[2],
                         const facs_aligned_form *form, double warp[6])
{
    const float *x = landmarks, *y = landmarks + FACS_LANDMARKS;
    const double *to_x = pdm->mean, *to_y = pdm->mean + FACS_LANDMARKS;
    double from_sum[2] = {0}, to_sum[2] = {0}, from_square = 0, to_square = 0, dot = 0, cross = 0;

    if (pdm->points != FACS_LANDMARKS)
        return -EINVAL;
    for (int k = 0; k < RIGID; k++) {
        from_sum[0] += (double)x[rigid[k]];
        from_sum[1] += (double)y[rigid[k]];
        to_sum[0] += to_x[rigid[k]];
        to_sum[1] += to_y[rigid[k]];
    }
    for (int k = 0; k < RIGID; k++) {
        double fx = (double)x[rigid[k]] - from_sum[0] / RIGID;
        double fy = (double)y[rigid[k]] - from_sum[1] / RIGID;
        double tx = to_x[rigid[k]] - to_sum[0] / RIGID;
        double ty = to_y[rigid[k]] - to_sum[1] / RIGID;
        from_square += fx * fx + fy * fy;
        to_square += tx * tx + ty * ty;
        dot += fx * tx + fy * ty;
        cross += fx * ty - fy * tx;
    }
    double length = facs_exact_length(dot, cross);
    if (!(from_square > 0) || !(length > 0))
        return -EINVAL;
    double scale = form->scale * sqrt(to_square / from_square);
    double c = scale * dot / length, s = scale * cross / length;
    const int middle = form->side / 2;
    const double result[6] = {c, -s, middle - (c * centre[0] - s * centre[1]),
                              s, c,  middle - (s * centre[0] + c * centre[1])};
    for (int k = 0; k < 6; k++)
        if (!isfinite(result[k]))
            return -EINVAL;
    memcpy(warp, result, sizeof(result));
    return 0;
}

/* ---- The warp -------------------------------------------------------------------------------- */

#define SHIFT         (FACS_WARP_BITS - FACS_WARP_FRACTION) /* from 1/1024 pixel to 1/32 */
#define HALF_FRACTION (1 << (SHIFT - 1))
#define FRACTION_MASK (FACS_WARP_STEPS - 1)
#define UNIT          (FACS_WARP_STEPS * FACS_WARP_STEPS) /* sum of a pixel's weights */

#define ROWS_AHEAD 3 /* aligned rows; their pixels are in the cache when it is their turn */

/* Saturates to 32 bits, so that no warp, however wild, overflows the sums. NaN: the lowest. */
static int32_t to_fixed(double pixels)
{
    return (int32_t)llrint(
        fmin(fmax(pixels * (1 << FACS_WARP_BITS), (double)INT32_MIN), (double)INT32_MAX));
}

/* Inverts warp, to map aligned pixels to the frame. 0: it has no inverse. */
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

/* 1: facs_warp_inside may take pixel x; not in the last row, because it reads past the taps. */
static int is_inside(const facs_image *frame, const facs_warp_row *row, int x)
{
    int64_t left = (row->down_x + row->across_x[x]) >> FACS_WARP_BITS;
    int64_t top = (row->down_y + row->across_y[x]) >> FACS_WARP_BITS;

    return left >= 0 && left < frame->width - 1 && top >= 0 && top < frame->height - 2;
}

/* Pixels from..to-1 are on a line, so those inside the frame are contiguous. warp_inside: NULL if
 * the frame is too large for it. */
static void warp_run(const facs_image *frame, const facs_warp_row *row, int from, int to,
                     facs_warp_inside *warp_inside, uint8_t *row_pixels)
{
    while (from < to && (!warp_inside || !is_inside(frame, row, from)))
        sample_at(frame, row, from++, row_pixels);
    while (from < to && !is_inside(frame, row, to - 1))
        sample_at(frame, row, --to, row_pixels);
    if (from < to)
        warp_inside(frame, row, from, to, row_pixels);
}

/* mask: of the row; may be NULL. */
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

/* A limit of what one axis reads, from place in pixels on; the vectors read a little more. */
static int limit(double place, int beyond)
{
    const double max = 4.0 * FACS_IMAGE_MAX_SIDE;
    return (int)floor(fmin(fmax(place, -max), max)) + beyond;
}

/* The square's corners are in the frame where the inverse maps them; everything it reads is between
 * them. */
static void need(const facs_image *frame, const double inverse[6], int side)
{
    double low[2], high[2];
    for (int axis = 0; axis < 2; axis++) {
        const double *row = inverse + 3 * (ptrdiff_t)axis;
        const double across = row[0] * (side - 1), down = row[1] * (side - 1);
        low[axis] = row[2] + fmin(across, 0) + fmin(down, 0);
        high[axis] = row[2] + fmax(across, 0) + fmax(down, 0);
    }
    facs_image_need(frame, (facs_rectangle){limit(low[0], -1), limit(low[1], -1), limit(high[0], 4),
                                            limit(high[1], 3)});
}

void facs_align_warp(const facs_image *frame, const double warp[6], const uint8_t *mask, int side,
                     uint8_t *face)
{
    double inverse[6];
    int32_t across_x[FACS_ALIGNED_MAX_SIDE], across_y[FACS_ALIGNED_MAX_SIDE];
    facs_warp_inside *warp_inside = facs_warp_fits(frame) ? FACS_FASTEST(facs_warp_inside) : NULL;

    memset(face, 0, 3 * (size_t)side * (size_t)side);
    if (!invert(warp, inverse))
        return;
    need(frame, inverse, side);
    for (int x = 0; x < side; x++) {
        across_x[x] = to_fixed(inverse[0] * x);
        across_y[x] = to_fixed(inverse[3] * x);
    }
    const int64_t columns_ahead = to_fixed(ROWS_AHEAD * inverse[1]) >> FACS_WARP_BITS;
    const int64_t rows_ahead = to_fixed(ROWS_AHEAD * inverse[4]) >> FACS_WARP_BITS;
    for (int y = 0; y < side; y++) {
        const facs_warp_row row = {
            .across_x = across_x,
            .across_y = across_y,
            .down_x = (int64_t)to_fixed(inverse[1] * y + inverse[2]) + HALF_FRACTION,
            .down_y = (int64_t)to_fixed(inverse[4] * y + inverse[5]) + HALF_FRACTION,
            .ahead = warp_inside ? rows_ahead * frame->stride + 3 * columns_ahead : 0,
        };
        warp_row(frame, &row, mask ? mask + (ptrdiff_t)y * side : NULL, side, warp_inside,
                 face + 3 * (ptrdiff_t)y * side);
    }
}
