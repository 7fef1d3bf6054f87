/*
 * From the planes of a JPEG to blue-green-red as libjpeg-turbo does it, through which OpenCV's
 * imread, and with it OpenFace, reads still pictures: the same bytes as there, and on every
 * processor. Samples are full range, whatever a comment in the file says.
 */
#ifndef FACS_MEDIA_JPEG_COLOURS_H
#define FACS_MEDIA_JPEG_COLOURS_H

#include <stddef.h>
#include <stdint.h>

/* Cb and Cr have a sample for 2^chroma_x columns and 2^chroma_y rows, begun ones included. */
typedef struct facs_jpeg_planes {
    const uint8_t *plane[3]; /* Y, Cb, Cr; of a grey picture Y alone, the others NULL */
    ptrdiff_t stride[3];     /* bytes from row to row */
    int width, height;
    int chroma_x, chroma_y;
} facs_jpeg_planes;

/* pixels[3 * width] of row y; nothing behind is written. */
void facs_jpeg_convert_row(const facs_jpeg_planes *picture, int y, uint8_t *pixels);

#endif
