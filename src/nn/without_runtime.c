/*
 * For a build without ONNX Runtime's header: opening it fails and says how to get it. Nothing else
 * here is ever reached, as there is no runtime to call it with.
 */
#include "base/error.h"
#include "nn/provider.h"

#include <errno.h>

#pragma GCC diagnostic ignored "-Wunused-parameter" /* nothing here has work to do */

static int refuse(facs_error *error)
{
    return facs_fail(error, FACS_ERROR_ENVIRONMENT, -ENOSYS,
                     FACS_NN_USERS " need ONNX Runtime, which this facs was built without: run "
                                   "\"make setup ONNXRUNTIME=npm\" in its sources");
}

int facs_runtime_open(facs_runtime **out, const char *path, const facs_log *log, facs_error *error)
{
    *out = NULL;
    return refuse(error);
}

void facs_runtime_close(facs_runtime **runtime)
{
}

const char *facs_runtime_version(const facs_runtime *runtime)
{
    return "none";
}

const char *facs_runtime_path(const facs_runtime *runtime)
{
    return "none";
}

int facs_provider_probe(facs_runtime *runtime, facs_backend backend, facs_error *error)
{
    return refuse(error);
}

int facs_session_open(facs_session **out, facs_runtime *runtime, const char *path,
                      const facs_session_options *options, facs_error *error)
{
    *out = NULL;
    return refuse(error);
}

int facs_session_open_file(facs_session **out, facs_runtime *runtime, const facs_file *file,
                           const facs_session_options *options, facs_error *error)
{
    return facs_session_open(out, runtime, file->path, options, error);
}

void facs_session_close(facs_session **session)
{
}

facs_backend facs_session_backend(const facs_session *session)
{
    return FACS_BACKEND_CPU;
}

const char *facs_session_provider(const facs_session *session)
{
    return "none";
}

const int64_t *facs_session_input(const facs_session *session)
{
    static const int64_t none[FACS_NN_MAX_RANK];
    return none;
}

int facs_binding_open(facs_binding **out, facs_session *session,
                      const int64_t dims[FACS_NN_MAX_RANK], facs_error *error)
{
    *out = NULL;
    return refuse(error);
}

void facs_binding_close(facs_binding **binding)
{
}

float *facs_binding_input(facs_binding *binding)
{
    return NULL;
}

int facs_binding_run(facs_binding *binding, facs_error *error)
{
    return refuse(error);
}

int facs_binding_outputs(const facs_binding *binding)
{
    return 0;
}

const facs_tensor *facs_binding_output(const facs_binding *binding, int i)
{
    return NULL;
}

void facs_binding_cancel(facs_binding *binding)
{
}
