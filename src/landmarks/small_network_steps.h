/* The convolution in vectors of eight: small_network.c, small_network_avx2.c and _neon.c. */
#ifndef FACS_LANDMARKS_SMALL_NETWORK_STEPS_H
#define FACS_LANDMARKS_SMALL_NETWORK_STEPS_H

#include "base/eight.h"
#include "landmarks/small_network.h"

#define GROUP FACS_CONVOLUTION_GROUP
#define STEP  FACS_CONVOLUTION_STEP

/* STEP columns of two rows in GROUP output maps: named, for an array would live in memory. */
typedef struct block {
    eight upper0, upper1, upper2, upper3, upper4;
    eight lower0, lower1, lower2, lower3, lower4;
} block;

static inline void add_tap(block *sum, const float *upper, const float *lower, const float *weights)
{
    const eight a = eight_load(upper), b = eight_load(lower);
    eight weight = eight_spread(weights);
    sum->upper0 = eight_multiply_add(a, weight, sum->upper0);
    sum->lower0 = eight_multiply_add(b, weight, sum->lower0);
    weight = eight_spread(weights + 1);
    sum->upper1 = eight_multiply_add(a, weight, sum->upper1);
    sum->lower1 = eight_multiply_add(b, weight, sum->lower1);
    weight = eight_spread(weights + 2);
    sum->upper2 = eight_multiply_add(a, weight, sum->upper2);
    sum->lower2 = eight_multiply_add(b, weight, sum->lower2);
    weight = eight_spread(weights + 3);
    sum->upper3 = eight_multiply_add(a, weight, sum->upper3);
    sum->lower3 = eight_multiply_add(b, weight, sum->lower3);
    weight = eight_spread(weights + 4);
    sum->upper4 = eight_multiply_add(a, weight, sum->upper4);
    sum->lower4 = eight_multiply_add(b, weight, sum->lower4);
}

/* The sums from input on: 10 that do not wait for each other, 7 loads for 10 multiply-adds. */
static inline block sum_taps(const facs_convolution *c, const float *input, const float *weights,
                             const float *bias, ptrdiff_t below)
{
    block sum;

    sum.upper0 = sum.lower0 = eight_spread(bias);
    sum.upper1 = sum.lower1 = eight_spread(bias + 1);
    sum.upper2 = sum.lower2 = eight_spread(bias + 2);
    sum.upper3 = sum.lower3 = eight_spread(bias + 3);
    sum.upper4 = sum.lower4 = eight_spread(bias + 4);
    for (int in = 0; in < c->in_maps; in++) {
        const float *row = input + (ptrdiff_t)in * c->in_height * c->in_width;
        for (int ky = 0; ky < c->kernel_height; ky++, row += c->in_width)
            for (int kx = 0; kx < c->kernel_width; kx++, weights += GROUP)
                add_tap(&sum, row + kx, row + below * c->in_width + kx, weights);
    }
    return sum;
}

/* below: 1, or 0 where there is no second row; the first is then made twice. */
static inline void make_block(const facs_convolution *c, const float *input, const float *weights,
                              const float *bias, ptrdiff_t below, float *output)
{
    const block sum = sum_taps(c, input, weights, bias, below);
    const eight upper[GROUP] = {sum.upper0, sum.upper1, sum.upper2, sum.upper3, sum.upper4};
    const eight lower[GROUP] = {sum.lower0, sum.lower1, sum.lower2, sum.lower3, sum.lower4};

    for (int k = 0; k < GROUP; k++, output += (ptrdiff_t)c->out_height * c->out_stride) {
        eight_store(output, upper[k]);
        eight_store(output + below * c->out_stride, lower[k]);
    }
}

static inline void convolve(const facs_convolution *c, const float *input, float *output)
{
    const ptrdiff_t taps = (ptrdiff_t)c->in_maps * c->kernel_height * c->kernel_width;

    for (int map = 0; map < c->out_maps; map += GROUP)
        for (int y = 0; y < c->out_height; y += 2)
            for (int x = 0; x < c->out_width; x += STEP)
                make_block(c, input + (ptrdiff_t)y * c->in_width + x, c->weights + map * taps,
                           c->bias + map, y + 1 < c->out_height,
                           output + ((ptrdiff_t)map * c->out_height + y) * c->out_stride + x);
}

#endif
