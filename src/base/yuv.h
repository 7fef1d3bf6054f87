/*
 * Converts rows of luma and chroma, with half as many chroma samples as pixels, to blue-green-red,
 * in integers: the same bytes on every processor. The arithmetic is that of swscale's vector code
 * for x86-64 (libswscale/x86/yuv_2_rgb.asm), which made the pixels that OpenFace saw: BT.601,
 * products cut to their upper 16 bits.
 */
#ifndef FACS_BASE_YUV_H
#define FACS_BASE_YUV_H

#include <stdint.h>

/* Chroma as a weighted sum of four rows, factors in 1/4096: swscale's when it stretches chroma. */
typedef struct facs_yuv_blend {
    const uint8_t *blue[4], *red[4];
    int16_t factors[4];
} facs_yuv_blend;

/* Samples of a row are step bytes apart: 1 in planes; U, V, U ... 2; Y, U, Y, V ... 2 and 4; twice
   as much if they have more than 8 bits. */
typedef struct facs_yuv_row {
    const uint8_t *luma, *blue, *red; /* Y of each pixel, Cb and Cr of each two (the last of an odd
                                         row has a pair for itself) */
    const facs_yuv_blend *blend;      /* NULL, or used instead of blue and red */
    int luma_step, chroma_step;       /* bytes */
    int bits;       /* 8: a byte; 9..16: two, the lower first, with so many valid bits */
    int full_range; /* 0: luma 16..235, chroma 16..240 (in 8 bits); 1: all levels */
} facs_yuv_row;

/* Writes exactly pixels[3 * width]. Chosen by base/cpu.h. */
typedef void facs_yuv_convert(const facs_yuv_row *row, int width, uint8_t *pixels);
facs_yuv_convert facs_yuv_convert_portable, facs_yuv_convert_fast;

/* Writes exactly grey[width]: the grey (base/grey.h) of those pixels, without writing them. */
typedef void facs_yuv_grey(const facs_yuv_row *row, int width, uint8_t *grey);
facs_yuv_grey facs_yuv_grey_portable, facs_yuv_grey_fast;

#endif
