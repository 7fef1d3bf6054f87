/*
 * What the worker leaves with a frame for sinks that need more than its result: the camera, the
 * FHOG that the predictions used, and the aligned face. It is stored in the frame's extra bytes.
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
    int max_faces;          /* in a frame; 0: one */
    facs_aligned_form form; /* of the aligned face; side 0: none */
    int unmasked;           /* 1: keep the face's surroundings */
    int grey;               /* 1: one channel instead of three */
    const facs_options *analysis;
} facs_face_data_options;

/* What is drawn into the picture: points in pixels, x and y. */
typedef struct facs_face_marks {
    float cube[FACS_CUBE_CORNERS][2]; /* around the head */
    float axes[4][2];                 /* the head's centre; towards its left, chin and back */
    float gaze[2][2][2];              /* for each eye the pupil and a point on its line of gaze */
    int has_gaze;
} facs_face_marks;

typedef struct facs_face_data {
    size_t bytes; /* offset of the data of the frame's next face */
    int face_id;
    facs_camera camera;
    int described; /* 0: no face; the rest is zero */
    facs_face_marks marks;
    float fhog[FACS_FHOG_SIZE];
    uint8_t aligned[]; /* side * side * (1 or 3) */
} facs_face_data;

/* Returns the number of extra bytes that a frame needs. */
size_t facs_face_data_bytes(const facs_face_data_options *options);

/* Fills in the data of a frame's n-th result, just after back_end has made it. Call it in order of
 * n. Earlier data may be read meanwhile. picture: the frame's. */
void facs_face_data_fill(const facs_face_data_options *options, const facs_back_end *back_end,
                         const facs_pool_frame *frame, const facs_image *picture, int n,
                         const facs_result *result);

/* Returns the data of the face with this number, which must have a result in frame. */
const facs_face_data *facs_face_data_of(const facs_pool_frame *frame, int face_id);

#endif
