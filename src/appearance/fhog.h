/* Felzenszwalb's histogram of oriented gradients as in dlib's extract_fhog_features, cell size 8,
 * on the 112x112 aligned face: 12 x 12 x 31 numbers. See docs/algorithm.md, 5. */
#ifndef FACS_APPEARANCE_FHOG_H
#define FACS_APPEARANCE_FHOG_H

#include <stdint.h>

#define FACS_FHOG_CELLS    12 /* along a side, without border cells */
#define FACS_FHOG_CHANNELS 31
#define FACS_FHOG_SIZE     (FACS_FHOG_CELLS * FACS_FHOG_CELLS * FACS_FHOG_CHANNELS)

/* face: 112*112*3 bytes, blue-green-red. features: index (row * 12 + column) * 31 + channel. */
void facs_fhog(const uint8_t *face, float *features);

#endif
