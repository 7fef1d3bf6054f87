/* A frame as the picture that the page shows: smaller where it is large, red, green, blue, 255. */
#ifndef FACS_TOOLS_VIEW_PICTURE_H
#define FACS_TOOLS_VIEW_PICTURE_H

#include <facs/facs.h>

/* The picture's size: the frame's by the least whole number that makes it small enough. */
void facs_view_picture_size(int frame_width, int frame_height, int *width, int *height);

/* pixels holds 4 * width * height bytes of that size. Each is the mean of those that it stands for.
 */
void facs_view_picture_fill(const facs_frame *frame, uint8_t *pixels, int width, int height);

#endif
