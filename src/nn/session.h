/*
 * A network opened for inference with a provider (CPU, Core ML, CUDA), and the tensors to run it
 * with. A session is read-only and can be shared; a binding belongs to one thread at a time and
 * owns its tensors, so that frames need no allocation.
 */
#ifndef FACS_NN_SESSION_H
#define FACS_NN_SESSION_H

#include "base/file.h"
#include "nn/runtime.h"

#include <stdatomic.h>

/* The networks of this project. */
typedef enum facs_network_kind {
    FACS_NETWORK_PFLD,
    FACS_NETWORK_DETECTOR,
    FACS_NETWORKS
} facs_network_kind;

struct facs_onnx;
struct OrtSessionOptions; /* the runtime's */

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

/* A way to run a network. */
typedef struct facs_provider {
    facs_backend backend;
    const char *name; /* "CPU", "CoreML", "CUDA" */
    int fixed_shapes; /* the input's open dimensions are set before the session is created */
    int compiles;     /* the first run compiles the network into a folder that is kept */
    /* Add the provider. cache: folder for what it compiles, or NULL. Returns NULL on success. */
    struct OrtStatus *(*append)(const struct OrtApi *api, struct OrtSessionOptions *options,
                                const char *cache);
} facs_provider;

/*
 * Check that backend (not AUTO) works here: the runtime has it and accepts its options. Loads no
 * model. ENVIRONMENT -ENODEV with the reason.
 */
int facs_provider_probe(facs_runtime *runtime, facs_backend backend, facs_error *error);

typedef struct facs_session {
    const facs_provider *provider;   /* in use */
    int64_t input[FACS_NN_MAX_RANK]; /* the input's dimensions, batch first; -1 if open */
    int outputs;                     /* their number */
    /* For this room. */
    facs_runtime *runtime;
    struct OrtSession *session;
    struct OrtAllocator *allocator; /* the runtime's; owns the names */
    const char *name;               /* of the model file, without its folder; within path */
    char *path;
    char *input_name;
    char *output_names[FACS_NN_MAX_OUTPUTS];
    void (*tap)(void *opaque, const float *input, const int64_t dims[FACS_NN_MAX_RANK]);
    void *tap_opaque;
    facs_log log;
} facs_session;

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

typedef struct facs_tensor {
    float *data;
    int rank;
    int64_t dims[FACS_NN_MAX_RANK];
    size_t count; /* product of dims */
} facs_tensor;

typedef struct facs_binding {
    facs_session *session;
    float *input;                            /* product of dims floats, to be filled */
    facs_tensor output[FACS_NN_MAX_OUTPUTS]; /* of the latest run; session->outputs of them */
    /* For this room. */
    struct OrtMemoryInfo *memory;
    struct OrtRunOptions *run_options;
    struct OrtValue *input_value;
    struct OrtValue *output_values[FACS_NN_MAX_OUTPUTS];
    int64_t input_dims[FACS_NN_MAX_RANK];
    atomic_int cancelled;
} facs_binding;

/*
 * Create the tensors for inputs of the given dimensions (all positive; must match the session's).
 * Runs the network once on zeros to learn the outputs' shapes and to warm up (Core ML compiles
 * then, which is logged before and after). ENVIRONMENT errors: -EINVAL (the dimensions do not
 * match, an output is larger than 64 MiB, or the network does not run), -EIO (a device failed).
 */
int facs_binding_open(facs_binding **out, facs_session *session,
                      const int64_t dims[FACS_NN_MAX_RANK], facs_error *error);
void facs_binding_close(facs_binding **binding);

/* Run the network. 0; -ECANCELED after cancel; ENVIRONMENT -EIO if the runtime fails. */
int facs_binding_run(facs_binding *binding, facs_error *error);

/* Make the run in progress on another thread, and every later one, end with -ECANCELED. */
void facs_binding_cancel(facs_binding *binding);

#endif
