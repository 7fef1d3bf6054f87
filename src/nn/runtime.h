/*
 * ONNX Runtime, loaded by dlopen, as its symbols are versioned and linking would tie the build to
 * one release. Open it on the thread that infers. Read-only afterwards, and can be shared by
 * threads.
 */
#ifndef FACS_NN_RUNTIME_H
#define FACS_NN_RUNTIME_H

#include <facs/facs.h>

typedef struct facs_runtime {
    const struct OrtApi *api;
    struct OrtEnv *env;
    char *path;
    const char *version; /* the library's own string: "1.29.0" */
} facs_runtime;

/* What needs it, for messages that it is missing. */
#define FACS_NN_USERS                                                                              \
    "PFLD landmarks, RetinaFace, and a backend or precision that is asked for by name"

/*
 * Load the library at path or, if NULL, $FACS_ONNXRUNTIME, the installation's own, the one the
 * build found, or the system's. Creates the environment (named "facs", no global thread pool).
 * ENVIRONMENT errors: -ENOENT (no library; the sentence names each place), -ENOSYS (too old, or
 * this build is without it: without_runtime.c). Sets ORT_DISABLE_TELEMETRY=1 in the environment
 * unless it is set. A program whose other threads read the environment meanwhile must set it itself
 * before.
 */
int facs_runtime_open(facs_runtime **out, const char *path, const facs_log *log, facs_error *error);
void facs_runtime_close(facs_runtime **runtime);

#endif
