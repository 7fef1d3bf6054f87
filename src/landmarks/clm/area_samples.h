/* Samples areas of interest that are inside their picture; the same bits on every processor. */
#ifndef FACS_LANDMARKS_CLM_AREA_SAMPLES_H
#define FACS_LANDMARKS_CLM_AREA_SAMPLES_H

#include "base/grey.h"
#include "landmarks/clm/patch_experts.h"

/* Source places are sums of numbers in 1/1024 pixel, truncated to 1/32 pixel. */
#define FACS_AREA_FIXED_BITS    10
#define FACS_AREA_FRACTION_BITS 5

/* What the areas of one scale share. */
typedef struct facs_area_grid {
    int side;
    float a, b; /* experts' pixel (u, v) -> picture (a u - b v, b u + a v) */
    /* By column, 1/1024 pixel; the last column is repeated. */
    int32_t across_x[FACS_PATCH_MAX_AREA + FACS_AREA_LANES];
    int32_t across_y[FACS_PATCH_MAX_AREA + FACS_AREA_LANES];
} facs_area_grid;

/* By row, 1/1024 pixel: the rest of a source place. */
typedef struct facs_area_rows {
    int32_t x[FACS_PATCH_MAX_AREA], y[FACS_PATCH_MAX_AREA];
} facs_area_rows;

/* Bytes read from each row at a place; two of them count. */
#define FACS_AREA_BYTES 4

/* Reads an area inside the picture, as all_inside has it. */
typedef void facs_area_sampler(const facs_area_grid *grid, const facs_area_rows *rows,
                               const facs_grey *picture, facs_area *area);
facs_area_sampler facs_area_sample_portable, facs_area_sample_fast; /* base/cpu.h */

#endif
