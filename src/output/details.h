/* OpenFace's NAME_of_details.txt: the input, the camera and the results beside it. */
#ifndef FACS_OUTPUT_DETAILS_H
#define FACS_OUTPUT_DETAILS_H

#include "output/outputs.h"

/* The file appears at the end, so that everything it lists exists. Frames must carry
 * facs_face_data. OUTPUT errors. */
int facs_details_open(facs_sink *sink, const char *path, const facs_output_run *run,
                      facs_error *error);

#endif
