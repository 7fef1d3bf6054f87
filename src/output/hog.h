/*
 * OpenFace's .hog (COMPAT.md): for each frame int32 columns, rows, channels, float32 1 for a good
 * frame or -1, then float32 [rows][columns][channels], in the machine's byte order. A frame without
 * a face has a record of the same size, all zero: what OpenFace describes then is a black picture.
 */
#ifndef FACS_OUTPUT_HOG_H
#define FACS_OUTPUT_HOG_H

#include "output/outputs.h"

/* Frames must bring facs_face_data. OUTPUT errors. */
int facs_hog_open(facs_sink *sink, const char *path, const facs_output_run *run, facs_error *error);

#endif
