/*
 * Following one face from frame to frame: the landmarks of a frame give the box of the next. A
 * detector looks at the face's surroundings at a period, when the landmarks are doubtful (shape
 * fit's residual, a jump, the picture's edge), and at the whole picture, in every frame, while the
 * face is lost. Of several faces the largest is followed until it is lost.
 */
#ifndef FACS_FACE_TRACKER_H
#define FACS_FACE_TRACKER_H

#include "face/detector.h"
#include "face/pfld.h"
#include "shape/shape_fit.h"

typedef struct facs_tracker facs_tracker;

typedef struct facs_track {
    int success; /* 1: landmarks and shape are of a face in this frame */
    /* 0..1: the detector's last score, times a factor that falls from 1 to 0 as the shape fit's
       residual grows from 0.45 % to 1.2 % of the face's side. */
    float confidence;
    float box[4]; /* the landmarks' bounding box, pixels */
    float landmarks[2 * FACS_LANDMARKS];
    facs_shape shape; /* the fit to landmarks */
    float detect_ms, landmarks_ms, shape_ms;
} facs_track;

/* Keeps the sessions and pdm (68 points). detect_every at least 1. */
int facs_tracker_open(facs_tracker **out, facs_session *detector, facs_session *pfld,
                      const facs_pdm *pdm, int detect_every, facs_error *error);
void facs_tracker_close(facs_tracker **tracker);

/* Follow the face into the next picture. A picture without a face is no error. */
int facs_tracker_next(facs_tracker *tracker, const facs_image *picture, facs_track *track,
                      facs_error *error);

void facs_tracker_cancel(facs_tracker *tracker); /* thread-safe */

/* The bounding box of 68 landmarks (x0.., y0..): x, y, width, height. */
void facs_landmarks_box(const float *landmarks, float box[4]);

#endif
