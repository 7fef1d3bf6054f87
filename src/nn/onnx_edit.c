#include "nn/onnx_internal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void facs_onnx_lack_memory(facs_onnx *model)
{
    model->no_memory = 1;
}

/* Allocates zeroed memory for an edit; NULL ends all editing. Edits do not count towards the
 * budget, which is for reading the file. */
static void *need(facs_onnx *model, size_t bytes)
{
    void *memory = model->no_memory ? NULL : calloc(1, bytes ? bytes : 1);
    model->no_memory |= !memory;
    return memory;
}

static char *copy(facs_onnx *model, const char *text)
{
    char *own = need(model, strlen(text) + 1);
    if (own)
        memcpy(own, text, strlen(text) + 1);
    return own;
}

/* Adds a place at the end of an array of pointers. 0: out of memory. */
static int grow(facs_onnx *model, void *array, size_t count)
{
    void **old = NULL;
    memcpy(&old, array, sizeof(old));
    void **grown = model->no_memory ? NULL : realloc(old, (count + 1) * sizeof(*grown));
    model->no_memory |= !grown;
    if (!grown)
        return 0;
    grown[count] = NULL;
    memcpy(array, &grown, sizeof(grown));
    return 1;
}

static void replace(facs_onnx *model, char **text, const char *by)
{
    char *own = copy(model, by);
    if (!own)
        return;
    free(*text);
    *text = own;
}

/* ---- Nodes ----------------------------------------------------------------------------------- */

/* Adds a name at the end of a list. 0: out of memory. */
static int append(facs_onnx *model, char ***names, size_t *count, const char *name)
{
    char *own = copy(model, name);
    const int memory = own && grow(model, names, *count);
    if (memory)
        (*names)[(*count)++] = own;
    else
        free(own);
    return memory;
}

facs_onnx_node *facs_onnx_add_node(facs_onnx *model, const char *operation,
                                   const char *const *inputs, int count, const char *output)
{
    FacsOnnx__GraphProto *graph = model->proto->graph;
    facs_onnx_node *node = need(model, sizeof(*node));
    if (!node)
        return NULL;
    facs_onnx__node_proto__init(node);
    node->op_type = copy(model, operation);
    for (int i = 0; i < count; i++)
        append(model, &node->input, &node->n_input, inputs[i]);
    append(model, &node->output, &node->n_output, output);
    if (!grow(model, &graph->node, graph->n_node)) {
        facs_onnx__node_proto__free_unpacked(node, &model->allocator);
        return NULL;
    }
    graph->node[graph->n_node++] = node;
    facs_onnx_note_node(model, node, 1);
    return node;
}

void facs_onnx_remove_node(facs_onnx *model, facs_onnx_node *node)
{
    FacsOnnx__GraphProto *graph = model->proto->graph;
    for (size_t i = 0; i < graph->n_node; i++)
        if (graph->node[i] == node) {
            facs_onnx_note_node(model, node, -1);
            graph->n_node--;
            memmove(graph->node + i, graph->node + i + 1, (graph->n_node - i) * sizeof(node));
            facs_onnx__node_proto__free_unpacked(node, &model->allocator);
            return;
        }
}

static void replace_input(facs_onnx *model, facs_onnx_node *node, size_t i, const char *by)
{
    facs_onnx_note_user(model, node->input[i], node, -1);
    facs_onnx_note_user(model, by, node, 1);
    replace(model, &node->input[i], by);
}

void facs_onnx_set_input(facs_onnx *model, facs_onnx_node *node, size_t i, const char *name)
{
    if (node && i < node->n_input)
        replace_input(model, node, i, name);
    else if (node && append(model, &node->input, &node->n_input, name))
        facs_onnx_note_user(model, name, node, 1);
}

void facs_onnx_drop_last_input(facs_onnx *model, facs_onnx_node *node)
{
    char *name = node->input[--node->n_input];
    facs_onnx_note_user(model, name, node, -1);
    free(name);
}

void facs_onnx_set_output(facs_onnx *model, facs_onnx_node *node, const char *name)
{
    if (!node || node->n_output == 0)
        return;
    facs_onnx_note_producer(model, node->output[0], node, -1);
    facs_onnx_note_producer(model, name, node, 1);
    replace(model, &node->output[0], name);
}

static void redirect_node(facs_onnx *model, facs_onnx_node *node, const char *from, const char *to)
{
    for (size_t i = 0; i < node->n_input; i++)
        if (strcmp(node->input[i], from) == 0)
            replace_input(model, node, i, to);
}

void facs_onnx_redirect(facs_onnx *model, const char *from, const char *to)
{
    const FacsOnnx__GraphProto *graph = model->proto->graph;
    const facs_onnx_tensor *tensor = facs_onnx_find(model, from);
    if (!tensor || strcmp(from, to) == 0)
        return;
    if (tensor->users == 1)
        redirect_node(model, (facs_onnx_node *)tensor->user, from, to);
    for (size_t n = 0; n < graph->n_node && tensor->users > 0 && !model->no_memory; n++)
        redirect_node(model, graph->node[n], from, to);
}

/* ---- Attributes ------------------------------------------------------------------------------ */

static FacsOnnx__AttributeProto *new_attribute(facs_onnx *model, facs_onnx_node *node,
                                               const char *name, int type)
{
    FacsOnnx__AttributeProto *attribute = node ? need(model, sizeof(*attribute)) : NULL;
    if (!attribute)
        return NULL;
    facs_onnx__attribute_proto__init(attribute);
    attribute->name = copy(model, name);
    attribute->has_type = 1;
    attribute->type = type;
    if (!attribute->name || !grow(model, &node->attribute, node->n_attribute)) {
        facs_onnx__attribute_proto__free_unpacked(attribute, &model->allocator);
        return NULL;
    }
    node->attribute[node->n_attribute++] = attribute;
    return attribute;
}

void facs_onnx_set_integer(facs_onnx *model, facs_onnx_node *node, const char *name, int64_t value)
{
    FacsOnnx__AttributeProto *attribute = new_attribute(model, node, name, 2); /* INT */
    if (attribute) {
        attribute->has_i = 1;
        attribute->i = value;
    }
}

void facs_onnx_set_integers(facs_onnx *model, facs_onnx_node *node, const char *name,
                            const int64_t *values, size_t count)
{
    FacsOnnx__AttributeProto *attribute = new_attribute(model, node, name, 7); /* INTS */
    if (!attribute)
        return;
    attribute->ints = need(model, count * sizeof(*values));
    if (attribute->ints) {
        memcpy(attribute->ints, values, count * sizeof(*values));
        attribute->n_ints = count;
    }
}

void facs_onnx_clear_attributes(facs_onnx *model, facs_onnx_node *node)
{
    for (size_t i = 0; i < node->n_attribute; i++)
        facs_onnx__attribute_proto__free_unpacked(node->attribute[i], &model->allocator);
    free(node->attribute);
    node->attribute = NULL;
    node->n_attribute = 0;
}

/* ---- Constants and outputs ------------------------------------------------------------------- */

void facs_onnx_add_constant(facs_onnx *model, const char *name, facs_onnx_constant constant)
{
    const size_t rank = (size_t)constant.rank, bytes = constant.bytes;
    FacsOnnx__GraphProto *graph = model->proto->graph;
    FacsOnnx__TensorProto *tensor = need(model, sizeof(*tensor));
    if (!tensor)
        return;
    facs_onnx__tensor_proto__init(tensor);
    tensor->name = copy(model, name);
    tensor->has_data_type = tensor->has_raw_data = 1;
    tensor->data_type = constant.type;
    tensor->dims = need(model, rank * sizeof(*constant.dims));
    tensor->raw_data.data = need(model, bytes);
    if (!model->no_memory) {
        if (rank > 0)
            memcpy(tensor->dims, constant.dims, rank * sizeof(*constant.dims));
        tensor->n_dims = rank;
        memcpy(tensor->raw_data.data, constant.data, bytes);
        tensor->raw_data.len = bytes;
    }
    if (grow(model, &graph->initializer, graph->n_initializer)) {
        graph->initializer[graph->n_initializer++] = tensor;
        facs_onnx_note_constant(model, tensor);
    } else
        facs_onnx__tensor_proto__free_unpacked(tensor, &model->allocator);
}

static void add_dimension(facs_onnx *model, FacsOnnx__TensorShapeProto *shape, int64_t value,
                          const char *open)
{
    FacsOnnx__Dimension *dimension = need(model, sizeof(*dimension));
    if (!dimension)
        return;
    facs_onnx__dimension__init(dimension);
    dimension->has_dim_value = !open;
    dimension->dim_value = value;
    if (open)
        dimension->dim_param = copy(model, open);
    if (grow(model, &shape->dim, shape->n_dim))
        shape->dim[shape->n_dim++] = dimension;
    else
        facs_onnx__dimension__free_unpacked(dimension, &model->allocator);
}

void facs_onnx_add_output(facs_onnx *model, const char *name, int type, int rank,
                          const int64_t *dims, const char *const *open)
{
    FacsOnnx__GraphProto *graph = model->proto->graph;
    FacsOnnx__ValueInfoProto *value = need(model, sizeof(*value));
    if (!value)
        return;
    facs_onnx__value_info_proto__init(value);
    value->name = copy(model, name);
    value->type = need(model, sizeof(*value->type));
    if (value->type) {
        facs_onnx__type_proto__init(value->type);
        value->type->tensor_type = need(model, sizeof(*value->type->tensor_type));
    }
    if (value->type && value->type->tensor_type) {
        FacsOnnx__TensorType *tensor = value->type->tensor_type;
        facs_onnx__tensor_type__init(tensor);
        tensor->has_elem_type = 1;
        tensor->elem_type = type;
        tensor->shape = rank > 0 ? need(model, sizeof(*tensor->shape)) : NULL;
        if (tensor->shape)
            facs_onnx__tensor_shape_proto__init(tensor->shape);
        for (int i = 0; tensor->shape && i < rank; i++)
            add_dimension(model, tensor->shape, dims[i], open[i]);
    }
    if (grow(model, &graph->output, graph->n_output)) {
        graph->output[graph->n_output++] = value;
        facs_onnx_note_output(model, name, 1);
    } else
        facs_onnx__value_info_proto__free_unpacked(value, &model->allocator);
}

void facs_onnx_remove_outputs(facs_onnx *model)
{
    FacsOnnx__GraphProto *graph = model->proto->graph;
    for (size_t i = 0; i < graph->n_output; i++) {
        facs_onnx_note_output(model, graph->output[i]->name, -1);
        facs_onnx__value_info_proto__free_unpacked(graph->output[i], &model->allocator);
    }
    graph->n_output = 0;
}

/* ---- Tidying up ------------------------------------------------------------------------------ */

static int is_needed(facs_onnx *model, const facs_onnx_node *node)
{
    for (size_t o = 0; o < node->n_output; o++)
        if (node->output[o][0] && facs_onnx_uses(model, node->output[o]) > 0)
            return 1;
    return 0;
}

/* Nodes come after those they use, so going from the end finds every node that becomes unused. */
static void prune_nodes(facs_onnx *model)
{
    FacsOnnx__GraphProto *graph = model->proto->graph;
    size_t kept = graph->n_node;
    for (size_t i = graph->n_node; i-- > 0;)
        if (is_needed(model, graph->node[i]))
            graph->node[--kept] = graph->node[i];
        else {
            facs_onnx_note_node(model, graph->node[i], -1);
            facs_onnx__node_proto__free_unpacked(graph->node[i], &model->allocator);
        }
    graph->n_node -= kept;
    if (graph->n_node > 0)
        memmove(graph->node, graph->node + kept, graph->n_node * sizeof(*graph->node));
}

static void prune_constants(facs_onnx *model)
{
    FacsOnnx__GraphProto *graph = model->proto->graph;
    size_t kept = 0;
    for (size_t i = 0; i < graph->n_initializer; i++) {
        FacsOnnx__TensorProto *constant = graph->initializer[i];
        facs_onnx_tensor *tensor = facs_onnx_find(model, constant->name);
        if (tensor->users + tensor->outputs > 0) {
            graph->initializer[kept++] = constant;
            continue;
        }
        if (tensor->constant == constant)
            tensor->constant = NULL;
        facs_onnx__tensor_proto__free_unpacked(constant, &model->allocator);
    }
    graph->n_initializer = kept;
}

void facs_onnx_prune(facs_onnx *model)
{
    /* A graph that cannot be ordered stays as it is, and facs_onnx_pack refuses it. */
    const int status = facs_onnx_sort(model);
    if (status == -ENOMEM)
        facs_onnx_lack_memory(model);
    if (status < 0)
        return;
    prune_nodes(model);
    prune_constants(model);
}
