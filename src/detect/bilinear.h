/* Scales colour pictures as OpenCV's resize scales floats (INTER_LINEAR: two source pixels along
 * each axis, whatever the factor), in the form that the face detector's networks take: red, green,
 * blue; (level - 127.5) / 128. */
#ifndef FACS_DETECT_BILINEAR_H
#define FACS_DETECT_BILINEAR_H

#include "base/image.h"

/* The two source pixels along an axis that make a target pixel, and their shares. */
typedef struct facs_mix {
    int first, second;               /* within the picture */
    float first_share, second_share; /* 0: outside the picture, which is black there */
} facs_mix;

/* Fills mix[count] for count target pixels from length source pixels, starting at from; limit: the
 * side of the picture, which is black beyond it and below 0. */
void facs_bilinear_axis(facs_mix *mix, int count, int from, int length, int limit);

/* Fills a target row, row[count][3], from the two rows of the picture that line names: where column
 * 0 of each is. */
void facs_bilinear_row(const uint8_t *first, const uint8_t *second, const facs_mix *columns,
                       int count, const facs_mix *line, float *row);

#endif
