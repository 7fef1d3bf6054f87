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
    FacsOnnx__GraphProto *graph;
    edge *edges;
    size_t *waits; /* by node: how many of its inputs are not ready */
    size_t *ready; /* a heap of the nodes with all inputs ready, the lowest at its top */
    size_t ready_count;
    facs_onnx_node **order;
} sorting;

static void add_ready(sorting *s, size_t node)
{
    size_t at = s->ready_count++;
    for (; at > 0 && s->ready[(at - 1) / 2] > node; at = (at - 1) / 2)
        s->ready[at] = s->ready[(at - 1) / 2];
    s->ready[at] = node;
}

static size_t take_ready(sorting *s)
{
    const size_t top = s->ready[0], last = s->ready[--s->ready_count];
    size_t at = 0, child;
    while ((child = 2 * at + 1) < s->ready_count) {
        if (child + 1 < s->ready_count && s->ready[child + 1] < s->ready[child])
            child++;
        if (s->ready[child] >= last)
            break;
        s->ready[at] = s->ready[child];
        at = child;
    }
    s->ready[at] = last;
    return top;
}

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
    for (size_t i = 0; i < graph->n_node; i++) {
        for (size_t k = 0; k < graph->node[i]->n_input; k++) {
            const char *name = graph->node[i]->input[k];
            facs_onnx_tensor *tensor = name[0] ? facs_onnx_find(s->model, name) : NULL;
            if (!tensor || tensor->producers == 0)
                continue;
            s->edges[count] = (edge){.node = i, .next = tensor->first};
            tensor->first = count++;
            s->waits[i]++;
        }
        if (s->waits[i] == 0)
            add_ready(s, i);
    }
}

/* After node has run: nodes that waited only for its results become ready. */
static void release(sorting *s, const facs_onnx_node *node)
{
    for (size_t o = 0; o < node->n_output; o++) {
        facs_onnx_tensor *tensor = facs_onnx_find(s->model, node->output[o]);
        if (--tensor->left > 0)
            continue;
        for (size_t e = tensor->first; e != NONE; e = s->edges[e].next)
            if (--s->waits[s->edges[e].node] == 0)
                add_ready(s, s->edges[e].node);
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
                 .ready = calloc(nodes + 1, sizeof(*s.ready)),
                 .order = calloc(nodes + 1, sizeof(*s.order))};
    const int memory = s.edges && s.waits && s.ready && s.order;
    if (memory)
        link_nodes(&s);
    while (memory && s.ready_count > 0) {
        s.order[done] = graph->node[take_ready(&s)];
        release(&s, s.order[done++]);
    }
    if (memory && done == nodes && nodes > 0)
        memcpy(graph->node, s.order, nodes * sizeof(*s.order));
    free(s.edges);
    free(s.waits);
    free(s.ready);
    free(s.order);
    return !memory ? -ENOMEM : done < nodes ? -EINVAL : 0;
}
