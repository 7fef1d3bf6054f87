/* Small face models that tests make themselves, through files in the real format. */
#ifndef FACS_TESTS_MADE_PDM_H
#define FACS_TESTS_MADE_PDM_H

#include "shape/pdm.h"

/* A repeatable number in -1..1; *state: any start. */
double made_number(uint32_t *state);

/* Write bytes to a new file. Its path: static storage, until the next call. unlink() it. */
const char *made_file(const void *bytes, size_t size);

/* A PDM file's text; malloc'd. A test fails where it cannot be had, here and below. */
char *made_pdm_text(int points, int modes, const double *mean, const double *basis,
                    const double *variance);

/* Open a text as a PDM, which must succeed. Frees text. */
facs_pdm *made_pdm_open(char *text);

/*
 * A PDM of random points within 50 mm of the origin, and modes of about length 1 with variances
 * 400, 200, 133 ... The same from call to call.
 */
facs_pdm *made_pdm(int points, int modes);

/* The same model with only those of its points for which kept[i] is not 0. */
facs_pdm *made_pdm_part(const facs_pdm *whole, const int *kept);

/* landmarks[2n] by weak perspective. global: scale, rx, ry, rz, tx, ty. */
void made_landmarks(const facs_pdm *pdm, const double global[6], const double *local,
                    float *landmarks);

#endif
