/* Draws the results over a frame, with or without a panel beside it. */
#ifndef FACS_OUTPUT_OVERLAY_H
#define FACS_OUTPUT_OVERLAY_H

#include "pipeline/face_data.h"

/* What is drawn for each face of a frame. */
typedef struct facs_drawn_face {
    facs_result result;    /* with the intensities and presences to show */
    facs_face_marks marks; /* valid if result.success */
} facs_drawn_face;

typedef struct facs_drawn_faces { /* in the frame's extra bytes */
    int count;
    facs_drawn_face faces[]; /* in order of face_id */
} facs_drawn_faces;

typedef struct facs_overlay facs_overlay;

/* What the panel says about its values; without a panel, marks look as in OpenFace's videos. */
typedef enum facs_overlay_panel {
    FACS_OVERLAY_NO_PANEL,
    FACS_OVERLAY_CALIBRATED,
    FACS_OVERLAY_LIVE /* with a warning that they are not calibrated */
} facs_overlay_panel;

/* 0: drawing works. ENVIRONMENT errors. */
int facs_overlay_check(facs_error *error);

/* For frames of one size. With a panel, a picture of fewer than 400 rows is enlarged so that the
 * text is legible, the whole is at most 4096 pixels wide, because few players show more, and both
 * its sides are even. -ENOMEM. */
int facs_overlay_open(facs_overlay **out, int width, int height, facs_overlay_panel panel,
                      facs_error *error);
void facs_overlay_close(facs_overlay **overlay);

/* From now on marks are drawn on plain ground: no pixel of a frame is read. */
void facs_overlay_hide_picture(facs_overlay *overlay);

/* The size of the drawn picture. */
void facs_overlay_size(const facs_overlay *overlay, int *width, int *height);

/* Draws the frame with the marks of its faces; with a panel, also a red border and "no face" if
 * there are none. *drawn is valid until the next call. OUTPUT errors. */
int facs_overlay_draw(facs_overlay *overlay, const facs_pool_frame *frame, facs_image *drawn,
                      facs_error *error);

#endif
