/*
 * RetinaFace, MobileNet-0.25: boxes, five points and scores of the faces in a picture. ALGORITHM 1.
 * The picture is scaled into a bounded input, so the cost does not grow with the camera's
 * resolution.
 */
#ifndef FACS_FACE_DETECTOR_H
#define FACS_FACE_DETECTOR_H

#include "base/image.h"
#include "nn/session.h"

#define FACS_DETECTOR_SIDE      320 /* pixels: the longer side of an input that is left open */
#define FACS_DETECTOR_MAX_FACES 64

typedef struct facs_detection {
    float box[4]; /* x, y (upper-left), width, height: pixels of the picture; may reach beyond it */
    float score;  /* 0..1 */
    float points[10]; /* x, y of both eyes, nose, both mouth corners */
} facs_detection;

typedef struct facs_detector facs_detector; /* one thread's state; the session is shared */

/*
 * side 0: for whole pictures. An input that the model leaves open gets the picture's shape, with a
 * longer side of at most FACS_DETECTOR_SIDE (on backends that want fixed shapes: a square of it).
 * side > 0: such an input becomes side x side, for views of any shape.
 * session: rank-4 input; outputs [1,P,4], [1,P,2], [1,P,10] in any order. ENVIRONMENT -EINVAL if
 * not.
 */
int facs_detector_open(facs_detector **out, facs_session *session, int side, facs_error *error);
void facs_detector_close(facs_detector **detector);

/*
 * Find the faces of score > 0.5, best first, after non-maximum suppression at IoU 0.4; at most max.
 * Returns their number, or a negative errno.
 */
int facs_detector_run(facs_detector *detector, const facs_image *picture, facs_detection *faces,
                      int max, facs_error *error);

/* The score from which a face is confidently one. */
#define FACS_DETECTOR_CONFIDENT 0.8f

/* The face to follow of count (at least 1), best first: the largest of the confident ones, else the
 * best. */
const facs_detection *facs_detector_choose(const facs_detection *faces, int count);

void facs_detector_cancel(facs_detector *detector); /* thread-safe */

#endif
