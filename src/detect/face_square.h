/* The square of the picture in which to look at a face, and which boxes can be a face. */
#ifndef FACS_DETECT_FACE_SQUARE_H
#define FACS_DETECT_FACE_SQUARE_H

#include "base/image.h"

#include <facs/facs.h>

/* A face's square: its side relative to the longer side of the landmarks' bounding box, and how far
 * its centre is above the box's, in the same unit. On OpenFace's three one-face sample clips
 * RetinaFace's boxes average 1.32 and 0.18; of the values around these, the ones here bring PFLD's
 * points nearest to OpenFace's (2.15 % of the outer-eye distance, against 2.33 % from RetinaFace's
 * boxes in every frame). */
#define FACS_FACE_RATIO 1.3f
#define FACS_FACE_RISE  0.13f

/* The output of ONNX Runtime differs in its last digits between processors. Places in pixels and
 * scores are rounded before anything depends on them, far below their accuracy, so that nearly all
 * of them are the same everywhere. */
float facs_rounded_place(float pixels); /* to 1/32 */
float facs_rounded_score(float score);  /* to 1/8192 */

/* Bounding box of 68 landmarks (x0.., y0..): x, y, width, height. */
void facs_landmarks_box(const float *landmarks, float box[4]);

/* From the landmarks' bounding box (x, y, width, height) to the face's square, in the same form. */
void facs_face_square(const float box[4], float square[4]);

/* Networks may output anything: 1 if box can be a face in picture. 0 for NaN. */
int facs_face_is_plausible(const float box[4], const facs_image *picture);

int facs_face_is_inside(const float box[4], const facs_image *picture);

#endif
