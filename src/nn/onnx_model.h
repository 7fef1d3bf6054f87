/*
 * A network file for editing: the ONNX format, read and written by protobuf-c. Parts of the format
 * that this program does not know are kept and written back unchanged.
 *
 * Files are hostile input: facs_onnx_open limits what is read. After an edit runs out of memory,
 * later edits do nothing, no name is found any more, and facs_onnx_pack fails; so callers need not
 * check each edit. Change nodes only with the functions below, which keep the index of names up to
 * date.
 */
#ifndef FACS_NN_ONNX_MODEL_H
#define FACS_NN_ONNX_MODEL_H

#include "nn/onnx.pb-c.h"

#include <facs/facs.h>

typedef struct facs_onnx facs_onnx;
typedef FacsOnnx__NodeProto facs_onnx_node;

/* The largest file, in bytes, and the longest name in it. */
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
 * Read size bytes of the file called name; they are not kept. ENVIRONMENT errors: -EINVAL (not a
 * network: damaged, without a graph, or too large), -ENOTSUP (an operator set other than 9 to 17,
 * or graphs within the graph). INTERNAL: -ENOMEM.
 */
int facs_onnx_open(facs_onnx **out, const void *data, size_t size, const char *name,
                   facs_error *error);
void facs_onnx_close(facs_onnx **model);

/* Write the file's bytes to allocated memory, with the nodes in an order in which they can run.
 * -ENOMEM; ENVIRONMENT -EINVAL: the nodes go in a circle. */
int facs_onnx_pack(facs_onnx *model, unsigned char **data, size_t *size, facs_error *error);

FacsOnnx__GraphProto *facs_onnx_graph(facs_onnx *model);
int64_t facs_onnx_opset(const facs_onnx *model);
void facs_onnx_set_opset(facs_onnx *model, int64_t version);

/* Join base and suffix; cuts the end of base if they are too long. */
void facs_onnx_name(char name[FACS_ONNX_NAME], const char *base, const char *suffix);

/* ---- Looking ------------------------------------------------------------------------------- */

int facs_onnx_is(const facs_onnx_node *node,
                 const char *operation); /* an operation of ONNX itself; 0 for NULL */
/* The node that produces the tensor; NULL if there is none or more than one. */
facs_onnx_node *facs_onnx_producer(facs_onnx *model, const char *name);
int facs_onnx_is_output(facs_onnx *model, const char *name);
/* How many inputs of nodes and outputs of the graph use the tensor. */
size_t facs_onnx_uses(facs_onnx *model, const char *name);
/* The only node that uses the tensor, once; NULL if there is none or another use. */
facs_onnx_node *facs_onnx_only_user(facs_onnx *model, const char *name);

const FacsOnnx__AttributeProto *facs_onnx_attribute(const facs_onnx_node *node, const char *name);
int64_t facs_onnx_integer(const facs_onnx_node *node, const char *name, int64_t otherwise);
float facs_onnx_float(const facs_onnx_node *node, const char *name, float otherwise);
/* 1: the list of integers exists and has these values. */
int facs_onnx_integers_are(const facs_onnx_node *node, const char *name, const int64_t *values,
                           size_t count);

/* A copy of a float32 constant; free values. */
typedef struct facs_onnx_floats {
    float *values;
    int rank;
    int64_t dims[FACS_ONNX_RANK];
    size_t count;
} facs_onnx_floats;

int facs_onnx_is_constant(facs_onnx *model, const char *name);
/* 1: the tensor is a valid float32 constant of rank 4 at most. */
int facs_onnx_get_floats(facs_onnx *model, const char *name, facs_onnx_floats *out);
/* The same for a list of at most max integers. Returns their number or -1. */
int facs_onnx_get_integers(facs_onnx *model, const char *name, int64_t *values, int max);

/* ---- Editing ------------------------------------------------------------------------------- */

/* Note that the caller ran out of memory, as if an edit had. */
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
/* Make every node that uses from use to. */
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
/* Remove nodes and constants that no output needs. */
void facs_onnx_prune(facs_onnx *model);

#endif
