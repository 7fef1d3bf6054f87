/* OpenFace's landmark models in their file formats, made by tests: a face of 68 points in a wide
 * grid, whose experts each look for a bright spot. */
#ifndef FACS_TESTS_MADE_CLM_H
#define FACS_TESTS_MADE_CLM_H

#include "base/grey.h"
#include "shape/pdm.h"

enum { MADE_WIDTH = 640, MADE_HEIGHT = 480, MADE_MODES = 4 };

/* Makes a models folder that contains openface/model, with the files of CLNF and CE-CLM, one at a
 * time. Returns its path in static storage. */
const char *made_clm_folder(void);
void made_clm_remove(void);

/* Draws spots at the points of a face model's shape in a dark picture; static storage. */
facs_grey made_clm_picture(const facs_pdm *pdm, const double global[6], const double *local);

/* The same at any places: landmarks[136]. */
facs_grey made_clm_spots(const float *landmarks);

/* Returns the mean distance of landmarks from the points of such a shape, pixels. */
double made_clm_distance(const facs_pdm *pdm, const double global[6], const double *local,
                         const float *landmarks);

#endif
