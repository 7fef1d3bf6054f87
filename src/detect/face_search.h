/* Where in a picture to look for faces, and which of several to take; shared by the trackers. */
#ifndef FACS_DETECT_FACE_SEARCH_H
#define FACS_DETECT_FACE_SEARCH_H

#include "detect/detector.h"

typedef struct facs_face_search {
    facs_detector *detector;
    int region[4]; /* x, y, width, height, pixels; all 0: the whole picture */
    int min_face;  /* pixels: narrower faces are ignored; 0: none are */
    facs_face_choice choice;
} facs_face_search;

/* facs_detector_run in the region; boxes and points are in the picture. */
int facs_face_search_run(const facs_face_search *search, const facs_image *picture,
                         facs_detection *faces, int max, facs_error *error);

/* Chooses the face to follow among count (at least 1), best first. */
const facs_detection *facs_face_search_choose(const facs_face_search *search,
                                              const facs_image *picture,
                                              const facs_detection *faces, int count);

/* 1: the centre of a box (x, y, width, height) is in the region. */
int facs_face_search_covers(const facs_face_search *search, const float box[4]);

#endif
