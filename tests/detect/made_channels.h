/* Networks in the form of OpenFace's face detector, made by tests, and the results of the plainest
 * code for them. */
#ifndef FACS_TESTS_MADE_CHANNELS_H
#define FACS_TESTS_MADE_CHANNELS_H

#include "made_network.h"

/* kind: as in the file: 0 convolution, 1 maxima, 2 fully connected, 3 parametric ReLU. */
typedef struct made_channel_layer {
    int kind;
    int in, out;     /* maps, or inputs and units; 3: maps in out */
    int side, steps; /* of a kernel, or a window */
} made_channel_layer;

/* Writes the number of layers, then the layers; the weights are made_weight's, scaled by the number
 * of inputs. */
void made_channels(made_bytes *bytes, const made_channel_layer *layers, int count);

/* Runs all layers on a height x width x 3 picture (maps contiguous), in double. Returns
 * [places][maps] of the last layer; free() it. A fully connected layer works place by place if it
 * has as many inputs as there are maps. */
double *made_channels_run(const made_channel_layer *layers, int count, const float *picture,
                          int height, int width, int *out_height, int *out_width);

#endif
