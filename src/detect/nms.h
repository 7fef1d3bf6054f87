/* Greedy non-maximum suppression. */
#ifndef FACS_DETECT_NMS_H
#define FACS_DETECT_NMS_H

#include "detect/detector.h"

/* Intersection over union of two boxes (x, y, width, height); 0 for boxes without area. */
float facs_box_overlap(const float a[4], const float b[4]);

/*
 * Move the best candidates to kept, best first, each of which drops all that overlap it by more
 * than overlap; at most max. Of equal scores the first comes first. Returns their number. The order
 * and the scores of candidates are lost.
 */
int facs_nms(facs_detection *candidates, int count, float overlap, facs_detection *kept, int max);

#endif
