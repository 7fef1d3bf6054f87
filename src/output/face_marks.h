/* A face's marks, drawn in the picture. Here pixel centres are whole numbers. */
#ifndef FACS_OUTPUT_FACE_MARKS_H
#define FACS_OUTPUT_FACE_MARKS_H

#include "output/drawn_face.h"

#include "output/cairo_library.h"

typedef struct facs_colour {
    double red, green, blue; /* 0..1 */
} facs_colour;

/* Of everything that belongs to the face with this number. */
facs_colour facs_face_colour(int face_id);

/* The look of OpenFace's tracked videos: box, the head's cube, points, eyes and gaze. unit: of
 * lines, pixels. */
void facs_draw_tracked_marks(cairo_t *cairo, const facs_drawn_face *face, double unit);

/*
 * Box, outlines and points in the face's colour; the head's axes: red to the head's left, green up,
 * blue to where the face points; eyes and gaze. name: before the box; NULL: none.
 */
void facs_draw_marks(cairo_t *cairo, const facs_drawn_face *face, const char *name, double unit);

#endif
