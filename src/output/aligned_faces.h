/*
 * A folder of aligned faces, one picture for each row, named as OpenFace names them:
 * frame_det_00_000001.bmp (face, frame from 1), or face_det_000000.bmp of a still image. A frame
 * without a face has a black one.
 */
#ifndef FACS_OUTPUT_ALIGNED_FACES_H
#define FACS_OUTPUT_ALIGNED_FACES_H

#include "pipeline/sink.h"

#define FACS_ALIGNED_FORMAT "bmp" /* unless another is asked for */

typedef struct facs_aligned_faces_options {
    const char *format; /* "bmp", "jpg", "jpeg" or "png", which the names end in; NULL: "bmp" */
    int side;           /* pixels */
    int grey;           /* 1: one channel */
    int good_only;      /* 1: no pictures of frames without a face */
    int still_image;    /* 1: names without the frame */
} facs_aligned_faces_options;

/*
 * Written into a folder with an unfinished name, which takes folder's place at the end: one of
 * before is replaced as a whole, so that no old face lies among the new. One that holds anything
 * but such pictures is refused (-EEXIST). Frames must bring facs_face_data with faces of that form.
 * OUTPUT errors.
 */
int facs_aligned_faces_open(facs_sink *sink, const char *folder,
                            const facs_aligned_faces_options *options, facs_error *error);

#endif
