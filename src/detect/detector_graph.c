#include "detect/detector_graph.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LEVELS 3 /* strides 8, 16, 32 */
#define HEADS  3 /* box, scores, points */
#define STRIDE 32

/* For each head: numbers in a row, and their place in the common row. */
static const struct {
    int64_t width, place;
} heads[HEADS] = {{4, FACS_DETECTOR_BOX}, {2, FACS_DETECTOR_SCORES}, {10, FACS_DETECTOR_POINTS}};

/* ---- Rectifiers
 * ---------------------------------------------------------------------------------- */

/* Relu(Concat(a, b, ..)) -> Concat(Relu(a), Relu(b), ..): the runtime fuses a rectifier with the
 * convolution before it. */
static void move_rectifier(facs_onnx *model, facs_onnx_node *concat)
{
    char name[FACS_ONNX_NAME];
    facs_onnx_node *relu = facs_onnx_only_user(model, concat->output[0]);
    if (!facs_onnx_is(relu, "Relu"))
        return;
    for (size_t i = 0; i < concat->n_input; i++)
        if (facs_onnx_only_user(model, concat->input[i]) != concat)
            return;
    for (size_t i = 0; i < concat->n_input; i++) {
        const char *const input[] = {concat->input[i]};
        facs_onnx_name(name, concat->input[i], ".rectified");
        facs_onnx_add_node(model, "Relu", input, 1, name);
        facs_onnx_set_input(model, concat, i, name);
    }
    facs_onnx_set_output(model, concat, relu->output[0]);
    facs_onnx_remove_node(model, relu);
}

/* ---- Resizing
 * ------------------------------------------------------------------------------------ */

/* Returns the input pixels per step of the tensor; 0: unknown. */
static int64_t stride_of(facs_onnx *model, const char *name)
{
    int64_t stride = 1;
    const FacsOnnx__GraphProto *graph = facs_onnx_graph(model);
    for (size_t steps = 0; steps <= graph->n_node; steps++) {
        const facs_onnx_node *node = facs_onnx_producer(model, name);
        if (!node)
            return graph->n_input > 0 && strcmp(graph->input[0]->name, name) == 0 ? stride : 0;
        static const int64_t one[] = {1, 1}, two[] = {2, 2}, padded[] = {1, 1, 1, 1},
                             three[] = {3, 3};
        if (facs_onnx_is(node, "Conv") && facs_onnx_integers_are(node, "kernel_shape", three, 2) &&
            facs_onnx_integers_are(node, "pads", padded, 4) &&
            facs_onnx_integers_are(node, "strides", two, 2))
            stride *= 2;
        else if (facs_onnx_is(node, "Conv") && !facs_onnx_integers_are(node, "strides", one, 2))
            return 0;
        else if (!facs_onnx_is(node, "Conv") && !facs_onnx_is(node, "LeakyRelu") &&
                 !facs_onnx_is(node, "Relu") && !facs_onnx_is(node, "Add"))
            return 0;
        if (node->n_input < 1 || stride > STRIDE)
            return 0;
        name = node->input[0];
    }
    return 0;
}

static int attribute_is(const facs_onnx_node *node, const char *name, const char *text)
{
    const FacsOnnx__AttributeProto *attribute = facs_onnx_attribute(node, name);
    return attribute && attribute->has_s && attribute->s.len == strlen(text) &&
           memcmp(attribute->s.data, text, attribute->s.len) == 0;
}

/* Resizes a map with twice the step of the one it is added to by a factor of 2. */
static void resize_by_two(facs_onnx *model, facs_onnx_node *resize)
{
    static const float scales[] = {1, 1, 2, 2};
    static const int64_t count = 4;
    facs_onnx_node *add = facs_onnx_only_user(model, resize->output[0]);
    if (resize->n_input != 4 || !facs_onnx_is(add, "Add") || add->n_input != 2 ||
        !attribute_is(resize, "mode", "nearest") ||
        !attribute_is(resize, "nearest_mode", "floor") ||
        !attribute_is(resize, "coordinate_transformation_mode", "asymmetric"))
        return;
    const char *other = add->input[strcmp(add->input[0], resize->output[0]) == 0];
    const int64_t fine = stride_of(model, other), coarse = stride_of(model, resize->input[0]);
    if (fine == 0 || coarse != 2 * fine)
        return;
    char name[FACS_ONNX_NAME];
    facs_onnx_name(name, resize->output[0], ".scales");
    facs_onnx_add_constant(
        model, name, (facs_onnx_constant){FACS_ONNX_FLOAT, 1, &count, scales, sizeof(scales)});
    facs_onnx_set_input(model, resize, 2, name);
    facs_onnx_drop_last_input(model, resize);
}

/* 1: the sides that the file declares, if it does, are multiples of the largest step. */
static int sides_fit(facs_onnx *model)
{
    const FacsOnnx__GraphProto *graph = facs_onnx_graph(model);
    const FacsOnnx__TypeProto *type = graph->n_input > 0 ? graph->input[0]->type : NULL;
    const FacsOnnx__TensorShapeProto *shape =
        type && type->tensor_type ? type->tensor_type->shape : NULL;
    if (!shape || shape->n_dim != 4)
        return 0;
    return shape->dim[2]->dim_value % STRIDE == 0 && shape->dim[3]->dim_value % STRIDE == 0;
}

/* ---- Heads
 * --------------------------------------------------------------------------------------- */

/* The convolutions of a head, one per level. */
typedef struct head {
    facs_onnx_node *conv[LEVELS];
    facs_onnx_floats kernel[LEVELS], bias[LEVELS];
} head;

static void free_head(head *h)
{
    for (int level = 0; level < LEVELS; level++) {
        free(h->kernel[level].values);
        free(h->bias[level].values);
    }
}

/* Returns the last dimension that the graph declares for an output; 0: none. */
static int64_t last_dimension(const FacsOnnx__ValueInfoProto *output)
{
    const FacsOnnx__TensorType *type = output->type ? output->type->tensor_type : NULL;
    const FacsOnnx__TensorShapeProto *shape = type ? type->shape : NULL;
    return shape && shape->n_dim == 3 ? shape->dim[2]->dim_value : 0;
}

/* Finds Reshape(Transpose(Conv)): the map of a 1x1 convolution in rows of width numbers. */
static int find_branch(facs_onnx *model, const char *name, int64_t width, head *h, int level)
{
    static const int64_t channels_last[] = {0, 2, 3, 1};
    facs_onnx_node *node = facs_onnx_producer(model, name);
    if (!facs_onnx_is(node, "Reshape") || node->n_input < 1)
        return 0;
    node = facs_onnx_producer(model, node->input[0]);
    if (!facs_onnx_is(node, "Transpose") || node->n_input != 1 ||
        !facs_onnx_integers_are(node, "perm", channels_last, 4))
        return 0;
    node = facs_onnx_producer(model, node->input[0]);
    h->conv[level] = node;
    if (!facs_onnx_is(node, "Conv") || node->n_input != 3 ||
        facs_onnx_integer(node, "group", 1) != 1 ||
        !facs_onnx_get_floats(model, node->input[1], &h->kernel[level]) ||
        !facs_onnx_get_floats(model, node->input[2], &h->bias[level]))
        return 0;
    const facs_onnx_floats *kernel = &h->kernel[level];
    return kernel->rank == 4 && kernel->dims[2] == 1 && kernel->dims[3] == 1 &&
           h->bias[level].count == (size_t)kernel->dims[0] && kernel->dims[0] % width == 0;
}

/* Finds the head whose rows become the output. 1: it is one. */
static int find_head(facs_onnx *model, const FacsOnnx__ValueInfoProto *output, int64_t width,
                     head *h)
{
    facs_onnx_node *node = facs_onnx_producer(model, output->name);
    if (width == 2) {
        if (!facs_onnx_is(node, "Softmax") || node->n_input != 1 ||
            (facs_onnx_integer(node, "axis", -1) != -1 && facs_onnx_integer(node, "axis", -1) != 2))
            return 0;
        node = facs_onnx_producer(model, node->input[0]);
    }
    if (!facs_onnx_is(node, "Concat") || node->n_input != LEVELS ||
        facs_onnx_integer(node, "axis", 0) != 1)
        return 0;
    for (int level = 0; level < LEVELS; level++)
        if (!find_branch(model, node->input[level], width, h, level))
            return 0;
    return 1;
}

/* 1: the three heads use the same maps, with the same number of priors per place. */
static int belong_together(const head *h)
{
    for (int level = 0; level < LEVELS; level++)
        for (int i = 1; i < HEADS; i++)
            if (strcmp(h[i].conv[level]->input[0], h[0].conv[level]->input[0]) != 0 ||
                h[i].kernel[level].dims[1] != h[0].kernel[level].dims[1] ||
                h[i].kernel[level].dims[0] / heads[i].width !=
                    h[0].kernel[level].dims[0] / heads[0].width)
                return 0;
    return 1;
}

/* Joins all heads' convolutions at a level: a row for each prior. Writes the output's name. */
static void join_level(facs_onnx *model, const head *h, int level, char name[FACS_ONNX_NAME])
{
    const int64_t priors = h[0].kernel[level].dims[0] / heads[0].width;
    const int64_t dims[4] = {priors * FACS_DETECTOR_ROW, h[0].kernel[level].dims[1], 1, 1};
    const size_t in = (size_t)dims[1], out = (size_t)dims[0];
    char weights[FACS_ONNX_NAME], biases[FACS_ONNX_NAME];
    float *kernel = calloc(out * in, sizeof(*kernel)), *bias = calloc(out, sizeof(*bias));
    for (int i = 0; kernel && bias && i < HEADS; i++)
        for (int64_t from = 0; from < h[i].kernel[level].dims[0]; from++) {
            const size_t to = (size_t)(from / heads[i].width * FACS_DETECTOR_ROW + heads[i].place +
                                       from % heads[i].width);
            memcpy(kernel + to * in, h[i].kernel[level].values + (size_t)from * in,
                   in * sizeof(*kernel));
            bias[to] = h[i].bias[level].values[from];
        }
    snprintf(name, FACS_ONNX_NAME, "faces.%d", level);
    snprintf(weights, sizeof(weights), "faces.%d.kernel", level);
    snprintf(biases, sizeof(biases), "faces.%d.bias", level);
    if (kernel && bias) {
        const char *const inputs[] = {h[0].conv[level]->input[0], weights, biases};
        facs_onnx_add_constant(
            model, weights,
            (facs_onnx_constant){FACS_ONNX_FLOAT, 4, dims, kernel, out * in * sizeof(*kernel)});
        facs_onnx_add_constant(
            model, biases,
            (facs_onnx_constant){FACS_ONNX_FLOAT, 1, dims, bias, out * sizeof(*bias)});
        facs_onnx_add_node(model, "Conv", inputs, 3, name);
    } else
        facs_onnx_lack_memory(model);
    free(kernel);
    free(bias);
}

static void join(facs_onnx *model, const head *h)
{
    static const int64_t channels_last[] = {0, 2, 3, 1}, rows[] = {0, -1, FACS_DETECTOR_ROW};
    static const int64_t three = 3, dims[] = {1, 0, FACS_DETECTOR_ROW};
    static const char *const open[] = {NULL, "num_priors", NULL};
    char name[FACS_ONNX_NAME], turned[FACS_ONNX_NAME], list[LEVELS][FACS_ONNX_NAME];
    const char *inputs[LEVELS];

    facs_onnx_add_constant(model, "faces.rows",
                           (facs_onnx_constant){FACS_ONNX_INT64, 1, &three, rows, sizeof(rows)});
    for (int level = 0; level < LEVELS; level++) {
        join_level(model, h, level, name);
        const char *const map[] = {name}, *const reshaped[] = {turned, "faces.rows"};
        snprintf(turned, sizeof(turned), "faces.%d.turned", level);
        snprintf(list[level], sizeof(list[level]), "faces.%d.rows", level);
        facs_onnx_set_integers(model, facs_onnx_add_node(model, "Transpose", map, 1, turned),
                               "perm", channels_last, 4);
        facs_onnx_add_node(model, "Reshape", reshaped, 2, list[level]);
        inputs[level] = list[level];
    }
    facs_onnx_set_integer(model, facs_onnx_add_node(model, "Concat", inputs, LEVELS, "faces"),
                          "axis", 1);
    facs_onnx_remove_outputs(model);
    facs_onnx_add_output(model, "faces", FACS_ONNX_FLOAT, 3, dims, open);
}

static void join_heads(facs_onnx *model)
{
    const FacsOnnx__GraphProto *graph = facs_onnx_graph(model);
    head h[HEADS] = {{.conv = {NULL}}};
    int found[HEADS] = {0};
    for (size_t i = 0; graph->n_output == HEADS && i < HEADS; i++)
        for (int k = 0; k < HEADS; k++)
            if (!found[k] && last_dimension(graph->output[i]) == heads[k].width)
                found[k] = find_head(model, graph->output[i], heads[k].width, &h[k]);
    if (found[0] && found[1] && found[2] && belong_together(h))
        join(model, h);
    for (int k = 0; k < HEADS; k++)
        free_head(&h[k]);
}

void facs_detector_graph_rewrite(facs_onnx *model)
{
    const FacsOnnx__GraphProto *graph = facs_onnx_graph(model);
    const int fits = sides_fit(model);
    for (size_t i = graph->n_node; i-- > 0;) {
        if (facs_onnx_is(graph->node[i], "Concat"))
            move_rectifier(model, graph->node[i]);
        else if (facs_onnx_is(graph->node[i], "Resize") && fits)
            resize_by_two(model, graph->node[i]);
    }
    join_heads(model);
    facs_onnx_prune(model);
}
