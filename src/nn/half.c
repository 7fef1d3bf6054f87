#include "nn/half.h"

#include "base/half.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* How many of a node's inputs are the network's numbers: all, except the scales of a resize. */
static size_t numbers_of(const facs_onnx_node *node)
{
    return facs_onnx_is(node, "Resize") || facs_onnx_is(node, "Upsample") ? 1 : node->n_input;
}

/* Adds a constant in 16 bits under another name, which is written. 0: name is not a constant. */
static int halve_constant(facs_onnx *model, const char *name, char half_name[FACS_ONNX_NAME])
{
    facs_onnx_floats floats;
    facs_onnx_name(half_name, name, ".half");
    if (facs_onnx_is_constant(model, half_name))
        return 1;
    if (!facs_onnx_get_floats(model, name, &floats))
        return 0;
    uint16_t *halves = calloc(floats.count, sizeof(*halves));
    for (size_t i = 0; halves && i < floats.count; i++)
        halves[i] = facs_half(floats.values[i]);
    if (halves)
        facs_onnx_add_constant(model, half_name,
                               (facs_onnx_constant){FACS_ONNX_FLOAT16, floats.rank, floats.dims,
                                                    halves, floats.count * sizeof(*halves)});
    else
        facs_onnx_lack_memory(model);
    free(halves);
    free(floats.values);
    return halves != NULL;
}

static void add_cast(facs_onnx *model, const char *from, const char *to, int type)
{
    const char *const input[] = {from};
    facs_onnx_set_integer(model, facs_onnx_add_node(model, "Cast", input, 1, to), "to", type);
}

void facs_onnx_halve(facs_onnx *model)
{
    const FacsOnnx__GraphProto *graph = facs_onnx_graph(model);
    char name[FACS_ONNX_NAME];
    const size_t nodes = graph->n_node;

    for (size_t n = 0; n < nodes; n++) {
        facs_onnx_node *node = graph->node[n];
        const size_t numbers = numbers_of(node);
        for (size_t i = 0; i < node->n_input && i < numbers; i++)
            if (halve_constant(model, node->input[i], name))
                facs_onnx_set_input(model, node, i, name);
    }
    for (size_t i = 0; i < graph->n_input; i++) {
        facs_onnx_name(name, graph->input[i]->name, ".half");
        facs_onnx_redirect(model, graph->input[i]->name, name);
        add_cast(model, graph->input[i]->name, name, FACS_ONNX_FLOAT16);
    }
    for (size_t i = 0; i < graph->n_output; i++) {
        facs_onnx_node *node = facs_onnx_producer(model, graph->output[i]->name);
        if (!node)
            continue;
        facs_onnx_name(name, graph->output[i]->name, ".half");
        facs_onnx_redirect(model, graph->output[i]->name, name);
        facs_onnx_set_output(model, node, name);
        add_cast(model, name, graph->output[i]->name, FACS_ONNX_FLOAT);
    }
    facs_onnx_prune(model);
}
