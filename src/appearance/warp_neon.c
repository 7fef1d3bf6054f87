#include "appearance/warp_steps.h"

#include <arm_neon.h>

/* Where STEP pixels lie: bytes from the frame's first, and the shares of 32 of what is right and
   below. */
typedef struct tap_places {
    int32_t offset[STEP];
    uint16_t right[STEP];
    uint8_t lower[STEP];
} tap_places;

/* Four places, 1/32 pixel. */
static inline int32x4_t places(const int32_t *across, int64_t down)
{
    /* The sums fit, whatever their parts do. */
    return vshrq_n_s32(vaddq_s32(vld1q_s32(across), vdupq_n_s32((int32_t)down)), SHIFT);
}

static inline uint16x8_t fractions(int32x4_t first, int32x4_t last)
{
    const uint16x8_t places =
        vreinterpretq_u16_s16(vcombine_s16(vmovn_s32(first), vmovn_s32(last)));
    return vandq_u16(places, vdupq_n_u16(FACS_WARP_STEPS - 1));
}

static inline void find_taps(const facs_image *frame, const facs_warp_row *row, int x,
                             tap_places *taps)
{
    const int32x4_t stride = vdupq_n_s32((int32_t)frame->stride);
    int32x4_t at_x[2], at_y[2];

    for (int k = 0; k < 2; k++) {
        at_x[k] = places(row->across_x + x + 4 * k, row->down_x);
        at_y[k] = places(row->across_y + x + 4 * k, row->down_y);
        int32x4_t column = vmulq_n_s32(vshrq_n_s32(at_x[k], FACS_WARP_FRACTION), 3);
        vst1q_s32(taps->offset + 4 * k,
                  vmlaq_s32(column, vshrq_n_s32(at_y[k], FACS_WARP_FRACTION), stride));
    }
    vst1q_u16(taps->right, fractions(at_x[0], at_x[1]));
    vst1_u8(taps->lower, vmovn_u16(fractions(at_y[0], at_y[1])));
}

/* Pixel k, and a number beside it; eight bytes above and below are read. */
static inline uint16x4_t blend(const facs_image *frame, const tap_places *taps, int k)
{
    const uint8_t *above = frame->pixels + taps->offset[k];
    const uint8x8_t lower = vdup_n_u8(taps->lower[k]);
    const uint8x8_t upper = vsub_u8(vdup_n_u8(FACS_WARP_STEPS), lower);
    const uint16_t right = taps->right[k];

    uint16x8_t down = vmull_u8(vld1_u8(above), upper); /* sums of at most 255 * 32 */
    down = vmlal_u8(down, vld1_u8(above + frame->stride), lower);
    uint32x4_t sums = vmull_n_u16(vget_low_u16(down), (uint16_t)(FACS_WARP_STEPS - right));
    sums = vmlal_n_u16(sums, vget_low_u16(vextq_u16(down, down, 3)), right);
    return vrshrn_n_u32(sums, 2 * FACS_WARP_FRACTION);
}

/* Four pixels from k on, a byte beside each. */
static inline uint8x16_t blend_four(const facs_image *frame, const tap_places *taps, int k)
{
    uint16x8_t front = vcombine_u16(blend(frame, taps, k), blend(frame, taps, k + 1));
    uint16x8_t back = vcombine_u16(blend(frame, taps, k + 2), blend(frame, taps, k + 3));
    return vcombine_u8(vmovn_u16(front), vmovn_u16(back));
}

static inline void warp_step(const facs_image *frame, const facs_warp_row *row, int x,
                             uint8_t *pixels)
{
    static const uint8_t packed[3 * STEP] = {0,  1,  2,  4,  5,  6,  8,  9,  10, 12, 13, 14,
                                             16, 17, 18, 20, 21, 22, 24, 25, 26, 28, 29, 30};
    tap_places taps;

    find_taps(frame, row, x, &taps);
    const uint8x16x2_t all = {{blend_four(frame, &taps, 0), blend_four(frame, &taps, 4)}};
    vst1q_u8(pixels + 3 * (ptrdiff_t)x, vqtbl2q_u8(all, vld1q_u8(packed)));
    vst1_u8(pixels + 3 * (ptrdiff_t)x + 16, vqtbl2_u8(all, vld1_u8(packed + 16)));
}

void facs_warp_inside_neon(const facs_image *frame, const facs_warp_row *row, int from, int to,
                           uint8_t *row_pixels)
{
    warp_inside(frame, row, from, to, warp_step, row_pixels);
}
