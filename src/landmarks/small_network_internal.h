/* What a network is made of; between the reader (small_network_file.c) and small_network.c. */
#ifndef FACS_LANDMARKS_SMALL_NETWORK_INTERNAL_H
#define FACS_LANDMARKS_SMALL_NETWORK_INTERNAL_H

#include "landmarks/small_network.h"

#define FACS_NETWORK_MAX_LAYERS 8 /* the real one has 4 */
/* Units of a fully connected layer that are made at once; others are padded. */
#define FACS_DENSE_GROUP 16

typedef enum facs_activation {
    FACS_ACTIVATION_NONE,
    FACS_ACTIVATION_RELU,
    FACS_ACTIVATION_SIGMOID
} facs_activation;

typedef struct facs_dense {
    int inputs, units;
    float *weights; /* [groups][inputs][DENSE_GROUP] */
    float *bias;    /* [groups * DENSE_GROUP] */
} facs_dense;

/* A convolution, or a fully connected layer where dense.weights is set; and what follows it. */
typedef struct facs_layer {
    facs_convolution convolution;
    facs_dense dense;
    facs_activation activation;
    int pooled; /* convolution: 1: the maximum of 2 x 2 fields is handed on */
} facs_layer;

struct facs_small_network {
    int count;
    facs_layer layer[FACS_NETWORK_MAX_LAYERS];
    facs_convolve *convolve;
    size_t values, sums; /* floats: of the largest input or output, of the largest raw output */
};

#endif
