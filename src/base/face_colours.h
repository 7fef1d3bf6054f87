/* The colours by which several faces are told apart: in drawn videos, reports and the live page. */
#ifndef FACS_BASE_FACE_COLOURS_H
#define FACS_BASE_FACE_COLOURS_H

typedef struct facs_colour {
    double red, green, blue; /* 0..1 */
} facs_colour;

/* The colour of everything that belongs to this face; facs_face_colour() in whole numbers. */
facs_colour facs_colour_of_face(int face_id);

#endif
