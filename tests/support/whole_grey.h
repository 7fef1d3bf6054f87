/* A whole picture in grey at once; facs converts only what is read (base/canvas.h). */
#ifndef WHOLE_GREY_H
#define WHOLE_GREY_H

#include "base/cpu.h"
#include "base/grey.h"

/* grey: image->height rows of image->width bytes, stride bytes apart. */
static inline void make_whole_grey(const facs_image *image, uint8_t *grey, ptrdiff_t stride)
{
    facs_grey_row *convert = FACS_FASTEST(facs_grey_row);

    for (int y = 0; y < image->height; y++)
        convert(image->pixels + y * image->stride, image->width, grey + y * stride);
}

#endif
