/*
 * A folder of aligned faces, one picture per row, named as in OpenFace: frame_det_00_000001.bmp
 * (face, frame from 1), or face_det_000000.bmp for a still image. A row without a face gets a black
 * picture.
 */
#ifndef FACS_OUTPUT_ALIGNED_FACES_H
#define FACS_OUTPUT_ALIGNED_FACES_H

#include "output/outputs.h"

/* Writes to a draft folder that replaces folder as a whole at the end, so old faces never mix with
 * new ones. A folder that contains anything but such pictures is refused (-EEXIST). Frames must
 * carry facs_face_data with faces of this form. OUTPUT errors. */
int facs_aligned_faces_open(facs_sink *sink, const char *folder, const facs_output_run *run,
                            facs_error *error);

#endif
