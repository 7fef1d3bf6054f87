/* The mean shift in vectors of eight: mean_shift.c, mean_shift_avx2.c, mean_shift_neon.c. */
#ifndef FACS_LANDMARKS_CLNF_MEAN_SHIFT_STEPS_H
#define FACS_LANDMARKS_CLNF_MEAN_SHIFT_STEPS_H

#include "base/eight.h"
#include "landmarks/clnf/mean_shift.h"

/* Columns of the map under the kernel's y, and the same times y: eight of them from u on. */
static inline void sum_columns(const facs_kernel *kernel, const float *response, const float *down,
                               const float *moments, int u, eight *column, eight *moment)
{
    *column = *moment = eight_of(0);
    for (int v = 0; v < kernel->window; v++) {
        eight row = eight_load(response + v * kernel->window + u);
        *column = eight_multiply_add(eight_spread(down + v), row, *column);
        *moment = eight_multiply_add(eight_spread(moments + v), row, *moment);
    }
}

/* The lanes of each of three together: sums[0..2]. */
static inline void add_lanes(eight a, eight b, eight c, float sums[8])
{
    eight all = eight_add_pairs(eight_add_pairs(a, b), eight_add_pairs(c, c));
    eight_store(sums, eight_add_halves(all, all));
}

static inline void mean_shift(const facs_kernel *kernel, const float *response, float x, float y,
                              float shift[2])
{
    static const float counted[FACS_KERNEL_LANES] = {0, 1, 2,  3,  4,  5,  6,  7,
                                                     8, 9, 10, 11, 12, 13, 14, 15};
    const eight count = eight_load(counted), count_on = eight_load(counted + 8);
    float moments[FACS_KERNEL_LANES], sums[8];
    eight column, moment;

    x = facs_kernel_within(kernel, x);
    y = facs_kernel_within(kernel, y);
    const float *across = facs_kernel_row(kernel, x), *down = facs_kernel_row(kernel, y);
    eight_store(moments, eight_multiply(eight_load(down), count));
    eight_store(moments + 8, eight_multiply(eight_load(down + 8), count_on));
    sum_columns(kernel, response, down, moments, 0, &column, &moment);
    eight weight = eight_load(across);
    eight sum = eight_multiply(weight, column);
    eight sum_x = eight_multiply(sum, count), sum_y = eight_multiply(weight, moment);
    if (kernel->window > 8) {
        sum_columns(kernel, response, down, moments, 8, &column, &moment);
        weight = eight_load(across + 8);
        column = eight_multiply(weight, column);
        sum = eight_add(sum, column);
        sum_x = eight_multiply_add(column, count_on, sum_x);
        sum_y = eight_multiply_add(weight, moment, sum_y);
    }
    add_lanes(sum, sum_x, sum_y, sums);
    shift[0] = sums[0] > 0 ? sums[1] / sums[0] - x : 0;
    shift[1] = sums[0] > 0 ? sums[2] / sums[0] - y : 0;
}

#endif
