/* What the fast paths of an area have in common: area_of_interest_avx2.c, area_of_interest_neon.c.
 */
#ifndef FACS_LANDMARKS_CLNF_AREA_OF_INTEREST_STEPS_H
#define FACS_LANDMARKS_CLNF_AREA_OF_INTEREST_STEPS_H

#include "landmarks/clnf/area_of_interest.h"

#define FRACTIONS   (1 << FACS_AREA_FRACTION_BITS)
#define TO_FRACTION (FACS_AREA_FIXED_BITS - FACS_AREA_FRACTION_BITS)

/* FACS_AREA_LANES places inside the picture: across + down, 1/1024 pixel. */
typedef void sample_places(const facs_grey *picture, const int32_t *across_x,
                           const int32_t *across_y, int32_t down_x, int32_t down_y, float *area);

static inline int min(const int32_t *values, int last)
{
    return values[0] < values[last] ? values[0] : values[last];
}

static inline int max(const int32_t *values, int last)
{
    return values[0] > values[last] ? values[0] : values[last];
}

/* Whether all that is read, so many bytes at each tap, lies in the picture, at a distance that 32
   bits hold. Places go one way along rows and columns, so the corners tell. */
static inline int all_inside(const facs_area_grid *grid, const facs_area_rows *rows,
                             const facs_grey *picture, int bytes)
{
    int last = grid->side - 1;
    int left = min(rows->x, last) + min(grid->across_x, last);
    int right = max(rows->x, last) + max(grid->across_x, last);
    int top = min(rows->y, last) + min(grid->across_y, last);
    int bottom = max(rows->y, last) + max(grid->across_y, last);

    return left >= 0 && top >= 0 && (right >> FACS_AREA_FIXED_BITS) + bytes <= picture->width &&
           (bottom >> FACS_AREA_FIXED_BITS) + 2 <= picture->height && picture->stride > 0 &&
           picture->stride <= INT32_MAX / picture->height;
}

static inline void read_area(const facs_area_grid *grid, const facs_grey *picture, float x, float y,
                             sample_places *sample, int bytes, float *area)
{
    facs_area_rows rows;
    int side = grid->side;

    facs_area_rows_make(grid, x, y, &rows);
    if (!all_inside(grid, &rows, picture, bytes)) {
        facs_area_read_portable(grid, picture, x, y, area);
        return;
    }
    /* What is written beyond a row's end, the next row or nobody takes its place. */
    for (int v = 0; v < side; v++)
        for (int u = 0; u < side; u += FACS_AREA_LANES)
            sample(picture, grid->across_x + u, grid->across_y + u, rows.x[v], rows.y[v],
                   area + v * side + u);
}

#endif
