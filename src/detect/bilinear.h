/*
 * Colour pictures, scaled as OpenCV's resize scales floats (INTER_LINEAR: two source pixels along
 * each axis, whatever the factor) and brought to what the face detector's networks take: red,
 * green, blue; (level - 127.5) / 128.
 */
#ifndef FACS_DETECT_BILINEAR_H
#define FACS_DETECT_BILINEAR_H

#include "base/image.h"

/* Which two source pixels along an axis make a target's pixel, and how much of each. */
typedef struct facs_mix {
    int first, second;               /* within the picture */
    float first_share, second_share; /* 0: it is outside, where the picture is black */
} facs_mix;

/*
 * mix[count]: count target pixels of the length source pixels from `from` on; limit: the picture's
 * side, beyond which (and below 0) it is black.
 */
void facs_bilinear_axis(facs_mix *mix, int count, int from, int length, int limit);

/* A target's row: row[count][3]. */
void facs_bilinear_row(const facs_image *picture, const facs_mix *columns, int count,
                       const facs_mix *line, float *row);

#endif
