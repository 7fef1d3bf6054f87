#include "nn/onnx_internal.h"

#include "os/clock.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define MIN_SIZE ((size_t)256)
#define PRIME    ((uint64_t)0x7fffffff) /* 2^31 - 1 */

/* A polynomial of the name's bytes at key, modulo PRIME. */
static size_t place_of(const facs_onnx *model, const char *name)
{
    uint64_t sum = 1;
    for (; *name; name++)
        sum = (sum * model->key + (unsigned char)*name) % PRIME;
    return (size_t)sum & (model->size - 1);
}

facs_onnx_tensor *facs_onnx_find(const facs_onnx *model, const char *name)
{
    if (model->no_memory)
        return NULL;
    facs_onnx_tensor *tensor = model->places[place_of(model, name)];
    while (tensor && strcmp(tensor->name, name) != 0)
        tensor = tensor->next;
    return tensor;
}

/* Doubles the number of places. */
static int widen(facs_onnx *model)
{
    const size_t size = model->size ? 2 * model->size : MIN_SIZE, old_size = model->size;
    facs_onnx_tensor **old = model->places;
    facs_onnx_tensor **places = calloc(size, sizeof(facs_onnx_tensor *));
    if (!places)
        return -ENOMEM;
    model->places = places;
    model->size = size;
    for (size_t i = 0; i < old_size; i++)
        for (facs_onnx_tensor *tensor = old[i], *next; tensor; tensor = next) {
            facs_onnx_tensor **place = &places[place_of(model, tensor->name)];
            next = tensor->next;
            tensor->next = *place;
            *place = tensor;
        }
    free(old);
    return 0;
}

/* Returns the tensor of that name, new if there is none; NULL, which is noted: out of memory. */
static facs_onnx_tensor *need(facs_onnx *model, const char *name)
{
    facs_onnx_tensor *tensor = facs_onnx_find(model, name);
    if (tensor || model->no_memory)
        return tensor;
    if (model->count == model->size && widen(model) < 0) {
        facs_onnx_lack_memory(model);
        return NULL;
    }
    tensor = calloc(1, sizeof(*tensor));
    char *own = strdup(name);
    if (!tensor || !own) {
        free(tensor);
        free(own);
        facs_onnx_lack_memory(model);
        return NULL;
    }
    facs_onnx_tensor **place = &model->places[place_of(model, name)];
    tensor->name = own;
    tensor->next = *place;
    *place = tensor;
    model->count++;
    return tensor;
}

void facs_onnx_note_user(facs_onnx *model, const char *name, const facs_onnx_node *node, int by)
{
    facs_onnx_tensor *tensor = need(model, name);
    if (!tensor)
        return;
    tensor->users += (size_t)by;
    tensor->user ^= (uintptr_t)node;
}

void facs_onnx_note_producer(facs_onnx *model, const char *name, const facs_onnx_node *node, int by)
{
    facs_onnx_tensor *tensor = need(model, name);
    if (!tensor)
        return;
    tensor->producers += (size_t)by;
    tensor->producer ^= (uintptr_t)node;
}

void facs_onnx_note_node(facs_onnx *model, const facs_onnx_node *node, int by)
{
    for (size_t i = 0; i < node->n_input; i++)
        facs_onnx_note_user(model, node->input[i], node, by);
    for (size_t i = 0; i < node->n_output; i++)
        facs_onnx_note_producer(model, node->output[i], node, by);
}

void facs_onnx_note_output(facs_onnx *model, const char *name, int by)
{
    facs_onnx_tensor *tensor = need(model, name);
    if (tensor)
        tensor->outputs += (size_t)by;
}

void facs_onnx_note_constant(facs_onnx *model, FacsOnnx__TensorProto *constant)
{
    facs_onnx_tensor *tensor = need(model, constant->name);
    if (tensor && !tensor->constant)
        tensor->constant = constant;
}

int facs_onnx_index_open(facs_onnx *model)
{
    const FacsOnnx__GraphProto *graph = model->proto->graph;
    const uint64_t now = (uint64_t)(facs_clock_ms() * 1e6);
    model->key = (now ^ ((uint64_t)(uintptr_t)model >> 4) * 0x9e3779b97f4a7c15u) % (PRIME - 2) + 2;
    if (widen(model) < 0) {
        facs_onnx_lack_memory(model);
        return -ENOMEM;
    }
    for (size_t i = 0; i < graph->n_initializer; i++)
        facs_onnx_note_constant(model, graph->initializer[i]);
    for (size_t i = 0; i < graph->n_node; i++)
        facs_onnx_note_node(model, graph->node[i], 1);
    for (size_t i = 0; i < graph->n_output; i++)
        facs_onnx_note_output(model, graph->output[i]->name, 1);
    return model->no_memory ? -ENOMEM : 0;
}

void facs_onnx_index_close(facs_onnx *model)
{
    for (size_t i = 0; i < model->size; i++)
        for (facs_onnx_tensor *tensor = model->places[i], *next; tensor; tensor = next) {
            next = tensor->next;
            free(tensor->name);
            free(tensor);
        }
    free(model->places);
}
