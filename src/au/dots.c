#include "au/dots.h"

#include "base/simd.h"

#define ROWS 5 /* rows at a time, so that the features are read seven times instead of 35 */

_Static_assert(FACS_AU_OUTPUTS % ROWS == 0, "rows are taken five at a time");

static inline double sum_of(f32x8 first, f32x8 second)
{
    float lane[FACS_AU_LANES];
    double sum = 0;

    f32x8_store(lane, first);
    f32x8_store(lane + 8, second);
    for (int k = 0; k < FACS_AU_LANES; k++)
        sum += (double)lane[k];
    return sum;
}

/* sum + a * b, rounded twice, as on processors without a fused operation. */
static inline f32x8 add_product(f32x8 sum, const float *weights, f32x8 features)
{
    return f32x8_add(sum, f32x8_multiply(f32x8_load(weights), features));
}

static inline void multiply_rows(const float *weights, size_t stride, const float *features,
                                 double dots[ROWS])
{
    f32x8 first[ROWS], second[ROWS];

    for (int k = 0; k < ROWS; k++)
        first[k] = second[k] = f32x8_of(0);
    for (size_t i = 0; i < stride; i += FACS_AU_LANES) {
        const f32x8 low = f32x8_load(features + i);
        const f32x8 high = f32x8_load(features + i + 8);
        for (size_t k = 0; k < ROWS; k++) {
            first[k] = add_product(first[k], weights + k * stride + i, low);
            second[k] = add_product(second[k], weights + k * stride + i + 8, high);
        }
    }
    for (size_t k = 0; k < ROWS; k++)
        dots[k] = sum_of(first[k], second[k]);
}

void FACS_KERNEL(facs_au_dots)(const facs_au_set *set, const float *const *vectors, int count,
                               double (*dots)[FACS_AU_OUTPUTS])
{
    const size_t stride = (size_t)set->stride;

    for (size_t row = 0; row < FACS_AU_OUTPUTS; row += ROWS)
        for (int n = 0; n < count; n++)
            multiply_rows(set->weights + row * stride, stride, vectors[n], dots[n] + row);
}
