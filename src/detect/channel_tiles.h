/* The transforms of channel_kernels.c for pairs of rows, on tiles of 4 x 4 inputs and 2 x 2 outputs
 * (Lavin and Gray, Fast Algorithms for Convolutional Neural Networks, F(2x2, 3x3)). */
#ifndef FACS_DETECT_CHANNEL_TILES_H
#define FACS_DETECT_CHANNEL_TILES_H

#include "base/simd.h"
#include "detect/channel_kernels.h"

#include <stddef.h>

/* Floats of one value of each tile; a multiple of 16. */
static inline ptrdiff_t facs_tile_plane(int tiles, int maps)
{
    return ((ptrdiff_t)tiles * maps + FACS_CHANNEL_SLACK + 15) / 16 * 16;
}

/* B^T d of four values. */
static inline void facs_tile_spread_line(f32x8 d[4])
{
    const f32x8 first = f32x8_subtract(d[0], d[2]), second = f32x8_add(d[1], d[2]);
    const f32x8 third = f32x8_subtract(d[2], d[1]), fourth = f32x8_subtract(d[1], d[3]);
    d[0] = first, d[1] = second, d[2] = third, d[3] = fourth;
}

/* Transforms eight maps of a tile's 4 x 4 inputs to consecutive planes. */
static inline void facs_tile_spread(const float *const *rows, ptrdiff_t at, ptrdiff_t in_maps,
                                    ptrdiff_t plane, float *to)
{
    f32x8 d[4][4]; /* by columns */
    for (int x = 0; x < 4; x++) {
        for (int y = 0; y < 4; y++)
            d[x][y] = f32x8_load(rows[y] + at + x * in_maps);
        facs_tile_spread_line(d[x]);
    }
    for (int y = 0; y < 4; y++) {
        f32x8 line[4] = {d[0][y], d[1][y], d[2][y], d[3][y]};
        facs_tile_spread_line(line);
        for (int x = 0; x < 4; x++, to += plane)
            f32x8_store(to, line[x]);
    }
}

/* A^T m A of eight maps of a tile, to its 2 x 2 outputs: result[y][x]. */
static inline void facs_tile_gather(const float *from, ptrdiff_t plane, f32x8 result[2][2])
{
    f32x8 s[2][4];
    for (int y = 0; y < 4; y++, from += 4 * plane) {
        const f32x8 first = f32x8_load(from), second = f32x8_load(from + plane);
        const f32x8 third = f32x8_load(from + 2 * plane), fourth = f32x8_load(from + 3 * plane);
        s[0][y] = f32x8_add(f32x8_add(first, second), third);
        s[1][y] = f32x8_subtract(f32x8_subtract(second, third), fourth);
    }
    for (int x = 0; x < 2; x++) {
        result[0][x] = f32x8_add(f32x8_add(s[x][0], s[x][1]), s[x][2]);
        result[1][x] = f32x8_subtract(f32x8_subtract(s[x][1], s[x][2]), s[x][3]);
    }
}

#endif
