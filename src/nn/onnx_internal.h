/* The inside of a network that is being edited, for the files onnx_*.c. */
#ifndef FACS_NN_ONNX_INTERNAL_H
#define FACS_NN_ONNX_INTERNAL_H

#include "nn/onnx_model.h"

/* What the graph says of a name. One node that gives it, and one that takes it, are found from the
 * exclusive or of all that do, so that edits need no lists. */
typedef struct facs_onnx_tensor {
    char *name;
    struct facs_onnx_tensor *next; /* in its place of the index */
    size_t producers, users;       /* outputs of nodes, inputs of nodes of that name */
    uintptr_t producer, user;      /* facs_onnx_node *, xor */
    size_t outputs;                /* of the graph */
    FacsOnnx__TensorProto *constant;
    size_t left, first; /* sorting: producers that are still to come, the first edge */
} facs_onnx_tensor;

struct facs_onnx {
    FacsOnnx__ModelProto *proto;
    ProtobufCAllocator allocator; /* malloc and free, as long as budget lasts */
    size_t budget;                /* bytes that reading may still ask for */
    int no_memory;                /* an edit found no memory: the graph is unfinished */
    /* The index of names; size is a power of two. key makes places unforeseeable: a file whose
       names all fell into one would take the square of its length. */
    facs_onnx_tensor **places;
    size_t size, count;
    uint64_t key;
};

/* ---- onnx_index.c: what each name stands for, kept with every edit -------------------------- */

/* Of a graph that was just read. 0, or -ENOMEM. */
int facs_onnx_index_open(facs_onnx *model);
void facs_onnx_index_close(facs_onnx *model);

/* NULL: nothing has that name; or memory failed before, so that nothing can be relied on. */
facs_onnx_tensor *facs_onnx_find(const facs_onnx *model, const char *name);

/* One more that takes the tensor (by 1), or one less (-1). */
void facs_onnx_note_user(facs_onnx *model, const char *name, const facs_onnx_node *node, int by);
void facs_onnx_note_producer(facs_onnx *model, const char *name, const facs_onnx_node *node,
                             int by);
void facs_onnx_note_node(facs_onnx *model, const facs_onnx_node *node, int by);
void facs_onnx_note_output(facs_onnx *model, const char *name, int by);
/* The first of a name counts. */
void facs_onnx_note_constant(facs_onnx *model, FacsOnnx__TensorProto *constant);

/* ---- onnx_sort.c ----------------------------------------------------------------------------- */

/* Bring the nodes into an order in which each comes after what it takes: of those that could come
 * next, the one that stood first. 0, -EINVAL (there is none), or -ENOMEM. */
int facs_onnx_sort(facs_onnx *model);

#endif
