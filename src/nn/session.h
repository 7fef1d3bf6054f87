/*
 * A network opened for inference with a provider (CPU, Core ML, CUDA), and the tensors to run it
 * with. A session is read-only and can be shared; a binding belongs to one thread at a time and
 * owns its tensors, so that frames need no allocation.
 */
#ifndef FACS_NN_SESSION_H
#define FACS_NN_SESSION_H

#include "base/file.h"
#include "nn/runtime.h"

/* The networks of this project. */
typedef enum facs_network_kind {
    FACS_NETWORK_PFLD,
    FACS_NETWORK_DETECTOR,
    FACS_NETWORKS
} facs_network_kind;

typedef struct facs_session facs_session;
typedef struct facs_binding facs_binding;
struct facs_onnx;

#define FACS_NN_MAX_RANK    4
#define FACS_NN_MAX_OUTPUTS 8

typedef struct facs_session_options {
    facs_backend
        backend; /* AUTO: CUDA, Core ML, CPU in order; each failure's text goes to the log */
    int threads; /* intra-op threads, at least 1 */
    /* Core ML and CUDA need fixed shapes: the values for the input's open dimensions (batch,
       channels, height, width). 0 leaves a dimension open. */
    int64_t fixed_input[FACS_NN_MAX_RANK];
    const char *cache; /* folder for compiled models; NULL: the user's cache folder */
    /* Edits the network before the runtime gets it; NULL: nothing to do. A file that cannot be read
       for this goes to the runtime unchanged. */
    void (*rewrite)(struct facs_onnx *model);
    const char
        *profile; /* the runtime writes each node's time to files with this prefix; or NULL */
    int half;     /* 1: turn the network into 16-bit floating point, after rewrite */
    /* Called with the input of each run, on its thread; or NULL. */
    void (*tap)(void *opaque, const float *input, const int64_t dims[FACS_NN_MAX_RANK]);
    void *tap_opaque;
    facs_log log;
} facs_session_options;

/*
 * Open the ONNX file at path: one float input of rank 4, float outputs only. ENVIRONMENT errors:
 * -ENOENT (no file), -EFBIG (above 256 MiB), -EINVAL (not a model of that form), -ENODEV (the
 * backend that was named does not work here; the sentence says why).
 */
int facs_session_open(facs_session **out, facs_runtime *runtime, const char *path,
                      const facs_session_options *options, facs_error *error);
/* The same for a file in memory, which is neither kept nor rewritten. */
int facs_session_open_file(facs_session **out, facs_runtime *runtime, const facs_file *file,
                           const facs_session_options *options, facs_error *error);
void facs_session_close(facs_session **session);

/* The backend in use, never AUTO, and its name: "CPU", "CoreML", "CUDA". */
facs_backend facs_session_backend(const facs_session *session);
const char *facs_session_provider(const facs_session *session);

/* The input's dimensions, batch first; -1 if open. */
const int64_t *facs_session_input(const facs_session *session);

typedef struct facs_tensor {
    const float *data;
    int rank;
    int64_t dims[FACS_NN_MAX_RANK];
    size_t count; /* product of dims */
} facs_tensor;

/*
 * Create the tensors for inputs of the given dimensions (all positive; must match the session's).
 * Runs the network once on zeros to learn the outputs' shapes and to warm up (Core ML compiles
 * then, which is logged before and after). ENVIRONMENT errors: -EINVAL (the dimensions do not
 * match, an output is larger than 64 MiB, or the network does not run), -EIO (a device failed).
 */
int facs_binding_open(facs_binding **out, facs_session *session,
                      const int64_t dims[FACS_NN_MAX_RANK], facs_error *error);
void facs_binding_close(facs_binding **binding);

float *facs_binding_input(facs_binding *binding); /* product of dims floats, to be filled */

/* Run the network. 0; -ECANCELED after cancel; ENVIRONMENT -EIO if the runtime fails. */
int facs_binding_run(facs_binding *binding, facs_error *error);

int facs_binding_outputs(const facs_binding *binding);
/* Output i, valid until the next run; NULL if there is none. */
const facs_tensor *facs_binding_output(const facs_binding *binding, int i);

/* Make the run in progress on another thread, and every later one, end with -ECANCELED. */
void facs_binding_cancel(facs_binding *binding);

#endif
