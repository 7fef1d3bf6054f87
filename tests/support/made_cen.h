/* Networks of CEN experts with made-up weights, and their maps in doubles by the plainest code. */
#ifndef FACS_TESTS_MADE_CEN_H
#define FACS_TESTS_MADE_CEN_H

#include "landmarks/ceclm/cen_network.h"

#include <stdint.h>

enum { MADE_CEN_LAYERS = 6 };

typedef struct made_cen {
    facs_cen_network network;
    facs_cen_layer layer[MADE_CEN_LAYERS];
    char *bytes; /* of all biases and weights, as far from any alignment as asked */
} made_cen;

/* units[layers], kinds[layers]; offset: of the first number, bytes. Layers with random weights of
 * either sign, a little stronger than what keeps the values as large as the inputs. */
void made_cen_make(made_cen *made, int layers, const int *units, const facs_cen_kind *kinds,
                   int offset, uint32_t seed);
void made_cen_free(made_cen *made);

/* map[window^2], row-major. is_sparse: only where x + y is odd; the others are interpolated. */
void made_cen_map(const facs_cen_network *network, const float *area, int window, int is_mirrored,
                  int is_sparse, double *map);

/* Grey levels of a textured area, with 10 fraction bits as OpenCV's interpolation makes them. */
void made_cen_area(float *area, int side, uint32_t *seed);

#endif
