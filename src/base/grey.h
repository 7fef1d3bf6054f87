/* Grey pictures, as OpenFace's landmark stage uses them (cv::cvtColor, COLOR_BGR2GRAY). */
#ifndef FACS_BASE_GREY_H
#define FACS_BASE_GREY_H

#include "base/image.h"

/* 0.114, 0.587 and 0.299 in 15 bits (OpenCV, color_rgb.simd.hpp). They add up to 1. */
#define FACS_GREY_BITS  15
#define FACS_GREY_BLUE  3735
#define FACS_GREY_GREEN 19235
#define FACS_GREY_RED   9798

/* A view: does not own its pixels. */
typedef struct facs_grey {
    const uint8_t *pixels;      /* one byte each, rows from the top */
    int width, height;          /* pixels */
    ptrdiff_t stride;           /* bytes from row to row, at least width */
    struct facs_canvas *canvas; /* as in facs_image: NULL, or call facs_grey_need before reading */
} facs_grey;

/* Convert count pixels of a row: blue, green, red -> grey. */
typedef void facs_grey_row(const uint8_t *pixels, int count, uint8_t *grey);
facs_grey_row facs_grey_row_portable, facs_grey_row_fast;

#endif
