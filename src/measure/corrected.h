/* Presences of Action Units (AUxx_p), corrected by measures. */
#ifndef FACS_MEASURE_CORRECTED_H
#define FACS_MEASURE_CORRECTED_H

#include <facs/facs.h>

/* Fills in result's corrected from its intensity, presence and measures. NAN where measures has no
 * row (quality 2 and no face_size). */
void facs_measure_corrected(facs_result *result);

#endif
