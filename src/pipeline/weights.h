/* The folder of the weights: where to find it, and whether its files are intact. */
#ifndef FACS_PIPELINE_WEIGHTS_H
#define FACS_PIPELINE_WEIGHTS_H

#include "os/place.h"

#include <facs/facs.h>

#define FACS_PFLD_FILE         "pfld.onnx"
#define FACS_DETECTOR_FILE     "retinaface_mobilenet025.onnx"     /* any input size */
#define FACS_DETECTOR_640_FILE "retinaface_mobilenet025_640.onnx" /* fixed at 640x640 */

/* The rows of models/manifest.tsv, made at build time; ends with a NULL name. */
extern const facs_model_file facs_manifest[];

/* A models folder's own list of weights: files for which its owner vouches, in addition to or
 * instead of those in this project's manifest. It has the same form: a line per file with path,
 * size and SHA-256, separated by tabs; further columns are ignored. */
#define FACS_OWN_MANIFEST "manifest.tsv"

typedef struct facs_own_manifest facs_own_manifest;

typedef struct facs_own_row {
    const char *name; /* under the folder */
    int64_t bytes;
    const char *sha256; /* 64 hex digits */
} facs_own_row;

/* *out is NULL if the folder has none. ENVIRONMENT errors: it cannot be read, or a line is
 * malformed; INTERNAL: out of memory. */
int facs_own_manifest_open(facs_own_manifest **out, const char *folder, facs_error *error);
void facs_own_manifest_close(facs_own_manifest **manifest);

/* Returns a file's row, or NULL. manifest may be NULL. */
const facs_own_row *facs_own_manifest_find(const facs_own_manifest *manifest, const char *name);

/* What is known about a file's content. */
typedef enum facs_weights_state {
    FACS_WEIGHTS_KNOWN,   /* it is the one in facs_manifest */
    FACS_WEIGHTS_OWN,     /* it is the one in the folder's own manifest */
    FACS_WEIGHTS_UNKNOWN, /* neither manifest lists it */
    FACS_WEIGHTS_DAMAGED  /* a manifest lists it with another content */
} facs_weights_state;

/* Judges a file by its size and digest. Experts of CE-CLM with another size are unknown: their
 * reader finds out whether they are other networks, in a whole file, or were cut short. own may be
 * NULL. *expected: its row in the manifest, if it is damaged. */
facs_weights_state facs_weights_judge(const char *name, int64_t bytes, const char *sha256,
                                      const facs_own_manifest *own, facs_own_row *expected);

/* Returns the folder of weights that is meant, allocated: named itself, or the one in or around it,
 * where it is OpenFace's. NULL: it holds no weights, or there is no memory. */
char *facs_weights_meant(const char *named);

/* As facs_models_find, for a program in that place. */
int facs_weights_find(const facs_place *place, const char *models, char *path, size_t path_size,
                      facs_error *error);

#endif
