/*
 * What the worker leaves with a frame for the sinks that want more than its result: the camera, the
 * FHOG that the predictions used, and the aligned face. It lies in the frame's extra bytes.
 */
#ifndef FACS_PIPELINE_FACE_DATA_H
#define FACS_PIPELINE_FACE_DATA_H

#include "appearance/fhog.h"
#include "base/frame_pool.h"
#include "pipeline/back_end.h"
#include "shape/camera_pose.h"

#define FACS_CUBE_CORNERS 8 /* bit 0, 1, 2 of a corner's number: the far side in x, y, z */

typedef struct facs_face_data_options {
    int wanted;             /* 0: no data at all */
    int max_faces;          /* of a frame; 0: one */
    facs_aligned_form form; /* of the aligned face; side 0: none */
    int unmasked;           /* 1: the face's surroundings stay */
    int grey;               /* 1: one channel in place of three */
    const facs_options *analysis;
} facs_face_data_options;

/* How a face lies in the picture, seen by the camera: places in pixels, x and y. */
typedef struct facs_face_marks {
    float cube[FACS_CUBE_CORNERS][2]; /* round the head */
    float axes[4][2];                 /* the head's centre; to its left, its chin, its back */
    float gaze[2][2][2];              /* each eye: pupil, a place that it looks through */
    int has_gaze;
} facs_face_marks;

typedef struct facs_face_data {
    size_t bytes; /* to the data of the frame's next face */
    int face_id;
    facs_camera camera;
    int described; /* 0: no face; all that follows is zero */
    facs_face_marks marks;
    float fhog[FACS_FHOG_SIZE];
    uint8_t aligned[]; /* side * side * (1 or 3) */
} facs_face_data;

/* The extra bytes that a frame needs. */
size_t facs_face_data_bytes(const facs_face_data_options *options);

/* After back_end has seen frame, which has the room, and its n-th result came of it. In order of n:
 * what was filled may be read while the next is. */
void facs_face_data_fill(const facs_face_data_options *options, const facs_back_end *back_end,
                         const facs_pool_frame *frame, int n, const facs_result *result);

/* What fill left with the frame for the face with this number, of which it has a result. */
const facs_face_data *facs_face_data_of(const facs_pool_frame *frame, int face_id);

#endif
