/* What was found in a frame, drawn over it, with or without a panel beside it. */
#ifndef FACS_OUTPUT_OVERLAY_H
#define FACS_OUTPUT_OVERLAY_H

#include "output/drawn_face.h"

typedef struct facs_overlay facs_overlay;

/* What the panel says of its values; without a panel the marks are those of OpenFace's videos. */
typedef enum facs_overlay_panel {
    FACS_OVERLAY_NO_PANEL,
    FACS_OVERLAY_CALIBRATED,
    FACS_OVERLAY_LIVE /* and warns that they are not calibrated */
} facs_overlay_panel;

/* 0: drawing works here; ENVIRONMENT errors. */
int facs_overlay_check(facs_error *error);

/*
 * For frames of one size. With a panel, the picture is enlarged if it is smaller than 400 rows, so
 * that letters can be read, and made smaller where the whole would be wider than 4096 pixels, which
 * few players show; and the whole has even sides. -ENOMEM.
 */
int facs_overlay_open(facs_overlay **out, int width, int height, facs_overlay_panel panel,
                      facs_error *error);
void facs_overlay_close(facs_overlay **overlay);

/* Of what is drawn. */
void facs_overlay_size(const facs_overlay *overlay, int *width, int *height);

/*
 * The frame with the marks of each face that it has, and with a panel: a red frame and words where
 * it has none. frame's extra bytes are facs_drawn_faces. *drawn is overlay's own, until the next
 * call. OUTPUT errors.
 */
int facs_overlay_draw(facs_overlay *overlay, const facs_pool_frame *frame, facs_image *drawn,
                      facs_error *error);

#endif
