/* The dot products of every predictor's row with one vector or several, so that the weights, which
 * no cache near the processor holds, are read once: 16 sums in 32 bits, each of every 16th
 * product, without fusing, then their sum in 64 bits. The same bits on every processor. */
#ifndef FACS_AU_DOTS_H
#define FACS_AU_DOTS_H

#include "au/au_models.h"

#define FACS_AU_LANES 16

/* dots[count]; vectors[count]: set->stride floats each. */
typedef void facs_au_dots(const facs_au_set *set, const float *const *vectors, int count,
                          double (*dots)[FACS_AU_OUTPUTS]);
facs_au_dots facs_au_dots_portable, facs_au_dots_fast; /* base/cpu.h */

#endif
