/*
 * The surroundings of a landmark, turned and scaled as the patch experts know them: bilinear as
 * cv::warpAffine does it for a float picture, with source places in 1/32 pixel and 0 outside.
 */
#ifndef FACS_LANDMARKS_CLNF_AREA_OF_INTEREST_H
#define FACS_LANDMARKS_CLNF_AREA_OF_INTEREST_H

#include "base/grey.h"
#include "landmarks/clnf/patch_experts.h"

#define FACS_AREA_LANES 8 /* numbers that are written at a time */
#define FACS_AREA_ROOM  (FACS_PATCH_MAX_AREA * FACS_PATCH_MAX_AREA + FACS_AREA_LANES)

/* Source places are sums of numbers in 1/1024 pixel, cut to 1/32 pixel. */
#define FACS_AREA_FIXED_BITS    10
#define FACS_AREA_FRACTION_BITS 5

/* What the areas of one scale have in common. */
typedef struct facs_area_grid {
    int side;
    float a, b; /* experts' pixel (u, v) -> picture (a u - b v, b u + a v) */
    /* By column, 1/1024 pixel; the last column's from there on. */
    int32_t across_x[FACS_PATCH_MAX_AREA + FACS_AREA_LANES];
    int32_t across_y[FACS_PATCH_MAX_AREA + FACS_AREA_LANES];
} facs_area_grid;

/* side: 1..FACS_PATCH_MAX_AREA. */
void facs_area_grid_make(facs_area_grid *grid, int side, float a, float b);

/* By row, 1/1024 pixel: the part of a source place that is not the column's. */
typedef struct facs_area_rows {
    int32_t x[FACS_PATCH_MAX_AREA], y[FACS_PATCH_MAX_AREA];
} facs_area_rows;

void facs_area_rows_make(const facs_area_grid *grid, float x, float y, facs_area_rows *rows);

/* area[side * side, and FACS_AREA_ROOM there]: around (x, y) of the picture, 0..255. */
typedef void facs_area_reader(const facs_area_grid *grid, const facs_grey *picture, float x,
                              float y, float *area);

/* base/cpu.h */
facs_area_reader facs_area_read_portable, facs_area_read_avx2, facs_area_read_neon;

#endif
