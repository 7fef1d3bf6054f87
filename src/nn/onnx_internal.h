/* The inside of a network that is being edited, for onnx_model.c and onnx_edit.c. */
#ifndef FACS_NN_ONNX_INTERNAL_H
#define FACS_NN_ONNX_INTERNAL_H

#include "nn/onnx_model.h"

struct facs_onnx {
    FacsOnnx__ModelProto *proto;
    ProtobufCAllocator allocator; /* malloc and free, as long as budget lasts */
    size_t budget;                /* bytes that reading may still ask for */
    int no_memory;                /* an edit found no memory: the graph is unfinished */
};

#endif
