/*
 * The places of one or two maps for the kernels of a CEN network: the patches there, and the maps
 * from what the network says of them. All places that are computed stand in one row: those of the
 * first map column by column, then those of the second.
 */
#ifndef FACS_LANDMARKS_CECLM_CEN_PLACES_H
#define FACS_LANDMARKS_CECLM_CEN_PLACES_H

#include "landmarks/ceclm/cen_kernels.h"
#include "landmarks/clm/patch_measures.h"

#define CEN_HALF_COLUMN  24 /* (FACS_PATCH_MAX_AREA + 1) / 2, and what a vector reads beyond */
#define CEN_ROW          (FACS_CEN_MAX_PLACES + 16) /* the places, and what is written beyond */
#define CEN_TWO          (2 * 2 * CEN_HALF_COLUMN)  /* levels of two columns */
#define CEN_MAX_RESPONSE 1e30F

_Static_assert(FACS_CEN_INPUTS == 1 + FACS_PATCH_PIXELS, "a 1 and the pixels");

/* ---- The patches ----------------------------------------------------------------------------- */

typedef struct cen_places {
    int window, sides;
    int count;                           /* of all sides */
    float mean[CEN_ROW], scale[CEN_ROW]; /* of the patch there */
    /* By side, and by column of the area (of its mirror): the levels in even rows, in odd rows. */
    float level[FACS_CEN_MAX_SIDES][FACS_PATCH_MAX_AREA][2 * CEN_HALF_COLUMN];
} cen_places;

/* Where a column of an area has the level of a row. */
static inline int cen_in_column(int y)
{
    return y % 2 * CEN_HALF_COLUMN + y / 2;
}

/* The first row of the column x of a map that is computed; every second one follows. */
static inline int cen_first_row(int x)
{
    return (x + 1) % 2;
}

static inline void cen_take_side(cen_places *all, int side, const facs_cen_side *from)
{
    const int window = all->window, width = window + FACS_PATCH_SIDE - 1;
    facs_patch_measures measures;

    for (int x = 0; x < width; x++) {
        const float *column = from->area + (from->is_mirrored ? width - 1 - x : x);
        for (int y = 0; y < width; y++)
            all->level[side][x][cen_in_column(y)] = column[y * width];
    }
    facs_patch_measure(from->area, window, &measures);
    for (int x = 0; x < window; x++)
        for (int y = cen_first_row(x); y < window; y += 2) {
            const int place = y * window + (from->is_mirrored ? window - 1 - x : x);
            all->mean[all->count] = measures.mean[place];
            all->scale[all->count++] = measures.scale[place];
        }
}

static inline void cen_take_sides(cen_places *all, const facs_cen_side *sides, int count,
                                  int window)
{
    memset(all, 0, sizeof(*all));
    all->window = window;
    all->sides = count;
    for (int side = 0; side < count; side++)
        cen_take_side(all, side, &sides[side]);
}

/* row[CEN_ROW]: the pixel at (column, row) of the patch of each place. From left to right: the next
 * store overwrites what one writes past its places. */
static inline void cen_gather(const cen_places *all, int column, int row, float *to)
{
    /* In even columns of the map, the places begin in row 1; in odd ones there is one more. */
    const int even = cen_in_column(1 + row), odd = cen_in_column(row), count = all->window / 2;

    for (int side = 0; side < all->sides; side++) {
        const float(*level)[2 * CEN_HALF_COLUMN] = all->level[side] + column;
        for (int x = 0; x < all->window; x += 2) {
            f32x8_store(to, f32x8_load(level[x] + even));
            to += count;
            if (x == all->window - 1)
                break;
            f32x8_store(to, f32x8_load(level[x + 1] + odd));
            to += count + 1;
        }
    }
}

/* A column of the patches, normalised; beyond the places, 0. All of it is gathered first, so that
 * no vector is read while its parts are still being written. */
static inline void cen_patch_column(const cen_places *all, int column,
                                    float rows[FACS_PATCH_SIDE][CEN_ROW])
{
    for (int row = 0; row < FACS_PATCH_SIDE; row++)
        cen_gather(all, column, row, rows[row]);
    for (int row = 0; row < FACS_PATCH_SIDE; row++)
        for (int p = 0; p < CEN_ROW; p += 8) {
            const f32x8 level =
                f32x8_subtract(f32x8_load(rows[row] + p), f32x8_load(all->mean + p));
            f32x8_store(rows[row] + p, f32x8_multiply(level, f32x8_load(all->scale + p)));
        }
}

/* ---- The maps -------------------------------------------------------------------------------- */

/* Finite, even if a network's sums are not. */
static inline float cen_within(float value)
{
    return value < CEN_MAX_RESPONSE ? value : CEN_MAX_RESPONSE;
}

static inline float cen_mean_of_neighbours(const float *map, int window, int x, int y)
{
    float sum = 0;
    int count = 0;

    if (x > 0)
        sum += map[y * window + x - 1], count++;
    if (x < window - 1)
        sum += map[y * window + x + 1], count++;
    if (y > 0)
        sum += map[(y - 1) * window + x], count++;
    if (y < window - 1)
        sum += map[(y + 1) * window + x], count++;
    return sum / (float)count;
}

/* Returns what follows the side's values. */
static inline const float *cen_put_map(const float *values, int window, const facs_cen_side *side)
{
    float *map = side->response;

    for (int x = 0; x < window; x++)
        for (int y = cen_first_row(x); y < window; y += 2)
            map[y * window + (side->is_mirrored ? window - 1 - x : x)] = cen_within(*values++);
    for (int y = 0; y < window; y++)
        for (int x = y % 2; x < window; x += 2)
            map[y * window + x] = cen_mean_of_neighbours(map, window, x, y);
    return values;
}

#endif
