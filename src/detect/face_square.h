/* The square of the picture that a face is looked at in, and what can be one. */
#ifndef FACS_DETECT_FACE_SQUARE_H
#define FACS_DETECT_FACE_SQUARE_H

#include "base/image.h"

#include <facs/facs.h>

/*
 * A face's square from its landmarks: side to the longer side of the landmarks' bounding box, and
 * how far its centre lies above, in the same unit. On OpenFace's three one-face sample clips
 * RetinaFace's boxes average 1.32 and 0.18; of the values around, these bring PFLD's points nearest
 * to OpenFace's (2.15 % of the outer-eye distance, against 2.33 % from RetinaFace's boxes in every
 * frame).
 */
#define FACS_FACE_RATIO 1.3f
#define FACS_FACE_RISE  0.13f

/*
 * What comes out of ONNX Runtime differs in its last digits from one processor to the next. Places
 * in pixels and scores are rounded before anything hangs on them, to far less than they are right
 * to: then nearly all of them are the same everywhere.
 */
float facs_rounded_place(float pixels); /* to 1/32 */
float facs_rounded_score(float score);  /* to 1/8192 */

/* The bounding box of 68 landmarks (x0.., y0..): x, y, width, height. */
void facs_landmarks_box(const float *landmarks, float box[4]);

/* From the landmarks' bounding box (x, y, width, height) to the face's square, likewise. */
void facs_face_square(const float box[4], float square[4]);

/* Networks may say anything: whether a box can be a face in picture. 0 for NaN. */
int facs_face_is_plausible(const float box[4], const facs_image *picture);

int facs_face_is_inside(const float box[4], const facs_image *picture);

#endif
