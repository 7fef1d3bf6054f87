/* A picture in memory: 8 bits a channel, blue-green-red, rows from the top. */
#ifndef FACS_BASE_IMAGE_H
#define FACS_BASE_IMAGE_H

#include <facs/facs.h>

#include <stddef.h>
#include <stdint.h>

/* A view: does not own its pixels. */
typedef struct facs_image {
    const uint8_t *pixels;
    int width, height;          /* pixels */
    ptrdiff_t stride;           /* bytes from row to row, at least 3 * width */
    struct facs_canvas *canvas; /* NULL: all pixels are there; otherwise call facs_image_need before
                                   reading (base/canvas.h) */
} facs_image;

/* Bytes to allocate after the last row of a picture that swscale reads or writes, as every encoder
 * does: its vector code goes past the end of a row. */
#define FACS_IMAGE_SPARE 64

#define FACS_IMAGE_MAX_SIDE FACS_MAX_SIDE /* keeps every product of sizes within int64 */

/*
 * Copy source into target, turned clockwise by quarter_turns (0..3) * 90 degrees. target has the
 * rows of the turned picture, target_stride bytes apart.
 */
void facs_image_rotate(const facs_image *source, int quarter_turns, uint8_t *target,
                       ptrdiff_t target_stride);

/* The same for count pixels of target's row y from x, at least 1. Needs what it reads. */
void facs_image_turned_row(const facs_image *source, int quarter_turns, int x, int y, int count,
                           uint8_t *target);

#endif
