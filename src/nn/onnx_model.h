/*
 * A network's file as something to edit: ONNX's format, read and written by protobuf-c. What this
 * program does not know of the format is kept and written back as it was.
 *
 * Files are hostile input: facs_onnx_open bounds what is read. An edit that finds no memory leaves
 * the graph unfinished, every later one does nothing, no name is found any more, and facs_onnx_pack
 * says so; so edits need no checks one by one. Names are found by an index that every edit keeps:
 * nodes are changed by the functions below alone.
 */
#ifndef FACS_NN_ONNX_MODEL_H
#define FACS_NN_ONNX_MODEL_H

#include "nn/onnx.pb-c.h"

#include <facs/facs.h>

typedef struct facs_onnx facs_onnx;
typedef FacsOnnx__NodeProto facs_onnx_node;

/* The largest file that is edited, bytes; and the longest name in it. */
#define FACS_ONNX_MAX_FILE ((size_t)64 << 20)
#define FACS_ONNX_MAX_NAME 200
/* Room for a name and a suffix. */
#define FACS_ONNX_NAME (FACS_ONNX_MAX_NAME + 56)
#define FACS_ONNX_RANK 4

/* TensorProto's element types. */
enum {
    FACS_ONNX_FLOAT = 1,
    FACS_ONNX_UINT8 = 2,
    FACS_ONNX_INT8 = 3,
    FACS_ONNX_INT32 = 6,
    FACS_ONNX_INT64 = 7,
    FACS_ONNX_FLOAT16 = 10
};

/*
 * Read size bytes of the file called name. ENVIRONMENT errors: -EINVAL (not a network: damaged, no
 * graph, larger than any that there is), -ENOTSUP (an operator set other than 9 to 17, or graphs
 * within the graph). INTERNAL: -ENOMEM. The bytes are not kept.
 */
int facs_onnx_open(facs_onnx **out, const void *data, size_t size, const char *name,
                   facs_error *error);
void facs_onnx_close(facs_onnx **model);

/* The file's bytes, allocated; nodes are brought into the order in which they can run. -ENOMEM, or
 * -EINVAL (ENVIRONMENT): the nodes go in a circle. */
int facs_onnx_pack(facs_onnx *model, unsigned char **data, size_t *size, facs_error *error);

FacsOnnx__GraphProto *facs_onnx_graph(facs_onnx *model);
int64_t facs_onnx_opset(const facs_onnx *model);
void facs_onnx_set_opset(facs_onnx *model, int64_t version);

/* base and suffix in one name; the end of base is left out where they are too long. */
void facs_onnx_name(char name[FACS_ONNX_NAME], const char *base, const char *suffix);

/* ---- Looking ------------------------------------------------------------------------------- */

int facs_onnx_is(const facs_onnx_node *node, const char *operation); /* of ONNX's own; NULL: 0 */
/* The node that gives the tensor; NULL when there is none, or more than one. */
facs_onnx_node *facs_onnx_producer(facs_onnx *model, const char *name);
int facs_onnx_is_output(facs_onnx *model, const char *name);
/* How many inputs of nodes, and outputs of the graph, take the tensor. */
size_t facs_onnx_uses(facs_onnx *model, const char *name);
/* The node that alone takes the tensor, once; NULL when there is none, or others take it too. */
facs_onnx_node *facs_onnx_only_user(facs_onnx *model, const char *name);

const FacsOnnx__AttributeProto *facs_onnx_attribute(const facs_onnx_node *node, const char *name);
int64_t facs_onnx_integer(const facs_onnx_node *node, const char *name, int64_t otherwise);
float facs_onnx_float(const facs_onnx_node *node, const char *name, float otherwise);
/* Whether the list of integers is there and holds these. */
int facs_onnx_integers_are(const facs_onnx_node *node, const char *name, const int64_t *values,
                           size_t count);

/* A constant of float32, copied out: values is to be freed. */
typedef struct facs_onnx_floats {
    float *values;
    int rank;
    int64_t dims[FACS_ONNX_RANK];
    size_t count;
} facs_onnx_floats;

int facs_onnx_is_constant(facs_onnx *model, const char *name);
/* 1: the tensor is a constant of float32 with rank up to 4, and as many values as it says. */
int facs_onnx_get_floats(facs_onnx *model, const char *name, facs_onnx_floats *out);
/* The same for a list of at most most integers; their number, or -1. */
int facs_onnx_get_integers(facs_onnx *model, const char *name, int64_t *values, int max);

/* ---- Editing ------------------------------------------------------------------------------- */

/* An editor of its own ran out of memory: as if an edit had. */
void facs_onnx_lack_memory(facs_onnx *model);

facs_onnx_node *facs_onnx_add_node(facs_onnx *model, const char *operation,
                                   const char *const *inputs, int count, const char *output);
void facs_onnx_remove_node(facs_onnx *model, facs_onnx_node *node);
/* i may be one past the last input. */
void facs_onnx_set_input(facs_onnx *model, facs_onnx_node *node, size_t i, const char *name);
void facs_onnx_drop_last_input(facs_onnx *model, facs_onnx_node *node);
void facs_onnx_set_output(facs_onnx *model, facs_onnx_node *node, const char *name);
void facs_onnx_set_integer(facs_onnx *model, facs_onnx_node *node, const char *name, int64_t value);
void facs_onnx_set_integers(facs_onnx *model, facs_onnx_node *node, const char *name,
                            const int64_t *values, size_t count);
void facs_onnx_clear_attributes(facs_onnx *model, facs_onnx_node *node);
/* Every node that takes from takes to. */
void facs_onnx_redirect(facs_onnx *model, const char *from, const char *to);
/* data is in the machine's byte order, which is little-endian. */
typedef struct facs_onnx_constant {
    int type, rank;
    const int64_t *dims;
    const void *data;
    size_t bytes;
} facs_onnx_constant;

void facs_onnx_add_constant(facs_onnx *model, const char *name, facs_onnx_constant constant);
void facs_onnx_add_output(facs_onnx *model, const char *name, int type, int rank,
                          const int64_t *dims, const char *const *open);
void facs_onnx_remove_outputs(facs_onnx *model);
/* Take away nodes and constants that no output needs. */
void facs_onnx_prune(facs_onnx *model);

#endif
