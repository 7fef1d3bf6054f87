/*
 * Small networks and piecewise warps in OpenFace's binary form, made by tests, and their results,
 * computed by the plainest code possible.
 */
#ifndef FACS_TESTS_MADE_NETWORK_H
#define FACS_TESTS_MADE_NETWORK_H

#include "base/file.h"

/* A file that grows in memory; free() data. */
typedef struct made_bytes {
    unsigned char *data;
    size_t size;
} made_bytes;

void made_int(made_bytes *bytes, int32_t value);
void made_float(made_bytes *bytes, float value);
void made_double(made_bytes *bytes, double value);
void made_head(made_bytes *bytes, int rows, int columns, int type);
void made_replace(made_bytes *bytes, size_t at, int32_t value);

/* The bytes as a file that was read; facs_file_free() it, and bytes stay with the caller. */
facs_file made_file_of(const made_bytes *bytes, size_t size);

/* Layers of a network. kind: as in the file: 0 convolution, 1 pooling, 2 fully connected, 3 ReLU,
 * 4 sigmoid. */
typedef struct made_layer {
    int kind;
    int in, out;       /* maps, or inputs and units */
    int height, width; /* of a convolution's kernels */
} made_layer;

/* The number of layers, then the layers, with weights that made_weight gives. */
void made_network(made_bytes *bytes, const made_layer *layers, int count);

/* -0.5..0.5: from map or input `in` to map or unit `out`; in -1: its bias. */
float made_weight(int layer, int in, int out, int y, int x);

/* values: [height][width] at first, the outputs at last; room for the largest layer. */
void made_network_run(const made_layer *layers, int count, int height, int width, double *values);

/*
 * A warp to a square of side pixels, whose corners are landmarks 0..3 (upper left, upper right,
 * lower right, lower left) at 0 and side - 1, cut into two triangles at the falling diagonal. The
 * mask is all but the first `missing` pixels. min: the reference face's place; other landmarks are
 * of no use to it.
 */
void made_warp(made_bytes *bytes, int points, int side, int missing, double min);

/* The landmarks that leave such a square as it is, moved by x, y. */
void made_square(float *landmarks, int points, int side, float x, float y);

#endif
