#include "fake_ort.h"

#include "nn/ort.h" /* for the runtime's header alone */
#include "os/format.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EXPORT __attribute__((visibility("default")))

/* ---- The notes ----------------------------------------------------------------------------- */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static fake_call calls[512];
static size_t call_count;

EXPORT const fake_call *fake_ort_calls(size_t *count)
{
    *count = call_count;
    return calls;
}

EXPORT void fake_ort_forget(void)
{
    call_count = 0;
}

FACS_FORMAT(1, 2) static void note(const char *format, ...)
{
    va_list arguments;
    pthread_mutex_lock(&lock);
    if (call_count == sizeof(calls) / sizeof(calls[0]))
        abort();
    fake_call *call = &calls[call_count++];
    va_start(arguments, format);
    vsnprintf(call->text, sizeof(call->text), format, arguments);
    va_end(arguments);
    call->thread = pthread_self();
    pthread_mutex_unlock(&lock);
}

/* Whether the environment's text variable has name in it. */
static int listed(const char *variable, const char *name)
{
    const char *text = getenv(variable);
    return text && strstr(text, name);
}

/* ---- The runtime's objects ----------------------------------------------------------------- */

struct OrtStatus {
    char text[256];
};

struct OrtSessionOptions {
    char provider[32];
    int64_t fixed[4]; /* of the input's dimensions; -1: open */
};

struct OrtSession {
    OrtSessionOptions options;
    int runs;
};

struct OrtTensorTypeAndShapeInfo {
    int64_t dims[4];
    size_t rank;
    int is_input;
};

struct OrtTypeInfo {
    OrtTensorTypeAndShapeInfo tensor;
};

struct OrtValue {
    float *data;
    OrtTensorTypeAndShapeInfo shape;
    float own[2];
};

struct OrtRunOptions {
    int terminate;
};

static const char *const dimension_names[4] = {"batch", "", "height", "width"};

static void *create(size_t size)
{
    void *object = calloc(1, size);
    if (!object)
        abort();
    return object;
}

static OrtStatus *failure(const char *text)
{
    OrtStatus *status = create(sizeof(*status));
    snprintf(status->text, sizeof(status->text), "%s", text);
    return status;
}

#define RELEASE(name, type)                                                                        \
    static void name(type *object)                                                                 \
    {                                                                                              \
        free(object);                                                                              \
    }
RELEASE(release_status, OrtStatus)
RELEASE(release_session_options, OrtSessionOptions)
RELEASE(release_type_info, OrtTypeInfo)
RELEASE(release_shape, OrtTensorTypeAndShapeInfo)
RELEASE(release_memory_info, OrtMemoryInfo)
RELEASE(release_value, OrtValue)
RELEASE(release_run_options, OrtRunOptions)

static const char *get_error_message(const OrtStatus *status)
{
    return status->text;
}

static OrtStatus *create_env(OrtLoggingLevel level, const char *name, OrtEnv **out)
{
    note("CreateEnv %s level=%d telemetry=%s", name, (int)level,
         listed("ORT_DISABLE_TELEMETRY", "1") ? "off" : "on");
    *out = create(1);
    return NULL;
}

static void release_env(OrtEnv *env)
{
    note("ReleaseEnv");
    free(env);
}

/* ---- Session options and providers --------------------------------------------------------- */

static OrtStatus *create_session_options(OrtSessionOptions **out)
{
    static const OrtSessionOptions fresh = {"CPU", {-1, 3, -1, -1}};
    note("CreateSessionOptions");
    *out = create(sizeof(**out));
    **out = fresh;
    return NULL;
}

static OrtStatus *set_optimization(OrtSessionOptions *options, GraphOptimizationLevel level)
{
    note("SetSessionGraphOptimizationLevel %d", (int)level);
    return NULL;
}

static OrtStatus *set_execution(OrtSessionOptions *options, ExecutionMode mode)
{
    note("SetSessionExecutionMode %d", (int)mode);
    return NULL;
}

static OrtStatus *set_intra_threads(OrtSessionOptions *options, int threads)
{
    note("SetIntraOpNumThreads %d", threads);
    return NULL;
}

static OrtStatus *set_inter_threads(OrtSessionOptions *options, int threads)
{
    note("SetInterOpNumThreads %d", threads);
    return NULL;
}

static OrtStatus *add_config(OrtSessionOptions *options, const char *key, const char *value)
{
    note("AddSessionConfigEntry %s=%s", key, value);
    return NULL;
}

static OrtStatus *append(OrtSessionOptions *options, const char *name, const char *const *keys,
                         const char *const *values, size_t count)
{
    char text[400] = "";
    for (size_t i = 0; i < count; i++) {
        size_t used = strlen(text);
        snprintf(text + used, sizeof(text) - used, " %s=%s", keys[i], values[i]);
    }
    note("SessionOptionsAppendExecutionProvider %s%s", name, text);
    if (!listed("FAKE_ORT_PROVIDERS", name))
        return failure("this provider is not in this\n build.\n");
    snprintf(options->provider, sizeof(options->provider), "%s", name);
    return NULL;
}

static OrtStatus *create_cuda(OrtCUDAProviderOptionsV2 **out)
{
    note("CreateCUDAProviderOptions");
    const char *reason = getenv("FAKE_ORT_CUDA");
    if (!listed("FAKE_ORT_PROVIDERS", "CUDA"))
        return failure(reason ? reason : "CUDA is not in this build.");
    *out = create(1);
    return NULL;
}

static OrtStatus *update_cuda(OrtCUDAProviderOptionsV2 *cuda, const char *const *keys,
                              const char *const *values, size_t count)
{
    for (size_t i = 0; i < count; i++)
        note("UpdateCUDAProviderOptions %s=%s", keys[i], values[i]);
    return NULL;
}

static OrtStatus *append_cuda(OrtSessionOptions *options, const OrtCUDAProviderOptionsV2 *cuda)
{
    note("SessionOptionsAppendExecutionProvider_CUDA_V2");
    snprintf(options->provider, sizeof(options->provider), "CUDA");
    return NULL;
}

static void release_cuda(OrtCUDAProviderOptionsV2 *cuda)
{
    note("ReleaseCUDAProviderOptions");
    free(cuda);
}

static OrtStatus *override_dimension(OrtSessionOptions *options, const char *name, int64_t value)
{
    note("AddFreeDimensionOverrideByName %s=%lld", name, (long long)value);
    for (int i = 0; i < 4; i++)
        if (strcmp(dimension_names[i], name) == 0)
            options->fixed[i] = value;
    return NULL;
}

/* ---- Sessions ------------------------------------------------------------------------------ */

static OrtStatus *create_session(const OrtEnv *env, const void *model, size_t size,
                                 const OrtSessionOptions *options, OrtSession **out)
{
    note("CreateSessionFromArray %s %zu bytes", options->provider, size);
    if (listed("FAKE_ORT_BROKEN", options->provider))
        return failure("no device takes this network");
    *out = create(sizeof(**out));
    (*out)->options = *options;
    return NULL;
}

static void release_session(OrtSession *session)
{
    note("ReleaseSession %s", session->options.provider);
    free(session);
}

static OrtStatus *get_count(const OrtSession *session, size_t *count)
{
    *count = 1;
    return NULL;
}

static OrtStatus *get_input_name(const OrtSession *session, size_t i, OrtAllocator *allocator,
                                 char **name)
{
    *name = strdup("image");
    return NULL;
}

static OrtStatus *get_output_name(const OrtSession *session, size_t i, OrtAllocator *allocator,
                                  char **name)
{
    *name = strdup("sum");
    return NULL;
}

static OrtStatus *get_input_info(const OrtSession *session, size_t i, OrtTypeInfo **info)
{
    *info = create(sizeof(**info));
    (*info)->tensor.rank = 4;
    (*info)->tensor.is_input = 1;
    memcpy((*info)->tensor.dims, session->options.fixed, sizeof((*info)->tensor.dims));
    return NULL;
}

static OrtStatus *get_output_info(const OrtSession *session, size_t i, OrtTypeInfo **info)
{
    *info = create(sizeof(**info));
    (*info)->tensor = (OrtTensorTypeAndShapeInfo){.dims = {1, 2}, .rank = 2};
    return NULL;
}

/* ---- Tensors ------------------------------------------------------------------------------- */

static OrtStatus *cast_to_tensor(const OrtTypeInfo *info, const OrtTensorTypeAndShapeInfo **out)
{
    *out = &info->tensor;
    return NULL;
}

static OrtStatus *get_element_type(const OrtTensorTypeAndShapeInfo *info,
                                   ONNXTensorElementDataType *type)
{
    *type = ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT;
    return NULL;
}

static OrtStatus *get_rank(const OrtTensorTypeAndShapeInfo *info, size_t *rank)
{
    *rank = info->rank;
    return NULL;
}

static OrtStatus *get_dims(const OrtTensorTypeAndShapeInfo *info, int64_t *dims, size_t rank)
{
    memcpy(dims, info->dims, rank * sizeof(*dims));
    return NULL;
}

static OrtStatus *get_names(const OrtTensorTypeAndShapeInfo *info, const char **names, size_t rank)
{
    for (size_t i = 0; i < rank; i++)
        names[i] = info->is_input && info->dims[i] == -1 ? dimension_names[i] : "";
    return NULL;
}

static OrtStatus *get_shape(const OrtValue *value, OrtTensorTypeAndShapeInfo **out)
{
    *out = create(sizeof(**out));
    **out = value->shape;
    return NULL;
}

static OrtStatus *get_allocator(OrtAllocator **out)
{
    *out = NULL;
    return NULL;
}

static OrtStatus *allocator_free(OrtAllocator *allocator, void *memory)
{
    free(memory);
    return NULL;
}

static OrtStatus *create_memory_info(enum OrtAllocatorType type, enum OrtMemType memory,
                                     OrtMemoryInfo **out)
{
    *out = create(1);
    return NULL;
}

static OrtStatus *create_tensor(const OrtMemoryInfo *info, void *data, size_t size,
                                const int64_t *dims, size_t rank, ONNXTensorElementDataType type,
                                OrtValue **out)
{
    note("CreateTensorWithDataAsOrtValue %zu bytes", size);
    *out = create(sizeof(**out));
    (*out)->data = data;
    (*out)->shape.rank = rank;
    memcpy((*out)->shape.dims, dims, rank * sizeof(*dims));
    return NULL;
}

/* ---- Running ------------------------------------------------------------------------------- */

static OrtStatus *create_run_options(OrtRunOptions **out)
{
    *out = create(sizeof(**out));
    return NULL;
}

static OrtStatus *terminate(OrtRunOptions *options)
{
    note("RunOptionsSetTerminate");
    options->terminate = 1;
    return NULL;
}

static OrtStatus *run(OrtSession *session, const OrtRunOptions *options, const char *const *names,
                      const OrtValue *const *inputs, size_t input_count,
                      const char *const *output_names, size_t output_count, OrtValue **outputs)
{
    const OrtValue *input = inputs[0];
    int64_t count = 1;
    note("Run %s->%s %s", names[0], output_names[0], outputs[0] ? "preallocated" : "allocating");
    if (getenv("FAKE_ORT_RUN"))
        return failure(getenv("FAKE_ORT_RUN"));
    if (options->terminate || input_count != 1 || output_count != 1)
        return failure("terminated");
    if (!outputs[0]) {
        outputs[0] = create(sizeof(**outputs));
        outputs[0]->shape = (OrtTensorTypeAndShapeInfo){.dims = {1, 2}, .rank = 2};
        outputs[0]->data = outputs[0]->own;
    }
    for (size_t i = 0; i < 4; i++)
        count *= input->shape.dims[i];
    outputs[0]->data[0] = 0;
    for (int64_t i = 0; i < count; i++)
        outputs[0]->data[0] += input->data[i];
    outputs[0]->data[1] = (float)++session->runs;
    return NULL;
}

/* ---- The table ----------------------------------------------------------------------------- */

static const OrtApi api = {
    .GetErrorMessage = get_error_message,
    .ReleaseStatus = release_status,
    .CreateEnv = create_env,
    .ReleaseEnv = release_env,
    .CreateSessionOptions = create_session_options,
    .ReleaseSessionOptions = release_session_options,
    .SetSessionGraphOptimizationLevel = set_optimization,
    .SetSessionExecutionMode = set_execution,
    .SetIntraOpNumThreads = set_intra_threads,
    .SetInterOpNumThreads = set_inter_threads,
    .AddSessionConfigEntry = add_config,
    .SessionOptionsAppendExecutionProvider = append,
    .CreateCUDAProviderOptions = create_cuda,
    .UpdateCUDAProviderOptions = update_cuda,
    .SessionOptionsAppendExecutionProvider_CUDA_V2 = append_cuda,
    .ReleaseCUDAProviderOptions = release_cuda,
    .AddFreeDimensionOverrideByName = override_dimension,
    .CreateSessionFromArray = create_session,
    .ReleaseSession = release_session,
    .SessionGetInputCount = get_count,
    .SessionGetOutputCount = get_count,
    .SessionGetInputName = get_input_name,
    .SessionGetOutputName = get_output_name,
    .SessionGetInputTypeInfo = get_input_info,
    .SessionGetOutputTypeInfo = get_output_info,
    .ReleaseTypeInfo = release_type_info,
    .CastTypeInfoToTensorInfo = cast_to_tensor,
    .GetTensorElementType = get_element_type,
    .GetDimensionsCount = get_rank,
    .GetDimensions = get_dims,
    .GetSymbolicDimensions = get_names,
    .GetTensorTypeAndShape = get_shape,
    .ReleaseTensorTypeAndShapeInfo = release_shape,
    .GetAllocatorWithDefaultOptions = get_allocator,
    .AllocatorFree = allocator_free,
    .CreateCpuMemoryInfo = create_memory_info,
    .ReleaseMemoryInfo = release_memory_info,
    .CreateTensorWithDataAsOrtValue = create_tensor,
    .ReleaseValue = release_value,
    .CreateRunOptions = create_run_options,
    .ReleaseRunOptions = release_run_options,
    .RunOptionsSetTerminate = terminate,
    .Run = run,
};

static const OrtApi *get_api(uint32_t version)
{
    const char *newest = getenv("FAKE_ORT_API");
    note("GetApi %u", version);
    return version <= (uint32_t)(newest ? atoi(newest) : 29) ? &api : NULL;
}

static const char *get_version(void)
{
    return "9.8.7";
}

EXPORT const OrtApiBase *OrtGetApiBase(void)
{
    static const OrtApiBase base = {.GetApi = get_api, .GetVersionString = get_version};
    return &base;
}
