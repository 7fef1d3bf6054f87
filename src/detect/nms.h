/* Greedy non-maximum suppression. */
#ifndef FACS_DETECT_NMS_H
#define FACS_DETECT_NMS_H

#include "detect/detector.h"

/* Intersection over union of two boxes (x, y, width, height); 0 for boxes without area. */
float facs_box_overlap(const float a[4], const float b[4]);

/* Moves the best candidates to kept, best first; each drops all others that overlap it by more than
 * overlap. At most max. The first of equal scores comes first. Returns their number. Destroys the
 * order and scores of candidates. */
int facs_nms(facs_detection *candidates, int count, float overlap, facs_detection *kept, int max);

#endif
