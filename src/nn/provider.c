#include "nn/ort.h"

#include "base/error.h"

#include <errno.h>

static OrtStatus *append_cuda(const OrtApi *api, OrtSessionOptions *options, const char *cache)
{
    /* TF32 keeps 10 bits of a factor. It is off, so that landmarks agree with the CPU's. */
    static const char *const keys[] = {"use_tf32"};
    static const char *const values[] = {"0"};
    OrtCUDAProviderOptionsV2 *cuda = NULL;
    (void)cache;

    OrtStatus *status = api->CreateCUDAProviderOptions(&cuda);
    if (status)
        return status;
    status = api->UpdateCUDAProviderOptions(cuda, keys, values, 1);
    FACS_ORT_NEXT(status, api->SessionOptionsAppendExecutionProvider_CUDA_V2(options, cuda));
    api->ReleaseCUDAProviderOptions(cuda);
    return status;
}

static OrtStatus *append_coreml(const OrtApi *api, OrtSessionOptions *options, const char *cache)
{
    static const char *const keys[] = {"ModelFormat", "MLComputeUnits", "RequireStaticInputShapes",
                                       "ModelCacheDirectory"};
    const char *const values[] = {"MLProgram", "ALL", "1", cache};
    return api->SessionOptionsAppendExecutionProvider(options, "CoreML", keys, values,
                                                      cache ? 4 : 3);
}

/* Every session has the CPU. */
static OrtStatus *append_cpu(const OrtApi *api, OrtSessionOptions *options, const char *cache)
{
    (void)api;
    (void)options;
    (void)cache;
    return NULL;
}

const facs_provider facs_providers[] = {
    {FACS_BACKEND_CUDA, "CUDA", .fixed_shapes = 1, .compiles = 0, append_cuda},
    {FACS_BACKEND_COREML, "CoreML", .fixed_shapes = 1, .compiles = 1, append_coreml},
    {FACS_BACKEND_CPU, "CPU", .fixed_shapes = 0, .compiles = 0, append_cpu},
    {.name = NULL},
};

OrtStatus *facs_provider_try(const OrtApi *api, const facs_provider *provider)
{
    OrtSessionOptions *options = NULL;
    OrtStatus *status = api->CreateSessionOptions(&options);
    if (status)
        return status;
    status = provider->append(api, options, NULL);
    api->ReleaseSessionOptions(options);
    return status;
}

int facs_provider_probe(facs_runtime *runtime, facs_backend backend, facs_error *error)
{
    const facs_provider *provider = facs_providers;
    char reason[FACS_ORT_REASON];

    while (provider->name && provider->backend != backend)
        provider++;
    if (!provider->name)
        return facs_fail(error, FACS_ERROR_USAGE, -EINVAL, "backend %d cannot be probed", backend);
    OrtStatus *status = facs_provider_try(runtime->api, provider);
    if (!status)
        return 0;
    return facs_fail(error, FACS_ERROR_ENVIRONMENT, -ENODEV, "%s does not work here: %s",
                     provider->name, facs_ort_reason(runtime->api, status, reason));
}
