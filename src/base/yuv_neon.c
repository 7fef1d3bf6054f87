#include "base/yuv_steps.h"

#include <arm_neon.h>

#define STEP 16 /* pixels at a time */

static inline void weave_fast(const yuv_piece *piece, uint8_t *pixels)
{
    for (int x = 0; x < PIECE; x += STEP) {
        const uint8x16x3_t bytes = {{vld1q_u8(piece->channel[0] + x),
                                     vld1q_u8(piece->channel[1] + x),
                                     vld1q_u8(piece->channel[2] + x)}};
        vst3q_u8(pixels + 3 * x, bytes);
    }
}

void facs_yuv_convert_neon(const facs_yuv_row *row, int width, uint8_t *pixels)
{
    convert_row(row, width, weave_fast, pixels);
}
