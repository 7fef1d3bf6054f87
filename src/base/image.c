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

void facs_image_turned_row(const facs_image *source, int quarter_turns, int x, int y, int count,
                           uint8_t *target)
{
    const int w = source->width, h = source->height;
    /* By turns: the source's pixel that comes first, and which way the others follow. */
    const struct {
        int x, y, right, down;
    } turns[4] = {{x, y, 1, 0},
                  {y, h - 1 - x, 0, -1},
                  {w - 1 - x, h - 1 - y, -1, 0},
                  {w - 1 - y, x, 0, 1}},
      from = turns[quarter_turns];
    const int last_x = from.x + (count - 1) * from.right, last_y = from.y + (count - 1) * from.down;
    facs_image_need(source, (facs_rectangle){from.x < last_x ? from.x : last_x,
                                             from.y < last_y ? from.y : last_y,
                                             (from.x > last_x ? from.x : last_x) + 1,
                                             (from.y > last_y ? from.y : last_y) + 1});
    copy_pixels(target, source->pixels + from.y * source->stride + (ptrdiff_t)3 * from.x,
                3 * from.right + from.down * source->stride, count);
}

void facs_image_rotate(const facs_image *source, int quarter_turns, uint8_t *target,
                       ptrdiff_t target_stride)
{
    const int sideways = quarter_turns % 2;
    const int rows = sideways ? source->width : source->height;
    const int row = sideways ? source->height : source->width, piece = sideways ? PIECE : row;
    for (int x = 0; x < row; x += piece)
        for (int y = 0; y < rows; y++)
            facs_image_turned_row(source, quarter_turns, x, y, row - x < piece ? row - x : piece,
                                  target + y * target_stride + (ptrdiff_t)3 * x);
}
