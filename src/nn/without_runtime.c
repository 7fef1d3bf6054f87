/*
 * For a build without ONNX Runtime's header: opening it fails and says how to get it. Nothing else
 * here is ever reached, as there is no runtime to call it with.
 */
#include "base/error.h"
#include "nn/session.h"

#include <errno.h>

#pragma GCC diagnostic ignored "-Wunused-parameter" /* nothing here has work to do */

static int refuse(facs_error *error)
{
    return facs_fail(error, FACS_ERROR_ENVIRONMENT, -ENOSYS,
                     FACS_NN_USERS " need ONNX Runtime, which this facs was built without: run "
                                   "\"make setup ONNXRUNTIME=npm\" in its sources");
}

/* Functions that refuse, some with a handle to clear, and those that have nothing to do. */
#define REFUSE(function, ...)                                                                      \
    int function(__VA_ARGS__)                                                                      \
    {                                                                                              \
        return refuse(error);                                                                      \
    }
#define REFUSE_TO_OPEN(function, type, ...)                                                        \
    int function(type **out, __VA_ARGS__)                                                          \
    {                                                                                              \
        *out = NULL;                                                                               \
        return refuse(error);                                                                      \
    }
#define NOTHING(function, ...)                                                                     \
    void function(__VA_ARGS__)                                                                     \
    {                                                                                              \
    }

REFUSE_TO_OPEN(facs_runtime_open, facs_runtime, const char *path, const facs_log *log,
               facs_error *error)
NOTHING(facs_runtime_close, facs_runtime **runtime)
REFUSE(facs_provider_probe, facs_runtime *runtime, facs_backend backend, facs_error *error)
REFUSE_TO_OPEN(facs_session_open, facs_session, facs_runtime *runtime, const char *path,
               const facs_session_options *options, facs_error *error)
REFUSE_TO_OPEN(facs_session_open_file, facs_session, facs_runtime *runtime, const facs_file *file,
               const facs_session_options *options, facs_error *error)
NOTHING(facs_session_close, facs_session **session)
REFUSE_TO_OPEN(facs_binding_open, facs_binding, facs_session *session,
               const int64_t dims[FACS_NN_MAX_RANK], facs_error *error)
NOTHING(facs_binding_close, facs_binding **binding)
REFUSE(facs_binding_run, facs_binding *binding, facs_error *error)
NOTHING(facs_binding_cancel, facs_binding *binding)
