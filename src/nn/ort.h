/*
 * What the files of this room share, and no other room sees: ONNX Runtime's C API behind
 * facs_runtime, the provider table, and the inside of a session.
 */
#ifndef FACS_NN_ORT_H
#define FACS_NN_ORT_H

#include "nn/model_cache.h"
#include "nn/provider.h"

#if __has_include(<onnxruntime_c_api.h>)
#include <onnxruntime_c_api.h>
#else
#include <onnxruntime/onnxruntime_c_api.h>
#endif

/* The newest function used here, SessionOptionsAppendExecutionProvider, came with ONNX
 * Runtime 1.12. */
#define FACS_ORT_API 12

/* The largest model file, and the largest input or output tensor, in bytes. */
#define FACS_NN_MAX_MODEL  ((size_t)256 << 20)
#define FACS_NN_MAX_TENSOR ((size_t)64 << 20)

struct facs_runtime {
    const OrtApi *api;
    OrtEnv *env;
    char *path;
    const char *version; /* the library's own string */
};

#define FACS_ORT_REASON 512

/* Write what a failed call says into text, as one line, and release status. Returns text. */
const char *facs_ort_reason(const OrtApi *api, OrtStatus *status, char text[FACS_ORT_REASON]);

/* A way to run a network. Every field but append is a fact that session.c and binding.c act on. */
typedef struct facs_provider {
    facs_backend backend;
    const char *name;
    int fixed_shapes; /* the input's open dimensions are set before the session is made */
    int compiles;     /* the first run compiles the network, into a folder that is kept */
    /* Ask for the provider. cache: folder for what it compiles, or NULL. NULL on success. */
    OrtStatus *(*append)(const OrtApi *api, OrtSessionOptions *options, const char *cache);
} facs_provider;

/* The provider at place i in the order that FACS_BACKEND_AUTO tries them; NULL after the last. */
const facs_provider *facs_provider_at(size_t i);

/* Ask for the provider in options that no session is made with. */
OrtStatus *facs_provider_try(const OrtApi *api, const facs_provider *provider);

struct facs_session {
    facs_runtime *runtime;
    const facs_provider *provider;
    OrtSession *session;
    OrtAllocator *allocator; /* the runtime's own; owns the names */
    const char *name;        /* of the model file, without its folder; within path */
    char *path;
    char *input_name;
    char *output_names[FACS_NN_MAX_OUTPUTS];
    int outputs;
    int64_t input[FACS_NN_MAX_RANK];
    void (*tap)(void *opaque, const float *input, const int64_t dims[FACS_NN_MAX_RANK]);
    void *tap_opaque;
    facs_log log;
};

/* 0 when status is NULL; else -EINVAL, the sentence for a model that the runtime does not take. */
int facs_check_model(const facs_session *session, OrtStatus *status, facs_error *error);

/*
 * Bytes of float32 in a tensor of these dimensions. -EINVAL: one is not positive, or the product is
 * above FACS_NN_MAX_TENSOR.
 */
int facs_tensor_bytes(const int64_t *dims, int rank, size_t *bytes);

#endif
