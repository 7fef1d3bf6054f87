/* Squares that may be faces, on their way through MTCNN's stages, truncated to whole numbers where
 * OpenFace does it. */
#ifndef FACS_DETECT_MTCNN_BOXES_H
#define FACS_DETECT_MTCNN_BOXES_H

/* box: x, y (upper left), width, height: pixels of the picture. */
typedef struct facs_candidate {
    float box[4];
    float score;         /* 0..1, of the last network so far */
    float correction[4]; /* of the left, upper, right and lower edge, in sides of the box */
    float points[10];    /* x, y of both eyes, nose, both mouth corners, after ONet */
    int order;           /* of equal scores, the larger order comes first */
} facs_candidate;

typedef enum facs_overlap {
    FACS_OVERLAP_UNION,  /* the area that two share, relative to what they cover together */
    FACS_OVERLAP_SMALLER /* .., relative to the smaller one */
} facs_overlap;

/* 1 / (1 + e^(no - yes)), the same on every processor. */
float facs_mtcnn_probability(float no, float yes);

/* The same, with 1 + e^.. in 32 bits, as OpenFace computes it for PNet: scores near 1 are then
 * equal, and the order of the places decides. */
float facs_mtcnn_coarse_probability(float no, float yes);

/* Sorts the candidates, best first; each drops all later ones that overlap it by more than limit.
 * Returns how many remain, and renumbers them. */
int facs_mtcnn_suppress(facs_candidate *candidates, int count, float limit, facs_overlap overlap);

/* Moves the edges by the correction; larger: 1 if the sides count one pixel more. */
void facs_mtcnn_correct(facs_candidate *candidate, int larger);

/* 1: finite, not empty, and not further away than any picture reaches. */
int facs_mtcnn_is_box(const facs_candidate *candidate);

/* Makes it a square about the same centre, in whole pixels. 0: no picture could have it. */
int facs_mtcnn_square(facs_candidate *candidate);

#endif
