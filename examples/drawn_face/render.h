/* Pictures of the head: the surface projected, hidden parts removed, lit and smoothed. */
#ifndef FACS_DRAWN_FACE_RENDER_H
#define FACS_DRAWN_FACE_RENDER_H

#include "head.h"

#include <stdint.h>

#define FACS_DRAWN_WIDTH  640
#define FACS_DRAWN_HEIGHT 480

typedef struct facs_drawing facs_drawing;

/* Returns NULL if out of memory. */
facs_drawing *facs_drawing_open(void);
void facs_drawing_close(facs_drawing *drawing);

/* Draws the person at a moment as blue-green-red rows. number: of the frame, for the camera noise.
 * The pixels belong to drawing. */
const uint8_t *facs_drawing_make(facs_drawing *drawing, const facs_drawn_expression *expression,
                                 int number);

#endif
