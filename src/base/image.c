#include "base/image.h"

#include "base/canvas.h"

#include <string.h>

/* Pixels of a row that are copied at a time from a column: the source's lines, which the next rows
 * need too, stay in the near cache. */
#define PIECE 64

/* Copies n pixels that are step bytes apart. */
static void copy_pixels(uint8_t *target, const uint8_t *source, ptrdiff_t step, int n)
{
    if (step == 3) {
        memcpy(target, source, 3 * (size_t)n);
        return;
    }
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
    const int w = source->width, h = source->height, sideways = quarter_turns % 2;
    const ptrdiff_t stride = source->stride, end = 3 * (ptrdiff_t)(w - 1);
    const uint8_t *first_row = source->pixels, *last_row = source->pixels + (h - 1) * stride;
    /* By turns: where the target's first pixel is, and the bytes to the one below and beside it. */
    const struct {
        const uint8_t *first;
        ptrdiff_t below, beside;
    } turns[4] = {{first_row, stride, 3},
                  {last_row, 3, -stride},
                  {last_row + end, -stride, -3},
                  {first_row + end, -3, stride}},
      turn = turns[quarter_turns];

    const int rows = sideways ? w : h, row = sideways ? h : w, piece = sideways ? PIECE : row;
    facs_image_need_all(source);
    for (int x = 0; x < row; x += piece)
        for (int y = 0; y < rows; y++)
            copy_pixels(target + y * target_stride + (ptrdiff_t)3 * x,
                        turn.first + y * turn.below + x * turn.beside, turn.beside,
                        row - x < piece ? row - x : piece);
}
