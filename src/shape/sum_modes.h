/* The expensive part of facs_pdm_shape_3d, which calls it according to pdm->fast. */
#ifndef FACS_SHAPE_SUM_MODES_H
#define FACS_SHAPE_SUM_MODES_H

#include "shape/pdm.h"

typedef void facs_mode_summer(const facs_pdm *pdm, const double *local, double *shape);
facs_mode_summer facs_sum_modes_portable, facs_sum_modes_fast; /* base/cpu.h */

#endif
