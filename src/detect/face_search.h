/*
 * Where in a picture faces are looked for, and which of several is taken: what the trackers share.
 */
#ifndef FACS_DETECT_FACE_SEARCH_H
#define FACS_DETECT_FACE_SEARCH_H

#include "detect/detector.h"

typedef struct facs_face_search {
    facs_detector *detector;
    int region[4]; /* x, y, width, height, pixels; all 0: the whole picture */
    int min_face;  /* pixels: narrower faces are none; 0: any */
    facs_face_choice choice;
} facs_face_search;

/* facs_detector_run in the region; boxes and points are the picture's. */
int facs_face_search_run(const facs_face_search *search, const facs_image *picture,
                         facs_detection *faces, int max, facs_error *error);

/* The face to follow of count (at least 1), best first. */
const facs_detection *facs_face_search_choose(const facs_face_search *search,
                                              const facs_image *picture,
                                              const facs_detection *faces, int count);

/* 1: the middle of a box (x, y, width, height) lies in the region. */
int facs_face_search_covers(const facs_face_search *search, const float box[4]);

#endif
