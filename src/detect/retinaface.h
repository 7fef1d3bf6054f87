/* RetinaFace, MobileNet-0.25: boxes, five points and scores of the faces in a picture. The picture
 * is scaled to a bounded input, so the cost does not grow with the camera's resolution. See
 * docs/algorithm.md, 1b. */
#ifndef FACS_DETECT_RETINAFACE_H
#define FACS_DETECT_RETINAFACE_H

#include "detect/detector.h"
#include "nn/session.h"

#define FACS_DETECTOR_SIDE 320 /* pixels: the longer side of an open input */

/* Finds faces with score > 0.5, after non-maximum suppression at IoU 0.4.
 * side 0: for whole pictures. An input that the model leaves open gets the picture's shape, with a
 * longer side of at most FACS_DETECTOR_SIDE (a square of it on backends that need fixed shapes).
 * side > 0: an open input becomes side x side, for views of any shape.
 * session: rank-4 input; outputs [1,P,4], [1,P,2], [1,P,10] in any order. ENVIRONMENT -EINVAL if
 * not. */
int facs_retinaface_open(facs_detector **out, facs_session *session, int side, facs_error *error);

#endif
