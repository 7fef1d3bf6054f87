/* Looks in a turned copy of the picture for faces on their side or upside down, which detectors do
 * not find otherwise. */
#ifndef FACS_LANDMARKS_TURNED_LOOK_H
#define FACS_LANDMARKS_TURNED_LOOK_H

#include "detect/face_search.h"
#include "landmarks/clm/clm_follower.h"

/* Finds the confident faces in the picture turned clockwise by quarters; at most max. Boxes and
 * points are in the original picture. Returns their number, or a negative errno. */
int facs_turned_look(const facs_face_search *search, facs_clm_tools *tools, int quarters,
                     facs_detection *faces, int max, facs_error *error);

/* Returns the quarters of the n-th look (from 0) of a series: one side, the other, upside down. */
int facs_turned_look_quarters(int n);

/* facs_detector_near in the picture turned by quarters; box and *seen are in the original
 * picture. */
int facs_turned_look_near(const facs_face_search *search, facs_clm_tools *tools, int quarters,
                          const float box[4], facs_detection *seen, facs_error *error);

#endif
