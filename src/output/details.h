/* OpenFace's NAME_of_details.txt: input, camera, and which results lie beside it. */
#ifndef FACS_OUTPUT_DETAILS_H
#define FACS_OUTPUT_DETAILS_H

#include "pipeline/sink.h"

typedef struct facs_details_options {
    const char *input; /* as the user gave it; NULL: a camera. Kept */
    /* Of the run: features, and the paths of the results. Kept. */
    const facs_extract_options *results;
    unsigned features; /* FACS_FEATURE_* that are really measured */
} facs_details_options;

/*
 * It gets its name at the end, so that it is there only where all it names is. Frames must bring
 * facs_face_data. OUTPUT errors.
 */
int facs_details_open(facs_sink *sink, const char *path, const facs_details_options *options,
                      facs_error *error);

#endif
