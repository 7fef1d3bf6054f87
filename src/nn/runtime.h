/*
 * ONNX Runtime, brought in by dlopen (its symbols are versioned: linking would tie the build to one
 * release). Opened on the thread that infers. Read-only afterwards, shareable between threads.
 */
#ifndef FACS_NN_RUNTIME_H
#define FACS_NN_RUNTIME_H

#include <facs/facs.h>

typedef struct facs_runtime facs_runtime;

/* Whose it is, for the sentences that miss it. */
#define FACS_NN_USERS                                                                              \
    "PFLD landmarks, RetinaFace, and a backend or precision that is asked for by name"

/*
 * Load the library at path, or when NULL: $FACS_ONNXRUNTIME, the installation's own, the one the
 * build found, the system's.
 * Creates the environment (named "facs", no global thread pool). ENVIRONMENT errors: -ENOENT (no
 * library; the sentence names each place), -ENOSYS (too old, or this build is without it:
 * without_runtime.c).
 * Sets ORT_DISABLE_TELEMETRY=1 in the process's environment where it is not set: a program that
 * reads its environment on other threads meanwhile sets it itself before they start.
 */
int facs_runtime_open(facs_runtime **out, const char *path, const facs_log *log, facs_error *error);
void facs_runtime_close(facs_runtime **runtime);

const char *facs_runtime_version(const facs_runtime *runtime); /* "1.29.0" */
const char *facs_runtime_path(const facs_runtime *runtime);

#endif
