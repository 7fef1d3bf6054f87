#include "nn/onnx_fold.h"

#include "base/error.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_PRODUCTS 1e8 /* for a fold, which then takes 0.1 s; PFLD's largest needs 5e5 */

/* A convolution's weights [out][in of a group][kernel height][kernel width] and biases [out]. */
typedef struct weights {
    facs_onnx_floats kernel;
    float *bias;
} weights;

static void free_weights(weights *w)
{
    free(w->kernel.values);
    free(w->bias);
}

/* 1: node is a 2-D convolution with constant weights. Free them in either case. */
static int get_weights(facs_onnx *model, const facs_onnx_node *node, weights *w)
{
    facs_onnx_floats bias;
    *w = (weights){.bias = NULL};
    if (!facs_onnx_is(node, "Conv") || node->n_input < 2 ||
        !facs_onnx_get_floats(model, node->input[1], &w->kernel) || w->kernel.rank != 4)
        return 0;
    const size_t out = (size_t)w->kernel.dims[0];
    if (node->n_input < 3 || !node->input[2][0]) {
        w->bias = calloc(out, sizeof(float));
        if (!w->bias)
            facs_onnx_lack_memory(model);
        return w->bias != NULL;
    }
    if (!facs_onnx_get_floats(model, node->input[2], &bias))
        return 0;
    w->bias = bias.values;
    return bias.count == out;
}

/* Gives node these weights, named after its output. */
static void set_weights(facs_onnx *model, facs_onnx_node *node, const weights *w)
{
    char name[FACS_ONNX_NAME];
    facs_onnx_name(name, node->output[0], ".kernel");
    facs_onnx_add_constant(model, name,
                           (facs_onnx_constant){FACS_ONNX_FLOAT, 4, w->kernel.dims,
                                                w->kernel.values, w->kernel.count * sizeof(float)});
    facs_onnx_set_input(model, node, 1, name);
    facs_onnx_name(name, node->output[0], ".bias");
    facs_onnx_add_constant(model, name,
                           (facs_onnx_constant){FACS_ONNX_FLOAT, 1, w->kernel.dims, w->bias,
                                                (size_t)w->kernel.dims[0] * sizeof(float)});
    facs_onnx_set_input(model, node, 2, name);
}

/* ---- Batch normalisation --------------------------------------------------------------------- */

static void scale_weights(weights *w, facs_onnx_floats part[4], double epsilon)
{
    const size_t out = (size_t)w->kernel.dims[0], each = w->kernel.count / out;
    for (size_t c = 0; c < out; c++) {
        /* part: scale, shift, mean, variance */
        const double gain = (double)part[0].values[c] / sqrt((double)part[3].values[c] + epsilon);
        for (size_t i = 0; i < each; i++)
            w->kernel.values[c * each + i] = (float)(w->kernel.values[c * each + i] * gain);
        w->bias[c] = (float)((double)part[1].values[c] +
                             ((double)w->bias[c] - (double)part[2].values[c]) * gain);
    }
}

/* Folds node, a batch normalisation, into the convolution before it. 1: done, and node is gone. */
static int fold_normalisation(facs_onnx *model, facs_onnx_node *node)
{
    facs_onnx_floats part[4] = {{.rank = 0}};
    weights w = {.bias = NULL};
    int fits = node->n_input == 5 && node->n_output == 1 &&
               facs_onnx_integer(node, "training_mode", 0) == 0 &&
               facs_onnx_only_user(model, node->input[0]) == node;
    facs_onnx_node *conv = fits ? facs_onnx_producer(model, node->input[0]) : NULL;
    fits = fits && get_weights(model, conv, &w);
    for (int i = 0; fits && i < 4; i++)
        fits = facs_onnx_get_floats(model, node->input[i + 1], &part[i]) &&
               part[i].count == (size_t)w.kernel.dims[0];
    if (fits) {
        scale_weights(&w, part, (double)facs_onnx_float(node, "epsilon", 1e-5f));
        facs_onnx_set_output(model, conv, node->output[0]);
        facs_onnx_remove_node(model, node);
        set_weights(model, conv, &w);
    }
    for (int i = 0; i < 4; i++)
        free(part[i].values);
    free_weights(&w);
    return fits;
}

/* ---- Two convolutions in a row --------------------------------------------------------------- */

static int has_pads(const facs_onnx_node *node)
{
    const FacsOnnx__AttributeProto *pads = facs_onnx_attribute(node, "pads");
    for (size_t i = 0; pads && i < pads->n_ints; i++)
        if (pads->ints[i] != 0)
            return 1;
    return facs_onnx_attribute(node, "auto_pad") != NULL;
}

static int is_point(const facs_onnx_node *node, const weights *w)
{
    static const int64_t ones[] = {1, 1};
    return w->kernel.dims[2] == 1 && w->kernel.dims[3] == 1 && !has_pads(node) &&
           facs_onnx_integer(node, "group", 1) == 1 &&
           (!facs_onnx_attribute(node, "strides") ||
            facs_onnx_integers_are(node, "strides", ones, 2));
}

/* both = second * first. 0: out of memory. */
static int multiply(facs_onnx *model, weights *both, const weights *first, const weights *second)
{
    const size_t out = (size_t)second->kernel.dims[0], middle = (size_t)first->kernel.dims[0];
    const size_t each = first->kernel.count / middle;
    *both = (weights){.kernel = first->kernel};
    both->kernel.dims[0] = second->kernel.dims[0];
    both->kernel.count = out * each;
    both->kernel.values = calloc(out * each, sizeof(float));
    both->bias = calloc(out, sizeof(float));
    double *row = calloc(each + 1, sizeof(*row));
    const int memory = both->kernel.values && both->bias && row;
    for (size_t o = 0; memory && o < out; o++) {
        memset(row, 0, (each + 1) * sizeof(*row));
        row[each] = (double)second->bias[o];
        for (size_t m = 0; m < middle; m++) {
            const double factor = (double)second->kernel.values[o * middle + m];
            for (size_t i = 0; i < each; i++)
                row[i] += factor * (double)first->kernel.values[m * each + i];
            row[each] += factor * (double)first->bias[m];
        }
        for (size_t i = 0; i < each; i++)
            both->kernel.values[o * each + i] = (float)row[i];
        both->bias[o] = (float)row[each];
    }
    free(row);
    if (!memory)
        facs_onnx_lack_memory(model);
    return memory;
}

/* 1: the single convolution has fewer multiply-adds per place of the result than the two, and
 * folding takes no longer than it can save. */
static int pays(const weights *first, const weights *second)
{
    const double out = (double)second->kernel.dims[0], middle = (double)first->kernel.dims[0];
    const double each = (double)first->kernel.count / middle;
    return out * middle * each < MAX_PRODUCTS && out * each < middle * each + out * middle;
}

/* Folds node, a 1x1 convolution, into the one before it. 1: done, and node is gone. */
static int fold_point(facs_onnx *model, facs_onnx_node *node)
{
    weights first = {.bias = NULL}, second = {.bias = NULL}, both = {.bias = NULL};
    facs_onnx_node *before = NULL;
    int fits = get_weights(model, node, &second) && is_point(node, &second) &&
               facs_onnx_only_user(model, node->input[0]) == node;
    if (fits) {
        before = facs_onnx_producer(model, node->input[0]);
        fits = get_weights(model, before, &first) && facs_onnx_integer(before, "group", 1) == 1 &&
               first.kernel.dims[0] == second.kernel.dims[1] && pays(&first, &second) &&
               multiply(model, &both, &first, &second);
    }
    if (fits) {
        facs_onnx_set_output(model, before, node->output[0]);
        facs_onnx_remove_node(model, node);
        set_weights(model, before, &both);
    }
    free_weights(&first);
    free_weights(&second);
    free_weights(&both);
    return fits;
}

/* ---- Padding by nothing ---------------------------------------------------------------------- */

static int drop_empty_pad(facs_onnx *model, facs_onnx_node *node)
{
    int64_t pads[2 * FACS_ONNX_RANK];
    const FacsOnnx__AttributeProto *attribute = facs_onnx_attribute(node, "pads");
    int count = -1;
    if (node->n_input > 1) {
        count = facs_onnx_get_integers(model, node->input[1], pads, 2 * FACS_ONNX_RANK);
    } else if (attribute && attribute->n_ints <= 2 * FACS_ONNX_RANK) {
        count = (int)attribute->n_ints;
        memcpy(pads, attribute->ints, attribute->n_ints * sizeof(*pads));
    }
    if (count < 0 || node->n_input < 1 || facs_onnx_is_output(model, node->output[0]))
        return 0;
    for (int i = 0; i < count; i++)
        if (pads[i] != 0)
            return 0;
    facs_onnx_redirect(model, node->output[0], node->input[0]);
    facs_onnx_remove_node(model, node);
    return 1;
}

void facs_onnx_fold(facs_onnx *model)
{
    const FacsOnnx__GraphProto *graph = facs_onnx_graph(model);
    for (size_t i = 0; i < graph->n_node;) {
        facs_onnx_node *node = graph->node[i];
        int gone = 0;
        if (facs_onnx_is(node, "BatchNormalization"))
            gone = fold_normalisation(model, node);
        else if (facs_onnx_is(node, "Pad"))
            gone = drop_empty_pad(model, node);
        else if (facs_onnx_is(node, "Conv"))
            gone = fold_point(model, node);
        /* The next node may now fold into the one before, too. */
        i = gone ? (i > 0 ? i - 1 : 0) : i + 1;
    }
    facs_onnx_prune(model);
}
