/* The panel of an overlay: frame and time, the faces' confidence, a bar for each Action Unit. */
#ifndef FACS_OUTPUT_AU_PANEL_H
#define FACS_OUTPUT_AU_PANEL_H

#include "output/drawn_face.h"

#include "output/cairo_library.h"

#define FACS_PANEL_WIDTH  300 /* units; a unit is a pixel beside a picture of 480 rows */
#define FACS_PANEL_HEIGHT 480
#define FACS_PANEL_FACES  4 /* that have bars; more of them only have their marks in the picture */

typedef struct facs_au_panel facs_au_panel;

typedef struct facs_au_panel_form {
    int width, height;  /* pixels */
    double unit;        /* in pixels */
    const char *values; /* what kind the bars show, at its foot */
    int warn;           /* 1: in the colour of a warning */
} facs_au_panel_form;

/* -ENOMEM. */
int facs_au_panel_open(facs_au_panel **out, const facs_au_panel_form *form, facs_error *error);
void facs_au_panel_close(facs_au_panel **panel);

/* Draw it with its upper left corner at the origin. index and time: the frame's. */
void facs_au_panel_draw(facs_au_panel *panel, cairo_t *cairo, const facs_drawn_faces *faces,
                        int64_t index, double time);

/*
 * Where the bar of presence au (its number among FACS_PRESENCES) of that value lies, 0..5, of the
 * n-th of count faces: x, y, width, height in units.
 */
void facs_au_panel_bar(int au, double value, int n, int count, double bar[4]);

#endif
