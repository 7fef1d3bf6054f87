/* Rewrites RetinaFace's graph so that the runtime does little except convolutions. */
#ifndef FACS_DETECT_DETECTOR_GRAPH_H
#define FACS_DETECT_DETECTOR_GRAPH_H

#include "nn/onnx_model.h"

/* A row of the rewritten graph's only output: a box's four numbers, the scores of no face and of a
 * face before the softmax, and the five points' ten numbers. */
enum {
    FACS_DETECTOR_BOX = 0,
    FACS_DETECTOR_SCORES = 4,
    FACS_DETECTOR_POINTS = 6,
    FACS_DETECTOR_ROW = 16
};

/* Exact except for float rounding, if the input's sides are multiples of 32; with other sides the
 * rewritten graph does not run. Steps whose pattern is missing are skipped.
 * - Rectifiers move from after a concatenation to before it, into the convolutions.
 * - Resizing to sizes computed from the input becomes resizing by 2.
 * - The nine heads become three, one per scale, and the outputs [1,P,4], [1,P,2] (a softmax) and
 *   [1,P,10] become one: [1,P,16]. The reader computes the softmax, which it needs for few rows. */
void facs_detector_graph_rewrite(facs_onnx *model);

#endif
