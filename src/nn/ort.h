/*
 * Shared by the files of this room: ONNX Runtime's C API behind facs_runtime, the provider table,
 * and what its calls share.
 */
#ifndef FACS_NN_ORT_H
#define FACS_NN_ORT_H

#include "nn/session.h"

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

#define FACS_ORT_REASON 512

/* Write the message of a failed call to text, as one line, and release status. Returns text. */
const char *facs_ort_reason(const OrtApi *api, OrtStatus *status, char text[FACS_ORT_REASON]);

/* The next of several calls, made only if those before it worked (status is NULL). */
#define FACS_ORT_NEXT(status, call) ((status) = (status) ? (status) : (call))

/* In the order in which FACS_BACKEND_AUTO tries them; the name after the last is NULL. */
extern const facs_provider facs_providers[];

/* Add the provider to options that are not used, to see whether it works. */
OrtStatus *facs_provider_try(const OrtApi *api, const facs_provider *provider);

/* 0 if status is NULL; otherwise -EINVAL with a sentence about an unusable model. */
int facs_check_model(const facs_session *session, OrtStatus *status, facs_error *error);

/* The bytes of a float32 tensor. -EINVAL: a dimension is not positive, or the product is above
 * FACS_NN_MAX_TENSOR. */
int facs_tensor_bytes(const int64_t *dims, int rank, size_t *bytes);

#endif
