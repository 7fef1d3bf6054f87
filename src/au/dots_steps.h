/* The dot products in vectors of eight: dots_avx2.c, dots_neon.c. */
#ifndef FACS_AU_DOTS_STEPS_H
#define FACS_AU_DOTS_STEPS_H

#include "au/dots.h"
#include "base/eight.h"

#define ROWS 5 /* at a time, so that the features are read seven times in place of 35 */

_Static_assert(FACS_AU_OUTPUTS % ROWS == 0, "rows are taken five at a time");

static inline double sum_of(eight first, eight second)
{
    float lane[FACS_AU_LANES];
    double sum = 0;

    eight_store(lane, first);
    eight_store(lane + 8, second);
    for (int k = 0; k < FACS_AU_LANES; k++)
        sum += (double)lane[k];
    return sum;
}

/* acc + a * b, rounded twice, as where there is no fused operation. */
static inline eight add_product(eight sum, const float *weights, eight features)
{
    return eight_add(sum, eight_multiply(eight_load(weights), features));
}

static inline void take_dots(const facs_au_set *set, const float *features,
                             double dots[FACS_AU_OUTPUTS])
{
    const size_t stride = (size_t)set->stride;

    for (size_t row = 0; row < FACS_AU_OUTPUTS; row += ROWS) {
        const float *weights = set->weights + row * stride;
        eight first[ROWS], second[ROWS];
        for (int k = 0; k < ROWS; k++)
            first[k] = second[k] = eight_of(0);
        for (size_t i = 0; i < stride; i += FACS_AU_LANES) {
            const eight low = eight_load(features + i);
            const eight high = eight_load(features + i + 8);
            for (size_t k = 0; k < ROWS; k++) {
                first[k] = add_product(first[k], weights + k * stride + i, low);
                second[k] = add_product(second[k], weights + k * stride + i + 8, high);
            }
        }
        for (size_t k = 0; k < ROWS; k++)
            dots[row + k] = sum_of(first[k], second[k]);
    }
}

#endif
