/* OpenFace's NAME_of_details.txt: the input, the camera and the results beside it. */
#ifndef FACS_OUTPUT_DETAILS_H
#define FACS_OUTPUT_DETAILS_H

#include "pipeline/sink.h"

typedef struct facs_details_options {
    const char *input; /* as the user gave it; NULL: a camera. Must outlive the sink */
    const facs_extract_options *results; /* the run's, with the results' paths; must outlive it */
    unsigned features;                   /* FACS_FEATURE_* actually measured */
} facs_details_options;

/* The file appears at the end, so that everything it lists exists. Frames must carry
 * facs_face_data. OUTPUT errors. */
int facs_details_open(facs_sink *sink, const char *path, const facs_details_options *options,
                      facs_error *error);

#endif
