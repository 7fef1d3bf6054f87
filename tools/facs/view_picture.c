#include "view_picture.h"

/* What fits on a laptop's page: 854x480 and 720x576 are not reduced. */
#define MAX_PIXELS 432000

/* Returns how many pixels of the frame, along each side, make one of the picture. */
static int reduction(int frame_width, int frame_height)
{
    int by = 1;
    while ((int64_t)(frame_width / by) * (frame_height / by) > MAX_PIXELS)
        by++;
    return by;
}

void facs_view_picture_size(int frame_width, int frame_height, int *width, int *height)
{
    const int by = reduction(frame_width, frame_height);
    *width = by < frame_width ? frame_width / by : 1;
    *height = by < frame_height ? frame_height / by : 1;
}

static void copy_row(const uint8_t *from, uint8_t *to, int width)
{
    for (int x = 0; x < width; x++) {
        to[4 * x] = from[3 * x + 2];
        to[4 * x + 1] = from[3 * x + 1];
        to[4 * x + 2] = from[3 * x];
        to[4 * x + 3] = 255;
    }
}

/* Averages columns x rows of the frame's pixels, starting at from. */
static void mean_of(const uint8_t *from, ptrdiff_t stride, int columns, int rows, uint8_t to[4])
{
    const uint32_t count = (uint32_t)columns * (uint32_t)rows;
    uint32_t sum[3] = {count / 2, count / 2, count / 2}; /* rounds */
    for (int y = 0; y < rows; y++, from += stride)
        for (int x = 0; x < columns; x++)
            for (int channel = 0; channel < 3; channel++)
                sum[channel] += from[3 * x + channel];
    to[0] = (uint8_t)(sum[2] / count);
    to[1] = (uint8_t)(sum[1] / count);
    to[2] = (uint8_t)(sum[0] / count);
    to[3] = 255;
}

void facs_view_picture_fill(const facs_frame *frame, uint8_t *pixels, int width, int height)
{
    const int by = reduction(frame->width, frame->height);
    const int columns = by < frame->width ? by : frame->width;
    const int rows = by < frame->height ? by : frame->height;
    for (int y = 0; y < height; y++) {
        const uint8_t *from = frame->pixels + (ptrdiff_t)y * by * frame->stride;
        uint8_t *to = pixels + 4 * (ptrdiff_t)y * width;
        if (by == 1)
            copy_row(from, to, width);
        for (int x = 0; by > 1 && x < width; x++)
            mean_of(from + 3 * (ptrdiff_t)x * by, frame->stride, columns, rows, to + 4 * x);
    }
}
