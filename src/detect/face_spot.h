/* Where a face is and how large, in one form for detections and landmarks, from both eyes, nose and
 * both mouth corners. */
#ifndef FACS_DETECT_FACE_SPOT_H
#define FACS_DETECT_FACE_SPOT_H

#include "detect/detector.h"

/* size: root mean square distance of the five points from their centre; a face is about four
 * wide. */
typedef struct facs_spot {
    float x, y, size; /* pixels */
} facs_spot;

facs_spot facs_spot_of_detection(const facs_detection *seen);
facs_spot facs_spot_of_landmarks(const float *landmarks); /* 68: x.., y.. */

/* Distance of the centres, in sizes of the larger; INFINITY if a size is not above 0. */
float facs_spot_distance(const facs_spot *a, const facs_spot *b);

/* Ratio of the larger size to the smaller; INFINITY likewise. */
float facs_spot_growth(const facs_spot *a, const facs_spot *b);

/* 1: faces found at a and b are the same one. */
int facs_spot_is_same(const facs_spot *a, const facs_spot *b);

#endif
