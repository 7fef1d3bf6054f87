#include "nn/ort.h"

#include "base/error.h"
#include "base/file.h"
#include "base/log.h"
#include "base/sha256.h"
#include "nn/half.h"
#include "nn/onnx_model.h"
#include "os/file.h"
#include "os/path.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int facs_check_model(const facs_session *session, OrtStatus *status, facs_error *error)
{
    char reason[FACS_ORT_REASON];
    if (!status)
        return 0;
    return facs_fail(error, FACS_ERROR_ENVIRONMENT, -EINVAL,
                     "%s: not a usable ONNX model: %s; fetch it again", session->path,
                     facs_ort_reason(session->runtime->api, status, reason));
}

/* The next of several calls, made only if those before it worked. */
#define NEXT(status, call) ((status) = (status) ? (status) : facs_check_model(session, call, error))

static int wrong_form(const facs_session *session, const char *expected, facs_error *error)
{
    return facs_fail(error, FACS_ERROR_ENVIRONMENT, -EINVAL,
                     "%s: expected a network with %s; fetch the model again", session->path,
                     expected);
}

int facs_tensor_bytes(const int64_t *dims, int rank, size_t *bytes)
{
    size_t room = FACS_NN_MAX_TENSOR / sizeof(float), count = 1;
    for (int i = 0; i < rank; i++) {
        if (dims[i] < 1 || (uint64_t)dims[i] > room / count)
            return -EINVAL;
        count *= (size_t)dims[i];
    }
    *bytes = count * sizeof(float);
    return 0;
}

/* ---- Inputs and outputs of a network ------------------------------------------- */

/* The float tensor that info describes; NULL if it describes something else. */
static const OrtTensorTypeAndShapeInfo *float_tensor(const OrtApi *api, const OrtTypeInfo *info)
{
    const OrtTensorTypeAndShapeInfo *tensor = NULL;
    ONNXTensorElementDataType type = ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED;
    OrtStatus *status = api->CastTypeInfoToTensorInfo(info, &tensor);
    if (!status && tensor)
        status = api->GetTensorElementType(tensor, &type);
    api->ReleaseStatus(status);
    return type == ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT ? tensor : NULL;
}

/*
 * Reads the input's dimensions (-1: open). If options is not NULL, sets open dimensions to fixed
 * there; one without a name cannot be set.
 */
static int read_input(facs_session *session, const OrtSession *network,
                      const int64_t fixed[FACS_NN_MAX_RANK], OrtSessionOptions *options,
                      facs_error *error)
{
    const OrtApi *api = session->runtime->api;
    const char *names[FACS_NN_MAX_RANK] = {0};
    size_t count = 0, rank = 0;
    OrtTypeInfo *info = NULL;

    int status = facs_check_model(session, api->SessionGetInputCount(network, &count), error);
    if (!status && count != 1)
        status = wrong_form(session, "one input", error);
    NEXT(status, api->SessionGetInputTypeInfo(network, 0, &info));
    if (status)
        return status;
    const OrtTensorTypeAndShapeInfo *tensor = float_tensor(api, info);
    if (tensor)
        status = facs_check_model(session, api->GetDimensionsCount(tensor, &rank), error);
    if (!status && rank != FACS_NN_MAX_RANK)
        status = wrong_form(session, "a float input of 4 dimensions", error);
    NEXT(status, api->GetDimensions(tensor, session->input, rank));
    NEXT(status, api->GetSymbolicDimensions(tensor, names, rank));
    for (size_t i = 0; !status && i < FACS_NN_MAX_RANK; i++) {
        if (session->input[i] == 0 || session->input[i] < -1)
            status = wrong_form(session, "input dimensions that are positive or open", error);
        else if (options && session->input[i] == -1 && fixed[i] > 0 && names[i] && names[i][0])
            status = facs_check_model(
                session, api->AddFreeDimensionOverrideByName(options, names[i], fixed[i]), error);
    }
    api->ReleaseTypeInfo(info);
    return status;
}

/* Output i must be a float tensor, and not too large if its shape is known already. */
static int check_output(const facs_session *session, size_t i, facs_error *error)
{
    const OrtApi *api = session->runtime->api;
    int64_t dims[FACS_NN_MAX_RANK];
    size_t rank = 0, bytes;
    OrtTypeInfo *info = NULL;

    int status =
        facs_check_model(session, api->SessionGetOutputTypeInfo(session->session, i, &info), error);
    if (status)
        return status;
    const OrtTensorTypeAndShapeInfo *tensor = float_tensor(api, info);
    if (tensor)
        status = facs_check_model(session, api->GetDimensionsCount(tensor, &rank), error);
    if (!status && (!tensor || rank > FACS_NN_MAX_RANK))
        status = wrong_form(session, "float outputs of at most 4 dimensions", error);
    NEXT(status, api->GetDimensions(tensor, dims, rank));
    for (size_t d = 0; !status && d < rank; d++)
        if (dims[d] < 1)
            dims[d] = 1;
    if (!status && facs_tensor_bytes(dims, (int)rank, &bytes) != 0)
        status = wrong_form(session, "outputs of at most 64 MiB", error);
    api->ReleaseTypeInfo(info);
    return status;
}

static int read_form(facs_session *session, facs_error *error)
{
    const OrtApi *api = session->runtime->api;
    const OrtSession *network = session->session;
    OrtAllocator *allocator = session->allocator;
    size_t outputs = 0;

    int status = read_input(session, network, NULL, NULL, error);
    NEXT(status, api->SessionGetOutputCount(network, &outputs));
    if (!status && (outputs < 1 || outputs > FACS_NN_MAX_OUTPUTS))
        status = wrong_form(session, "1 to 8 outputs", error);
    NEXT(status, api->SessionGetInputName(network, 0, allocator, &session->input_name));
    for (size_t i = 0; !status && i < outputs; i++) {
        status = check_output(session, i, error);
        NEXT(status, api->SessionGetOutputName(network, i, allocator, &session->output_names[i]));
        session->outputs += !status;
    }
    return status;
}

/* ---- Opening ------------------------------------------------------------------------------- */

/*
 * Two defaults stay, as measured with PFLD and RetinaFace at 320x240: the memory arena (without it,
 * runs take up to 10 % longer and save no memory), and denormal numbers (they do not occur, and the
 * option would change the floating-point mode of the caller's thread).
 */
static OrtStatus *set_options(const OrtApi *api, OrtSessionOptions *options,
                              const facs_session_options *own)
{
    OrtStatus *status = api->SetSessionGraphOptimizationLevel(options, ORT_ENABLE_ALL);
    FACS_ORT_NEXT(status, api->SetSessionExecutionMode(options, ORT_SEQUENTIAL));
    FACS_ORT_NEXT(status, api->SetIntraOpNumThreads(options, own->threads));
    FACS_ORT_NEXT(status, api->SetInterOpNumThreads(options, 1));
    /* If threads sleep between nodes, PFLD takes 1.6 times as long; if they spin for the default
       time, they burn a core between frames. 0.2 ms is enough between nodes and costs nothing. */
    FACS_ORT_NEXT(status,
                  api->AddSessionConfigEntry(options, "session.intra_op.spin_duration_us", "200"));
    if (!status && own->profile) {
        ORTCHAR_T *name = facs_path_native(own->profile);
        status = api->EnableProfiling(options, name ? name : ORT_TSTR("facs"));
        free(name);
    }
    return status;
}

/* Sets the input's open dimensions; opens the model only to learn their names. */
static int fix_shapes(facs_session *session, const facs_file *file,
                      const int64_t fixed[FACS_NN_MAX_RANK], OrtSessionOptions *options,
                      facs_error *error)
{
    const OrtApi *api = session->runtime->api;
    OrtSessionOptions *plain = NULL;
    OrtSession *network = NULL;

    OrtStatus *failure = api->CreateSessionOptions(&plain);
    FACS_ORT_NEXT(failure, api->SetSessionGraphOptimizationLevel(plain, ORT_DISABLE_ALL));
    FACS_ORT_NEXT(failure, api->SetIntraOpNumThreads(plain, 1));
    FACS_ORT_NEXT(failure, api->CreateSessionFromArray(session->runtime->env, file->data,
                                                       file->size, plain, &network));
    int status = facs_check_model(session, failure, error);
    if (!status)
        status = read_input(session, network, fixed, options, error);
    if (network)
        api->ReleaseSession(network);
    if (plain)
        api->ReleaseSessionOptions(plain);
    return status;
}

/* The folder for compiled models. Its name has the runtime's version, a digest of the model and the
 * shape it is compiled for (0: open), as providers do not notice when these change. */
static int cache_path(char **path, const facs_session *session, const facs_file *file,
                      const facs_session_options *options)
{
    const int64_t *shape = options->fixed_input;
    char digest[65], name[192], *base = NULL;
    int status = options->cache ? 0 : facs_user_path(&base, FACS_USER_CACHE, "facs");
    if (status)
        return status;
    facs_sha256(file->data, file->size, digest);
    snprintf(name, sizeof(name), "%.32s-%.16s-%lldx%lldx%lldx%lld", session->runtime->version,
             digest, (long long)shape[0], (long long)shape[1], (long long)shape[2],
             (long long)shape[3]);
    *path = facs_path_join(base ? base : options->cache, name);
    free(base);
    return *path ? 0 : -ENOMEM;
}

/* Creates that folder; without it, the provider compiles at each start. */
static int open_cache(char **folder, const facs_session *session, const facs_file *file,
                      const facs_session_options *options, facs_error *error)
{
    facs_error reason;
    int status = cache_path(folder, session, file, options);
    if (status == -ENOENT)
        facs_fail(&reason, FACS_ERROR_ENVIRONMENT, status, FACS_NO_CACHE);
    else if (status == 0 && (status = facs_path_make_folders(*folder)) != 0)
        facs_fail(&reason, FACS_ERROR_ENVIRONMENT, status, "%s: cannot be created: %s", *folder,
                  facs_strerror(status));
    if (status) {
        free(*folder);
        *folder = NULL;
    }
    if (status == -ENOMEM)
        return facs_fail_memory(error, "a cache folder");
    if (status != 0)
        facs_log_write(&session->log, FACS_LOG_WARNING,
                       "%s: compiled anew at each start, as there is no folder to keep it in: %s",
                       session->name, reason.text);
    return 0;
}

/* 0, -ENODEV with a reason if the provider does not work, or another failure in error. */
static int open_with(facs_session *session, const facs_file *file,
                     const facs_session_options *options, const facs_provider *provider,
                     char reason[FACS_ORT_REASON], facs_error *error)
{
    const OrtApi *api = session->runtime->api;
    OrtSessionOptions *ort_options = NULL;
    char *cache = NULL;
    int status = 0;

    /* Make no folder for a provider that is missing. */
    OrtStatus *failure = facs_provider_try(api, provider);
    if (!failure && provider->compiles) {
        status = open_cache(&cache, session, file, options, error);
        if (status)
            return status;
    }
    FACS_ORT_NEXT(failure, api->CreateSessionOptions(&ort_options));
    FACS_ORT_NEXT(failure, set_options(api, ort_options, options));
    FACS_ORT_NEXT(failure, provider->append(api, ort_options, cache));
    if (!failure && provider->fixed_shapes)
        status = fix_shapes(session, file, options->fixed_input, ort_options, error);
    if (!failure && !status)
        failure = api->CreateSessionFromArray(session->runtime->env, file->data, file->size,
                                              ort_options, &session->session);
    if (failure && provider->backend == FACS_BACKEND_CPU) {
        status = facs_check_model(session, failure, error);
    } else if (failure) {
        facs_ort_reason(api, failure, reason);
        status = -ENODEV;
    }
    if (ort_options)
        api->ReleaseSessionOptions(ort_options);
    free(cache);
    return status;
}

/* Tries the providers of the backend in order. */
static int open_network(facs_session *session, const facs_file *file,
                        const facs_session_options *options, facs_error *error)
{
    char reason[FACS_ORT_REASON];

    for (const facs_provider *provider = facs_providers; provider->name; provider++) {
        if (options->backend != FACS_BACKEND_AUTO && options->backend != provider->backend)
            continue;
        int status = open_with(session, file, options, provider, reason, error);
        if (status == 0) {
            session->provider = provider;
            facs_log_write(&session->log, FACS_LOG_INFO, "%s: %s is in use", session->name,
                           provider->name);
            return read_form(session, error);
        }
        if (status != -ENODEV)
            return status;
        if (options->backend != FACS_BACKEND_AUTO)
            return facs_fail(error, FACS_ERROR_ENVIRONMENT, -ENODEV,
                             "%s: %s does not work here: %s; choose another backend, or auto",
                             session->path, provider->name, reason);
        facs_log_write(&session->log, FACS_LOG_INFO, "%s: %s is not in use: %s", session->name,
                       provider->name, reason);
    }
    return facs_fail(error, FACS_ERROR_USAGE, -EINVAL, "backend %d is unknown",
                     (int)options->backend);
}

/* Replaces the file's bytes by the rewritten network. */
static int rewrite(facs_file *file, const facs_session_options *options, facs_error *error)
{
    facs_onnx *model = NULL;
    unsigned char *data = NULL;
    size_t size = 0;
    if (!options->rewrite && !options->half)
        return 0;
    int status = facs_onnx_open(&model, file->data, file->size, file->path, error);
    if (status && status != -ENOMEM && !options->half) {
        facs_log_write(&options->log, FACS_LOG_DEBUG, "%s: not rewritten", file->path);
        return 0;
    }
    if (status)
        return status;
    if (options->rewrite)
        options->rewrite(model);
    if (options->half)
        facs_onnx_halve(model);
    status = facs_onnx_pack(model, &data, &size, error);
    facs_onnx_close(&model);
    if (status)
        return status;
    free(file->data);
    file->data = data;
    file->size = size;
    return 0;
}

int facs_session_open_file(facs_session **out, facs_runtime *runtime, const facs_file *file,
                           const facs_session_options *options, facs_error *error)
{
    *out = NULL;
    facs_session *session = calloc(1, sizeof(*session));
    if (!session)
        return facs_fail_memory(error, "an inference session");
    session->runtime = runtime;
    session->log = options->log;
    session->tap = options->tap;
    session->tap_opaque = options->tap_opaque;
    session->path = strdup(file->path);
    session->name = session->path ? facs_path_name(session->path) : NULL;
    int status = session->path ? 0 : facs_fail_memory(error, "the path of a model");
    NEXT(status, runtime->api->GetAllocatorWithDefaultOptions(&session->allocator));
    if (!status)
        status = open_network(session, file, options, error);
    if (status)
        facs_session_close(&session);
    *out = session;
    return status;
}

int facs_session_open(facs_session **out, facs_runtime *runtime, const char *path,
                      const facs_session_options *options, facs_error *error)
{
    facs_file file = {0};

    *out = NULL;
    int status = facs_file_read(&file, path, FACS_NN_MAX_MODEL, error);
    if (!status)
        status = rewrite(&file, options, error);
    if (!status)
        status = facs_session_open_file(out, runtime, &file, options, error);
    facs_file_free(&file);
    return status;
}

void facs_session_close(facs_session **handle)
{
    facs_session *session = handle ? *handle : NULL;
    if (!session)
        return;
    const OrtApi *api = session->runtime->api;
    for (int i = 0; i < FACS_NN_MAX_OUTPUTS; i++)
        if (session->output_names[i])
            api->ReleaseStatus(api->AllocatorFree(session->allocator, session->output_names[i]));
    if (session->input_name)
        api->ReleaseStatus(api->AllocatorFree(session->allocator, session->input_name));
    if (session->session)
        api->ReleaseSession(session->session);
    free(session->path);
    free(session);
    *handle = NULL;
}
