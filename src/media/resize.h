/* Scales pictures: bicubic (Keys, a = -1/2: a straight slope stays straight), over more pixels the
 * more a picture shrinks, so that nothing flickers. Integers only: the same bytes on every
 * processor. */
#ifndef FACS_MEDIA_RESIZE_H
#define FACS_MEDIA_RESIZE_H

#include "base/image.h"

typedef struct facs_resize facs_resize;

/* Sides 1..FACS_IMAGE_MAX_SIDE. -ENOMEM, -EINVAL. */
int facs_resize_open(facs_resize **out, int from_width, int from_height, int to_width,
                     int to_height);
void facs_resize_close(facs_resize **resize);

/* source has the size from; target takes to_height rows of 3 * to_width bytes, stride apart. One
 * thread at a time. */
void facs_resize_run(facs_resize *resize, const facs_image *source, uint8_t *target,
                     ptrdiff_t stride);

#endif
