#include "quantize/calibrate.h"

#include "base/error.h"
#include "nn/ort.h"

#include <errno.h>
#include <stdlib.h>

struct facs_calibrator {
    facs_runtime *runtime;
    facs_quantize_tensors *tensors;
    facs_histogram *histograms; /* one for each tensor */
    OrtSession *session;
    OrtMemoryInfo *memory;
    OrtAllocator *allocator;
    char *input_name;
};

static int fail(const facs_calibrator *c, OrtStatus *status, facs_error *error)
{
    char reason[FACS_ORT_REASON];
    if (!status)
        return 0;
    return facs_fail(error, FACS_ERROR_ENVIRONMENT, -EIO, "a network cannot be calibrated: %s",
                     facs_ort_reason(c->runtime->api, status, reason));
}

static int create_session(facs_calibrator *c, const unsigned char *data, size_t size,
                          facs_error *error)
{
    const OrtApi *api = c->runtime->api;
    OrtSessionOptions *options = NULL;
    OrtStatus *status = api->CreateSessionOptions(&options);
    FACS_ORT_NEXT(status, api->SetIntraOpNumThreads(options, 1));
    FACS_ORT_NEXT(status,
                  api->CreateSessionFromArray(c->runtime->env, data, size, options, &c->session));
    FACS_ORT_NEXT(status, api->GetAllocatorWithDefaultOptions(&c->allocator));
    FACS_ORT_NEXT(status, api->SessionGetInputName(c->session, 0, c->allocator, &c->input_name));
    FACS_ORT_NEXT(status,
                  api->CreateCpuMemoryInfo(OrtDeviceAllocator, OrtMemTypeDefault, &c->memory));
    if (options)
        api->ReleaseSessionOptions(options);
    return fail(c, status, error);
}

int facs_calibrator_open(facs_calibrator **out, facs_runtime *runtime, facs_onnx *model,
                         facs_quantize_tensors *tensors, facs_error *error)
{
    unsigned char *data = NULL;
    size_t size = 0;

    *out = NULL;
    facs_calibrator *c = calloc(1, sizeof(*c));
    if (!c)
        return facs_fail_memory(error, "the calibration");
    c->runtime = runtime;
    c->tensors = tensors;
    c->histograms = calloc((size_t)tensors->count, sizeof(*c->histograms));
    facs_onnx_remove_outputs(model);
    for (int i = 0; i < tensors->count; i++)
        facs_onnx_add_output(model, tensors->name[i], FACS_ONNX_FLOAT, 0, NULL, NULL);
    int status = c->histograms ? facs_onnx_pack(model, &data, &size, error)
                               : facs_fail_memory(error, "the calibration");
    if (status == 0)
        status = create_session(c, data, size, error);
    free(data);
    if (status)
        facs_calibrator_close(&c);
    *out = c;
    return status;
}

void facs_calibrator_close(facs_calibrator **handle)
{
    facs_calibrator *c = *handle;
    if (!c)
        return;
    const OrtApi *api = c->runtime->api;
    if (c->input_name)
        api->ReleaseStatus(api->AllocatorFree(c->allocator, c->input_name));
    if (c->memory)
        api->ReleaseMemoryInfo(c->memory);
    if (c->session)
        api->ReleaseSession(c->session);
    free(c->histograms);
    free(c);
    *handle = NULL;
}

/* Adds the values of tensor i from the run to its histogram. */
static int gather(facs_calibrator *c, int i, OrtValue *value, facs_error *error)
{
    const OrtApi *api = c->runtime->api;
    OrtTensorTypeAndShapeInfo *info = NULL;
    ONNXTensorElementDataType type = ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED;
    void *data = NULL;
    size_t count = 0;

    OrtStatus *status = api->GetTensorTypeAndShape(value, &info);
    FACS_ORT_NEXT(status, api->GetTensorElementType(info, &type));
    FACS_ORT_NEXT(status, api->GetTensorShapeElementCount(info, &count));
    FACS_ORT_NEXT(status, api->GetTensorMutableData(value, &data));
    api->ReleaseTensorTypeAndShapeInfo(info);
    if (status)
        return fail(c, status, error);
    if (type != ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT ||
        facs_histogram_add(&c->histograms[i], data, count) < 0)
        return facs_fail(error, FACS_ERROR_ENVIRONMENT, -EINVAL,
                         "a network gives values in %s that are not numbers: fetch the model again",
                         c->tensors->name[i]);
    return 0;
}

int facs_calibrator_add(facs_calibrator *c, const float *input,
                        const int64_t dims[FACS_NN_MAX_RANK], facs_error *error)
{
    const OrtApi *api = c->runtime->api;
    const char *names[FACS_QUANTIZE_MAX_TENSORS];
    OrtValue *values[FACS_QUANTIZE_MAX_TENSORS] = {0}, *given = NULL;
    const char *const input_names[] = {c->input_name};
    size_t bytes;

    if (facs_tensor_bytes(dims, FACS_NN_MAX_RANK, &bytes) != 0)
        return facs_fail(error, FACS_ERROR_INTERNAL, -EINVAL, "an input without a size");
    for (int i = 0; i < c->tensors->count; i++)
        names[i] = c->tensors->name[i];
    /* The runtime does not write to inputs, but its interface lacks the const. */
    union {
        const float *given;
        void *taken;
    } data = {.given = input};
    OrtStatus *failure =
        api->CreateTensorWithDataAsOrtValue(c->memory, data.taken, bytes, dims, FACS_NN_MAX_RANK,
                                            ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT, &given);
    const OrtValue *const inputs[] = {given};
    FACS_ORT_NEXT(failure, api->Run(c->session, NULL, input_names, inputs, 1, names,
                                    (size_t)c->tensors->count, values));
    int status = fail(c, failure, error);
    for (int i = 0; i < c->tensors->count; i++) {
        if (status == 0)
            status = gather(c, i, values[i], error);
        if (values[i])
            api->ReleaseValue(values[i]);
    }
    if (given)
        api->ReleaseValue(given);
    c->tensors->inputs += status == 0;
    return status;
}

void facs_calibrator_finish(facs_calibrator *c)
{
    for (int i = 0; i < c->tensors->count; i++)
        c->tensors->scale[i] = facs_histogram_scale(&c->histograms[i]);
}
