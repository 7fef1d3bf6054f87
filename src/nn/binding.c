#include "nn/ort.h"

#include "base/error.h"
#include "base/log.h"
#include "os/clock.h"
#include "os/memory.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define ALIGNMENT 64 /* bytes: a cache line, and the widest vector */

static int runtime_failure(const facs_binding *binding, OrtStatus *status, facs_error *error)
{
    char reason[FACS_ORT_REASON];
    if (!status)
        return 0;
    return facs_fail(error, FACS_ERROR_ENVIRONMENT, -EIO, "%s: inference with %s failed: %s",
                     binding->session->path, binding->session->provider->name,
                     facs_ort_reason(binding->session->runtime->api, status, reason));
}

/* Creates a tensor of zeros in our own memory. */
static int create_tensor(const facs_binding *binding, const int64_t *dims, int rank, float **data,
                         OrtValue **value, facs_error *error)
{
    size_t bytes = 0;
    void *memory =
        facs_tensor_bytes(dims, rank, &bytes) == 0 ? facs_aligned_alloc(ALIGNMENT, bytes) : NULL;
    if (!memory)
        return facs_fail_memory(error, "a tensor");
    memset(memory, 0, bytes);
    *data = memory;
    return runtime_failure(binding,
                           binding->session->runtime->api->CreateTensorWithDataAsOrtValue(
                               binding->memory, memory, bytes, dims, (size_t)rank,
                               ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT, value),
                           error);
}

static int create_input(facs_binding *binding, const int64_t dims[FACS_NN_MAX_RANK],
                        facs_error *error)
{
    const facs_session *session = binding->session;
    size_t bytes;

    for (int i = 0; i < FACS_NN_MAX_RANK; i++)
        if (session->input[i] != -1 && session->input[i] != dims[i])
            return facs_fail(error, FACS_ERROR_ENVIRONMENT, -EINVAL,
                             "%s: dimension %d of its input is %lld, not %lld; fetch "
                             "the model again",
                             session->path, i, (long long)session->input[i], (long long)dims[i]);
    if (facs_tensor_bytes(dims, FACS_NN_MAX_RANK, &bytes) != 0)
        return facs_fail(error, FACS_ERROR_ENVIRONMENT, -EINVAL,
                         "%s: an input of %lldx%lldx%lldx%lld is not between 1 float and 64 MiB",
                         session->path, (long long)dims[0], (long long)dims[1], (long long)dims[2],
                         (long long)dims[3]);
    memcpy(binding->input_dims, dims, sizeof(binding->input_dims));
    return create_tensor(binding, dims, FACS_NN_MAX_RANK, &binding->input, &binding->input_value,
                         error);
}

/* Learns output i's shape from value, made by the runtime, and creates a tensor of our own for it.
 */
static int create_output(facs_binding *binding, int i, const OrtValue *value, facs_error *error)
{
    const OrtApi *api = binding->session->runtime->api;
    ONNXTensorElementDataType type = ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED;
    OrtTensorTypeAndShapeInfo *info = NULL;
    facs_tensor *tensor = &binding->output[i];
    size_t rank = 0, bytes = 0;

    OrtStatus *failure = api->GetTensorTypeAndShape(value, &info);
    FACS_ORT_NEXT(failure, api->GetTensorElementType(info, &type));
    FACS_ORT_NEXT(failure, api->GetDimensionsCount(info, &rank));
    if (!failure && rank <= FACS_NN_MAX_RANK)
        failure = api->GetDimensions(info, tensor->dims, rank);
    api->ReleaseTensorTypeAndShapeInfo(info);
    int status = runtime_failure(binding, failure, error);
    if (status)
        return status;
    if (type != ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT || rank > FACS_NN_MAX_RANK ||
        facs_tensor_bytes(tensor->dims, (int)rank, &bytes) != 0)
        return facs_fail(
            error, FACS_ERROR_ENVIRONMENT, -EINVAL,
            "%s: expected outputs of 1 float to 64 MiB in at most 4 dimensions, which output "
            "%d is not; fetch the model again",
            binding->session->path, i);
    status = create_tensor(binding, tensor->dims, (int)rank, &tensor->data,
                           &binding->output_values[i], error);
    tensor->rank = (int)rank;
    tensor->count = bytes / sizeof(float);
    return status;
}

static OrtStatus *run(facs_binding *binding, OrtValue **outputs)
{
    facs_session *session = binding->session;
    const char *const input_names[] = {session->input_name};
    const OrtValue *const inputs[] = {binding->input_value};
    return session->runtime->api->Run(session->session, binding->run_options, input_names, inputs,
                                      1, (const char *const *)session->output_names,
                                      (size_t)session->outputs, outputs);
}

/* The first run: on zeros, into tensors that the runtime creates. */
static int first_run(facs_binding *binding, facs_error *error)
{
    const facs_session *session = binding->session;
    const facs_provider *provider = session->provider;
    OrtValue *values[FACS_NN_MAX_OUTPUTS] = {0};
    double start = facs_clock_ms();

    if (provider->compiles)
        facs_log_write(&session->log, FACS_LOG_INFO,
                       "%s compiles %s on its first run; this can take 10 to 30 seconds",
                       provider->name, session->name);
    OrtStatus *failure = run(binding, values);
    /* On the CPU a valid model accepts zeros: a failure means that its nodes do not fit together.
     */
    int status = provider->backend == FACS_BACKEND_CPU ? facs_check_model(session, failure, error)
                                                       : runtime_failure(binding, failure, error);
    if (!status && provider->compiles)
        facs_log_write(&session->log, FACS_LOG_INFO, "%s: ready after %.1f seconds", session->name,
                       (facs_clock_ms() - start) / 1000);
    for (int i = 0; i < session->outputs; i++) {
        if (!status)
            status = create_output(binding, i, values[i], error);
        if (values[i])
            session->runtime->api->ReleaseValue(values[i]);
    }
    return status;
}

int facs_binding_open(facs_binding **out, facs_session *session,
                      const int64_t dims[FACS_NN_MAX_RANK], facs_error *error)
{
    const OrtApi *api = session->runtime->api;

    *out = NULL;
    facs_binding *binding = calloc(1, sizeof(*binding));
    if (!binding)
        return facs_fail_memory(error, "an inference binding");
    binding->session = session;
    atomic_init(&binding->cancelled, 0);
    OrtStatus *failure =
        api->CreateCpuMemoryInfo(OrtDeviceAllocator, OrtMemTypeDefault, &binding->memory);
    FACS_ORT_NEXT(failure, api->CreateRunOptions(&binding->run_options));
    int status = runtime_failure(binding, failure, error);
    if (!status)
        status = create_input(binding, dims, error);
    if (!status)
        status = first_run(binding, error);
    if (status)
        facs_binding_close(&binding);
    *out = binding;
    return status;
}

void facs_binding_close(facs_binding **handle)
{
    facs_binding *binding = handle ? *handle : NULL;
    if (!binding)
        return;
    const OrtApi *api = binding->session->runtime->api;
    for (int i = 0; i < FACS_NN_MAX_OUTPUTS; i++) {
        if (binding->output_values[i])
            api->ReleaseValue(binding->output_values[i]);
        facs_aligned_free(binding->output[i].data);
    }
    if (binding->input_value)
        api->ReleaseValue(binding->input_value);
    facs_aligned_free(binding->input);
    if (binding->run_options)
        api->ReleaseRunOptions(binding->run_options);
    if (binding->memory)
        api->ReleaseMemoryInfo(binding->memory);
    free(binding);
    *handle = NULL;
}

int facs_binding_run(facs_binding *binding, facs_error *error)
{
    const facs_session *session = binding->session;
    OrtStatus *failure = NULL;

    if (session->tap)
        session->tap(session->tap_opaque, binding->input, binding->input_dims);
    if (!atomic_load(&binding->cancelled))
        failure = run(binding, binding->output_values);
    if (atomic_load(&binding->cancelled)) {
        binding->session->runtime->api->ReleaseStatus(failure);
        return facs_fail(error, FACS_ERROR_CANCELLED, -ECANCELED, "inference was cancelled");
    }
    return runtime_failure(binding, failure, error);
}

void facs_binding_cancel(facs_binding *binding)
{
    atomic_store(&binding->cancelled, 1);
    /* Cannot fail: it sets a flag that the runtime reads between two nodes of the network. */
    const OrtApi *api = binding->session->runtime->api;
    api->ReleaseStatus(api->RunOptionsSetTerminate(binding->run_options));
}
