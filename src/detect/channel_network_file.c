/* Reads a network's layers: their number, then for each its kind and contents (OpenFace's
 * FaceDetectorMTCNN.cpp, CNN::Read, and LandmarkDetectionValidator.cpp, Read). */
#include "detect/channel_network.h"

#include "base/error.h"
#include "base/matrix_file.h"
#include "os/memory.h"

#include <stdlib.h>
#include <string.h>

#define MAX_BYTES ((size_t)16 << 20) /* of a file; the largest real one has 1.7 million */
#define MAX_PARTS 32 /* layers as the file counts them, activations and pooling included */
#define MAX_MAPS  512
#define MAX_POOL  4
#define MAX_SIDE  128 /* of a validator's picture */
#define NARROW    FACS_CHANNEL_NARROW

enum { CONVOLUTION = 0, POOLING = 1, FULLY_CONNECTED = 2, RELU = 3 };

/* State of reading a file, and the last layer's output. */
typedef struct reading {
    facs_channel_network *network;
    facs_file *file;
    int maps, side; /* of the next layer's input; maps as the file counts them */
    int computed;   /* the input's maps as they are computed */
    int is_grey;    /* a validator's: ReLUs without slopes, pooling without sides */
    int is_open;    /* side is only a limit; the first fully connected layer tells the rest */
    int activated;  /* the last layer has its slopes */
} reading;

static int damaged(const reading *r, const char *what)
{
    return facs_matrix_damaged(r->file, what);
}

static int groups_of(int maps)
{
    return (maps + NARROW - 1) / NARROW;
}

/* Returns how many maps a layer of more than one place computes for maps of the file: further ones,
 * of zeros, complete what is computed together. */
static int completed(int maps)
{
    return maps > FACS_CHANNEL_WIDE ? groups_of(maps) * NARROW : maps;
}

/* Allocates zeros (count: a multiple of 16) so that no vector straddles cache lines. */
static float *new_floats(size_t count)
{
    float *floats = facs_aligned_alloc(FACS_CHANNEL_ALIGNMENT, count * sizeof(float));
    if (floats)
        memset(floats, 0, count * sizeof(float));
    return floats;
}

/* Allocates a layer of known size; all values are 0 and the slopes have no effect. */
static int make_room(const reading *r, facs_channel_layer *layer)
{
    const size_t room = (size_t)groups_of(layer->out_maps) * NARROW;
    const size_t taps =
        (size_t)layer->kernel_height * (size_t)layer->kernel_width * (size_t)layer->in_maps;
    layer->weights = new_floats(room * taps);
    layer->bias = calloc(room, sizeof(float));
    layer->slope = calloc(room, sizeof(float));
    if (!layer->weights || !layer->bias || !layer->slope)
        return facs_matrix_no_memory(r->file);
    for (size_t i = 0; i < room; i++)
        layer->slope[i] = 1;
    return 0;
}

/* Returns how many maps are kept together where map out is. */
static int group_of(const facs_channel_layer *layer, int out)
{
    const int first = out / FACS_CHANNEL_WIDE * FACS_CHANNEL_WIDE;
    return layer->out_maps - first > NARROW ? FACS_CHANNEL_WIDE : NARROW;
}

/* Returns the place of a kernel's weight from map in to map out. */
static float *weight_at(const facs_channel_layer *layer, int y, int x, int in, int out)
{
    const int taps = layer->kernel_height * layer->kernel_width * layer->in_maps;
    const int first = out / FACS_CHANNEL_WIDE * FACS_CHANNEL_WIDE;
    const int group = group_of(layer, out);
    const int tap = (y * layer->kernel_width + x) * layer->in_maps + in;
    return layer->weights + (ptrdiff_t)first * taps + (ptrdiff_t)tap * group + (out - first);
}

/* ---- For pairs of rows ----------------------------------------------------------------------- */

/* G g of three values. */
static void spread(const double g[3], double to[4])
{
    to[0] = g[0];
    to[1] = (g[0] + g[1] + g[2]) / 2;
    to[2] = (g[0] - g[1] + g[2]) / 2;
    to[3] = g[2];
}

/* Writes G g G^T to 16 layers of 1 x 1, shaped like one and room floats apart. */
static void spread_kernel(const facs_channel_layer *layer, facs_channel_layer one, size_t room,
                          int in, int out)
{
    double rows[3][4], column[4];

    for (int y = 0; y < 3; y++) {
        double line[3];
        for (int x = 0; x < 3; x++)
            line[x] = (double)*weight_at(layer, y, x, in, out);
        spread(line, rows[y]);
    }
    for (int x = 0; x < 4; x++) {
        spread((const double[3]){rows[0][x], rows[1][x], rows[2][x]}, column);
        for (int y = 0; y < 4; y++) {
            one.weights = layer->transformed + (size_t)(4 * y + x) * room;
            *weight_at(&one, 0, 0, in, out) = (float)column[y];
        }
    }
}

/* Only if the products outweigh the work before and after them. */
static int transform(const reading *r, facs_channel_layer *layer)
{
    const size_t maps = (size_t)groups_of(layer->out_maps) * NARROW;
    const size_t room = maps * (size_t)layer->in_maps;
    const facs_channel_layer one = {.in_maps = layer->in_maps,
                                    .out_maps = layer->out_maps,
                                    .kernel_height = 1,
                                    .kernel_width = 1};

    if (layer->kernel_width != 3 || layer->in_maps < 8 || layer->out_maps % 8 != 0)
        return 0;
    layer->transformed = new_floats(16 * room);
    if (!layer->transformed)
        return facs_matrix_no_memory(r->file);
    for (int in = 0; in < layer->in_maps; in++)
        for (int out = 0; out < layer->out_maps; out++)
            spread_kernel(layer, one, room, in, out);
    return 0;
}

/* ---- Layers ---------------------------------------------------------------------------------- */

static void read_kernel(const reading *r, facs_channel_layer *layer, int in, int out)
{
    float kernel[FACS_CHANNEL_KERNEL * FACS_CHANNEL_KERNEL];
    const int height = layer->kernel_height, width = layer->kernel_width;

    facs_matrix_head(r->file, FACS_MATRIX_FLOAT32, &layer->kernel_height, &layer->kernel_width,
                     "kernels of one size");
    if (facs_matrix_floats(r->file, FACS_MATRIX_FLOAT32, kernel, (size_t)(height * width),
                           "finite weights of a kernel"))
        return;
    float *to = weight_at(layer, 0, 0, in, out);
    const ptrdiff_t step = (ptrdiff_t)layer->in_maps * group_of(layer, out); /* place to place */
    for (int i = 0; i < height * width; i++)
        to[i * step] = kernel[i];
}

/* Reads the size of the first kernel, which all others share, without moving the cursor. out: maps
 * in the file. */
static int peek_kernel(const reading *r, facs_channel_layer *layer, int out)
{
    const size_t at = r->file->at;
    if (facs_matrix_head(r->file, FACS_MATRIX_FLOAT32, &layer->kernel_height, &layer->kernel_width,
                         "kernels"))
        return r->file->status;
    r->file->at = at;
    if (layer->kernel_height > FACS_CHANNEL_KERNEL || layer->kernel_width > FACS_CHANNEL_KERNEL ||
        layer->kernel_height != layer->kernel_width || layer->kernel_width > r->side)
        return damaged(r, "square kernels that fit the picture and 10 x 10");
    const size_t bytes =
        (3 + (size_t)layer->kernel_height * (size_t)layer->kernel_width) * sizeof(float);
    return (size_t)r->maps * (size_t)out > (r->file->size - at) / bytes
               ? damaged(r, "a kernel for each pair of maps")
               : 0;
}

static int read_convolution(reading *r, facs_channel_layer *layer)
{
    float bias[MAX_MAPS];
    int in_maps = 0, out_maps = 0;
    facs_matrix_count(r->file, &in_maps, r->maps, r->maps,
                      "as many maps as the previous layer has");
    facs_matrix_count(r->file, &out_maps, 1, MAX_MAPS, "1 to 512 output maps");
    facs_matrix_floats(r->file, FACS_MATRIX_FLOAT32, bias, (size_t)out_maps, "finite biases");
    layer->in_maps = r->computed;
    layer->out_maps = completed(out_maps);
    if (peek_kernel(r, layer, out_maps) || make_room(r, layer))
        return r->file->status;
    memcpy(layer->bias, bias, (size_t)out_maps * sizeof(*bias));
    for (int in = 0; in < r->maps; in++)
        for (int out = 0; out < out_maps && !r->file->status; out++)
            read_kernel(r, layer, in, out);
    r->maps = out_maps;
    r->side += 1 - layer->kernel_width;
    return r->file->status ? r->file->status : transform(r, layer);
}

/* Reads input i in the file's order, which flattens map after map, each column by column. */
static void read_units(const reading *r, facs_channel_layer *layer, int outputs, int i)
{
    float values[MAX_MAPS];
    const int side = r->side, in = i / (side * side), x = i / side % side, y = i % side;
    if (!facs_matrix_floats(r->file, FACS_MATRIX_FLOAT32, values, (size_t)outputs,
                            "finite weights of a layer"))
        for (int out = 0; out < outputs; out += FACS_CHANNEL_WIDE) {
            const int left = outputs - out;
            const int count = left < FACS_CHANNEL_WIDE ? left : FACS_CHANNEL_WIDE;
            memcpy(weight_at(layer, y, x, in, out), values + out, (size_t)count * sizeof(float));
        }
}

/* Finds the side of the input of a fully connected layer. */
static int close_side(reading *r, int inputs)
{
    int side = 1;
    while (side < FACS_CHANNEL_KERNEL && r->maps * side * side < inputs)
        side++;
    if (r->maps * side * side != inputs || side > r->side)
        return damaged(r, "a fully connected layer of at most 10 x 10 places");
    r->side = side;
    r->is_open = 0;
    return 0;
}

static int read_dense(reading *r, facs_channel_layer *layer)
{
    float bias[MAX_MAPS];
    int one = 1, outputs = 0, inputs = r->is_open ? 0 : r->maps * r->side * r->side;
    facs_matrix_head(r->file, FACS_MATRIX_FLOAT32, &outputs, &one, "a column of biases");
    if (outputs > MAX_MAPS)
        return damaged(r, "at most 512 units");
    facs_matrix_floats(r->file, FACS_MATRIX_FLOAT32, bias, (size_t)outputs, "finite biases");
    if (facs_matrix_head(r->file, FACS_MATRIX_FLOAT32, &inputs, &outputs,
                         "a row of weights for each value of the previous layer, as many columns "
                         "as biases") ||
        close_side(r, inputs))
        return r->file->status;
    layer->in_maps = r->computed;
    layer->out_maps = r->is_grey ? outputs : completed(outputs);
    layer->kernel_height = layer->kernel_width = r->side;
    if (make_room(r, layer))
        return r->file->status;
    memcpy(layer->bias, bias, (size_t)outputs * sizeof(*bias));
    for (int i = 0; i < inputs && !r->file->status; i++)
        read_units(r, layer, outputs, i);
    r->maps = outputs;
    r->side = 1;
    return r->file->status;
}

/* ---- What is done with a layer's values ------------------------------------------------------ */

static int read_slopes(reading *r, facs_channel_layer *layer)
{
    int one = 1;
    if (r->activated || layer->pool)
        return damaged(r, "one activation per layer, before its maxima");
    r->activated = 1;
    if (r->is_grey) {
        memset(layer->slope, 0, (size_t)groups_of(layer->out_maps) * NARROW * sizeof(float));
        return 0;
    }
    facs_matrix_head(r->file, FACS_MATRIX_FLOAT32, &r->maps, &one, "a slope for each map");
    return facs_matrix_floats(r->file, FACS_MATRIX_FLOAT32, layer->slope, (size_t)r->maps,
                              "finite slopes");
}

static int read_maxima(reading *r, facs_channel_layer *layer)
{
    static const char what[] = "maxima of squares of at most 4 x 4 places, once a layer";
    int sides[4] = {2, 2, 2, 2}; /* x, y; strides in x, y */
    for (int i = 0; i < 4 && !r->is_grey; i++)
        if (facs_matrix_count(r->file, &sides[i], 1, MAX_POOL, what))
            return r->file->status;
    if (layer->pool || sides[0] != sides[1] || sides[2] != sides[3] || sides[2] > sides[0] ||
        sides[0] > r->side)
        return damaged(r, what);
    layer->pool = sides[0];
    layer->stride = sides[2];
    r->side = (2 * (r->side - layer->pool) + layer->stride) / (2 * layer->stride) + 1;
    return 0;
}

static int read_part(reading *r)
{
    facs_channel_network *network = r->network;
    int kind = 0;
    if (facs_matrix_count(r->file, &kind, CONVOLUTION, RELU, "a layer's kind, 0 to 3"))
        return r->file->status;
    if (kind == POOLING || kind == RELU) {
        if (network->count == 0)
            return damaged(r, "a convolution first");
        facs_channel_layer *last = &network->layer[network->count - 1];
        return kind == POOLING ? read_maxima(r, last) : read_slopes(r, last);
    }
    if (network->count == FACS_CHANNEL_LAYERS)
        return damaged(r, "at most 8 layers with weights");
    facs_channel_layer *layer = &network->layer[network->count++];
    r->activated = 0;
    if (kind == CONVOLUTION)
        read_convolution(r, layer);
    else
        read_dense(r, layer);
    r->computed = layer->out_maps;
    return r->file->status;
}

/* Repeats the values of maps 8 to 11 of a last group of at most FEW, for the second place of a
 * pair. */
static void repeat_last(facs_channel_layer *layer)
{
    const int first = (groups_of(layer->out_maps) - 1) * NARROW;
    const int taps = layer->kernel_height * layer->kernel_width * layer->in_maps;
    const size_t four = 4 * sizeof(float);

    if (first % FACS_CHANNEL_WIDE || layer->out_maps - first > FACS_CHANNEL_FEW)
        return;
    float *weights = layer->weights + (ptrdiff_t)first * taps;
    for (int i = 0; i < taps; i++, weights += NARROW)
        memcpy(weights + 12, weights + 8, four);
    memcpy(layer->bias + first + 12, layer->bias + first + 8, four);
    memcpy(layer->slope + first + 12, layer->slope + first + 8, four);
}

/* outputs 0: any number. */
static int read_network(reading *r, int outputs)
{
    int parts = 0;
    *r->network = (facs_channel_network){.count = 0};
    r->computed = r->maps;
    facs_matrix_count(r->file, &parts, 1, MAX_PARTS, "1 to 32 layers");
    for (int i = 0; i < parts && !r->file->status; i++)
        read_part(r);
    if (!r->file->status &&
        (r->network->count == 0 || r->side != 1 || r->is_open || (outputs && r->maps != outputs)))
        damaged(r, "layers that end in the values of one place");
    else if (!r->file->status && r->network->layer[r->network->count - 1].out_maps != r->maps)
        damaged(r, "at most 32 values, or a multiple of 16");
    for (int i = 0; i < r->network->count && !r->file->status; i++)
        repeat_last(&r->network->layer[i]);
    if (r->file->status)
        facs_channel_network_free(r->network);
    return r->file->status;
}

int facs_channel_network_read(facs_channel_network *network, const char *path, int side,
                              int outputs, facs_error *error)
{
    facs_file file;

    *network = (facs_channel_network){.count = 0};
    int status = facs_file_map(&file, path, MAX_BYTES, error);
    if (status)
        return status;
    status = read_network(&(reading){.network = network, .file = &file, .maps = 3, .side = side},
                          outputs);
    if (!status && (status = facs_file_expect_end(&file, 0, error)) != 0)
        facs_channel_network_free(network);
    facs_file_free(&file);
    return status;
}

int facs_channel_network_read_grey(facs_channel_network *network, facs_file *file)
{
    reading r = {
        .network = network, .file = file, .maps = 1, .side = MAX_SIDE, .is_grey = 1, .is_open = 1};
    return read_network(&r, 0);
}

void facs_channel_network_free(facs_channel_network *network)
{
    for (int i = 0; i < network->count; i++) {
        facs_aligned_free(network->layer[i].weights);
        free(network->layer[i].bias);
        free(network->layer[i].slope);
        facs_aligned_free(network->layer[i].transformed);
    }
    *network = (facs_channel_network){.count = 0};
}
