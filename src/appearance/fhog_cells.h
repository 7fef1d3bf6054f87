/* The histograms of a face's cells from which FHOG's features are computed, which takes most of
 * its time. The same bits on every processor: sums have one order, and no product is fused with
 * a sum. */
#ifndef FACS_APPEARANCE_FHOG_CELLS_H
#define FACS_APPEARANCE_FHOG_CELLS_H

#include "appearance/fhog.h"

#define FACS_FHOG_ALL_CELLS    (FACS_FHOG_CELLS + 2)        /* along a side, with border cells */
#define FACS_FHOG_ORIENTATIONS 18                           /* 20 degrees each */
#define FACS_FHOG_HALF         (FACS_FHOG_ORIENTATIONS / 2) /* without the sign of the contrast */

/* By row of cells; index in a row: cell * FACS_FHOG_ORIENTATIONS + orientation. */
typedef float facs_fhog_cells[FACS_FHOG_ALL_CELLS][FACS_FHOG_ALL_CELLS * FACS_FHOG_ORIENTATIONS];

typedef void facs_fhog_fill(const uint8_t *face, facs_fhog_cells histograms);
facs_fhog_fill facs_fhog_fill_portable, facs_fhog_fill_fast; /* base/cpu.h */

#endif
