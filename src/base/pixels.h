/*
 * A frame's pixels in anyone's layout, and how to read them: rows of blue-green-red or grey, any
 * part of the picture, converted on the way. A canvas (canvas.h) keeps what was converted. Grey is
 * that of blue-green-red, whatever the layout. Only reads: thread-safe.
 */
#ifndef FACS_BASE_PIXELS_H
#define FACS_BASE_PIXELS_H

#include "base/grey.h"
#include "base/image.h"
#include "base/yuv.h"

#include <facs/facs.h>

/* Pixels that someone else holds, such as a decoder, in a layout that only he knows. */
typedef struct facs_held {
    void *self; /* NULL: nothing is held */
    /* Converts count pixels of row y from x, which is even, to blue-green-red. Thread-safe. */
    void (*convert)(const void *self, int x, int y, int count, uint8_t *bgr);
    /* The same to grey. NULL: by way of blue-green-red. */
    void (*convert_grey)(const void *self, int x, int y, int count, uint8_t *grey);
    void (*release)(void *self);
} facs_held;

typedef struct facs_pixels {
    facs_pixel_format format;
    int width, height, full_range;
    const uint8_t *plane[3]; /* the pixels, or luma and chroma as facs_frame has them */
    ptrdiff_t stride[3];     /* negative: the first row is the last in memory */
    const facs_held *held;   /* NULL, or used instead of format and planes; must stay */
    facs_yuv_convert *from_yuv;
    facs_yuv_grey *grey_from_yuv;
    facs_grey_row *to_grey;
} facs_pixels;

/* For a picture that already is in blue-green-red, all of it. */
facs_pixels facs_pixels_of(const facs_image *image);

/* For what held holds, which must stay as long as the result is used. */
facs_pixels facs_pixels_of_held(const facs_held *held, int width, int height);

/* USAGE -EINVAL: frame has no pixels, or rows that are too short for its format. */
int facs_pixels_check(const facs_frame *frame, facs_error *error);

/* For a checked frame. */
facs_pixels facs_pixels_of_frame(const facs_frame *frame);

/* 1: they are rows of blue-green-red (depth 3) or grey (depth 1) already, so nobody has to convert
 * them: plane[0] and stride[0]. */
int facs_pixels_are(const facs_pixels *pixels, int depth);

/* Convert count pixels of row y from x, which is even. */
void facs_pixels_bgr_row(const facs_pixels *pixels, int x, int y, int count, uint8_t *bgr);
void facs_pixels_grey_row(const facs_pixels *pixels, int x, int y, int count, uint8_t *grey);

/* The grey levels of row y at columns[count], which are in ascending order. */
void facs_pixels_grey_at(const facs_pixels *pixels, int y, const int *columns, int count,
                         uint8_t *grey);

/* Converts the whole picture to blue-green-red, rows stride bytes apart. */
void facs_pixels_copy(const facs_pixels *pixels, uint8_t *bgr, ptrdiff_t stride);

#endif
