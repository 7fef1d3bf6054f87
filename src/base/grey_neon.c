#include "base/grey.h"

#include <arm_neon.h>

#define STEP 16 /* pixels at a time */

/* Eight pixels; the narrowing rounds as the portable path does. */
static inline uint8x8_t grey_of_8(uint8x8_t blue, uint8x8_t green, uint8x8_t red)
{
    const uint16x8_t b = vmovl_u8(blue), g = vmovl_u8(green), r = vmovl_u8(red);
    uint32x4_t low = vmull_n_u16(vget_low_u16(b), FACS_GREY_BLUE);
    uint32x4_t high = vmull_high_n_u16(b, FACS_GREY_BLUE);

    low = vmlal_n_u16(low, vget_low_u16(g), FACS_GREY_GREEN);
    high = vmlal_high_n_u16(high, g, FACS_GREY_GREEN);
    low = vmlal_n_u16(low, vget_low_u16(r), FACS_GREY_RED);
    high = vmlal_high_n_u16(high, r, FACS_GREY_RED);
    return vmovn_u16(
        vcombine_u16(vrshrn_n_u32(low, FACS_GREY_BITS), vrshrn_n_u32(high, FACS_GREY_BITS)));
}

void facs_grey_row_neon(const uint8_t *pixels, int count, uint8_t *grey)
{
    int x = 0;

    for (; x + STEP <= count; x += STEP, pixels += 3 * STEP) {
        const uint8x16x3_t in = vld3q_u8(pixels);
        uint8x8_t first =
            grey_of_8(vget_low_u8(in.val[0]), vget_low_u8(in.val[1]), vget_low_u8(in.val[2]));
        uint8x8_t second =
            grey_of_8(vget_high_u8(in.val[0]), vget_high_u8(in.val[1]), vget_high_u8(in.val[2]));
        vst1q_u8(grey + x, vcombine_u8(first, second));
    }
    facs_grey_row_portable(pixels, count - x, grey + x);
}
