/* The rows of chroma from which a row of pixels takes its colours in a 4:2:0 picture of odd height.
 * There swscale does not give every two rows of pixels one row of chroma, but stretches (h + 1) / 2
 * rows to h with its bicubic filter (libswscale/utils.c, initFilter). These are the same numbers.
 * */
#ifndef FACS_MEDIA_CHROMA_ROWS_H
#define FACS_MEDIA_CHROMA_ROWS_H

#include <stdint.h>

/* Below this height, swscale's filter has more rows than there are. */
#define FACS_CHROMA_ROWS_MIN_HEIGHT 13

/* Factors of the rows first, first + 1 ..., in 1/4096; 0 if there is no such row. */
typedef struct facs_chroma_rows {
    int first;
    int16_t factors[4];
} facs_chroma_rows;

/* Fills rows[height] for an odd height from FACS_CHROMA_ROWS_MIN_HEIGHT. -ENOMEM. */
int facs_chroma_rows_fill(facs_chroma_rows *rows, int height);

#endif
