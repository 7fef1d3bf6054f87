#include "tiny_onnx.h"

#include "cmocka_all.h"
#include "grow.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- Protobuf ------------------------------------------------------------------------------ */

enum { VARINT = 0, BYTES = 2 }; /* wire types */

typedef struct bytes {
    unsigned char *data;
    size_t size;
} bytes;

static void put(bytes *to, const void *data, size_t size)
{
    if (size == 0)
        return;
    to->data = grow(to->data, to->size, size);
    memcpy(to->data + to->size, data, size);
    to->size += size;
}

static void put_varint(bytes *to, uint64_t value)
{
    do {
        unsigned char byte = (unsigned char)((value & 0x7f) | (value > 0x7f ? 0x80 : 0));
        put(to, &byte, 1);
        value >>= 7;
    } while (value);
}

static void put_integer(bytes *to, unsigned field, int64_t value)
{
    put_varint(to, field << 3 | VARINT);
    put_varint(to, (uint64_t)value);
}

static void put_bytes(bytes *to, unsigned field, const void *data, size_t size)
{
    put_varint(to, field << 3 | BYTES);
    put_varint(to, size);
    put(to, data, size);
}

static void put_text(bytes *to, unsigned field, const char *text)
{
    put_bytes(to, field, text, strlen(text));
}

/* Add part as a field, and free it. */
static void put_part(bytes *to, unsigned field, bytes *part)
{
    put_bytes(to, field, part->data, part->size);
    free(part->data);
    *part = (bytes){0};
}

/* ---- ONNX: the numbers are the fields of onnx.proto ---------------------------------------- */

struct tiny_onnx {
    bytes graph;
};

/* Call each() with every blank-separated word of text. */
static void each_word(const char *text, void (*each)(bytes *to, const char *word), bytes *to)
{
    char word[64];
    while (*text) {
        size_t length = strcspn(text, " ");
        assert_in_range(length, 1, sizeof(word) - 1);
        memcpy(word, text, length);
        word[length] = '\0';
        each(to, word);
        text += length + (text[length] == ' ');
    }
}

tiny_onnx *tiny_onnx_new(void)
{
    tiny_onnx *model = calloc(1, sizeof(*model));
    assert_non_null(model);
    put_text(&model->graph, 2, "tiny");
    return model;
}

static void put_dimension(bytes *shape, const char *word)
{
    bytes dimension = {0};
    char *end;
    long value = strtol(word, &end, 10);
    if (*end)
        put_text(&dimension, 2, word);
    else
        put_integer(&dimension, 1, value);
    put_part(shape, 1, &dimension);
}

static void put_value(tiny_onnx *model, unsigned field, const char *name, int type,
                      const char *shape_text)
{
    bytes shape = {0}, tensor = {0}, kind = {0}, value = {0};
    each_word(shape_text, put_dimension, &shape);
    put_integer(&tensor, 1, type);
    put_part(&tensor, 2, &shape);
    put_part(&kind, 1, &tensor);
    put_text(&value, 1, name);
    put_part(&value, 2, &kind);
    put_part(&model->graph, field, &value);
}

void tiny_onnx_input(tiny_onnx *model, const char *name, int type, const char *shape)
{
    put_value(model, 11, name, type, shape);
}

void tiny_onnx_output(tiny_onnx *model, const char *name, int type, const char *shape)
{
    put_value(model, 12, name, type, shape);
}

static void put_constant(tiny_onnx *model, const char *name, int type, int rank,
                         const int64_t *dims, const void *values, size_t value_size)
{
    bytes tensor = {0};
    size_t count = 1;
    for (int i = 0; i < rank; i++) {
        put_integer(&tensor, 1, dims[i]);
        count *= (size_t)dims[i];
    }
    put_integer(&tensor, 2, type);
    put_text(&tensor, 8, name);
    put_bytes(&tensor, 9, values, count * value_size); /* little-endian, as this machine is */
    put_part(&model->graph, 5, &tensor);
}

void tiny_onnx_floats(tiny_onnx *model, const char *name, int rank, const int64_t *dims,
                      const float *values)
{
    put_constant(model, name, TINY_FLOAT, rank, dims, values, sizeof(float));
}

void tiny_onnx_integers(tiny_onnx *model, const char *name, int count, const int64_t *values)
{
    int64_t dims[] = {count};
    put_constant(model, name, TINY_INT64, 1, dims, values, sizeof(int64_t));
}

static void put_node_input(bytes *node, const char *word)
{
    put_text(node, 1, word);
}

static void put_node_output(bytes *node, const char *word)
{
    put_text(node, 2, word);
}

void tiny_onnx_node(tiny_onnx *model, const char *operation, const char *inputs,
                    const char *outputs, const tiny_attribute *attributes)
{
    enum { INT = 2, INTS = 7 }; /* AttributeProto's types */
    bytes node = {0};
    each_word(inputs, put_node_input, &node);
    each_word(outputs, put_node_output, &node);
    put_text(&node, 4, operation);
    for (const tiny_attribute *a = attributes; a && a->name; a++) {
        bytes attribute = {0};
        put_text(&attribute, 1, a->name);
        if (a->count == 0)
            put_integer(&attribute, 3, a->values[0]);
        for (int i = 0; i < a->count; i++)
            put_integer(&attribute, 8, a->values[i]);
        put_integer(&attribute, 20, a->count ? INTS : INT);
        put_part(&node, 5, &attribute);
    }
    put_part(&model->graph, 1, &node);
}

void tiny_onnx_write(tiny_onnx *model, const char *path)
{
    bytes file = {0}, operators = {0};
    put_integer(&file, 1, 7);       /* version of the format */
    put_integer(&operators, 2, 13); /* version of the operators */
    put_part(&file, 8, &operators);
    put_part(&file, 7, &model->graph);
    FILE *stream = fopen(path, "wb");
    assert_non_null(stream);
    assert_int_equal(fwrite(file.data, 1, file.size, stream), file.size);
    assert_int_equal(fclose(stream), 0);
    free(file.data);
    free(model);
}

/* ---- Networks ------------------------------------------------------------------------------ */

/* A 1x1 convolution NAME from a blob to out channels, weights [out][in]. */
static void convolution(tiny_onnx *model, const char *from, const char *name, int64_t in,
                        int64_t out, const float *weights, const float *biases)
{
    char weight_name[64], bias_name[64], inputs[192];
    snprintf(weight_name, sizeof(weight_name), "%s_w", name);
    snprintf(bias_name, sizeof(bias_name), "%s_b", name);
    snprintf(inputs, sizeof(inputs), "%s %s %s", from, weight_name, bias_name);
    tiny_onnx_floats(model, weight_name, 4, (int64_t[]){out, in, 1, 1}, weights);
    tiny_onnx_floats(model, bias_name, 1, &out, biases);
    tiny_onnx_node(model, "Conv", inputs, name, NULL);
}

/*
 * Mean of "mask" in a window of width x height that begins left, above of each cell's centre; one
 * cell for each stride begun. Outside the mask is 0. All in the mask's pixels.
 */
static void window_mean(tiny_onnx *model, const char *name, int64_t stride, int64_t width,
                        int64_t height, int64_t left, int64_t above)
{
    int64_t x = left - stride / 2, y = above - stride / 2;
    tiny_onnx_node(model, "AveragePool", "mask", name,
                   (tiny_attribute[]){{"kernel_shape", 2, {height, width}},
                                      {"strides", 2, {stride, stride}},
                                      {"pads", 4, {y, x, height - 1 - y, width - 1 - x}},
                                      {"count_include_pad", 0, {1}},
                                      {NULL, 0, {0}}});
}

/*
 * The priors of one stride and size. A prior's score is high when its box is bright and the frame
 * round it (the box of twice the side) is not. The square that lies in that frame has, as shares of
 * the frame: area F, area in the left half L, in the upper half T. So its side is 2 size sqrt(F),
 * and its centre lies size (F-L)/sqrt(F), size (F-T)/sqrt(F) from the prior's. Variances .1 and .2.
 */
static void prior(tiny_onnx *model, int64_t stride, int64_t size, const char *suffix)
{
    /* Least contrast: 0.44 is reached by a smaller prior in a square's corner, 0.52 by a prior of
       the square's size half a cell off. */
    static const float face[] = {0, 0, 0, 0, 100, -100, 0, 0}, face_bias[] = {0, -48};
    static const float shift[] = {0, 10, -10, 0, 0, 10, 0, -10}, no_bias[2] = {0};
    static const float log_side[] = {2.5f, 2.5f}, log_side_bias[] = {3.4657f, 3.4657f};
    static const float points[] = {1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1};
    /* Eyes, nose, mouth corners: tenths of the prior's side from the centre. */
    static const float points_bias[] = {-2, -2, 2, -2, 0, 0, -1.5f, 2.5f, 1.5f, 2.5f};
    char n[10][32], inputs[160];
    static const char *const names[10] = {"box",  "frame", "left",  "top",   "means",
                                          "area", "root",  "moved", "shift", "side"};
    for (int i = 0; i < 10; i++)
        snprintf(n[i], sizeof(n[i]), "%s%s", names[i], suffix);

    window_mean(model, n[0], stride, size, size, size / 2, size / 2);
    window_mean(model, n[1], stride, 2 * size, 2 * size, size, size);
    window_mean(model, n[2], stride, size, 2 * size, size, size);
    window_mean(model, n[3], stride, 2 * size, size, size, size);
    snprintf(inputs, sizeof(inputs), "%s %s %s %s", n[0], n[1], n[2], n[3]);
    tiny_onnx_node(model, "Concat", inputs, n[4], (tiny_attribute[]){{"axis", 0, {1}}, {0}});
    snprintf(inputs, sizeof(inputs), "%s least", n[1]);
    tiny_onnx_node(model, "Max", inputs, n[5], NULL);
    tiny_onnx_node(model, "Sqrt", n[5], n[6], NULL);
    convolution(model, n[4], n[7], 4, 2, shift, no_bias);
    snprintf(inputs, sizeof(inputs), "%s %s", n[7], n[6]);
    tiny_onnx_node(model, "Div", inputs, n[8], NULL);
    char log_name[40], part[3][40];
    snprintf(log_name, sizeof(log_name), "log%s", suffix);
    tiny_onnx_node(model, "Log", n[5], log_name, NULL);
    convolution(model, log_name, n[9], 1, 2, log_side, log_side_bias);
    snprintf(part[0], sizeof(part[0]), "loc%s", suffix);
    snprintf(part[1], sizeof(part[1]), "conf%s", suffix);
    snprintf(part[2], sizeof(part[2]), "landms%s", suffix);
    snprintf(inputs, sizeof(inputs), "%s %s", n[8], n[9]);
    tiny_onnx_node(model, "Concat", inputs, part[0], (tiny_attribute[]){{"axis", 0, {1}}, {0}});
    convolution(model, n[4], part[1], 4, 2, face, face_bias);
    convolution(model, n[8], part[2], 2, 10, points, points_bias);
}

/* Bring the two sizes' maps of a stride into RetinaFace's order: row, column, size. */
static void rows_of_priors(tiny_onnx *model, const char *name, int stride)
{
    char inputs[96], both[40], turned[40], rows[40];
    snprintf(inputs, sizeof(inputs), "%s_%d_0 %s_%d_1", name, stride, name, stride);
    snprintf(both, sizeof(both), "%s_%d_both", name, stride);
    snprintf(turned, sizeof(turned), "%s_%d_turned", name, stride);
    snprintf(rows, sizeof(rows), "%s_%d", name, stride);
    tiny_onnx_node(model, "Concat", inputs, both, (tiny_attribute[]){{"axis", 0, {1}}, {0}});
    tiny_onnx_node(model, "Transpose", both, turned,
                   (tiny_attribute[]){{"perm", 4, {0, 2, 3, 1}}, {0}});
    snprintf(inputs, sizeof(inputs), "%s %s_rows", turned, name);
    tiny_onnx_node(model, "Reshape", inputs, rows, NULL);
}

void tiny_retinaface(const char *path, int side)
{
    static const char *const outputs[] = {"loc", "conf", "landms"};
    static const int64_t widths[] = {4, 2, 10};
    static const float zero = 0, one = 1, min = 1e-6f;
    /* Bright is above 128 + 40, dark below 128 - 40, the mean over the channels being 115 off. */
    static const float grey[] = {1 / 240.f, 1 / 240.f, 1 / 240.f};
    static const float grey_bias[] = {0.5f - (128 - 114.667f) / 80};
    char shape[32] = "1 3 height width", priors[16] = "priors";
    int64_t count = 0;

    for (int64_t stride = 8; side && stride <= 32; stride *= 2)
        count += 2 * ((side + stride - 1) / stride) * ((side + stride - 1) / stride);
    if (side) {
        snprintf(shape, sizeof(shape), "1 3 %d %d", side, side);
        snprintf(priors, sizeof(priors), "%d", (int)count);
    }
    tiny_onnx *model = tiny_onnx_new();
    tiny_onnx_input(model, "input", TINY_FLOAT, shape);
    tiny_onnx_floats(model, "zero", 0, NULL, &zero);
    tiny_onnx_floats(model, "one", 0, NULL, &one);
    tiny_onnx_floats(model, "least", 0, NULL, &min);
    convolution(model, "input", "grey", 3, 1, grey, grey_bias);
    tiny_onnx_node(model, "Clip", "grey zero one", "bright", NULL);
    /* A quarter of the size is exact enough, and the large windows cost a sixteenth. */
    tiny_onnx_node(model, "AveragePool", "bright", "mask",
                   (tiny_attribute[]){{"kernel_shape", 2, {4, 4}},
                                      {"strides", 2, {4, 4}},
                                      {"pads", 4, {0, 0, 3, 3}},
                                      {"count_include_pad", 0, {1}},
                                      {0}});
    for (int i = 0; i < 6; i++) {
        char suffix[16];
        int stride = 8 << (i / 2), size = 16 << i;
        snprintf(suffix, sizeof(suffix), "_%d_%d", stride, i % 2);
        prior(model, stride / 4, size / 4, suffix);
    }
    for (int i = 0; i < 3; i++) {
        char name[16], inputs[96], output_shape[48];
        const char *joined = i == 1 ? "conf_all" : outputs[i];
        snprintf(name, sizeof(name), "%s_rows", outputs[i]);
        tiny_onnx_integers(model, name, 3, (int64_t[]){1, -1, widths[i]});
        for (int stride = 8; stride <= 32; stride *= 2)
            rows_of_priors(model, outputs[i], stride);
        snprintf(inputs, sizeof(inputs), "%s_8 %s_16 %s_32", outputs[i], outputs[i], outputs[i]);
        tiny_onnx_node(model, "Concat", inputs, joined, (tiny_attribute[]){{"axis", 0, {1}}, {0}});
        if (i == 1)
            tiny_onnx_node(model, "Softmax", joined, outputs[i],
                           (tiny_attribute[]){{"axis", 0, {-1}}, {0}});
        snprintf(output_shape, sizeof(output_shape), "1 %s %d", priors, (int)widths[i]);
        tiny_onnx_output(model, outputs[i], TINY_FLOAT, output_shape);
    }
    tiny_onnx_write(model, path);
}

void tiny_pfld(const char *path, const float mean_points[136])
{
    static const tiny_attribute sides[] = {
        {"kernel_shape", 2, {112, 56}}, {"strides", 2, {112, 56}}, {0}};
    static const tiny_attribute levels[] = {
        {"kernel_shape", 2, {56, 112}}, {"strides", 2, {56, 112}}, {0}};
    const float share = 0.275f / 3; /* three channels */
    float weights[12][136] = {{0}}; /* rows: left and right of each channel, then top and bottom */

    for (int half = 0; half < 12; half++)
        for (int point = 0; point < 68; point++)
            weights[half][2 * point + half / 6] = half % 2 ? share : -share;
    tiny_onnx *model = tiny_onnx_new();
    tiny_onnx_input(model, "input", TINY_FLOAT, "batch 3 112 112");
    tiny_onnx_node(model, "AveragePool", "input", "sides", sides);
    tiny_onnx_node(model, "AveragePool", "input", "levels", levels);
    tiny_onnx_node(model, "Flatten", "sides", "sides_flat", NULL);
    tiny_onnx_node(model, "Flatten", "levels", "levels_flat", NULL);
    tiny_onnx_node(model, "Concat", "sides_flat levels_flat", "halves",
                   (tiny_attribute[]){{"axis", 0, {1}}, {0}});
    tiny_onnx_floats(model, "weights", 2, (int64_t[]){12, 136}, weights[0]);
    tiny_onnx_floats(model, "points", 1, (int64_t[]){136}, mean_points);
    tiny_onnx_node(model, "Gemm", "halves weights points", "output", NULL);
    tiny_onnx_output(model, "output", TINY_FLOAT, "batch 136");
    tiny_onnx_write(model, path);
}
