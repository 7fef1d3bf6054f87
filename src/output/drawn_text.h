/*
 * Text in a drawing, in the font and size that cairo_t has. Thread-safe for different drawings:
 * cairo's fonts of Windows measure and draw with one device context of the process, and fail where
 * two threads use it at once.
 */
#ifndef FACS_OUTPUT_DRAWN_TEXT_H
#define FACS_OUTPUT_DRAWN_TEXT_H

#include "output/cairo_library.h"

/* How far it reaches to the right, in the drawing's units. */
double facs_drawn_text_width(cairo_t *cairo, const char *text);

/* Writes it from x on, on the line y. There is no path afterwards. */
void facs_drawn_text_write(cairo_t *cairo, double x, double y, const char *text);

#endif
