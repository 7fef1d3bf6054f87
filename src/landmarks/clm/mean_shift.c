#include "landmarks/clm/mean_shift.h"

#include "base/simd.h"

/* Clamps x to the map; NaN: 0. */
static inline float within(const facs_kernel *kernel, float x)
{
    float max = (float)kernel->window - FACS_KERNEL_STEP;
    return x > 0 ? (x < max ? x : max) : 0;
}

/* Returns the nearest row of the table; x: within the map. */
static inline const float *nearest_row(const facs_kernel *kernel, float x)
{
    return kernel->row[(int)(x / FACS_KERNEL_STEP + 0.5F)];
}

/* Columns of the map weighted with the kernel's y, and the same times y: eight, and eight more if
 * the map has them. */
typedef struct columns {
    f32x8 sum, moment, sum_on, moment_on;
} columns;

static inline columns sum_columns(const facs_kernel *kernel, const float *response,
                                  const float *down, const float *moments)
{
    const f32x8 zero = f32x8_of(0);
    columns c = {zero, zero, zero, zero};

    for (int v = 0; v < kernel->window; v++, response += kernel->window) {
        const f32x8 weight = f32x8_spread(down + v), moment = f32x8_spread(moments + v);
        const f32x8 row = f32x8_load(response);
        c.sum = f32x8_multiply_add(weight, row, c.sum);
        c.moment = f32x8_multiply_add(moment, row, c.moment);
        if (kernel->window > 8) {
            const f32x8 row_on = f32x8_load(response + 8);
            c.sum_on = f32x8_multiply_add(weight, row_on, c.sum_on);
            c.moment_on = f32x8_multiply_add(moment, row_on, c.moment_on);
        }
    }
    return c;
}

/* Sums the lanes of a, b and c to sums[0..2]. */
static inline void add_lanes(f32x8 a, f32x8 b, f32x8 c, float sums[8])
{
    f32x8 all = f32x8_add_pairs(f32x8_add_pairs(a, b), f32x8_add_pairs(c, c));
    f32x8_store(sums, f32x8_add_halves(all, all));
}

void FACS_KERNEL(facs_mean_shift)(const facs_kernel *kernel, const float *response, float x,
                                  float y, float shift[2])
{
    static const float counted[FACS_KERNEL_LANES] = {0, 1, 2,  3,  4,  5,  6,  7,
                                                     8, 9, 10, 11, 12, 13, 14, 15};
    const f32x8 count = f32x8_load(counted), count_on = f32x8_load(counted + 8);
    float moments[FACS_KERNEL_LANES], sums[8];

    x = within(kernel, x);
    y = within(kernel, y);
    const float *across = nearest_row(kernel, x), *down = nearest_row(kernel, y);
    f32x8_store(moments, f32x8_multiply(f32x8_load(down), count));
    f32x8_store(moments + 8, f32x8_multiply(f32x8_load(down + 8), count_on));
    const columns c = sum_columns(kernel, response, down, moments);
    f32x8 weight = f32x8_load(across);
    f32x8 sum = f32x8_multiply(weight, c.sum);
    f32x8 sum_x = f32x8_multiply(sum, count), sum_y = f32x8_multiply(weight, c.moment);
    if (kernel->window > 8) {
        weight = f32x8_load(across + 8);
        const f32x8 column = f32x8_multiply(weight, c.sum_on);
        sum = f32x8_add(sum, column);
        sum_x = f32x8_multiply_add(column, count_on, sum_x);
        sum_y = f32x8_multiply_add(weight, c.moment_on, sum_y);
    }
    add_lanes(sum, sum_x, sum_y, sums);
    shift[0] = sums[0] > 0 ? sums[1] / sums[0] - x : 0;
    shift[1] = sums[0] > 0 ? sums[2] / sums[0] - y : 0;
}
