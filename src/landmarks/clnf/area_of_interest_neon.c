#include "landmarks/clnf/area_of_interest_steps.h"

#include <arm_neon.h>
#include <string.h>

#define BYTES 2 /* that are read at a time */

/* Sums of two shares of each pair of bytes, right of FRACTIONS of the upper byte: at most 255 * 32.
 */
static inline uint16x8_t across_pairs(uint16x8_t pairs, uint16x8_t left, uint16x8_t right)
{
    uint16x8_t first = vandq_u16(pairs, vdupq_n_u16(0xff));
    return vmlaq_u16(vmulq_u16(first, left), vshrq_n_u16(pairs, 8), right);
}

static inline uint16x8_t shares(int32x4_t first, int32x4_t last)
{
    const uint16x8_t all = vcombine_u16(vshrn_n_u32(vreinterpretq_u32_s32(first), TO_FRACTION),
                                        vshrn_n_u32(vreinterpretq_u32_s32(last), TO_FRACTION));
    return vandq_u16(all, vdupq_n_u16(FRACTIONS - 1));
}

static inline int32x4_t places(const int32_t *across, int32_t down)
{
    return vaddq_s32(vld1q_s32(across), vdupq_n_s32(down));
}

static inline void store(float *area, uint32x4_t sums)
{
    vst1q_f32(area, vmulq_n_f32(vcvtq_f32_u32(sums), 1.0F / (FRACTIONS * FRACTIONS)));
}

static inline void sample_fast(const facs_grey *picture, const int32_t *across_x,
                               const int32_t *across_y, int32_t down_x, int32_t down_y, float *area)
{
    const uint16x8_t all = vdupq_n_u16(FRACTIONS);
    const int32x4_t stride = vdupq_n_s32((int32_t)picture->stride);
    int32_t at[FACS_AREA_LANES];
    uint16x8_t upper = vdupq_n_u16(0), lower = upper;

    int32x4_t x[2] = {places(across_x, down_x), places(across_x + 4, down_x)};
    int32x4_t y[2] = {places(across_y, down_y), places(across_y + 4, down_y)};
    for (int k = 0; k < 2; k++)
        vst1q_s32(at + 4 * k, vmlaq_s32(vshrq_n_s32(x[k], FACS_AREA_FIXED_BITS), stride,
                                        vshrq_n_s32(y[k], FACS_AREA_FIXED_BITS)));
    for (int k = 0; k < FACS_AREA_LANES; k++) {
        uint16_t pair;
        memcpy(&pair, picture->pixels + at[k], BYTES);
        upper[k] = pair;
        memcpy(&pair, picture->pixels + picture->stride + at[k], BYTES);
        lower[k] = pair;
    }
    uint16x8_t right = shares(x[0], x[1]), down = shares(y[0], y[1]);
    uint16x8_t left = vsubq_u16(all, right), up = vsubq_u16(all, down);
    upper = across_pairs(upper, left, right);
    lower = across_pairs(lower, left, right);
    store(area, vmlal_u16(vmull_u16(vget_low_u16(upper), vget_low_u16(up)), vget_low_u16(lower),
                          vget_low_u16(down)));
    store(area + 4, vmlal_high_u16(vmull_high_u16(upper, up), lower, down));
}

void facs_area_read_neon(const facs_area_grid *grid, const facs_grey *picture, float x, float y,
                         float *area)
{
    read_area(grid, picture, x, y, sample_fast, BYTES, area);
}
