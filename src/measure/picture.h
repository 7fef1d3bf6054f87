/* How sharp and how light the picture of a face is, measured on the aligned face. */
#ifndef FACS_MEASURE_PICTURE_H
#define FACS_MEASURE_PICTURE_H

#include <facs/facs.h>

/* An aligned face. */
typedef struct facs_measure_picture {
    const uint8_t *face; /* side * side * 3: blue, green, red; NULL: there is none */
    const uint8_t *mask; /* side * side: 0 outside the face */
    int side;            /* pixels */
} facs_measure_picture;

/* Fills in sharpness and light. NAN: none of the face is seen. */
void facs_measure_picture_add(const facs_measure_picture *picture, facs_measures *measures);

#endif
