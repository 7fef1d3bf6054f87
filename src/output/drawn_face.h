/* What is drawn for each face of a frame; stored in the frame's extra bytes. */
#ifndef FACS_OUTPUT_DRAWN_FACE_H
#define FACS_OUTPUT_DRAWN_FACE_H

#include "pipeline/face_data.h"

typedef struct facs_drawn_face {
    facs_result result;    /* with the intensities and presences to show */
    facs_face_marks marks; /* valid if result.success */
} facs_drawn_face;

typedef struct facs_drawn_faces {
    int count;
    facs_drawn_face faces[]; /* in order of face_id */
} facs_drawn_faces;

#endif
