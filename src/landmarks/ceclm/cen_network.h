/*
 * The network of a CEN expert (convolutional experts network, Zadeh et al. 2017): how likely a
 * landmark is at a place, from the 11 x 11 patch around it. Of the patch's pixels, column by
 * column, the mean is taken away, and they are divided by their norm; a 1 goes before them. Each
 * layer multiplies by its weights, adds its bias and activates.
 *
 * The layers are used where they are, in the form of a file in memory. The maps are the same bits
 * on every processor.
 */
#ifndef FACS_LANDMARKS_CECLM_CEN_NETWORK_H
#define FACS_LANDMARKS_CECLM_CEN_NETWORK_H

#include <stddef.h>

#define FACS_CEN_INPUTS 122 /* of the first layer: the 1 and the pixels */

/* As numbered in the files. */
typedef enum facs_cen_kind { FACS_CEN_SIGMOID, FACS_CEN_TANH, FACS_CEN_RELU } facs_cen_kind;

typedef struct facs_cen_layer {
    facs_cen_kind kind;
    int units, inputs;   /* inputs: the units of the layer before, or FACS_CEN_INPUTS */
    const void *bias;    /* [units] float32, little-endian, at any address */
    const void *weights; /* [units][inputs], likewise; finite */
} facs_cen_layer;

/* Layers from FACS_CEN_INPUTS to one unit. */
typedef struct facs_cen_network {
    const facs_cen_layer *layer;
    int layers;  /* at least 1 */
    int is_half; /* 1: weights are of 16 bits (binary16); biases are not */
} facs_cen_network;

/* The same network with weights of 16 bits: half the memory. halve fills layer[network->layers] and
 * memory, half_bytes long, at any address; both do without the original then. layer may be the
 * network's own. */
size_t facs_cen_half_bytes(const facs_cen_network *network);
void facs_cen_halve(const facs_cen_network *network, facs_cen_layer *layer, void *memory);

/* What a network looks at: the surroundings of its landmark, or those of the landmark on the other
 * side of the face, which it sees in a mirror. */
typedef struct facs_cen_side {
    const float *area; /* [(window + 10)^2] grey levels, row-major, at the experts' scale */
    float *response;   /* [window^2], row-major; finite */
    int is_mirrored;   /* 1: the area is mirrored for the network, and the map back again */
} facs_cen_side;

#define FACS_CEN_MAX_SIDES 2

/* The memory that facs_cen_respond needs, in bytes, for networks whose layers have at most this
 * many units. */
size_t facs_cen_scratch_bytes(int units, int window);

/*
 * Computes the maps of one or two sides. window: odd, 3..11. Every second place is computed, those
 * where x + y is odd; the others are the means of their neighbours (OpenFace's ResponseSparse).
 * scratch: the caller's, at any address; one for each thread. No allocation.
 */
typedef void facs_cen_respond(const facs_cen_network *network, const facs_cen_side *sides,
                              int count, int window, void *scratch);

/* The fastest for this processor (base/cpu.h). */
facs_cen_respond *facs_cen_responder(void);

#endif
