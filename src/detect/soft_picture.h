/* A part of a picture, shrunk by averaging to remove noise, and brightened if it is dark or flat,
 * for the face detector's second look when it found nothing. */
#ifndef FACS_DETECT_SOFT_PICTURE_H
#define FACS_DETECT_SOFT_PICTURE_H

#include "detect/resample.h"

typedef struct facs_soft_picture {
    facs_image image;
    facs_resampler *resampler;
    float *planes;
    uint8_t *pixels;
    int max_width, max_height;
} facs_soft_picture;

/* Set the struct to 0 once. Memory is kept, and grows. -ENOMEM, -EINVAL: image is unchanged. */
int facs_soft_picture_make(facs_soft_picture *soft, const facs_image *picture,
                           const facs_region *part, int width, int height);
void facs_soft_picture_free(facs_soft_picture *soft);

#endif
