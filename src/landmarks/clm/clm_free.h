/* Landmarks where the patch experts themselves see them, unhindered by the shape model, which knows
 * next to no movements of one side. See docs/algorithm.md, 2d. */
#ifndef FACS_LANDMARKS_CLM_CLM_FREE_H
#define FACS_LANDMARKS_CLM_CLM_FREE_H

#include "landmarks/clm/clm_model.h"

/* After a fit of the inner model that ended with 0, before the next one with this scratch: moves
 * each landmark by mean shift in its own response map, from the fitted shape on. landmarks[2 * 51]:
 * x0.. then y0.., pixels; those without an expert in this view stay where the shape has them. No
 * allocation. */
void facs_clm_free(const facs_grey *picture, facs_clm_scratch *scratch, float *landmarks);

#endif
