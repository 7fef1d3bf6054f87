/* A picture, or a part of it, in several sizes: what the face detector's first network looks at. */
#ifndef FACS_DETECT_PYRAMID_H
#define FACS_DETECT_PYRAMID_H

#include "detect/bilinear.h"

#define FACS_PYRAMID_LEVELS 32    /* .709^32 of the largest picture is less than a pixel */
#define FACS_PYRAMID_STEP   0.709 /* FaceDetectorMTCNN.cpp: from one size to the next */

/* Which levels: the first has scale, each further one STEP of the last. */
typedef struct facs_pyramid_plan {
    int picture_width, picture_height;
    int x, y, width, height; /* the part, within the picture */
    double scale;
    int levels; /* at most; those with a side of less than least are left out */
    int min;    /* pixels */
} facs_pyramid_plan;

typedef struct facs_pyramid_level {
    float scale;
    int width, height;
    facs_mix *columns, *lines; /* where each pixel comes from in the picture */
} facs_pyramid_level;

typedef struct facs_pyramid {
    facs_pyramid_plan plan;
    int count;
    facs_pyramid_level level[FACS_PYRAMID_LEVELS];
    facs_mix *mixes;
    size_t room; /* of mixes */
} facs_pyramid;

/* Set it all to 0 once. Nothing is done where the plan is as it was. -ENOMEM: there are no levels.
 */
int facs_pyramid_set(facs_pyramid *pyramid, const facs_pyramid_plan *plan);
void facs_pyramid_free(facs_pyramid *pyramid);

#endif
