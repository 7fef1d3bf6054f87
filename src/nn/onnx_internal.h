/* The inside of a network that is being edited, for onnx_*.c. */
#ifndef FACS_NN_ONNX_INTERNAL_H
#define FACS_NN_ONNX_INTERNAL_H

#include "nn/onnx_model.h"

/* What the graph says about a name. The exclusive or of all nodes that produce it, or use it, gives
 * the node if there is only one, so that edits need no lists. */
typedef struct facs_onnx_tensor {
    char *name;
    struct facs_onnx_tensor *next; /* in the same place of the index */
    size_t producers, users;       /* the outputs and inputs of nodes with that name */
    uintptr_t producer, user;      /* facs_onnx_node *, xor */
    size_t outputs;                /* of the graph */
    FacsOnnx__TensorProto *constant;
    size_t left, first; /* for sorting: producers still to come, the first edge */
} facs_onnx_tensor;

struct facs_onnx {
    FacsOnnx__ModelProto *proto;
    ProtobufCAllocator allocator; /* malloc and free within the budget */
    size_t budget;                /* bytes that reading may still allocate */
    int no_memory;                /* an edit ran out of memory: the graph is incomplete */
    /* The index of names; size is a power of two. key makes places unpredictable: a file whose
       names all fell into one place would take quadratic time. */
    facs_onnx_tensor **places;
    size_t size, count;
    uint64_t key;
};

/* ---- onnx_index.c: what each name stands for, updated by every edit -------------------------- */

/* Build the index of a graph that was just read. 0 or -ENOMEM. */
int facs_onnx_index_open(facs_onnx *model);
void facs_onnx_index_close(facs_onnx *model);

/* NULL: nothing has that name, or memory ran out before, so the index is not reliable. */
facs_onnx_tensor *facs_onnx_find(const facs_onnx *model, const char *name);

/* Note one more user of the tensor (by 1) or one less (-1); and so on. */
void facs_onnx_note_user(facs_onnx *model, const char *name, const facs_onnx_node *node, int by);
void facs_onnx_note_producer(facs_onnx *model, const char *name, const facs_onnx_node *node,
                             int by);
void facs_onnx_note_node(facs_onnx *model, const facs_onnx_node *node, int by);
void facs_onnx_note_output(facs_onnx *model, const char *name, int by);
/* The first with a name counts. */
void facs_onnx_note_constant(facs_onnx *model, FacsOnnx__TensorProto *constant);

/* ---- onnx_sort.c ----------------------------------------------------------------------------- */

/* Sort the nodes so that each comes after those it uses, keeping their order where possible. 0,
 * -EINVAL (they go in a circle) or -ENOMEM. */
int facs_onnx_sort(facs_onnx *model);

#endif
