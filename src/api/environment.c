/* What works here: the runtime and its providers, without opening a model. */
#include "base/error.h"
#include "nn/provider.h"

#include <errno.h>
#include <stdio.h>

int facs_backend_probe(facs_backend backend, const facs_options *options, facs_error *error)
{
    facs_runtime *runtime;
    int status = facs_runtime_open(&runtime, options->runtime, &options->log, error);
    if (status < 0)
        return status;
    status = facs_provider_probe(runtime, backend == FACS_BACKEND_AUTO ? FACS_BACKEND_CPU : backend,
                                 error);
    facs_runtime_close(&runtime);
    return status;
}

int facs_runtime_describe(const facs_options *options, char *text, size_t text_size,
                          facs_error *error)
{
    facs_runtime *runtime;
    int status = facs_runtime_open(&runtime, options->runtime, &options->log, error);
    if (status < 0)
        return status;
    int length = snprintf(text, text_size, "%s, %s", facs_runtime_version(runtime),
                          facs_runtime_path(runtime));
    if (length < 0 || (size_t)length >= text_size)
        status = facs_fail(error, FACS_ERROR_USAGE, -ERANGE, "the text's %zu bytes are too few",
                           text_size);
    facs_runtime_close(&runtime);
    return status;
}
