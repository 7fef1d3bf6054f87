#include "nn/onnx_internal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define NONE SIZE_MAX

/* A node that uses a tensor, in the list of those that do. */
typedef struct edge {
    size_t node, next;
} edge;

typedef struct sorting {
    facs_onnx *model;
    const FacsOnnx__GraphProto *graph;
    edge *edges;
    size_t *waits; /* by node: how many of its inputs are not ready; NONE: it has its place */
    size_t lowest; /* no node before this one can get its place now */
    facs_onnx_node **order;
} sorting;

/* Links each tensor to the nodes that wait for it. */
static void link_nodes(sorting *s)
{
    const FacsOnnx__GraphProto *graph = s->graph;
    size_t count = 0;
    for (size_t i = 0; i < graph->n_node; i++)
        for (size_t o = 0; o < graph->node[i]->n_output; o++) {
            facs_onnx_tensor *tensor = facs_onnx_find(s->model, graph->node[i]->output[o]);
            tensor->left = tensor->producers;
            tensor->first = NONE;
        }
    for (size_t i = 0; i < graph->n_node; i++)
        for (size_t k = 0; k < graph->node[i]->n_input; k++) {
            const char *name = graph->node[i]->input[k];
            facs_onnx_tensor *tensor = name[0] ? facs_onnx_find(s->model, name) : NULL;
            if (!tensor || tensor->producers == 0)
                continue;
            s->edges[count] = (edge){.node = i, .next = tensor->first};
            tensor->first = count++;
            s->waits[i]++;
        }
}

/* After node has run: nodes that waited only for its results can run. */
static void release(sorting *s, const facs_onnx_node *node)
{
    for (size_t o = 0; o < node->n_output; o++) {
        facs_onnx_tensor *tensor = facs_onnx_find(s->model, node->output[o]);
        if (--tensor->left > 0)
            continue;
        for (size_t e = tensor->first; e != NONE; e = s->edges[e].next)
            if (--s->waits[s->edges[e].node] == 0 && s->edges[e].node < s->lowest)
                s->lowest = s->edges[e].node;
    }
}

int facs_onnx_sort(facs_onnx *model)
{
    FacsOnnx__GraphProto *graph = model->proto->graph;
    const size_t nodes = graph->n_node;
    size_t inputs = 0, done = 0;
    if (model->no_memory)
        return -ENOMEM;
    for (size_t i = 0; i < nodes; i++)
        inputs += graph->node[i]->n_input;
    sorting s = {.model = model,
                 .graph = graph,
                 .edges = calloc(inputs + 1, sizeof(*s.edges)),
                 .waits = calloc(nodes + 1, sizeof(*s.waits)),
                 .order = calloc(nodes + 1, sizeof(*s.order))};
    const int memory = s.edges && s.waits && s.order;
    if (memory)
        link_nodes(&s);
    while (memory && s.lowest < nodes) {
        const size_t i = s.lowest++;
        if (s.waits[i] > 0)
            continue;
        s.waits[i] = NONE;
        s.order[done++] = graph->node[i];
        release(&s, graph->node[i]);
    }
    if (memory && done == nodes && nodes > 0)
        memcpy(graph->node, s.order, nodes * sizeof(*s.order));
    free(s.edges);
    free(s.waits);
    free(s.order);
    return !memory ? -ENOMEM : done < nodes ? -EINVAL : 0;
}
