/* The folder of the weights: where it is looked for, and whether its files are whole. */
#ifndef FACS_PIPELINE_WEIGHTS_H
#define FACS_PIPELINE_WEIGHTS_H

#include "base/place.h"

#include <facs/facs.h>

#define FACS_PFLD_FILE         "pfld.onnx"
#define FACS_DETECTOR_FILE     "retinaface_mobilenet025.onnx"     /* any input size */
#define FACS_DETECTOR_640_FILE "retinaface_mobilenet025_640.onnx" /* fixed at 640x640 */

/* The manifest's rows, made from models/manifest.tsv at build time; ends with a NULL name. */
extern const facs_model_file facs_manifest[];

/* As facs_models_find, for a program that lies there. */
int facs_weights_find(const facs_place *place, const char *models, char *path, size_t path_size,
                      facs_error *error);

#endif
