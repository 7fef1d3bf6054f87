/* simd.h for AArch64: each vector of floats or whole numbers is two registers. */
#ifndef FACS_BASE_SIMD_NEON_H
#define FACS_BASE_SIMD_NEON_H

#include <arm_neon.h>
#include <stddef.h>
#include <string.h>

typedef struct f32x8 {
    float32x4_t low, high;
} f32x8;

static inline f32x8 f32x8_load(const float *from)
{
    return (f32x8){vld1q_f32(from), vld1q_f32(from + 4)};
}

static inline void f32x8_store(float *to, f32x8 a)
{
    vst1q_f32(to, a.low);
    vst1q_f32(to + 4, a.high);
}

static inline f32x8 f32x8_of(float value)
{
    return (f32x8){vdupq_n_f32(value), vdupq_n_f32(value)};
}

static inline f32x8 f32x8_spread(const float *from)
{
    return f32x8_of(*from);
}

static inline f32x8 f32x8_add(f32x8 a, f32x8 b)
{
    return (f32x8){vaddq_f32(a.low, b.low), vaddq_f32(a.high, b.high)};
}

static inline f32x8 f32x8_subtract(f32x8 a, f32x8 b)
{
    return (f32x8){vsubq_f32(a.low, b.low), vsubq_f32(a.high, b.high)};
}

static inline f32x8 f32x8_multiply(f32x8 a, f32x8 b)
{
    return (f32x8){vmulq_f32(a.low, b.low), vmulq_f32(a.high, b.high)};
}

static inline f32x8 f32x8_divide(f32x8 a, f32x8 b)
{
    return (f32x8){vdivq_f32(a.low, b.low), vdivq_f32(a.high, b.high)};
}

static inline f32x8 f32x8_multiply_add(f32x8 a, f32x8 b, f32x8 c)
{
    return (f32x8){vfmaq_f32(c.low, a.low, b.low), vfmaq_f32(c.high, a.high, b.high)};
}

static inline f32x8 f32x8_take_product(f32x8 a, f32x8 b, f32x8 c)
{
    return (f32x8){vfmsq_f32(c.low, a.low, b.low), vfmsq_f32(c.high, a.high, b.high)};
}

static inline f32x8 f32x8_min(f32x8 a, f32x8 limit)
{
    return (f32x8){vbslq_f32(vcltq_f32(a.low, limit.low), a.low, limit.low),
                   vbslq_f32(vcltq_f32(a.high, limit.high), a.high, limit.high)};
}

static inline f32x8 f32x8_max(f32x8 a, f32x8 limit)
{
    return (f32x8){vbslq_f32(vcgtq_f32(a.low, limit.low), a.low, limit.low),
                   vbslq_f32(vcgtq_f32(a.high, limit.high), a.high, limit.high)};
}

static inline f32x8 f32x8_sqrt(f32x8 a)
{
    return (f32x8){vsqrtq_f32(a.low), vsqrtq_f32(a.high)};
}

static inline f32x8 f32x8_where_above(f32x8 value, f32x8 a, f32x8 b)
{
    const float32x4_t zero = vdupq_n_f32(0);
    return (f32x8){vbslq_f32(vcgtq_f32(a.low, b.low), value.low, zero),
                   vbslq_f32(vcgtq_f32(a.high, b.high), value.high, zero)};
}

static inline f32x8 f32x8_round(f32x8 a)
{
    return (f32x8){vrndnq_f32(a.low), vrndnq_f32(a.high)};
}

static inline float32x4_t times_power(float32x4_t a, float32x4_t n)
{
    int32x4_t power = vshlq_n_s32(vcvtnq_s32_f32(n), 23);
    return vreinterpretq_f32_s32(vaddq_s32(vreinterpretq_s32_f32(a), power));
}

static inline f32x8 f32x8_times_power(f32x8 a, f32x8 n)
{
    return (f32x8){times_power(a.low, n.low), times_power(a.high, n.high)};
}

static inline f32x8 f32x8_add_pairs(f32x8 a, f32x8 b)
{
    return (f32x8){vpaddq_f32(a.low, b.low), vpaddq_f32(a.high, b.high)};
}

static inline f32x8 f32x8_add_halves(f32x8 a, f32x8 b)
{
    return (f32x8){vaddq_f32(a.low, a.high), vaddq_f32(b.low, b.high)};
}

static inline float f32x8_sum(f32x8 a)
{
    float32x4_t half = vaddq_f32(a.low, a.high);
    float32x2_t pair = vadd_f32(vget_low_f32(half), vget_high_f32(half));
    return vpadds_f32(pair);
}

/* ---- Whole numbers --------------------------------------------------------------------------- */

typedef int32x4x2_t i32x8;
typedef int16x8x2_t i16x16;
typedef uint8x16x2_t u8x32;

static inline i32x8 i32x8_load(const int32_t *from)
{
    return (i32x8){{vld1q_s32(from), vld1q_s32(from + 4)}};
}

static inline void i32x8_store(int32_t *to, i32x8 a)
{
    vst1q_s32(to, a.val[0]);
    vst1q_s32(to + 4, a.val[1]);
}

static inline i32x8 i32x8_of(int32_t value)
{
    return (i32x8){{vdupq_n_s32(value), vdupq_n_s32(value)}};
}

static inline i32x8 i32x8_add(i32x8 a, i32x8 b)
{
    return (i32x8){{vaddq_s32(a.val[0], b.val[0]), vaddq_s32(a.val[1], b.val[1])}};
}

static inline i32x8 i32x8_multiply(i32x8 a, i32x8 b)
{
    return (i32x8){{vmulq_s32(a.val[0], b.val[0]), vmulq_s32(a.val[1], b.val[1])}};
}

static inline i32x8 i32x8_and(i32x8 a, i32x8 b)
{
    return (i32x8){{vandq_s32(a.val[0], b.val[0]), vandq_s32(a.val[1], b.val[1])}};
}

static inline i32x8 i32x8_shift_right(i32x8 a, int bits)
{
    const int32x4_t by = vdupq_n_s32(-bits);
    return (i32x8){{vshlq_s32(a.val[0], by), vshlq_s32(a.val[1], by)}};
}

static inline f32x8 f32x8_of_ints(i32x8 a)
{
    return (f32x8){vcvtq_f32_s32(a.val[0]), vcvtq_f32_s32(a.val[1])};
}

/* ---- Pictures -------------------------------------------------------------------------------- */

#define SIMD_PIXELS_READ  24 /* bytes, by i32x8_weigh_pixels */
#define SIMD_SQUARES_READ 2  /* bytes from each place on, by i32x8_squares */

static inline i32x8 i32x8_weigh_pixels(const uint8_t *pixels, int16_t blue, int16_t green,
                                       int16_t red)
{
    const uint8x8x3_t bytes = vld3_u8(pixels);
    const int16x8_t b = vreinterpretq_s16_u16(vmovl_u8(bytes.val[0]));
    const int16x8_t g = vreinterpretq_s16_u16(vmovl_u8(bytes.val[1]));
    const int16x8_t r = vreinterpretq_s16_u16(vmovl_u8(bytes.val[2]));
    const int32x4_t low = vmlal_n_s16(vmull_n_s16(vget_low_s16(b), blue), vget_low_s16(g), green);
    const int32x4_t high = vmlal_high_n_s16(vmull_high_n_s16(b, blue), g, green);
    return (i32x8){{vmlal_n_s16(low, vget_low_s16(r), red), vmlal_high_n_s16(high, r, red)}};
}

/* The lower byte of each. */
static inline uint8x8_t simd_bytes(i32x8 a)
{
    return vmovn_u16(vreinterpretq_u16_s16(vcombine_s16(vmovn_s32(a.val[0]), vmovn_s32(a.val[1]))));
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
    return (i32x8){
        {vreinterpretq_s32_u16(vld1q_u16(halves)), vreinterpretq_s32_u16(vld1q_u16(halves + 8))}};
}

/* Eight bytes above and eight below: the squares of three channels, and nothing that counts. */
static inline int32x4_t simd_squares_of_one(const uint8_t *above, ptrdiff_t stride)
{
    static const uint8_t by_channel[16] = {0, 3, 8, 11, 1, 4, 9, 12, 2, 5, 10, 13, 0, 0, 0, 0};
    const uint8x16_t rows = vcombine_u8(vld1_u8(above), vld1_u8(above + stride));
    return vreinterpretq_s32_u8(vqtbl1q_u8(rows, vld1q_u8(by_channel)));
}

static inline i32x8 i32x8_squares_of_two(const uint8_t *first, const uint8_t *second,
                                         ptrdiff_t stride)
{
    return (i32x8){{simd_squares_of_one(first, stride), simd_squares_of_one(second, stride)}};
}

#define SIMD_SHARES 32 /* both shares of a blend together */

typedef struct simd_shares {
    i32x8 across, down; /* bytes and 16-bit numbers: all less the share, then the share */
} simd_shares;

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
    return (simd_shares){{{simd_across(right.val[0]), simd_across(right.val[1])}},
                         {{simd_down(lower.val[0]), simd_down(lower.val[1])}}};
}

static inline __attribute__((always_inline)) i32x8 simd_repeat(i32x8 a, int k)
{
    return k == 0   ? (i32x8){{vdupq_laneq_s32(a.val[0], 0), vdupq_laneq_s32(a.val[1], 0)}}
           : k == 1 ? (i32x8){{vdupq_laneq_s32(a.val[0], 1), vdupq_laneq_s32(a.val[1], 1)}}
           : k == 2 ? (i32x8){{vdupq_laneq_s32(a.val[0], 2), vdupq_laneq_s32(a.val[1], 2)}}
                    : (i32x8){{vdupq_laneq_s32(a.val[0], 3), vdupq_laneq_s32(a.val[1], 3)}};
}

static inline __attribute__((always_inline)) simd_shares simd_shares_of_two(simd_shares shares,
                                                                            int k)
{
    return (simd_shares){simd_repeat(shares.across, k), simd_repeat(shares.down, k)};
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
    return (i32x8){{simd_blend(squares.val[0], shares.across.val[0], shares.down.val[0]),
                    simd_blend(squares.val[1], shares.across.val[1], shares.down.val[1])}};
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

static inline i16x16 i16x16_load(const int16_t *from)
{
    return (i16x16){{vld1q_s16(from), vld1q_s16(from + 8)}};
}

static inline i16x16 i16x16_of_bytes(const uint8_t *from)
{
    return (i16x16){{vreinterpretq_s16_u16(vmovl_u8(vld1_u8(from))),
                     vreinterpretq_s16_u16(vmovl_u8(vld1_u8(from + 8)))}};
}

static inline i16x16 i16x16_of(int16_t value)
{
    return (i16x16){{vdupq_n_s16(value), vdupq_n_s16(value)}};
}

static inline i16x16 i16x16_add(i16x16 a, i16x16 b)
{
    return (i16x16){{vaddq_s16(a.val[0], b.val[0]), vaddq_s16(a.val[1], b.val[1])}};
}

static inline i16x16 i16x16_subtract(i16x16 a, i16x16 b)
{
    return (i16x16){{vsubq_s16(a.val[0], b.val[0]), vsubq_s16(a.val[1], b.val[1])}};
}

static inline i16x16 i16x16_shift_left(i16x16 a, int bits)
{
    const int16x8_t by = vdupq_n_s16((int16_t)bits);
    return (i16x16){{vshlq_s16(a.val[0], by), vshlq_s16(a.val[1], by)}};
}

static inline int16x8_t simd_upper_half(int16x8_t a, int16_t factor)
{
    return vshrn_high_n_s32(vshrn_n_s32(vmull_n_s16(vget_low_s16(a), factor), 16),
                            vmull_high_n_s16(a, factor), 16);
}

static inline i16x16 i16x16_upper_half(i16x16 a, int16_t factor)
{
    return (i16x16){{simd_upper_half(a.val[0], factor), simd_upper_half(a.val[1], factor)}};
}

static inline uint8x16_t simd_add_doubled(int16x8x2_t pixels, int16x8_t pairs)
{
    const int16x8_t front = vaddq_s16(pixels.val[0], vzip1q_s16(pairs, pairs));
    const int16x8_t back = vaddq_s16(pixels.val[1], vzip2q_s16(pairs, pairs));
    return vcombine_u8(vqmovun_s16(front), vqmovun_s16(back));
}

static inline u8x32 u8x32_add_doubled(const i16x16 pixels[2], i16x16 pairs)
{
    return (u8x32){
        {simd_add_doubled(pixels[0], pairs.val[0]), simd_add_doubled(pixels[1], pairs.val[1])}};
}

static inline void u8x32_weave(u8x32 blue, u8x32 green, u8x32 red, uint8_t *pixels)
{
    for (int k = 0; k < 2; k++)
        vst3q_u8(pixels + 48 * k, (uint8x16x3_t){{blue.val[k], green.val[k], red.val[k]}});
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
