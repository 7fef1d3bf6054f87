/* The folder of the weights: where to find it, and whether its files are intact. */
#ifndef FACS_PIPELINE_WEIGHTS_H
#define FACS_PIPELINE_WEIGHTS_H

#include "os/place.h"
#include "pipeline/own_manifest.h"

#include <facs/facs.h>

#define FACS_PFLD_FILE         "pfld.onnx"
#define FACS_DETECTOR_FILE     "retinaface_mobilenet025.onnx"     /* any input size */
#define FACS_DETECTOR_640_FILE "retinaface_mobilenet025_640.onnx" /* fixed at 640x640 */

/* The rows of models/manifest.tsv, made at build time; ends with a NULL name. */
extern const facs_model_file facs_manifest[];

/* What is known about a file's content. */
typedef enum facs_weights_state {
    FACS_WEIGHTS_KNOWN,   /* it is the one in facs_manifest */
    FACS_WEIGHTS_OWN,     /* it is the one in the folder's own manifest */
    FACS_WEIGHTS_UNKNOWN, /* neither manifest lists it */
    FACS_WEIGHTS_DAMAGED  /* a manifest lists it with another content */
} facs_weights_state;

/* Judges a file by its size and digest. own may be NULL. *expected: its row in the manifest, if it
 * is damaged. */
facs_weights_state facs_weights_judge(const char *name, int64_t bytes, const char *sha256,
                                      const facs_own_manifest *own, facs_own_row *expected);

/* As facs_models_find, for a program in that place. */
int facs_weights_find(const facs_place *place, const char *models, char *path, size_t path_size,
                      facs_error *error);

#endif
