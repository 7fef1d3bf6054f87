/* The colours of several faces, the same in overlay, report and live page. */
#ifndef FACS_BASE_PALETTE_H
#define FACS_BASE_PALETTE_H

typedef struct facs_colour {
    double red, green, blue; /* 0..1 */
} facs_colour;

/* The colour of everything that belongs to this face; facs_face_colour for programs. */
facs_colour facs_colour_of_face(int face_id);

#endif
