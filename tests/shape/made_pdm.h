/* Small face models that tests make, through files in the real format. */
#ifndef FACS_TESTS_MADE_PDM_H
#define FACS_TESTS_MADE_PDM_H

#include "shape/pdm.h"

/* Returns a repeatable number in -1..1; *state: any start. */
double made_number(uint32_t *state);

/* Writes bytes to a new file. Returns its path in static storage, valid until the next call;
 * unlink() it. */
const char *made_file(const void *bytes, size_t size);

/* Returns a PDM file's text; malloc'd. Fails the test if it cannot, here and below. */
char *made_pdm_text(int points, int modes, const double *mean, const double *basis,
                    const double *variance);

/* Opens a text as a PDM, which must succeed. Frees text. */
facs_pdm *made_pdm_open(char *text);

/* Makes a PDM of random points within 50 mm of the origin, with modes of about length 1 and
 * variances 400, 200, 133 ... The same for every call. */
facs_pdm *made_pdm(int points, int modes);

/* Makes the same model with only the points for which kept[i] is not 0. */
facs_pdm *made_pdm_part(const facs_pdm *whole, const int *kept);

/* landmarks[2n] by weak perspective. global: scale, rx, ry, rz, tx, ty. */
void made_landmarks(const facs_pdm *pdm, const double global[6], const double *local,
                    float *landmarks);

#endif
