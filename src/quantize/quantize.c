#include "quantize/quantize.h"

#include "base/error.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The largest bias in steps, leaving 1 bit of 32 for the sum of products. */
#define MAX_BIAS 0x1p30

/* ---- Operator set 13 ------------------------------------------------------------------------- */

/* Operators of the networks here that mean the same in sets 9 to 13. */
static const char *const unchanged[] = {"Add",
                                        "AveragePool",
                                        "BatchNormalization",
                                        "Cast",
                                        "Concat",
                                        "Constant",
                                        "Conv",
                                        "Flatten",
                                        "Gather",
                                        "Gemm",
                                        "Identity",
                                        "LeakyRelu",
                                        "MaxPool",
                                        "Mul",
                                        "Relu",
                                        "GlobalAveragePool",
                                        "Reshape",
                                        "Shape",
                                        "Sigmoid",
                                        "Transpose"};

/* From set 13 on, Unsqueeze takes its axes as an input. */
static int move_axes(facs_onnx *model, facs_onnx_node *node)
{
    char name[FACS_ONNX_NAME];
    const FacsOnnx__AttributeProto *axes = facs_onnx_attribute(node, "axes");
    if (!axes || axes->n_ints == 0 || node->n_input != 1)
        return 0;
    const int64_t count = (int64_t)axes->n_ints;
    facs_onnx_name(name, node->output[0], ".axes");
    facs_onnx_add_constant(model, name,
                           (facs_onnx_constant){FACS_ONNX_INT64, 1, &count, axes->ints,
                                                axes->n_ints * sizeof(*axes->ints)});
    facs_onnx_set_input(model, node, 1, name);
    facs_onnx_clear_attributes(model, node);
    return 1;
}

int facs_onnx_upgrade(facs_onnx *model, facs_error *error)
{
    const FacsOnnx__GraphProto *graph = facs_onnx_graph(model);
    if (facs_onnx_opset(model) >= 13)
        return 0;
    for (size_t i = 0; i < graph->n_node; i++) {
        facs_onnx_node *node = graph->node[i];
        int known = facs_onnx_is(node, "Unsqueeze") && move_axes(model, node);
        for (size_t k = 0; !known && k < sizeof(unchanged) / sizeof(unchanged[0]); k++)
            known = facs_onnx_is(node, unchanged[k]);
        if (!known)
            return facs_fail(
                error, FACS_ERROR_ENVIRONMENT, -ENOTSUP,
                "the network's operator %.64s of set %lld cannot be converted to set 13: "
                "use the file that the manifest names",
                node->op_type, (long long)facs_onnx_opset(model));
    }
    facs_onnx_set_opset(model, 13);
    return 0;
}

/* ---- What is quantised ----------------------------------------------------------------------- */

static int is_chosen(facs_onnx *model, const facs_onnx_node *node, facs_quantize_choice *choice)
{
    facs_onnx_floats kernel;
    if (!facs_onnx_is(node, "Conv") || node->n_input < 2 ||
        facs_onnx_is_output(model, node->output[0]))
        return 0;
    int chosen = facs_onnx_get_floats(model, node->input[1], &kernel) && kernel.rank == 4 &&
                 choice(model, node, &kernel);
    free(kernel.values);
    return chosen;
}

/* The tensor to quantise for a chosen convolution: the result of its rectifier, if it has one. */
static const char *result_of(facs_onnx *model, const facs_onnx_node *node)
{
    const facs_onnx_node *relu = facs_onnx_only_user(model, node->output[0]);
    if (facs_onnx_is(relu, "Relu") && !facs_onnx_is_output(model, relu->output[0]))
        return relu->output[0];
    return node->output[0];
}

static int index_of(const facs_quantize_tensors *tensors, const char *name)
{
    for (int i = 0; i < tensors->count; i++)
        if (strcmp(tensors->name[i], name) == 0)
            return i;
    return -1;
}

/* 0, or -ENOTSUP if there is no room. */
static int note(facs_quantize_tensors *tensors, const char *name)
{
    if (index_of(tensors, name) >= 0)
        return 0;
    if (tensors->count == FACS_QUANTIZE_MAX_TENSORS || strlen(name) > FACS_ONNX_MAX_NAME)
        return -ENOTSUP;
    snprintf(tensors->name[tensors->count++], FACS_ONNX_NAME, "%s", name);
    return 0;
}

/* 1: node is a sum of two quantised tensors. */
static int is_sum(facs_onnx *model, const facs_onnx_node *node,
                  const facs_quantize_tensors *tensors)
{
    return facs_onnx_is(node, "Add") && node->n_input == 2 &&
           !facs_onnx_is_output(model, node->output[0]) && index_of(tensors, node->input[0]) >= 0 &&
           index_of(tensors, node->input[1]) >= 0;
}

int facs_quantize_find(facs_onnx *model, facs_quantize_choice *choice,
                       facs_quantize_tensors *tensors, facs_error *error)
{
    const FacsOnnx__GraphProto *graph = facs_onnx_graph(model);
    int status = 0;
    tensors->count = 0;
    for (size_t i = 0; status == 0 && i < graph->n_node; i++)
        if (is_chosen(model, graph->node[i], choice)) {
            status = note(tensors, graph->node[i]->input[0]);
            if (status == 0)
                status = note(tensors, result_of(model, graph->node[i]));
        }
    /* In order, so that a sum of sums comes after its sums. */
    for (size_t i = 0; status == 0 && i < graph->n_node; i++)
        if (is_sum(model, graph->node[i], tensors))
            status = note(tensors, graph->node[i]->output[0]);
    if (status || tensors->count == 0)
        return facs_fail(error, FACS_ERROR_ENVIRONMENT, -ENOTSUP,
                         "the network has nothing to quantise, or more than %d tensors: "
                         "use the file that the manifest names",
                         FACS_QUANTIZE_MAX_TENSORS);
    return 0;
}

/* ---- Weights --------------------------------------------------------------------------------- */

/* The quantised weights of a convolution, and each channel's step. */
typedef struct byte_weights {
    int8_t *kernel;
    int32_t *bias;
    float *step, *bias_step;
} byte_weights;

static void free_bytes(byte_weights *b)
{
    free(b->kernel);
    free(b->bias);
    free(b->step);
    free(b->bias_step);
}

/* Quantises channel c of kernel and bias (or 0) for an input of that step. */
static void quantise_channel(byte_weights *b, const facs_onnx_floats *kernel, size_t c, float bias,
                             float input_step, int max)
{
    const size_t each = kernel->count / (size_t)kernel->dims[0];
    const float *from = kernel->values + c * each;
    double reach = 0;
    for (size_t i = 0; i < each; i++) { /* fmax() here crashes GCC 12 for AArch64 */
        const double size = fabs((double)from[i]);
        reach = size > reach ? size : reach;
    }
    /* Even for a channel of zeros, the bias must fit. */
    const double step =
        fmax(fmax(reach / max, fabs((double)bias) / (double)input_step / MAX_BIAS), (double)1e-12f);
    b->step[c] = (float)step;
    b->bias_step[c] = input_step * b->step[c];
    for (size_t i = 0; i < each; i++) {
        const long rounded = lround((double)from[i] / (double)b->step[c]);
        b->kernel[c * each + i] = (int8_t)(rounded > max ? max : rounded < -max ? -max : rounded);
    }
    b->bias[c] =
        (int32_t)lround(fmax(-MAX_BIAS, fmin(MAX_BIAS, (double)bias / (double)b->bias_step[c])));
}

/* Adds a constant as name + suffix and a node that dequantises it, with a step for each channel of
 * its first dimension; writes the result's name. */
static void add_weight(facs_onnx *model, const char *name, const char *suffix,
                       facs_onnx_constant weight, const float *steps, char result[FACS_ONNX_NAME])
{
    char base[FACS_ONNX_NAME], constant[FACS_ONNX_NAME], step[FACS_ONNX_NAME];
    facs_onnx_name(base, name, suffix);
    facs_onnx_name(constant, base, ".bytes");
    facs_onnx_name(step, base, ".steps");
    facs_onnx_name(result, base, ".again");
    facs_onnx_add_constant(model, constant, weight);
    facs_onnx_add_constant(model, step,
                           (facs_onnx_constant){FACS_ONNX_FLOAT, 1, weight.dims, steps,
                                                (size_t)weight.dims[0] * sizeof(*steps)});
    const char *const inputs[] = {constant, step};
    facs_onnx_set_integer(model, facs_onnx_add_node(model, "DequantizeLinear", inputs, 2, result),
                          "axis", 0);
}

static void quantise_weights(facs_onnx *model, facs_onnx_node *node, float input_step, int max)
{
    facs_onnx_floats kernel, bias = {.rank = 0};
    char name[FACS_ONNX_NAME];
    if (!facs_onnx_get_floats(model, node->input[1], &kernel))
        return;
    const size_t out = (size_t)kernel.dims[0];
    const int biased = node->n_input > 2 && facs_onnx_get_floats(model, node->input[2], &bias) &&
                       bias.count == out;
    byte_weights b = {.kernel = calloc(kernel.count, sizeof(*b.kernel)),
                      .bias = calloc(out, sizeof(*b.bias)),
                      .step = calloc(out, sizeof(*b.step)),
                      .bias_step = calloc(out, sizeof(*b.bias_step))};
    if (b.kernel && b.bias && b.step && b.bias_step) {
        for (size_t c = 0; c < out; c++)
            quantise_channel(&b, &kernel, c, biased ? bias.values[c] : 0, input_step, max);
        add_weight(model, node->output[0], ".kernel",
                   (facs_onnx_constant){FACS_ONNX_INT8, 4, kernel.dims, b.kernel, kernel.count},
                   b.step, name);
        facs_onnx_set_input(model, node, 1, name);
        if (biased) {
            add_weight(model, node->output[0], ".bias",
                       (facs_onnx_constant){FACS_ONNX_INT32, 1, kernel.dims, b.bias,
                                            out * sizeof(*b.bias)},
                       b.bias_step, name);
            facs_onnx_set_input(model, node, 2, name);
        }
    } else
        facs_onnx_lack_memory(model);
    free_bytes(&b);
    free(kernel.values);
    free(bias.values);
}

/* ---- Activations ----------------------------------------------------------------------------- */

static void drop_rectifier(facs_onnx *model, facs_onnx_node *node)
{
    facs_onnx_node *relu = facs_onnx_only_user(model, node->output[0]);
    if (!facs_onnx_is(relu, "Relu") || facs_onnx_is_output(model, relu->output[0]))
        return;
    facs_onnx_set_output(model, node, relu->output[0]);
    facs_onnx_remove_node(model, relu);
}

/* Quantises tensor i and dequantises it again for the nodes that use it in int8: all of them, if it
 * is an int8 result itself. */
static void surround(facs_onnx *model, const facs_quantize_tensors *tensors, int i,
                     const unsigned char *in_bytes, size_t nodes)
{
    const FacsOnnx__GraphProto *graph = facs_onnx_graph(model);
    const char *name = tensors->name[i];
    char step[FACS_ONNX_NAME], zero[FACS_ONNX_NAME], byte[FACS_ONNX_NAME], again[FACS_ONNX_NAME];
    int from_bytes = 0;
    facs_onnx_name(step, name, ".step");
    facs_onnx_name(zero, name, ".zero");
    facs_onnx_name(byte, name, ".byte");
    facs_onnx_name(again, name, ".again");
    for (size_t n = 0; n < nodes; n++)
        from_bytes |= in_bytes[n] && strcmp(graph->node[n]->output[0], name) == 0;
    for (size_t n = 0; n < nodes; n++)
        for (size_t k = 0; (in_bytes[n] || from_bytes) && k < graph->node[n]->n_input; k++)
            if (strcmp(graph->node[n]->input[k], name) == 0)
                facs_onnx_set_input(model, graph->node[n], k, again);
    const char *const there[] = {name, step, zero}, *const back[] = {byte, step, zero};
    facs_onnx_add_constant(
        model, step,
        (facs_onnx_constant){FACS_ONNX_FLOAT, 0, NULL, &tensors->scale[i].scale, sizeof(float)});
    facs_onnx_add_constant(
        model, zero, (facs_onnx_constant){FACS_ONNX_UINT8, 0, NULL, &tensors->scale[i].zero, 1});
    facs_onnx_add_node(model, "QuantizeLinear", there, 3, byte);
    facs_onnx_add_node(model, "DequantizeLinear", back, 3, again);
}

void facs_onnx_quantize(facs_onnx *model, facs_quantize_choice *choice,
                        const facs_quantize_tensors *tensors, int seven_bits)
{
    const FacsOnnx__GraphProto *graph = facs_onnx_graph(model);
    for (size_t i = 0; i < graph->n_node; i++)
        if (is_chosen(model, graph->node[i], choice))
            drop_rectifier(model, graph->node[i]);
    const size_t nodes = graph->n_node; /* new ones are added at the end */
    unsigned char *in_bytes = calloc(nodes + 1, 1);
    if (!in_bytes)
        facs_onnx_lack_memory(model);
    for (size_t i = 0; in_bytes && i < nodes; i++) {
        facs_onnx_node *node = graph->node[i];
        const int conv = is_chosen(model, node, choice);
        const int input = conv ? index_of(tensors, node->input[0]) : -1;
        in_bytes[i] = conv || is_sum(model, node, tensors);
        if (input >= 0)
            quantise_weights(model, node, tensors->scale[input].scale, seven_bits ? 63 : 127);
    }
    for (int i = 0; in_bytes && i < tensors->count; i++)
        surround(model, tensors, i, in_bytes, nodes);
    free(in_bytes);
    facs_onnx_prune(model);
}
