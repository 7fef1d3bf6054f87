/*
 * Looks for faces that lie on their side or upside down, which detectors do not know: in a turned
 * copy of the picture.
 */
#ifndef FACS_LANDMARKS_TURNED_LOOK_H
#define FACS_LANDMARKS_TURNED_LOOK_H

#include "detect/face_search.h"
#include "landmarks/clnf/clnf_follower.h"

/*
 * The confident faces in the picture turned by quarters, clockwise; at most max. Boxes and points
 * are those of the picture as it is. Returns their number, or a negative errno.
 */
int facs_turned_look(const facs_face_search *search, facs_clnf_tools *tools, int quarters,
                     facs_detection *faces, int max, facs_error *error);

/* The quarters of the n-th look (from 0) of a series: on one side, on the other, upside down. */
int facs_turned_look_quarters(int n);

/* facs_detector_near, in the picture turned by quarters; box and *seen as above. */
int facs_turned_look_near(const facs_face_search *search, facs_clnf_tools *tools, int quarters,
                          const float box[4], facs_detection *seen, facs_error *error);

#endif
