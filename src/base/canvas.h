/*
 * A picture in blue-green-red or grey that is converted where somebody reads it, tile by tile, each
 * tile once. Views of it (facs_image, facs_grey) have the size of the whole picture, and functions
 * that read them say first which part they need. Memory that is never written costs nothing, so a
 * large picture with a small face takes little of it.
 *
 * One thread begins a picture while nobody else uses the canvas. Until the next one, any number of
 * threads may need and read parts.
 */
#ifndef FACS_BASE_CANVAS_H
#define FACS_BASE_CANVAS_H

#include "base/pixels.h"

typedef struct facs_canvas facs_canvas;

/* Part of a picture: columns left..right-1 and rows top..bottom-1. May reach beyond it. */
typedef struct facs_rectangle {
    int left, top, right, bottom;
} facs_rectangle;

/* depth: bytes of a pixel, 3 for blue-green-red or 1 for grey. -ENOMEM. */
int facs_canvas_open(facs_canvas **out, int depth);
void facs_canvas_close(facs_canvas **canvas);

/* Makes this the picture; nothing of it is converted yet. The pixels must stay as long as the
 * canvas is used. -ENOMEM: there is no picture. */
int facs_canvas_begin(facs_canvas *canvas, const facs_pixels *pixels);

/* The picture, valid until the next one. If the pixels need no conversion, it is the pixels
 * themselves. */
facs_image facs_canvas_image(facs_canvas *canvas); /* depth 3 */
facs_grey facs_canvas_grey(facs_canvas *canvas);   /* depth 1 */

/* Converts what is missing of a part. at: the first pixel of the view that it is a part of. */
void facs_canvas_need(facs_canvas *canvas, const uint8_t *at, facs_rectangle part);

/* Call these before reading a part of a picture, or of a view into it. */
static inline void facs_image_need(const facs_image *image, facs_rectangle part)
{
    if (image->canvas)
        facs_canvas_need(image->canvas, image->pixels, part);
}

static inline void facs_image_need_all(const facs_image *image)
{
    facs_image_need(image, (facs_rectangle){0, 0, image->width, image->height});
}

/* Columns left..right-1 of row y, without making tiles of them: for someone who reads few rows of a
 * large picture. room: FACS_ROW_ROOM(width) bytes, used if they must be converted. Returns where
 * column 0 would be. */
const uint8_t *facs_image_row(const facs_image *image, int y, int left, int right, uint8_t *room);
#define FACS_ROW_ROOM(width) (3 * ((size_t)(width) + 1))

static inline void facs_grey_need(const facs_grey *grey, facs_rectangle part)
{
    if (grey->canvas)
        facs_canvas_need(grey->canvas, grey->pixels, part);
}

/* The levels of row y at columns[count], ascending, without converting tiles for them. */
void facs_grey_at(const facs_grey *grey, int y, const int *columns, int count, uint8_t *levels);

#endif
