#include "landmarks/clm/area_samples.h"

#include "base/simd.h"

#define FRACTIONS   (1 << FACS_AREA_FRACTION_BITS)
#define TO_FRACTION (FACS_AREA_FIXED_BITS - FACS_AREA_FRACTION_BITS)

_Static_assert(FRACTIONS == SIMD_SHARES, "the shares of a pixel are those of a blend");
_Static_assert(FRACTIONS *FRACTIONS == 1 << FACS_AREA_GREY_BITS, "a blend is a level");
_Static_assert(FACS_AREA_BYTES >= SIMD_SQUARES_READ, "what is read is inside");

/* Samples FACS_AREA_LANES places, given in 1/1024 pixel. */
static inline i32x8 sample_places(const facs_grey *picture, i32x8 x, i32x8 y)
{
    const i32x8 fraction = i32x8_of(FRACTIONS - 1);
    const i32x8 row = i32x8_shift_right(y, FACS_AREA_FIXED_BITS);
    const i32x8 at = i32x8_add(i32x8_multiply(row, i32x8_of((int32_t)picture->stride)),
                               i32x8_shift_right(x, FACS_AREA_FIXED_BITS));
    const simd_shares shares =
        simd_shares_of(i32x8_and(i32x8_shift_right(x, TO_FRACTION), fraction),
                       i32x8_and(i32x8_shift_right(y, TO_FRACTION), fraction));
    return i32x8_blend(i32x8_squares(picture->pixels, picture->stride, at), shares);
}

void FACS_KERNEL(facs_area_sample)(const facs_area_grid *grid, const facs_area_rows *rows,
                                   const facs_grey *picture, facs_area *area)
{
    for (int v = 0; v < grid->side; v++)
        for (int u = 0; u < grid->side; u += FACS_AREA_LANES) {
            const i32x8 x = i32x8_add(i32x8_load(grid->across_x + u), i32x8_of(rows->x[v]));
            const i32x8 y = i32x8_add(i32x8_load(grid->across_y + u), i32x8_of(rows->y[v]));
            i32x8_store(area->level[v] + u, sample_places(picture, x, y));
        }
}
