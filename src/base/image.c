#include "base/image.h"

#include <string.h>

/* Copies n pixels that are step bytes apart. */
static void copy_pixels(uint8_t *target, const uint8_t *source, ptrdiff_t step, int n)
{
    for (int i = 0; i < n; i++) {
        target[0] = source[0];
        target[1] = source[1];
        target[2] = source[2];
        target += 3;
        source += step;
    }
}

void facs_image_rotate(const facs_image *source, int quarter_turns, uint8_t *target,
                       ptrdiff_t target_stride)
{
    const int w = source->width, h = source->height;
    const ptrdiff_t stride = source->stride;
    const int sideways = quarter_turns % 2 != 0;
    const int target_w = sideways ? h : w, target_h = sideways ? w : h;
    const uint8_t *last_row = source->pixels + (h - 1) * stride;

    /* A row of the target is a row or a column of the source, read forwards or backwards. */
    for (int y = 0; y < target_h; y++) {
        uint8_t *row = target + y * target_stride;
        switch (quarter_turns) {
        case 1:
            copy_pixels(row, last_row + 3 * y, -stride, target_w);
            break;
        case 2:
            copy_pixels(row, last_row - y * stride + 3 * (w - 1), -3, target_w);
            break;
        case 3:
            copy_pixels(row, source->pixels + 3 * (w - 1 - y), stride, target_w);
            break;
        default:
            memcpy(row, source->pixels + y * stride, 3 * (size_t)target_w);
            break;
        }
    }
}
