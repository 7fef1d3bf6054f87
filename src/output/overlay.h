/* What was found in a frame, drawn over it. */
#ifndef FACS_OUTPUT_OVERLAY_H
#define FACS_OUTPUT_OVERLAY_H

#include "base/frame_pool.h"

typedef struct facs_overlay facs_overlay;

/* For frames of one size. -ENOMEM. */
int facs_overlay_open(facs_overlay **out, int width, int height, facs_error *error);
void facs_overlay_close(facs_overlay **overlay);

/*
 * The frame, or with again what was drawn last, for another face of the frame, with the head's
 * cube, the face's box, its points and, where it was measured, the gaze, if result has a face.
 * frame must bring facs_face_data. *drawn is overlay's own, until the next call. OUTPUT errors.
 */
int facs_overlay_draw(facs_overlay *overlay, const facs_pool_frame *frame,
                      const facs_result *result, int again, facs_image *drawn, facs_error *error);

#endif
