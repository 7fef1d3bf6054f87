/*
 * Networks in the form of OpenFace's face detector, made by tests, and what they give in the
 * plainest code there is.
 */
#ifndef FACS_TESTS_MADE_CHANNELS_H
#define FACS_TESTS_MADE_CHANNELS_H

#include "made_network.h"

/* kind: as in the file: 0 convolution, 1 maxima, 2 fully connected, 3 parametric ReLU. */
typedef struct made_channel_layer {
    int kind;
    int in, out;     /* maps, or inputs and units; 3: maps in out */
    int side, steps; /* of a kernel, or a window */
} made_channel_layer;

/* The number of layers, then the layers; weights are made_weight's, shrunk by the number of inputs.
 */
void made_channels(made_bytes *bytes, const made_channel_layer *layers, int count);

/*
 * All layers over a height x width x 3 picture (maps side by side), in double. values:
 * [places][maps] of the last layer; free() it. A fully connected layer works place by place where
 * its inputs are as many as the maps.
 */
double *made_channels_run(const made_channel_layer *layers, int count, const float *picture,
                          int height, int width, int *out_height, int *out_width);

#endif
