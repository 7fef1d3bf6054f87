/* RetinaFace's priors (anchors), and decoding its outputs with them. See docs/algorithm.md, 1b. */
#ifndef FACS_DETECT_PRIORS_H
#define FACS_DETECT_PRIORS_H

#include <stddef.h>

/* A square in pixels of the network's input. */
typedef struct facs_prior {
    float x, y, size; /* centre, side */
} facs_prior;

/* Number of priors of a width x height input; 0 if a side is not within 1..FACS_IMAGE_MAX_SIDE. */
size_t facs_priors_count(int width, int height);

/* Writes all priors: strides 8, 16, 32, then row, column, size. */
void facs_priors_fill(int width, int height, facs_prior *priors);

/* Decodes box (x, y (upper left), width, height) from the four values loc; pixels of the input. */
void facs_prior_box(const facs_prior *prior, const float loc[4], float box[4]);

/* Decodes points (x, y of five) from the ten values landms. */
void facs_prior_points(const facs_prior *prior, const float landms[10], float points[10]);

#endif
