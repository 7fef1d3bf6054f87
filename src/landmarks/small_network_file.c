/* Reads a network's layers in OpenFace's form: their number, then for each its kind and contents
 * (LandmarkDetectionValidator.cpp, Read). */
#include "landmarks/small_network_file.h"

#include "base/error.h"
#include "base/matrix_file.h"

#include <stdlib.h>

/* Bounds; the real networks have 10 maps, kernels of 9 x 9, 1000 inputs and 50 units. */
#define MAX_PARTS  32 /* layers as the file counts them, activations and pooling included */
#define MAX_MAPS   64
#define MAX_KERNEL 15
#define MAX_INPUTS 8192
#define MAX_UNITS  512

enum { CONVOLUTION = 0, POOLING = 1, FULLY_CONNECTED = 2, RELU = 3, SIGMOID = 4 };

/* Allocates zeros: floats_each for each of count, rounded up to whole groups. */
static float *new_groups(int count, int group, size_t floats_each)
{
    return calloc((size_t)((count + group - 1) / group) * (size_t)group * floats_each,
                  sizeof(float));
}

/* Reads one kernel to where the sums for map expect its weights. */
static int read_kernel(facs_convolution *c, int in, int map, facs_file *file, facs_error *error)
{
    float kernel[MAX_KERNEL * MAX_KERNEL];
    const int taps = c->kernel_height * c->kernel_width, group = map / FACS_CONVOLUTION_GROUP;

    int status = facs_matrix_head(file, FACS_MATRIX_FLOAT32, &c->kernel_height, &c->kernel_width,
                                  "kernels of one size", error);
    if (!status)
        status = facs_matrix_floats(file, FACS_MATRIX_FLOAT32, kernel, (size_t)taps,
                                    "finite weights of a kernel", error);
    if (status)
        return status;
    float *weights =
        c->weights + ((ptrdiff_t)group * c->in_maps + in) * taps * FACS_CONVOLUTION_GROUP;
    for (int i = 0; i < taps; i++)
        weights[i * FACS_CONVOLUTION_GROUP + map % FACS_CONVOLUTION_GROUP] = kernel[i];
    return 0;
}

/* Reads the size of the first kernel, which all others share, without moving the cursor. */
static int peek_kernel(facs_convolution *c, facs_file *file, facs_error *error)
{
    const size_t at = file->at;
    int status = facs_matrix_head(file, FACS_MATRIX_FLOAT32, &c->kernel_height, &c->kernel_width,
                                  "kernels", error);
    if (!status && (c->kernel_height > MAX_KERNEL || c->kernel_width > MAX_KERNEL))
        status = facs_matrix_damaged(file, "kernels of at most 15 x 15 weights", error);
    file->at = at;
    return status;
}

static int read_convolution(facs_convolution *c, facs_file *file, facs_error *error)
{
    int status = facs_matrix_count(file, &c->in_maps, 1, MAX_MAPS, "1 to 64 input maps", error);
    if (!status)
        status = facs_matrix_count(file, &c->out_maps, 1, MAX_MAPS, "1 to 64 output maps", error);
    if (status)
        return status;
    c->bias = new_groups(c->out_maps, FACS_CONVOLUTION_GROUP, 1);
    if (!c->bias)
        return facs_fail_memory(error, file->path);
    status = facs_matrix_floats(file, FACS_MATRIX_FLOAT32, c->bias, (size_t)c->out_maps,
                                "finite biases", error);
    if (!status)
        status = peek_kernel(c, file, error);
    if (status)
        return status;
    c->weights = new_groups(c->out_maps, FACS_CONVOLUTION_GROUP,
                            (size_t)(c->in_maps * c->kernel_height * c->kernel_width));
    if (!c->weights)
        return facs_fail_memory(error, file->path);
    for (int in = 0; in < c->in_maps && !status; in++)
        for (int map = 0; map < c->out_maps && !status; map++)
            status = read_kernel(c, in, map, file, error);
    return status;
}

static int read_dense_weights(facs_dense *dense, facs_file *file, facs_error *error)
{
    int status = facs_matrix_head(file, FACS_MATRIX_FLOAT32, &dense->inputs, &dense->units,
                                  "as many columns of weights as biases", error);
    if (status)
        return status;
    if (dense->inputs > MAX_INPUTS)
        return facs_matrix_damaged(file, "at most 8192 inputs of a layer", error);
    dense->weights = new_groups(dense->units, FACS_DENSE_GROUP, (size_t)dense->inputs);
    if (!dense->weights)
        return facs_fail_memory(error, file->path);
    for (int i = 0; i < dense->inputs && !status; i++)
        for (int unit = 0; unit < dense->units && !status; unit += FACS_DENSE_GROUP) {
            int rest = dense->units - unit;
            status = facs_matrix_floats(file, FACS_MATRIX_FLOAT32,
                                        dense->weights + (ptrdiff_t)unit * dense->inputs +
                                            (ptrdiff_t)i * FACS_DENSE_GROUP,
                                        (size_t)(rest < FACS_DENSE_GROUP ? rest : FACS_DENSE_GROUP),
                                        "finite weights of a layer", error);
        }
    return status;
}

static int read_dense(facs_dense *dense, facs_file *file, facs_error *error)
{
    int one = 1;
    int status = facs_matrix_head(file, FACS_MATRIX_FLOAT32, &dense->units, &one,
                                  "a column of biases", error);
    if (status)
        return status;
    if (dense->units > MAX_UNITS)
        return facs_matrix_damaged(file, "at most 512 units of a layer", error);
    dense->bias = new_groups(dense->units, FACS_DENSE_GROUP, 1);
    if (!dense->bias)
        return facs_fail_memory(error, file->path);
    status = facs_matrix_floats(file, FACS_MATRIX_FLOAT32, dense->bias, (size_t)dense->units,
                                "finite biases", error);
    return status ? status : read_dense_weights(dense, file, error);
}

/* Reads a convolution or a fully connected layer. */
static int add_layer(facs_small_network *network, int kind, facs_file *file, facs_error *error)
{
    const facs_layer *last = network->count ? &network->layer[network->count - 1] : NULL;

    if (network->count == FACS_NETWORK_MAX_LAYERS)
        return facs_matrix_damaged(file, "at most 8 layers with weights", error);
    if (kind == CONVOLUTION && last && last->dense.weights)
        return facs_matrix_damaged(file, "no convolution after a fully connected layer", error);
    facs_layer *layer = &network->layer[network->count++];
    return kind == CONVOLUTION ? read_convolution(&layer->convolution, file, error)
                               : read_dense(&layer->dense, file, error);
}

/* Reads what follows a layer. All activations are monotonic, so pooling may come before or
 * after. */
static int add_step(facs_layer *layer, int kind, facs_file *file, facs_error *error)
{
    if (kind == POOLING && !layer->dense.weights && !layer->pooled)
        layer->pooled = 1;
    else if (kind != POOLING && layer->activation == FACS_ACTIVATION_NONE)
        layer->activation = kind == RELU ? FACS_ACTIVATION_RELU : FACS_ACTIVATION_SIGMOID;
    else
        return facs_matrix_damaged(
            file, "one activation per layer, and one pooling per convolution", error);
    return 0;
}

static int read_layers(facs_small_network *network, facs_file *file, facs_error *error)
{
    int parts, kind, status;

    status = facs_matrix_count(file, &parts, 1, MAX_PARTS, "1 to 32 layers", error);
    for (int i = 0; i < parts && !status; i++) {
        status =
            facs_matrix_count(file, &kind, CONVOLUTION, SIGMOID, "a layer's kind, 0 to 4", error);
        if (status)
            return status;
        if (kind == CONVOLUTION || (kind == FULLY_CONNECTED && network->count))
            status = add_layer(network, kind, file, error);
        else if (network->count)
            status = add_step(&network->layer[network->count - 1], kind, file, error);
        else
            status = facs_matrix_damaged(file, "a convolution first", error);
    }
    if (!status && !network->layer[network->count - 1].dense.weights)
        status = facs_matrix_damaged(file, "a fully connected layer at the end", error);
    return status;
}

int facs_small_network_read(facs_small_network **out, facs_file *file, facs_error *error)
{
    *out = NULL;
    facs_small_network *network = calloc(1, sizeof(*network));
    if (!network)
        return facs_fail_memory(error, file->path);
    int status = read_layers(network, file, error);
    if (status)
        facs_small_network_close(&network);
    *out = network;
    return status;
}
