#include "landmarks/small_network.h"

#include "base/cpu.h"
#include "base/error.h"
#include "base/exact_math.h"
#include "base/matrix_file.h"
#include "landmarks/small_network_file.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define GROUP FACS_CONVOLUTION_GROUP
#define STEP  FACS_CONVOLUTION_STEP
#define DENSE FACS_DENSE_GROUP

static int round_up(int value, int multiple)
{
    return (value + multiple - 1) / multiple * multiple;
}

/* ---- Sizes ----------------------------------------------------------------------------------- */

/* Maps between layers. */
typedef struct maps {
    int count, height, width;
} maps;

static size_t larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

/* Returns the side after 2 x 2 max-pooling; the last field of an odd side has one row or column. */
static int pooled_side(int side, int pooled)
{
    return pooled ? (side + 1) / 2 : side;
}

/* Updates *m to the layer's output. 0: the layer does not fit its input. */
static int connect_convolution(facs_small_network *network, facs_layer *layer, maps *m)
{
    facs_convolution *c = &layer->convolution;

    c->in_height = m->height;
    c->in_width = m->width;
    c->out_height = m->height - c->kernel_height + 1;
    c->out_width = m->width - c->kernel_width + 1;
    c->out_stride = round_up(c->out_width, STEP);
    int min = layer->pooled ? 2 : 1;
    if (c->in_maps != m->count || c->out_height < min || c->out_width < min)
        return 0;
    *m = (maps){c->out_maps, pooled_side(c->out_height, layer->pooled),
                pooled_side(c->out_width, layer->pooled)};
    network->sums = larger(network->sums, (size_t)round_up(c->out_maps, GROUP) *
                                              (size_t)c->out_height * (size_t)c->out_stride);
    return 1;
}

static int connect_dense(facs_small_network *network, const facs_dense *dense, maps *m)
{
    if (m->count * m->height * m->width != dense->inputs)
        return 0;
    *m = (maps){dense->units, 1, 1};
    network->sums = larger(network->sums, (size_t)round_up(dense->units, DENSE));
    return 1;
}

int facs_small_network_connect(facs_small_network *network, int height, int width,
                               const facs_file *file, facs_error *error)
{
    maps m = {1, height, width};

    network->values = (size_t)height * (size_t)width;
    for (int i = 0; i < network->count; i++) {
        facs_layer *layer = &network->layer[i];
        int fits = layer->dense.weights ? connect_dense(network, &layer->dense, &m)
                                        : connect_convolution(network, layer, &m);
        if (!fits)
            return facs_matrix_damaged(file, "layers that fit the picture and each other", error);
        network->values =
            larger(network->values, (size_t)m.count * (size_t)m.height * (size_t)m.width);
    }
    network->values =
        (network->values + 2 * STEP - 1) / STEP * STEP; /* and what is read past the end */
    network->convolve = FACS_FASTEST(facs_convolve);
    network->apply_dense = FACS_FASTEST(facs_apply_dense);
    return 0;
}

int facs_small_network_outputs(const facs_small_network *network)
{
    return network->layer[network->count - 1].dense.units;
}

size_t facs_small_network_work(const facs_small_network *network)
{
    return network->values + network->sums;
}

void facs_small_network_close(facs_small_network **network)
{
    if (!*network)
        return;
    for (int i = 0; i < (*network)->count; i++) {
        facs_layer *layer = &(*network)->layer[i];
        free(layer->convolution.weights);
        free(layer->convolution.bias);
        free(layer->dense.weights);
        free(layer->dense.bias);
    }
    free(*network);
    *network = NULL;
}

/* ---- Layers ---------------------------------------------------------------------------------- */

static float larger_float(float a, float b)
{
    return a > b ? a : b;
}

/* Copies a convolution's raw maps to values without padding, pooled if pooled is set: row by
 * row, or (flat) column by column, the order in which the weights of a fully connected layer
 * count them. */
static void hand_on(const facs_convolution *c, int pooled, int flat, const float *sums,
                    float *values)
{
    const int step = pooled ? 2 : 1;
    const int height = pooled_side(c->out_height, pooled),
              width = pooled_side(c->out_width, pooled);
    const int down = flat ? 1 : width, right = flat ? height : 1;
    float row[FACS_NETWORK_MAX_SIDE + 1];

    for (int map = 0; map < c->out_maps; map++, values += height * width)
        for (int y = 0; y < height; y++) {
            const int first = y * step, last = first + step - 1;
            const float *upper = sums + ((ptrdiff_t)map * c->out_height + first) * c->out_stride;
            const float *lower = last < c->out_height ? upper + (step - 1) * c->out_stride : upper;
            for (int x = 0; x < c->out_width; x++)
                row[x] = larger_float(upper[x], lower[x]);
            row[c->out_width] = row[c->out_width - 1];
            for (int x = 0; x < width; x++)
                values[y * down + x * right] =
                    larger_float(row[x * step], row[x * step + step - 1]);
        }
}

static void activate(facs_activation activation, float *values, int count)
{
    if (activation == FACS_ACTIVATION_RELU)
        for (int i = 0; i < count; i++)
            values[i] = values[i] > 0 ? values[i] : 0;
    if (activation == FACS_ACTIVATION_SIGMOID)
        for (int i = 0; i < count; i++)
            values[i] = 1 / (1 + (float)facs_exact_exp((double)-values[i]));
}

void facs_small_network_run(const facs_small_network *network, float *work)
{
    float *values = work, *sums = work + network->values;

    for (int i = 0; i < network->count; i++) {
        const facs_layer *layer = &network->layer[i];
        const facs_convolution *c = &layer->convolution;
        int count = layer->dense.units;
        if (layer->dense.weights) {
            network->apply_dense(&layer->dense, values, sums);
            memcpy(values, sums, (size_t)count * sizeof(*values));
        } else {
            int flat = layer[1].dense.weights != NULL; /* the last layer is fully connected */
            network->convolve(c, values, sums);
            hand_on(c, layer->pooled, flat, sums, values);
            count = c->out_maps * pooled_side(c->out_height, layer->pooled) *
                    pooled_side(c->out_width, layer->pooled);
        }
        activate(layer->activation, values, count);
    }
}
