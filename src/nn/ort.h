/*
 * Shared by the files of this room: ONNX Runtime's C API behind facs_runtime, the provider table,
 * and the inside of a session.
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

/* The newest function used here, SessionOptionsAppendExecutionProvider, needs ONNX Runtime 1.12. */
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

/* Write the message of a failed call to text, as one line, and release status. Returns text. */
const char *facs_ort_reason(const OrtApi *api, OrtStatus *status, char text[FACS_ORT_REASON]);

/* A way to run a network. session.c and binding.c act on the facts in the other fields. */
typedef struct facs_provider {
    facs_backend backend;
    const char *name;
    int fixed_shapes; /* the input's open dimensions are set before the session is created */
    int compiles;     /* the first run compiles the network into a folder that is kept */
    /* Add the provider. cache: folder for what it compiles, or NULL. Returns NULL on success. */
    OrtStatus *(*append)(const OrtApi *api, OrtSessionOptions *options, const char *cache);
} facs_provider;

/* The i-th provider that FACS_BACKEND_AUTO tries; NULL after the last. */
const facs_provider *facs_provider_at(size_t i);

/* Add the provider to options that are not used, to see whether it works. */
OrtStatus *facs_provider_try(const OrtApi *api, const facs_provider *provider);

struct facs_session {
    facs_runtime *runtime;
    const facs_provider *provider;
    OrtSession *session;
    OrtAllocator *allocator; /* the runtime's; owns the names */
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

/* 0 if status is NULL; otherwise -EINVAL with a sentence about an unusable model. */
int facs_check_model(const facs_session *session, OrtStatus *status, facs_error *error);

/* The bytes of a float32 tensor. -EINVAL: a dimension is not positive, or the product is above
 * FACS_NN_MAX_TENSOR. */
int facs_tensor_bytes(const int64_t *dims, int rank, size_t *bytes);

#endif
