/*
 * OpenFace's .hog (docs/openface-csv.md): for each row int32 columns, rows, channels, float32 1 if
 * there is a face and -1 if not, then float32 [rows][columns][channels], in the machine's byte
 * order. Without a face these are zero: OpenFace then describes a black picture.
 */
#ifndef FACS_OUTPUT_HOG_H
#define FACS_OUTPUT_HOG_H

#include "output/outputs.h"

/* Frames must carry facs_face_data. OUTPUT errors. */
int facs_hog_open(facs_sink *sink, const char *path, const facs_output_run *run, facs_error *error);

#endif
