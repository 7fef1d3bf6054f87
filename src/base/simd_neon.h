/* simd.h for AArch64: its own instructions, where simd_pairs.h leaves them to it. */
#ifndef FACS_BASE_SIMD_NEON_H
#define FACS_BASE_SIMD_NEON_H

#include <arm_neon.h>
#include <stddef.h>
#include <string.h>

static inline f32x8 f32x8_multiply_add(f32x8 a, f32x8 b, f32x8 c)
{
    return (f32x8){vfmaq_f32(c.low, a.low, b.low), vfmaq_f32(c.high, a.high, b.high)};
}

static inline f32x8 f32x8_take_product(f32x8 a, f32x8 b, f32x8 c)
{
    return (f32x8){vfmsq_f32(c.low, a.low, b.low), vfmsq_f32(c.high, a.high, b.high)};
}

static inline f32x8 f32x8_sqrt(f32x8 a)
{
    return (f32x8){vsqrtq_f32(a.low), vsqrtq_f32(a.high)};
}

static inline f32x8 f32x8_round(f32x8 a)
{
    return (f32x8){vrndnq_f32(a.low), vrndnq_f32(a.high)};
}

static inline i32x8 i32x8_of_floats(f32x8 a)
{
    return (i32x8){vcvtnq_s32_f32(a.low), vcvtnq_s32_f32(a.high)};
}

static inline f32x8 f32x8_add_pairs(f32x8 a, f32x8 b)
{
    return (f32x8){vpaddq_f32(a.low, b.low), vpaddq_f32(a.high, b.high)};
}

static inline int32x4_t simd_multiply_pairs(int32x4_t a, int32x4_t b)
{
    const int16x8_t first = vreinterpretq_s16_s32(a), second = vreinterpretq_s16_s32(b);
    return vpaddq_s32(vmull_s16(vget_low_s16(first), vget_low_s16(second)),
                      vmull_high_s16(first, second));
}

static inline i32x8 i32x8_multiply_pairs(i32x8 a, i32x8 b)
{
    return (i32x8){simd_multiply_pairs(a.low, b.low), simd_multiply_pairs(a.high, b.high)};
}

static inline i32x8 i32x8_add_products(i32x8 sum, i32x8 a, i32x8 b)
{
    return i32x8_add(sum, i32x8_multiply_pairs(a, b));
}

/* ---- Pictures -------------------------------------------------------------------------------- */

static inline i32x8 i32x8_weigh_pixels(const uint8_t *pixels, int16_t blue, int16_t green,
                                       int16_t red)
{
    const uint8x8x3_t bytes = vld3_u8(pixels);
    const int16x8_t b = vreinterpretq_s16_u16(vmovl_u8(bytes.val[0]));
    const int16x8_t g = vreinterpretq_s16_u16(vmovl_u8(bytes.val[1]));
    const int16x8_t r = vreinterpretq_s16_u16(vmovl_u8(bytes.val[2]));
    const int32x4_t low = vmlal_n_s16(vmull_n_s16(vget_low_s16(b), blue), vget_low_s16(g), green);
    const int32x4_t high = vmlal_high_n_s16(vmull_high_n_s16(b, blue), g, green);
    return (i32x8){vmlal_n_s16(low, vget_low_s16(r), red), vmlal_high_n_s16(high, r, red)};
}

/* The lower byte of each. */
static inline uint8x8_t simd_bytes(i32x8 a)
{
    return vmovn_u16(vreinterpretq_u16_s16(vcombine_s16(vmovn_s32(a.low), vmovn_s32(a.high))));
}

static inline void i32x8_store_bytes(uint8_t *to, const i32x8 values[4])
{
    vst1q_u8(to, vcombine_u8(simd_bytes(values[0]), simd_bytes(values[1])));
    vst1q_u8(to + 16, vcombine_u8(simd_bytes(values[2]), simd_bytes(values[3])));
}

static inline i32x8 i32x8_squares(const uint8_t *pixels, ptrdiff_t stride, i32x8 at)
{
    int32_t place[8];
    uint16_t halves[16];

    i32x8_store(place, at);
    for (int k = 0; k < 8; k++) {
        memcpy(halves + 2 * k, pixels + place[k], 2);
        memcpy(halves + 2 * k + 1, pixels + stride + place[k], 2);
    }
    return (i32x8){vreinterpretq_s32_u16(vld1q_u16(halves)),
                   vreinterpretq_s32_u16(vld1q_u16(halves + 8))};
}

/* Eight bytes above and eight below: the squares of three channels; the fourth has no meaning. */
static inline int32x4_t simd_squares_of_one(const uint8_t *above, ptrdiff_t stride)
{
    static const uint8_t by_channel[16] = {0, 3, 8, 11, 1, 4, 9, 12, 2, 5, 10, 13, 0, 0, 0, 0};
    const uint8x16_t rows = vcombine_u8(vld1_u8(above), vld1_u8(above + stride));
    return vreinterpretq_s32_u8(vqtbl1q_u8(rows, vld1q_u8(by_channel)));
}

static inline i32x8 i32x8_squares_of_two(const uint8_t *first, const uint8_t *second,
                                         ptrdiff_t stride)
{
    return (i32x8){simd_squares_of_one(first, stride), simd_squares_of_one(second, stride)};
}

static inline int32x4_t simd_across(int32x4_t right)
{
    const int32x4_t two = vaddq_s32(vdupq_n_s32(SIMD_SHARES), vmulq_n_s32(right, 255));
    return vorrq_s32(two, vshlq_n_s32(two, 16));
}

static inline int32x4_t simd_down(int32x4_t lower)
{
    return vaddq_s32(vdupq_n_s32(SIMD_SHARES), vmulq_n_s32(lower, 65535));
}

static inline simd_shares simd_shares_of(i32x8 right, i32x8 lower)
{
    return (simd_shares){{simd_across(right.low), simd_across(right.high)},
                         {simd_down(lower.low), simd_down(lower.high)}};
}

static inline int32x4_t simd_blend(int32x4_t squares, int32x4_t across, int32x4_t down)
{
    const uint8x16_t corners = vreinterpretq_u8_s32(squares),
                     weights = vreinterpretq_u8_s32(across);
    const uint16x8_t rows = vpaddq_u16(vmull_u8(vget_low_u8(corners), vget_low_u8(weights)),
                                       vmull_high_u8(corners, weights)); /* at most 255 * 32 */
    const uint16x8_t shares = vreinterpretq_u16_s32(down);
    return vreinterpretq_s32_u32(vpaddq_u32(vmull_u16(vget_low_u16(rows), vget_low_u16(shares)),
                                            vmull_high_u16(rows, shares)));
}

static inline i32x8 i32x8_blend(i32x8 squares, simd_shares shares)
{
    return (i32x8){simd_blend(squares.low, shares.across.low, shares.down.low),
                   simd_blend(squares.high, shares.across.high, shares.down.high)};
}

static inline void i32x8_store_pixels(uint8_t *pixels, const i32x8 pairs[4])
{
    static const uint8_t packed[24] = {0, 1, 2, 8,  9,  10, 16, 17, 18, 24, 25, 26,
                                       4, 5, 6, 12, 13, 14, 20, 21, 22, 28, 29, 30};
    const uint8x16x2_t all = {{vcombine_u8(simd_bytes(pairs[0]), simd_bytes(pairs[1])),
                               vcombine_u8(simd_bytes(pairs[2]), simd_bytes(pairs[3]))}};
    vst1q_u8(pixels, vqtbl2q_u8(all, vld1q_u8(packed)));
    vst1_u8(pixels + 16, vqtbl2_u8(all, vld1_u8(packed + 16)));
}

static inline i16x16 i16x16_of_bytes(const uint8_t *from)
{
    return (i16x16){vreinterpretq_s16_u16(vmovl_u8(vld1_u8(from))),
                    vreinterpretq_s16_u16(vmovl_u8(vld1_u8(from + 8)))};
}

static inline int16x8_t simd_upper_half(int16x8_t a, int16_t factor)
{
    return vshrn_high_n_s32(vshrn_n_s32(vmull_n_s16(vget_low_s16(a), factor), 16),
                            vmull_high_n_s16(a, factor), 16);
}

static inline i16x16 i16x16_upper_half(i16x16 a, int16_t factor)
{
    return (i16x16){simd_upper_half(a.low, factor), simd_upper_half(a.high, factor)};
}

static inline uint8x16_t simd_add_doubled(i16x16 pixels, int16x8_t pairs)
{
    const int16x8_t front = vaddq_s16(pixels.low, vzip1q_s16(pairs, pairs));
    const int16x8_t back = vaddq_s16(pixels.high, vzip2q_s16(pairs, pairs));
    return vcombine_u8(vqmovun_s16(front), vqmovun_s16(back));
}

static inline u8x32 u8x32_add_doubled(const i16x16 pixels[2], i16x16 pairs)
{
    return (u8x32){simd_add_doubled(pixels[0], pairs.low), simd_add_doubled(pixels[1], pairs.high)};
}

static inline void u8x32_weave(u8x32 blue, u8x32 green, u8x32 red, uint8_t *pixels)
{
    vst3q_u8(pixels, ((uint8x16x3_t){{blue.low, green.low, red.low}}));
    vst3q_u8(pixels + 48, ((uint8x16x3_t){{blue.high, green.high, red.high}}));
}

static inline uint16x4_t simd_weigh_four(uint16x4_t blue, uint16x4_t green, uint16x4_t red)
{
    const uint32x4_t sums =
        vmlal_n_u16(vmlal_n_u16(vmull_n_u16(blue, SIMD_BLUE), green, SIMD_GREEN), red, SIMD_RED);
    return vrshrn_n_u32(sums, SIMD_WEIGHT_BITS);
}

static inline uint8x8_t simd_weigh_eight(uint8x8_t blue, uint8x8_t green, uint8x8_t red)
{
    const uint16x8_t b = vmovl_u8(blue), g = vmovl_u8(green), r = vmovl_u8(red);
    return vmovn_u16(
        vcombine_u16(simd_weigh_four(vget_low_u16(b), vget_low_u16(g), vget_low_u16(r)),
                     simd_weigh_four(vget_high_u16(b), vget_high_u16(g), vget_high_u16(r))));
}

static inline uint8x16_t simd_weigh_half(uint8x16_t blue, uint8x16_t green, uint8x16_t red)
{
    return vcombine_u8(
        simd_weigh_eight(vget_low_u8(blue), vget_low_u8(green), vget_low_u8(red)),
        simd_weigh_eight(vget_high_u8(blue), vget_high_u8(green), vget_high_u8(red)));
}

static inline void u8x32_weigh(u8x32 blue, u8x32 green, u8x32 red, uint8_t *grey)
{
    vst1q_u8(grey, simd_weigh_half(blue.low, green.low, red.low));
    vst1q_u8(grey + 16, simd_weigh_half(blue.high, green.high, red.high));
}

static inline void simd_split_pixels(const uint8_t *pixels, uint8_t *blue, uint8_t *green,
                                     uint8_t *red)
{
    const uint8x16x3_t channels = vld3q_u8(pixels);
    vst1q_u8(blue, channels.val[0]);
    vst1q_u8(green, channels.val[1]);
    vst1q_u8(red, channels.val[2]);
}

#endif
