/* Converts a frame to the picture on the page: reduced if large; red, green, blue, 255. */
#ifndef FACS_TOOLS_VIEW_PICTURE_H
#define FACS_TOOLS_VIEW_PICTURE_H

#include <facs/facs.h>

/* Returns the picture's size: the frame's, divided by the smallest sufficient whole number. */
void facs_view_picture_size(int frame_width, int frame_height, int *width, int *height);

/* Fills pixels, 4 * width * height bytes for that size. Each pixel is the mean of those it
 * replaces. */
void facs_view_picture_fill(const facs_frame *frame, uint8_t *pixels, int width, int height);

#endif
