#include "nn/onnx_model.h"

#include "base/error.h"
#include "nn/onnx_internal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* More than any network of this size has; they keep every step below fast. */
#define MAX_NODES 4096
#define MAX_NAMES 65536 /* inputs and outputs of all nodes together */

/*
 * The memory that the message may take: four times the file, and a megabyte. Most of a network is
 * weights, which take their own size; two bytes of a hostile file could take two hundred.
 */
static void *budget_alloc(void *opaque, size_t size)
{
    facs_onnx *model = opaque;
    if (size > model->budget)
        return NULL;
    model->budget -= size;
    void *memory = malloc(size ? size : 1);
    model->no_memory |= !memory;
    return memory;
}

static void budget_free(void *opaque, void *memory)
{
    (void)opaque;
    free(memory);
}

static int is_long(const char *name)
{
    return name && strlen(name) > FACS_ONNX_MAX_NAME;
}

/* 0, -EINVAL, or -ENOTSUP for a graph within the graph (attribute types 5 and 10). */
static int check_node(const FacsOnnx__NodeProto *node)
{
    if (!node->op_type || node->n_output == 0)
        return -EINVAL;
    for (size_t i = 0; i < node->n_input; i++)
        if (is_long(node->input[i]))
            return -EINVAL;
    for (size_t i = 0; i < node->n_output; i++)
        if (is_long(node->output[i]))
            return -EINVAL;
    for (size_t i = 0; i < node->n_attribute; i++) {
        if (!node->attribute[i]->name)
            return -EINVAL;
        if (node->attribute[i]->type == 5 || node->attribute[i]->type == 10)
            return -ENOTSUP;
    }
    return 0;
}

static int check_graph(const FacsOnnx__GraphProto *graph)
{
    size_t names = 0;
    if (!graph || graph->n_node > MAX_NODES || graph->n_initializer > MAX_NODES ||
        graph->n_input > MAX_NODES || graph->n_output > MAX_NODES)
        return -EINVAL;
    for (size_t i = 0; i < graph->n_node; i++) {
        int status = check_node(graph->node[i]);
        names += graph->node[i]->n_input + graph->node[i]->n_output;
        if (status || names > MAX_NAMES)
            return status ? status : -EINVAL;
    }
    for (size_t i = 0; i < graph->n_initializer; i++)
        if (!graph->initializer[i]->name || is_long(graph->initializer[i]->name))
            return -EINVAL;
    for (size_t i = 0; i < graph->n_input; i++)
        if (!graph->input[i]->name || is_long(graph->input[i]->name))
            return -EINVAL;
    for (size_t i = 0; i < graph->n_output; i++)
        if (!graph->output[i]->name || is_long(graph->output[i]->name))
            return -EINVAL;
    return 0;
}

int facs_onnx_open(facs_onnx **out, const void *data, size_t size, const char *name,
                   facs_error *error)
{
    *out = NULL;
    facs_onnx *model = calloc(1, sizeof(*model));
    if (!model)
        return facs_fail_memory(error, "a network");
    model->allocator = (ProtobufCAllocator){budget_alloc, budget_free, model};
    model->budget = 4 * size + ((size_t)1 << 20);
    if (size <= FACS_ONNX_MAX_FILE)
        model->proto = facs_onnx__model_proto__unpack(&model->allocator, size, data);
    int status = model->proto ? check_graph(model->proto->graph) : -EINVAL;
    int64_t opset = status ? 0 : facs_onnx_opset(model);
    if (!status && (opset < 9 || opset > 17))
        status = -ENOTSUP;
    if (!status)
        status = facs_onnx_index_open(model);
    if (model->no_memory) {
        facs_onnx_close(&model);
        return facs_fail_memory(error, "a network");
    }
    if (status) {
        facs_onnx_close(&model);
        return facs_fail(error, FACS_ERROR_ENVIRONMENT, status,
                         status == -EINVAL
                             ? "%s: not a usable ONNX model: fetch it again"
                             : "%s: expected an ONNX model of operator set 9 to 17 without "
                               "branches: use the file that the manifest names",
                         name);
    }
    *out = model;
    return 0;
}

void facs_onnx_close(facs_onnx **handle)
{
    facs_onnx *model = handle ? *handle : NULL;
    if (!model)
        return;
    if (model->proto)
        facs_onnx__model_proto__free_unpacked(model->proto, &model->allocator);
    facs_onnx_index_close(model);
    free(model);
    *handle = NULL;
}

/* ---- Writing --------------------------------------------------------------------------------- */

int facs_onnx_pack(facs_onnx *model, unsigned char **data, size_t *size, facs_error *error)
{
    *data = NULL;
    const int status = facs_onnx_sort(model);
    if (status == -EINVAL)
        return facs_fail(error, FACS_ERROR_ENVIRONMENT, -EINVAL,
                         "the network's nodes go in a circle: fetch the model again");
    *size = facs_onnx__model_proto__get_packed_size(model->proto);
    if (status == 0)
        *data = malloc(*size ? *size : 1);
    if (!*data)
        return facs_fail_memory(error, "a network");
    facs_onnx__model_proto__pack(model->proto, *data);
    return 0;
}

/* ---- Looking --------------------------------------------------------------------------------- */

FacsOnnx__GraphProto *facs_onnx_graph(facs_onnx *model)
{
    return model->proto->graph;
}

void facs_onnx_name(char name[FACS_ONNX_NAME], const char *base, const char *suffix)
{
    const size_t room = FACS_ONNX_NAME - 1 - strlen(suffix);
    const size_t length = strlen(base) < room ? strlen(base) : room;
    memmove(name, base, length);
    memcpy(name + length, suffix, strlen(suffix) + 1);
}

static FacsOnnx__OperatorSetIdProto *own_operators(const facs_onnx *model)
{
    for (size_t i = 0; i < model->proto->n_opset_import; i++) {
        FacsOnnx__OperatorSetIdProto *set = model->proto->opset_import[i];
        if (!set->domain || !set->domain[0] || strcmp(set->domain, "ai.onnx") == 0)
            return set;
    }
    return NULL;
}

int64_t facs_onnx_opset(const facs_onnx *model)
{
    const FacsOnnx__OperatorSetIdProto *set = own_operators(model);
    return set ? set->version : 0;
}

void facs_onnx_set_opset(facs_onnx *model, int64_t version)
{
    FacsOnnx__OperatorSetIdProto *set = own_operators(model);
    if (set) {
        set->has_version = 1;
        set->version = version;
    }
    /* IR version 7 came with operator set 13; constants need not be inputs since version 4. */
    if (model->proto->ir_version < 7) {
        model->proto->has_ir_version = 1;
        model->proto->ir_version = 7;
    }
}

int facs_onnx_is(const facs_onnx_node *node, const char *operation)
{
    return node && strcmp(node->op_type, operation) == 0 && (!node->domain || !node->domain[0]);
}

facs_onnx_node *facs_onnx_producer(facs_onnx *model, const char *name)
{
    const facs_onnx_tensor *tensor = facs_onnx_find(model, name);
    return tensor && tensor->producers == 1 ? (facs_onnx_node *)tensor->producer : NULL;
}

int facs_onnx_is_output(facs_onnx *model, const char *name)
{
    const facs_onnx_tensor *tensor = facs_onnx_find(model, name);
    return tensor && tensor->outputs > 0;
}

size_t facs_onnx_uses(facs_onnx *model, const char *name)
{
    const facs_onnx_tensor *tensor = facs_onnx_find(model, name);
    return tensor ? tensor->users + tensor->outputs : 0;
}

facs_onnx_node *facs_onnx_only_user(facs_onnx *model, const char *name)
{
    const facs_onnx_tensor *tensor = facs_onnx_find(model, name);
    const int only = tensor && tensor->users == 1 && tensor->outputs == 0;
    return only ? (facs_onnx_node *)tensor->user : NULL;
}

/* ---- Attributes and constants ---------------------------------------------------------------- */

const FacsOnnx__AttributeProto *facs_onnx_attribute(const facs_onnx_node *node, const char *name)
{
    for (size_t i = 0; i < node->n_attribute; i++)
        if (strcmp(node->attribute[i]->name, name) == 0)
            return node->attribute[i];
    return NULL;
}

int64_t facs_onnx_integer(const facs_onnx_node *node, const char *name, int64_t otherwise)
{
    const FacsOnnx__AttributeProto *attribute = facs_onnx_attribute(node, name);
    return attribute && attribute->has_i ? attribute->i : otherwise;
}

float facs_onnx_float(const facs_onnx_node *node, const char *name, float otherwise)
{
    const FacsOnnx__AttributeProto *attribute = facs_onnx_attribute(node, name);
    return attribute && attribute->has_f ? attribute->f : otherwise;
}

int facs_onnx_integers_are(const facs_onnx_node *node, const char *name, const int64_t *values,
                           size_t count)
{
    const FacsOnnx__AttributeProto *attribute = facs_onnx_attribute(node, name);
    return attribute && attribute->n_ints == count &&
           memcmp(attribute->ints, values, count * sizeof(*values)) == 0;
}

/* Returns the constant of that name, an initializer or a Constant node's value, or NULL. */
static const FacsOnnx__TensorProto *find_constant(facs_onnx *model, const char *name)
{
    const facs_onnx_tensor *tensor = facs_onnx_find(model, name);
    if (tensor && tensor->constant)
        return tensor->constant;
    const facs_onnx_node *node = facs_onnx_producer(model, name);
    if (!facs_onnx_is(node, "Constant"))
        return NULL;
    const FacsOnnx__AttributeProto *value = facs_onnx_attribute(node, "value");
    return value ? value->t : NULL;
}

/* Returns the number of values for these dimensions; -1: out of bounds. Elements have at least a
 * byte, so no valid tensor has more of them than the largest file has bytes. */
static int64_t count_values(const FacsOnnx__TensorProto *tensor)
{
    int64_t count = 1;
    if (tensor->n_dims > FACS_ONNX_RANK || tensor->data_location != 0)
        return -1;
    for (size_t i = 0; i < tensor->n_dims; i++) {
        if (tensor->dims[i] < 0 || tensor->dims[i] > (int64_t)FACS_ONNX_MAX_FILE)
            return -1;
        count *= tensor->dims[i];
        if (count > (int64_t)FACS_ONNX_MAX_FILE)
            return -1;
    }
    return count;
}

int facs_onnx_is_constant(facs_onnx *model, const char *name)
{
    return find_constant(model, name) != NULL;
}

int facs_onnx_get_floats(facs_onnx *model, const char *name, facs_onnx_floats *out)
{
    *out = (facs_onnx_floats){.rank = 0};
    const FacsOnnx__TensorProto *tensor = find_constant(model, name);
    int64_t count = tensor && tensor->data_type == FACS_ONNX_FLOAT ? count_values(tensor) : -1;
    if (count < 1)
        return 0;
    const size_t bytes = (size_t)count * sizeof(float);
    const void *from = NULL;
    if (tensor->has_raw_data && tensor->raw_data.len == bytes)
        from = tensor->raw_data.data;
    else if (tensor->n_float_data == (size_t)count)
        from = tensor->float_data;
    out->values = from ? malloc(bytes) : NULL;
    if (!out->values) {
        model->no_memory |= from != NULL;
        return 0;
    }
    memcpy(out->values, from, bytes);
    out->count = (size_t)count;
    out->rank = (int)tensor->n_dims;
    for (size_t i = 0; i < tensor->n_dims; i++)
        out->dims[i] = tensor->dims[i];
    return 1;
}

int facs_onnx_get_integers(facs_onnx *model, const char *name, int64_t *values, int max)
{
    const FacsOnnx__TensorProto *tensor = find_constant(model, name);
    int64_t count = tensor && tensor->data_type == FACS_ONNX_INT64 ? count_values(tensor) : -1;
    if (count < 0 || count > max)
        return -1;
    const size_t bytes = (size_t)count * sizeof(*values);
    if (tensor->has_raw_data && tensor->raw_data.len == bytes)
        memcpy(values, tensor->raw_data.data, bytes);
    else if (tensor->n_int64_data == (size_t)count)
        memcpy(values, tensor->int64_data, bytes);
    else
        return -1;
    return (int)count;
}
