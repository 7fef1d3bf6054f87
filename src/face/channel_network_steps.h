/* The convolution in vectors of eight output maps: channel_network_avx2.c, channel_network_neon.c.
 */
#ifndef FACS_FACE_CHANNEL_NETWORK_STEPS_H
#define FACS_FACE_CHANNEL_NETWORK_STEPS_H

#include "base/eight.h"
#include "face/channel_network.h"

#include <stddef.h>

#define WIDE          FACS_CHANNEL_WIDE
#define NARROW        FACS_CHANNEL_NARROW
#define WIDE_PLACES   3
#define NARROW_PLACES 6

/*
 * Twelve sums that do not wait for each other: of 32 maps at 3 places (a0 to a3: the first place),
 * or of 16 maps at 6 places (a0, a1: the first; a2, a3: the second). Named, for an array would live
 * in memory.
 */
typedef struct twelve {
    eight a0, a1, a2, a3, b0, b1, b2, b3, c0, c1, c2, c3;
} twelve;

/* One input of each of 3 places times its weights of 32 maps. */
static inline void add_wide(twelve *s, const float *input, ptrdiff_t place, const float *weights)
{
    const eight a = eight_spread(input), b = eight_spread(input + place);
    const eight c = eight_spread(input + 2 * place);
    eight w = eight_load(weights);
    s->a0 = eight_multiply_add(a, w, s->a0);
    s->b0 = eight_multiply_add(b, w, s->b0);
    s->c0 = eight_multiply_add(c, w, s->c0);
    w = eight_load(weights + 8);
    s->a1 = eight_multiply_add(a, w, s->a1);
    s->b1 = eight_multiply_add(b, w, s->b1);
    s->c1 = eight_multiply_add(c, w, s->c1);
    w = eight_load(weights + 16);
    s->a2 = eight_multiply_add(a, w, s->a2);
    s->b2 = eight_multiply_add(b, w, s->b2);
    s->c2 = eight_multiply_add(c, w, s->c2);
    w = eight_load(weights + 24);
    s->a3 = eight_multiply_add(a, w, s->a3);
    s->b3 = eight_multiply_add(b, w, s->b3);
    s->c3 = eight_multiply_add(c, w, s->c3);
}

/* One input of each of 6 places times its weights of 16 maps. */
static inline void add_narrow(twelve *s, const float *input, ptrdiff_t place, const float *weights)
{
    const eight v = eight_load(weights), w = eight_load(weights + 8);
    eight x = eight_spread(input);
    s->a0 = eight_multiply_add(x, v, s->a0);
    s->a1 = eight_multiply_add(x, w, s->a1);
    x = eight_spread(input + place);
    s->a2 = eight_multiply_add(x, v, s->a2);
    s->a3 = eight_multiply_add(x, w, s->a3);
    x = eight_spread(input + 2 * place);
    s->b0 = eight_multiply_add(x, v, s->b0);
    s->b1 = eight_multiply_add(x, w, s->b1);
    x = eight_spread(input + 3 * place);
    s->b2 = eight_multiply_add(x, v, s->b2);
    s->b3 = eight_multiply_add(x, w, s->b3);
    x = eight_spread(input + 4 * place);
    s->c0 = eight_multiply_add(x, v, s->c0);
    s->c1 = eight_multiply_add(x, w, s->c1);
    x = eight_spread(input + 5 * place);
    s->c2 = eight_multiply_add(x, v, s->c2);
    s->c3 = eight_multiply_add(x, w, s->c3);
}

/* What is below 0 times its map's slope, to output. */
static inline void put(eight sum, const float *slope, float *output)
{
    const eight zero = eight_of(0);
    eight_store(output, eight_multiply_add(eight_at_most(sum, zero), eight_load(slope),
                                           eight_at_least(sum, zero)));
}

/* What a group of output maps is made of. */
typedef struct group {
    const float *weights, *bias, *slope;
    ptrdiff_t run;               /* inputs of a kernel's row, side by side */
    ptrdiff_t in_maps, out_maps; /* floats from place to place */
} group;

static inline void make_wide(const facs_channel_layer *layer, const group *g,
                             const float *const *rows, ptrdiff_t x, ptrdiff_t place, float *output)
{
    const float *weights = g->weights;
    twelve s;
    s.a0 = s.b0 = s.c0 = eight_load(g->bias);
    s.a1 = s.b1 = s.c1 = eight_load(g->bias + 8);
    s.a2 = s.b2 = s.c2 = eight_load(g->bias + 16);
    s.a3 = s.b3 = s.c3 = eight_load(g->bias + 24);
    for (int y = 0; y < layer->kernel_height; y++) {
        const float *input = rows[y] + x * g->in_maps;
        for (ptrdiff_t i = 0; i < g->run; i++, weights += WIDE)
            add_wide(&s, input + i, place * g->in_maps, weights);
    }
    const eight first[4] = {s.a0, s.a1, s.a2, s.a3}, second[4] = {s.b0, s.b1, s.b2, s.b3};
    const eight third[4] = {s.c0, s.c1, s.c2, s.c3};
    output += x * g->out_maps;
    for (int k = 0; k < 4; k++)
        put(first[k], g->slope + 8 * k, output + 8 * k);
    for (int k = 0; k < 4 && place; k++)
        put(second[k], g->slope + 8 * k, output + g->out_maps + 8 * k);
    for (int k = 0; k < 4 && place; k++)
        put(third[k], g->slope + 8 * k, output + 2 * g->out_maps + 8 * k);
}

static inline void make_narrow(const facs_channel_layer *layer, const group *g,
                               const float *const *rows, ptrdiff_t x, ptrdiff_t place,
                               float *output)
{
    const float *weights = g->weights;
    twelve s;
    s.a0 = s.a2 = s.b0 = s.b2 = s.c0 = s.c2 = eight_load(g->bias);
    s.a1 = s.a3 = s.b1 = s.b3 = s.c1 = s.c3 = eight_load(g->bias + 8);
    for (int y = 0; y < layer->kernel_height; y++) {
        const float *input = rows[y] + x * g->in_maps;
        for (ptrdiff_t i = 0; i < g->run; i++, weights += NARROW)
            add_narrow(&s, input + i, place * g->in_maps, weights);
    }
    const eight lower[NARROW_PLACES] = {s.a0, s.a2, s.b0, s.b2, s.c0, s.c2};
    const eight upper[NARROW_PLACES] = {s.a1, s.a3, s.b1, s.b3, s.c1, s.c3};
    output += x * g->out_maps;
    for (int p = 0; p < (place ? NARROW_PLACES : 1); p++, output += g->out_maps) {
        put(lower[p], g->slope, output);
        put(upper[p], g->slope + 8, output + 8);
    }
}

/*
 * Places come in blocks; the last one begins early where the width is no multiple, and is made
 * again in part. A row that is narrower than a block is made place by place (place 0: the other
 * sums repeat the first). From left to right: what a store writes beyond its maps is overwritten by
 * the next.
 */
static inline void make_row(const facs_channel_layer *layer, const float *const *rows, int width,
                            float *output)
{
    const ptrdiff_t taps = (ptrdiff_t)layer->kernel_height * layer->kernel_width * layer->in_maps;
    int map = 0;

    for (; map<layer->out_maps; map += layer->out_maps - map> NARROW ? WIDE : NARROW) {
        const int wide = layer->out_maps - map > NARROW;
        const int places = wide ? WIDE_PLACES : NARROW_PLACES, whole = width >= places;
        const group g = {.weights = layer->weights + map * taps,
                         .bias = layer->bias + map,
                         .slope = layer->slope + map,
                         .run = (ptrdiff_t)layer->kernel_width * layer->in_maps,
                         .in_maps = layer->in_maps,
                         .out_maps = layer->out_maps};
        for (int x = 0; x < width; x += whole ? places : 1) {
            const ptrdiff_t from = whole && x + places > width ? width - places : x;
            if (wide)
                make_wide(layer, &g, rows, from, whole, output + map);
            else
                make_narrow(layer, &g, rows, from, whole, output + map);
        }
    }
}

static inline void make_dots(const float *row, int width, const float *weights, int maps,
                             float bias, float *sums)
{
    for (int x = 0; x < width; x++, row += maps) {
        eight sum = eight_of(0);
        for (int k = 0; k < maps; k += 8)
            sum = eight_multiply_add(eight_load(row + k), eight_load(weights + k), sum);
        sums[x] = bias + eight_sum(sum);
    }
}

#endif
