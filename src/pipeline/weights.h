/* The folder of the weights: where it is looked for, and whether its files are whole. */
#ifndef FACS_PIPELINE_WEIGHTS_H
#define FACS_PIPELINE_WEIGHTS_H

#include "os/place.h"
#include "pipeline/own_manifest.h"

#include <facs/facs.h>

#define FACS_PFLD_FILE         "pfld.onnx"
#define FACS_DETECTOR_FILE     "retinaface_mobilenet025.onnx"     /* any input size */
#define FACS_DETECTOR_640_FILE "retinaface_mobilenet025_640.onnx" /* fixed at 640x640 */

/* The manifest's rows, made from models/manifest.tsv at build time; ends with a NULL name. */
extern const facs_model_file facs_manifest[];

/* What is known of a file's content. */
typedef enum facs_weights_state {
    FACS_WEIGHTS_KNOWN,   /* it is the one that facs_manifest names */
    FACS_WEIGHTS_OWN,     /* another one, which the folder's own manifest vouches for */
    FACS_WEIGHTS_UNKNOWN, /* neither of the two names it */
    FACS_WEIGHTS_DAMAGED  /* one of the two names it, and it is not that one */
} facs_weights_state;

/* Judge a file by its size and digest. own may be NULL. *expected, for DAMAGED: the row that
 * it should be. */
facs_weights_state facs_weights_judge(const char *name, int64_t bytes, const char *sha256,
                                      const facs_own_manifest *own, facs_own_row *expected);

/* As facs_models_find, for a program that lies there. */
int facs_weights_find(const facs_place *place, const char *models, char *path, size_t path_size,
                      facs_error *error);

#endif
