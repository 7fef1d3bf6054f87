/* The panel of an overlay: frame, time, each face's confidence and a bar per Action Unit. */
#ifndef FACS_OUTPUT_AU_PANEL_H
#define FACS_OUTPUT_AU_PANEL_H

#include "output/cairo_library.h"
#include "output/overlay.h"

#define FACS_PANEL_WIDTH  300 /* units; a unit is one pixel beside a picture of 480 rows */
#define FACS_PANEL_HEIGHT 480
#define FACS_PANEL_FACES  4 /* that have bars at most; others only have marks in the picture */

typedef struct facs_au_panel facs_au_panel;

typedef struct facs_au_panel_form {
    int width, height;  /* pixels */
    double unit;        /* in pixels */
    const char *values; /* what the bars show, written at the foot */
    int warn;           /* 1: in a warning colour */
} facs_au_panel_form;

/* -ENOMEM. */
int facs_au_panel_open(facs_au_panel **out, const facs_au_panel_form *form, facs_error *error);
void facs_au_panel_close(facs_au_panel **panel);

/* Draws the panel with its upper left corner at the origin. index, time: of the frame. */
void facs_au_panel_draw(facs_au_panel *panel, cairo_t *cairo, const facs_drawn_faces *faces,
                        int64_t index, double time);

/* The bar of the au-th presence for value 0..5 of the n-th of count faces: x, y, width and height
 * in units. */
void facs_au_panel_bar(int au, double value, int n, int count, double bar[4]);

#endif
