/* RetinaFace's priors (anchors), and how its outputs are decoded with them. ALGORITHM 1. */
#ifndef FACS_DETECT_PRIORS_H
#define FACS_DETECT_PRIORS_H

#include <stddef.h>

/* A square in pixels of the network's input. */
typedef struct facs_prior {
    float x, y, size; /* centre, side */
} facs_prior;

/* How many an input of width x height has; 0 when a side is not within 1..FACS_IMAGE_MAX_SIDE. */
size_t facs_priors_count(int width, int height);

/* Write all of them: strides 8, 16, 32, then row, column, size. */
void facs_priors_fill(int width, int height, facs_prior *priors);

/* box: x, y (upper-left), width, height, from the four values loc. All in pixels of the input. */
void facs_prior_box(const facs_prior *prior, const float loc[4], float box[4]);

/* points: x, y of five points, from the ten values landms. */
void facs_prior_points(const facs_prior *prior, const float landms[10], float points[10]);

#endif
