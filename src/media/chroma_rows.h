/*
 * The rows of chroma that a row of pixels takes its colours from, where a 4:2:0 picture has an odd
 * height: swscale then does not give each two rows of pixels a row of chroma, but stretches (h +
 * 1) / 2 of them to h by its bicubic filter (libswscale/utils.c, initFilter). These are its
 * numbers.
 */
#ifndef FACS_MEDIA_CHROMA_ROWS_H
#define FACS_MEDIA_CHROMA_ROWS_H

#include <stdint.h>

/* Below this, swscale's filter has more rows than there are. */
#define FACS_CHROMA_ROWS_MIN_HEIGHT 13

/* Factors of the rows first, first + 1 ..., in 1/4096; a factor is 0 where there is no such row. */
typedef struct facs_chroma_rows {
    int first;
    int16_t factors[4];
} facs_chroma_rows;

/* rows[height], for the height of a picture, odd, from FACS_CHROMA_ROWS_MIN_HEIGHT. -ENOMEM. */
int facs_chroma_rows_fill(facs_chroma_rows *rows, int height);

#endif
