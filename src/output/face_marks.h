/* Draws a face's marks in the picture. Pixel centres are at whole numbers. */
#ifndef FACS_OUTPUT_FACE_MARKS_H
#define FACS_OUTPUT_FACE_MARKS_H

#include "base/face_colours.h"
#include "output/cairo_library.h"
#include "output/overlay.h"

/* As in OpenFace's tracked videos: box, cube around the head, points, eyes and gaze. unit: line
 * width in pixels. */
void facs_draw_tracked_marks(cairo_t *cairo, const facs_drawn_face *face, double unit);

/* As in the overlay: box, outlines and points in the face's colour; the head's axes (red to its
 * left, green up, blue forward); eyes and gaze. name: written above the box; NULL: none. */
void facs_draw_marks(cairo_t *cairo, const facs_drawn_face *face, const char *name, double unit);

#endif
