/* Squares that may be faces, on their way through MTCNN's stages; the numbers as OpenFace cuts
 * them. */
#ifndef FACS_DETECT_MTCNN_BOXES_H
#define FACS_DETECT_MTCNN_BOXES_H

/* box: x, y (upper left), width, height: pixels of the picture. */
typedef struct facs_candidate {
    float box[4];
    float score;         /* 0..1, of the last network that saw it */
    float correction[4]; /* what this says to its left, upper, right, lower edge, in sides of it */
    float points[10];    /* x, y of both eyes, nose, both mouth corners, once ONet saw it */
    int order;           /* of equal scores, the larger comes first */
} facs_candidate;

typedef enum facs_overlap {
    FACS_OVERLAP_UNION,  /* the area that two share, in parts of what both cover */
    FACS_OVERLAP_SMALLER /* .., in parts of the smaller one */
} facs_overlap;

/* 1 / (1 + e^(no - yes)), the same on every processor. */
float facs_mtcnn_probability(float no, float yes);

/* The same with 1 + e^.. in 32 bits, as OpenFace has it for PNet: scores near 1 are equal then, and
   the order of the places decides. */
float facs_mtcnn_coarse_probability(float no, float yes);

/* Sort the best first; a candidate drops all later ones that overlap it by more than limit. Returns
 * how many are left, and numbers them anew. */
int facs_mtcnn_suppress(facs_candidate *candidates, int count, float limit, facs_overlap overlap);

/* Move the edges as the correction says; larger: 1 for the sides that count one pixel more. */
void facs_mtcnn_correct(facs_candidate *candidate, int larger);

/* 1: finite, not empty, and not further away than a picture could be. */
int facs_mtcnn_is_box(const facs_candidate *candidate);

/* A square about the same centre, in whole pixels. 0: none that a picture could have. */
int facs_mtcnn_square(facs_candidate *candidate);

#endif
