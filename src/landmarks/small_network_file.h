/* The contents of a network: facs_small_network_read fills them in, small_network.c runs them. */
#ifndef FACS_LANDMARKS_SMALL_NETWORK_FILE_H
#define FACS_LANDMARKS_SMALL_NETWORK_FILE_H

#include "landmarks/network_layers.h"
#include "landmarks/small_network.h"

#define FACS_NETWORK_MAX_LAYERS 8 /* the real one has 4 */
typedef enum facs_activation {
    FACS_ACTIVATION_NONE,
    FACS_ACTIVATION_RELU,
    FACS_ACTIVATION_SIGMOID
} facs_activation;

/* A convolution, or a fully connected layer if dense.weights is set, and what follows it. */
typedef struct facs_layer {
    facs_convolution convolution;
    facs_dense dense;
    facs_activation activation;
    int pooled; /* convolution: 1: followed by 2 x 2 max-pooling */
} facs_layer;

struct facs_small_network {
    int count;
    facs_layer layer[FACS_NETWORK_MAX_LAYERS];
    facs_convolve *convolve;
    facs_apply_dense *apply_dense;
    size_t values, sums; /* floats: of the largest input or output; of the largest raw output */
};

#endif
