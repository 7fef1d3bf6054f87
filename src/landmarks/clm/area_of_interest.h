/* The area around a landmark, turned and scaled the way the patch experts expect: bilinear like
 * cv::warpAffine on a float picture, with source places in 1/32 pixel and 0 outside. */
#ifndef FACS_LANDMARKS_CLM_AREA_OF_INTEREST_H
#define FACS_LANDMARKS_CLM_AREA_OF_INTEREST_H

#include "landmarks/clm/area_samples.h"

/* side: 1..FACS_PATCH_MAX_AREA. */
void facs_area_grid_make(facs_area_grid *grid, int side, float a, float b);

/* Reads the area around (x, y) of the picture. */
void facs_area_read(const facs_area_grid *grid, const facs_grey *picture, float x, float y,
                    facs_area_sampler *sample_inside, facs_area *area);

#endif
