#include "landmarks/network_layers.h"

#include "base/simd.h"

#include <stddef.h>

#define GROUP FACS_CONVOLUTION_GROUP
#define STEP  FACS_CONVOLUTION_STEP
#define DENSE FACS_DENSE_GROUP

/* STEP columns of two rows in GROUP output maps. Named, because an array would be kept in
 * memory. */
typedef struct block {
    f32x8 upper0, upper1, upper2, upper3, upper4;
    f32x8 lower0, lower1, lower2, lower3, lower4;
} block;

static inline void add_tap(block *sum, const float *upper, const float *lower, const float *weights)
{
    const f32x8 a = f32x8_load(upper), b = f32x8_load(lower);
    f32x8 weight = f32x8_spread(weights);
    sum->upper0 = f32x8_multiply_add(a, weight, sum->upper0);
    sum->lower0 = f32x8_multiply_add(b, weight, sum->lower0);
    weight = f32x8_spread(weights + 1);
    sum->upper1 = f32x8_multiply_add(a, weight, sum->upper1);
    sum->lower1 = f32x8_multiply_add(b, weight, sum->lower1);
    weight = f32x8_spread(weights + 2);
    sum->upper2 = f32x8_multiply_add(a, weight, sum->upper2);
    sum->lower2 = f32x8_multiply_add(b, weight, sum->lower2);
    weight = f32x8_spread(weights + 3);
    sum->upper3 = f32x8_multiply_add(a, weight, sum->upper3);
    sum->lower3 = f32x8_multiply_add(b, weight, sum->lower3);
    weight = f32x8_spread(weights + 4);
    sum->upper4 = f32x8_multiply_add(a, weight, sum->upper4);
    sum->lower4 = f32x8_multiply_add(b, weight, sum->lower4);
}

/* Sums from input on: 10 independent sums, 7 loads for 10 multiply-adds. */
static inline block sum_taps(const facs_convolution *c, const float *input, const float *weights,
                             const float *bias, ptrdiff_t below)
{
    block sum;

    sum.upper0 = sum.lower0 = f32x8_spread(bias);
    sum.upper1 = sum.lower1 = f32x8_spread(bias + 1);
    sum.upper2 = sum.lower2 = f32x8_spread(bias + 2);
    sum.upper3 = sum.lower3 = f32x8_spread(bias + 3);
    sum.upper4 = sum.lower4 = f32x8_spread(bias + 4);
    for (int in = 0; in < c->in_maps; in++) {
        const float *row = input + (ptrdiff_t)in * c->in_height * c->in_width;
        for (int ky = 0; ky < c->kernel_height; ky++, row += c->in_width)
            for (int kx = 0; kx < c->kernel_width; kx++, weights += GROUP)
                add_tap(&sum, row + kx, row + below * c->in_width + kx, weights);
    }
    return sum;
}

/* below: 1, or 0 if there is no second row; the first row is then computed twice. */
static inline void make_block(const facs_convolution *c, const float *input, const float *weights,
                              const float *bias, ptrdiff_t below, float *output)
{
    const block sum = sum_taps(c, input, weights, bias, below);
    const f32x8 upper[GROUP] = {sum.upper0, sum.upper1, sum.upper2, sum.upper3, sum.upper4};
    const f32x8 lower[GROUP] = {sum.lower0, sum.lower1, sum.lower2, sum.lower3, sum.lower4};

    for (int k = 0; k < GROUP; k++, output += (ptrdiff_t)c->out_height * c->out_stride) {
        f32x8_store(output, upper[k]);
        f32x8_store(output + below * c->out_stride, lower[k]);
    }
}

void FACS_KERNEL(facs_convolve)(const facs_convolution *c, const float *input, float *output)
{
    const ptrdiff_t taps = (ptrdiff_t)c->in_maps * c->kernel_height * c->kernel_width;

    for (int map = 0; map < c->out_maps; map += GROUP)
        for (int y = 0; y < c->out_height; y += 2)
            for (int x = 0; x < c->out_width; x += STEP)
                make_block(c, input + (ptrdiff_t)y * c->in_width + x, c->weights + map * taps,
                           c->bias + map, y + 1 < c->out_height,
                           output + ((ptrdiff_t)map * c->out_height + y) * c->out_stride + x);
}

/* ---- Fully connected layers ------------------------------------------------------------------ */

static inline f32x8 add_weighted(f32x8 sum, const float *weights, f32x8 input)
{
    return f32x8_add(f32x8_multiply(f32x8_load(weights), input), sum);
}

void FACS_KERNEL(facs_apply_dense)(const facs_dense *dense, const float *input, float *output)
{
    const float *weights = dense->weights;

    for (int unit = 0; unit < dense->units; unit += DENSE) {
        f32x8 first = f32x8_load(dense->bias + unit), last = f32x8_load(dense->bias + unit + 8);
        for (int i = 0; i < dense->inputs; i++, weights += DENSE) {
            const f32x8 in = f32x8_spread(input + i);
            first = add_weighted(first, weights, in);
            last = add_weighted(last, weights + 8, in);
        }
        f32x8_store(output + unit, first);
        f32x8_store(output + unit + 8, last);
    }
}
