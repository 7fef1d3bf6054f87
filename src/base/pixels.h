/*
 * A frame's pixels in the caller's layout, and what the stages need: grey, straight from the
 * layout, or blue-green-red, converted on first use. Grey is the same either way.
 * Thread-compatible.
 */
#ifndef FACS_BASE_PIXELS_H
#define FACS_BASE_PIXELS_H

#include "base/image.h"

#include <facs/facs.h>

/* Room for a picture in blue-green-red. All zero at first. */
typedef struct facs_bgr_copy {
    uint8_t *bytes;
    size_t room;
    int made; /* 1: it has this frame */
} facs_bgr_copy;

typedef struct facs_pixels {
    facs_pixel_format format;
    int width, height, full_range;
    const uint8_t *plane[3]; /* the pixels, or luma and chroma as facs_frame has them */
    ptrdiff_t stride[3];     /* negative: the first row is the last in memory */
    facs_bgr_copy *copy;     /* NULL: the pixels are a facs_image */
} facs_pixels;

/* For a picture that already is in blue-green-red. */
facs_pixels facs_pixels_of(const facs_image *image);

/* USAGE -EINVAL: frame has no pixels, or rows that are too short for its format. */
int facs_pixels_check(const facs_frame *frame, facs_error *error);

/* For a checked frame. Allocates room in copy if the frame will need converting. -ENOMEM. */
int facs_pixels_take(facs_pixels *pixels, const facs_frame *frame, facs_bgr_copy *copy);
void facs_bgr_copy_free(facs_bgr_copy *copy);

/* Valid as long as the frame's pixels and the copy are. */
facs_image facs_pixels_bgr(const facs_pixels *pixels);

/* grey: height rows of width bytes, stride bytes apart. */
void facs_pixels_grey(const facs_pixels *pixels, uint8_t *grey, ptrdiff_t stride);

#endif
