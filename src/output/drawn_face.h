/* What is drawn of the faces of a frame. It lies in the frame's extra bytes. */
#ifndef FACS_OUTPUT_DRAWN_FACE_H
#define FACS_OUTPUT_DRAWN_FACE_H

#include "pipeline/face_data.h"

typedef struct facs_drawn_face {
    facs_result result;    /* its intensities and presences are those to be shown */
    facs_face_marks marks; /* if result has success */
} facs_drawn_face;

typedef struct facs_drawn_faces {
    int count;
    facs_drawn_face faces[]; /* in order of face_id */
} facs_drawn_faces;

#endif
