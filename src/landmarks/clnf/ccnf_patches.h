/* The patches of an area in the form that a CCNF expert's weights need, in the vectors of
 * base/simd.h: for the source of a kernel. */
#ifndef FACS_LANDMARKS_CLNF_CCNF_PATCHES_H
#define FACS_LANDMARKS_CLNF_CCNF_PATCHES_H

#include "base/simd.h"
#include "landmarks/clnf/ccnf_expert.h"

#define CCNF_COLUMNS 32 /* of a row: a whole number of cache lines */
#define CCNF_RIGHT   8  /* the first column of the map that a vector of a row does not reach */
#define CCNF_RIGHTS  (FACS_PATCH_MAX_WINDOW - CCNF_RIGHT)

typedef int32_t ccnf_right_sums[CCNF_RIGHTS][16];

/* Levels less one near the middle of the area's range, halved until they are within
 * FACS_CCNF_MAX_LEVEL: of up to 27 grey levels, all digits stay. A response depends neither on the
 * offset nor on the scale. Places in the first eight columns of the map are taken row by row; those
 * right of them column by column, from pairs that are transposed. */
typedef struct ccnf_patches {
    int window;
    /* As weights are paired: [y][x] is of (y, x) and (y, x + 1). */
    _Alignas(64) int32_t across[FACS_PATCH_MAX_AREA][CCNF_COLUMNS];
    /* [y][x]: of (y, 10 + x) and (y + 1, 10 + x). */
    _Alignas(64) int32_t below[FACS_PATCH_MAX_AREA][8];
    /* [x][y]: across[y][8 + x], and of (y, 18 + x) and (y + 1, 18 + x). */
    _Alignas(64) int32_t right_across[FACS_PATCH_SIDE][CCNF_COLUMNS];
    int32_t right_below[CCNF_RIGHTS][CCNF_COLUMNS];
    /* 1 / |patch - mean| at (y, x), and at (y, 8 + x) as [x][y]; 0 if the patch is flat. */
    float scale[FACS_PATCH_MAX_WINDOW][8];
    float right_scale[CCNF_RIGHTS][16];
    ccnf_right_sums right_level, right_low, right_high; /* what right_scale is made of */
} ccnf_patches;

/* ---- Levels ---------------------------------------------------------------------------------- */

/* What turns grey levels into those of the patches. */
typedef struct ccnf_range {
    i32x8 offset;
    int bits;
} ccnf_range;

static inline ccnf_range ccnf_range_of(const facs_area *area, int side)
{
    i32x8 lowest = i32x8_load(area->level[0]), highest = lowest;

    for (int y = 0; y < side; y++)
        for (int x = 0; x < side; x += FACS_AREA_LANES) {
            const i32x8 level = i32x8_load(area->level[y] + x);
            lowest = i32x8_min(lowest, level);
            highest = i32x8_max(highest, level);
        }
    const int32_t low = i32x8_lowest(lowest), high = i32x8_highest(highest);
    const int32_t middle = (low + high) / 2, reach = (high - low + 1) / 2;
    int bits = 0;
    while ((reach + (1 << bits >> 1)) >> bits > FACS_CCNF_MAX_LEVEL)
        bits++;
    return (ccnf_range){i32x8_of((1 << bits >> 1) - middle), bits};
}

static inline i32x8 ccnf_levels(const int32_t *grey, ccnf_range range)
{
    return i32x8_shift_right(i32x8_add(i32x8_load(grey), range.offset), range.bits);
}

/* ---- Norms ----------------------------------------------------------------------------------- */

/* Sums of eleven: of levels; of their squares, the lower 16 bits and the rest of sums of eleven
 * rows. */
typedef struct ccnf_sums {
    i32x8 level, low, high;
} ccnf_sums;

/* Those of eleven rows, by row of the map and column of the area. */
typedef struct ccnf_columns {
    int32_t level[FACS_PATCH_MAX_WINDOW][CCNF_COLUMNS];
    int32_t low[FACS_PATCH_MAX_WINDOW][CCNF_COLUMNS];
    int32_t high[FACS_PATCH_MAX_WINDOW][CCNF_COLUMNS];
} ccnf_columns;

static inline f64x4 ccnf_spread(const ccnf_sums *sums, int last)
{
    const f64x4 level = f64x4_of_ints(sums->level, last);
    const f64x4 high = f64x4_multiply(f64x4_of_ints(sums->high, last), f64x4_of(65536));
    const f64x4 square = f64x4_add(high, f64x4_of_ints(sums->low, last));
    return f64x4_subtract(f64x4_multiply(square, f64x4_of(FACS_CCNF_PIXELS)),
                          f64x4_multiply(level, level));
}

/* The spread is FACS_CCNF_PIXELS times the patch's squared norm, and exact. */
static inline f32x8 ccnf_scale(const ccnf_sums *sums)
{
    const f32x8 square = f32x8_of_doubles(ccnf_spread(sums, 0), ccnf_spread(sums, 1));
    const f32x8 length = f32x8_sqrt(f32x8_max(square, f32x8_of(1)));
    return f32x8_where_above(f32x8_divide(f32x8_of(FACS_PATCH_SIDE), length), square, f32x8_of(0));
}

static inline i32x8 ccnf_sum_eleven(const int32_t *from)
{
    i32x8 even = i32x8_load(from), odd = i32x8_load(from + 1);

    for (int i = 2; i < FACS_PATCH_SIDE - 1; i += 2) {
        even = i32x8_add(even, i32x8_load(from + i));
        odd = i32x8_add(odd, i32x8_load(from + i + 1));
    }
    return i32x8_add(i32x8_add(even, odd), i32x8_load(from + FACS_PATCH_SIDE - 1));
}

/* Sums at (y, CCNF_RIGHT + x) as [x][y], from those at the places to the left of them. */
static inline void ccnf_sum_right(const int32_t columns[][CCNF_COLUMNS], int window, int y,
                                  i32x8 left, ccnf_right_sums sums)
{
    int32_t first[8];

    i32x8_store(first, left);
    for (int x = CCNF_RIGHT; x < window; x++) {
        first[7] += columns[y][x + FACS_PATCH_SIDE - 1] - columns[y][x - 1];
        sums[x - CCNF_RIGHT][y] = first[7];
    }
}

static inline void ccnf_measure(const ccnf_columns *columns, ccnf_patches *patches)
{
    const int window = patches->window;

    for (int y = 0; y < window; y++) {
        const ccnf_sums sums = {ccnf_sum_eleven(columns->level[y]),
                                ccnf_sum_eleven(columns->low[y]),
                                ccnf_sum_eleven(columns->high[y])};
        f32x8_store(patches->scale[y], ccnf_scale(&sums));
        ccnf_sum_right(columns->level, window, y, sums.level, patches->right_level);
        ccnf_sum_right(columns->low, window, y, sums.low, patches->right_low);
        ccnf_sum_right(columns->high, window, y, sums.high, patches->right_high);
    }
}

/* Later than ccnf_measure: a vector of numbers that were written one by one has to wait for them.
 */
static inline void ccnf_measure_right(ccnf_patches *patches)
{
    const int window = patches->window;

    for (int x = 0; x < window - CCNF_RIGHT; x++)
        for (int k = 0; k < 2; k++) {
            const int y = k * (window - 8);
            const ccnf_sums sums = {i32x8_load(patches->right_level[x] + y),
                                    i32x8_load(patches->right_low[x] + y),
                                    i32x8_load(patches->right_high[x] + y)};
            f32x8_store(patches->right_scale[x] + y, ccnf_scale(&sums));
        }
}

/* ---- Pairs ----------------------------------------------------------------------------------- */

/* By row, and one row of zeros. */
typedef int32_t ccnf_level_rows[FACS_PATCH_MAX_AREA + 1][CCNF_COLUMNS];

/* Takes the levels of eight columns, and their running sums down. */
static inline void ccnf_take_columns(const facs_area *area, ccnf_range range, int window, int x,
                                     ccnf_level_rows levels, ccnf_columns *columns)
{
    const int side = window + FACS_PATCH_SIDE - 1;
    const i32x8 lower_half = i32x8_of(0xffff);
    i32x8 squares[FACS_PATCH_MAX_AREA], level = i32x8_of(0), square = level;

    for (int y = 0; y < side; y++) {
        const i32x8 in = ccnf_levels(area->level[y] + x, range);
        const i32x8 alone = i32x8_and(in, lower_half);
        const int row = y - (FACS_PATCH_SIDE - 1); /* of the map */
        i32x8_store(levels[y] + x, in);
        squares[y] = i32x8_multiply_pairs(alone, alone);
        level = i32x8_add(level, in);
        square = i32x8_add(square, squares[y]);
        if (row < 0)
            continue;
        i32x8_store(columns->level[row] + x, level);
        i32x8_store(columns->low[row] + x, i32x8_and(square, lower_half));
        i32x8_store(columns->high[row] + x, i32x8_shift_right(square, 16));
        level = i32x8_subtract(level, i32x8_load(levels[row] + x));
        square = i32x8_subtract(square, squares[row]);
    }
    i32x8_store(levels[side] + x, i32x8_of(0));
}

/* The same of columns that the area does not have, so that nothing is computed from chance. */
static inline void ccnf_clear_columns(int window, int x, ccnf_level_rows levels,
                                      ccnf_columns *columns)
{
    const i32x8 zero = i32x8_of(0);

    for (int y = 0; y < window + FACS_PATCH_SIDE; y++)
        i32x8_store(levels[y] + x, zero);
    for (int y = 0; y < window; y++) {
        i32x8_store(columns->level[y] + x, zero);
        i32x8_store(columns->low[y] + x, zero);
        i32x8_store(columns->high[y] + x, zero);
    }
}

static inline void ccnf_pair_levels(const ccnf_level_rows levels, ccnf_patches *patches)
{
    const int window = patches->window, side = window + FACS_PATCH_SIDE - 1;
    const int reach = window > CCNF_RIGHT ? FACS_AREA_PITCH : 2 * CCNF_RIGHT; /* of pairs */

    for (int y = 0; y < side; y++) {
        for (int x = 0; x < reach; x += 8)
            i32x8_store(patches->across[y] + x,
                        i32x8_pair(i32x8_load(levels[y] + x), i32x8_load(levels[y] + x + 1)));
        i32x8_store(patches->below[y],
                    i32x8_pair(i32x8_load(levels[y] + 2 * FACS_CCNF_ACROSS),
                               i32x8_load(levels[y + 1] + 2 * FACS_CCNF_ACROSS)));
    }
}

static inline void ccnf_transpose_right(const ccnf_level_rows levels, ccnf_patches *patches)
{
    const int rights = patches->window - CCNF_RIGHT;
    const int side = patches->window + FACS_PATCH_SIDE - 1;
    const int step = rights == 1 ? 2 : 1; /* pairs of one place begin in even columns */

    for (int x = 0; x < rights + 2 * FACS_CCNF_ACROSS - 2; x += step)
        for (int y = 0; y < side; y++)
            patches->right_across[x][y] = patches->across[y][CCNF_RIGHT + x];
    for (int x = 0; x < rights; x++)
        for (int y = 0; y < side; y++) {
            const int32_t *from = levels[y] + CCNF_RIGHT + 2 * FACS_CCNF_ACROSS + x;
            const uint32_t above = (uint32_t)from[0], below = (uint32_t)from[CCNF_COLUMNS];
            patches->right_below[x][y] = (int32_t)((above & 0xffff) | below << 16);
        }
}

static inline void ccnf_take_patches(const facs_area *area, int window, ccnf_patches *patches)
{
    const int side = window + FACS_PATCH_SIDE - 1;
    const ccnf_range range = ccnf_range_of(area, side);
    ccnf_level_rows levels;
    ccnf_columns columns;

    patches->window = window;
    for (int x = 0; x < FACS_AREA_PITCH; x += FACS_AREA_LANES)
        if (x < side)
            ccnf_take_columns(area, range, window, x, levels, &columns);
        else
            ccnf_clear_columns(window, x, levels, &columns);
    ccnf_pair_levels(levels, patches);
    if (window > CCNF_RIGHT)
        ccnf_transpose_right(levels, patches);
    ccnf_measure(&columns, patches);
}

#endif
