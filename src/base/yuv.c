#include "base/yuv_steps.h"

static void weave_plainly(const yuv_piece *piece, uint8_t *pixels)
{
    for (int x = 0; x < PIECE; x++)
        for (int c = 0; c < 3; c++)
            pixels[3 * x + c] = piece->channel[c][x];
}

void facs_yuv_convert_portable(const facs_yuv_row *row, int width, uint8_t *pixels)
{
    convert_row(row, width, weave_plainly, pixels);
}
