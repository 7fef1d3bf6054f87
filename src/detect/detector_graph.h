/* RetinaFace's graph, rewritten so that the runtime does less beside the convolutions. */
#ifndef FACS_DETECT_DETECTOR_GRAPH_H
#define FACS_DETECT_DETECTOR_GRAPH_H

#include "nn/onnx_model.h"

/* What one row of the rewritten graph's only output holds: a box's four numbers, the scores of no
 * face and of a face before the softmax, and the five points' ten. */
enum {
    FACS_DETECTOR_BOX = 0,
    FACS_DETECTOR_SCORES = 4,
    FACS_DETECTOR_POINTS = 6,
    FACS_DETECTOR_ROW = 16
};

/*
 * Exact but for float rounding, where the input's sides are multiples of 32; with other sides the
 * rewritten graph does not run. Steps whose pattern is not there are left out.
 *  - Rectifiers move from behind a concatenation to before it, into the convolutions.
 *  - Resizing by sizes that are computed from the pictures becomes resizing by 2.
 *  - The nine heads become three, one for each scale, and the outputs [1,P,4], [1,P,2] (a softmax)
 *    and [1,P,10] one: [1,P,16]. The softmax is left to the reader, who needs it of few rows.
 */
void facs_detector_graph_rewrite(facs_onnx *model);

#endif
