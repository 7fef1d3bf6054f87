/* A picture, or part of it, in several sizes, for the face detector's first network. */
#ifndef FACS_DETECT_PYRAMID_H
#define FACS_DETECT_PYRAMID_H

#include "detect/bilinear.h"

#define FACS_PYRAMID_LEVELS 32    /* .709^32 of the largest picture is less than a pixel */
#define FACS_PYRAMID_STEP   0.709 /* FaceDetectorMTCNN.cpp: factor between levels */

/* The levels: the first has scale, each next one STEP of it. */
typedef struct facs_pyramid_plan {
    int picture_width, picture_height;
    int x, y, width, height; /* the part, within the picture */
    double scale;
    int levels; /* the maximum; levels with a side below min are left out */
    int min;    /* pixels */
} facs_pyramid_plan;

typedef struct facs_pyramid_level {
    float scale;
    int width, height;
    facs_mix *columns, *lines; /* where the level's pixels come from in the picture */
} facs_pyramid_level;

typedef struct facs_pyramid {
    facs_pyramid_plan plan;
    int count;
    facs_pyramid_level level[FACS_PYRAMID_LEVELS];
    facs_mix *mixes;
    size_t room; /* in mixes */
} facs_pyramid;

/* Set the struct to 0 once. Does nothing if the plan is unchanged. -ENOMEM: there are no levels. */
int facs_pyramid_set(facs_pyramid *pyramid, const facs_pyramid_plan *plan);
void facs_pyramid_free(facs_pyramid *pyramid);

#endif
