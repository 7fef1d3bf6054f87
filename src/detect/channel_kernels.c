/* Convolution in vectors of eight output maps. */
#include "detect/channel_kernels.h"

#include "base/simd.h"
#include "detect/channel_tiles.h"

#include <stddef.h>

#define WIDE   FACS_CHANNEL_WIDE
#define NARROW FACS_CHANNEL_NARROW

/* Up to twelve independent sums: of 32 maps at 3 places (a0 to a3: the first), of 16 maps at 6
 * places (a0, a1: the first; a2, a3: the second), or of 64 maps at one place (a, b). Named, because
 * an array would be kept in memory. The number of places is a compile-time constant. */
typedef struct twelve {
    f32x8 a0, a1, a2, a3, b0, b1, b2, b3, c0, c1, c2, c3;
} twelve;

/* The inputs of a group of output maps; rows point at the first place. */
typedef struct group {
    const float *weights, *bias, *slope;
    const float *rows[FACS_CHANNEL_KERNEL];
    int height;
    ptrdiff_t run;               /* inputs of a kernel row, contiguous */
    ptrdiff_t in_maps, out_maps; /* floats between places */
} group;

/* Multiplies values below 0 by their map's slope. */
static inline f32x8 bend(f32x8 sum, const float *slope)
{
    const f32x8 zero = f32x8_of(0);
    return f32x8_multiply_add(f32x8_min(sum, zero), f32x8_load(slope), f32x8_max(sum, zero));
}

/* slope NULL: stores sum as it is. */
static inline void put(f32x8 sum, const float *slope, float *output)
{
    f32x8_store(output, slope ? bend(sum, slope) : sum);
}

/* Adds one input of each of 1 to 3 places times its weights for 8 maps. */
static inline void add_three(f32x8 *a, f32x8 *b, f32x8 *c, const f32x8 input[3],
                             const float *weights, int places)
{
    const f32x8 w = f32x8_load(weights);
    *a = f32x8_multiply_add(input[0], w, *a);
    *b = places > 1 ? f32x8_multiply_add(input[1], w, *b) : *b;
    *c = places > 2 ? f32x8_multiply_add(input[2], w, *c) : *c;
}

/* Adds one input of each of 1 to 3 places times its weights for 32 maps. */
static inline void add_wide(twelve *s, const float *input, ptrdiff_t place, const float *weights,
                            int places)
{
    const f32x8 a = f32x8_spread(input);
    const f32x8 inputs[3] = {a, places > 1 ? f32x8_spread(input + place) : a,
                             places > 2 ? f32x8_spread(input + 2 * place) : a};
    add_three(&s->a0, &s->b0, &s->c0, inputs, weights, places);
    add_three(&s->a1, &s->b1, &s->c1, inputs, weights + 8, places);
    add_three(&s->a2, &s->b2, &s->c2, inputs, weights + 16, places);
    add_three(&s->a3, &s->b3, &s->c3, inputs, weights + 24, places);
}

/* Adds one input times its weights for 16 maps. */
static inline void add_narrow(f32x8 *lower, f32x8 *upper, const float *input, const float *weights)
{
    const f32x8 x = f32x8_spread(input);
    *lower = f32x8_multiply_add(x, f32x8_load(weights), *lower);
    *upper = f32x8_multiply_add(x, f32x8_load(weights + 8), *upper);
}

static inline void make_wide(const group *g, ptrdiff_t x, int places, float *output)
{
    const float *weights = g->weights;
    const int biased = g->bias != NULL;
    const f32x8 zero = f32x8_of(0);
    twelve s;
    s.a0 = s.b0 = s.c0 = biased ? f32x8_load(g->bias) : zero;
    s.a1 = s.b1 = s.c1 = biased ? f32x8_load(g->bias + 8) : zero;
    s.a2 = s.b2 = s.c2 = biased ? f32x8_load(g->bias + 16) : zero;
    s.a3 = s.b3 = s.c3 = biased ? f32x8_load(g->bias + 24) : zero;
    for (int y = 0; y < g->height; y++) {
        const float *input = g->rows[y] + x * g->in_maps;
        for (ptrdiff_t i = 0; i < g->run; i++, weights += WIDE)
            add_wide(&s, input + i, g->in_maps, weights, places);
    }
    const f32x8 sums[3][4] = {
        {s.a0, s.a1, s.a2, s.a3}, {s.b0, s.b1, s.b2, s.b3}, {s.c0, s.c1, s.c2, s.c3}};
    output += x * g->out_maps;
    for (int p = 0; p < places; p++, output += g->out_maps)
        for (int k = 0; k < 4; k++)
            put(sums[p][k], g->slope ? g->slope + 8 * k : NULL, output + 8 * k);
}

/* Computes 16 maps at 1, 2, 4 or 6 places. */
static inline void make_narrow(const group *g, ptrdiff_t x, int places, float *output)
{
    const float *w = g->weights;
    const ptrdiff_t in = g->in_maps;
    const int biased = g->bias != NULL;
    const f32x8 zero = f32x8_of(0);
    twelve s;
    s.a0 = s.a2 = s.b0 = s.b2 = s.c0 = s.c2 = biased ? f32x8_load(g->bias) : zero;
    s.a1 = s.a3 = s.b1 = s.b3 = s.c1 = s.c3 = biased ? f32x8_load(g->bias + 8) : zero;
    for (int y = 0; y < g->height; y++) {
        const float *input = g->rows[y] + x * in;
        for (ptrdiff_t i = 0; i < g->run; i++, input++, w += NARROW) {
            add_narrow(&s.a0, &s.a1, input, w);
            if (places > 1)
                add_narrow(&s.a2, &s.a3, input + in, w);
            if (places > 2) {
                add_narrow(&s.b0, &s.b1, input + 2 * in, w);
                add_narrow(&s.b2, &s.b3, input + 3 * in, w);
            }
            if (places > 4) {
                add_narrow(&s.c0, &s.c1, input + 4 * in, w);
                add_narrow(&s.c2, &s.c3, input + 5 * in, w);
            }
        }
    }
    const f32x8 lower[6] = {s.a0, s.a2, s.b0, s.b2, s.c0, s.c2};
    const f32x8 upper[6] = {s.a1, s.a3, s.b1, s.b3, s.c1, s.c3};
    output += x * g->out_maps;
    for (int p = 0; p < places; p++, output += g->out_maps) {
        put(lower[p], g->slope, output);
        put(upper[p], g->slope ? g->slope + 8 : NULL, output + 8);
    }
}

/* Adds one input of a pair of places: for 8 maps of each, and for 4 more of both in one vector. */
static inline void add_few(f32x8 *left, f32x8 *right, f32x8 *both, const float *input,
                           ptrdiff_t place, const float *weights)
{
    const f32x8 a = f32x8_spread(input), b = f32x8_spread(input + place);
    const f32x8 w = f32x8_load(weights);
    *left = f32x8_multiply_add(a, w, *left);
    *right = f32x8_multiply_add(b, w, *right);
    *both = f32x8_multiply_add(f32x8_low_high(a, b), f32x8_load(weights + 8), *both);
}

/* Computes at most FEW maps at 1 to 8 places. */
static inline void make_few(const group *g, ptrdiff_t x, int places, float *output)
{
    const float *weights = g->weights;
    const ptrdiff_t in = g->in_maps, next = places > 1 ? in : 0;
    twelve s;
    s.a0 = s.a1 = s.a3 = s.b0 = s.b2 = s.b3 = s.c1 = s.c2 = f32x8_load(g->bias);
    s.a2 = s.b1 = s.c0 = s.c3 = f32x8_load(g->bias + 8);
    for (int y = 0; y < g->height; y++) {
        const float *input = g->rows[y] + x * in;
        for (ptrdiff_t i = 0; i < g->run; i++, input++, weights += NARROW) {
            add_few(&s.a0, &s.a1, &s.a2, input, next, weights);
            if (places > 2)
                add_few(&s.a3, &s.b0, &s.b1, input + 2 * in, next, weights);
            if (places > 4)
                add_few(&s.b2, &s.b3, &s.c0, input + 4 * in, next, weights);
            if (places > 6)
                add_few(&s.c1, &s.c2, &s.c3, input + 6 * in, next, weights);
        }
    }
    const f32x8 left[4] = {s.a0, s.a3, s.b2, s.c1}, right[4] = {s.a1, s.b0, s.b3, s.c2};
    const f32x8 both[4] = {s.a2, s.b1, s.c0, s.c3};
    output += x * g->out_maps;
    for (int p = 0; p < places; p += 2, output += 2 * g->out_maps) {
        const f32x8 last = bend(both[p / 2], g->slope + 8);
        f32x8_store(output, bend(left[p / 2], g->slope));
        f32x8_store(output + 8, last);
        if (places == 1)
            break;
        f32x8_store(output + g->out_maps + 4, last); /* for its upper half */
        f32x8_store(output + g->out_maps, bend(right[p / 2], g->slope));
    }
}

/* 64 maps at one place, because 4 sums would stall. next: the weights of the other 32. */
static inline void make_tall(const group *g, const float *next, float *output)
{
    const float *weights = g->weights;
    twelve s, t;
    s.a0 = f32x8_load(g->bias), s.a1 = f32x8_load(g->bias + 8);
    s.a2 = f32x8_load(g->bias + 16), s.a3 = f32x8_load(g->bias + 24);
    t.a0 = f32x8_load(g->bias + 32), t.a1 = f32x8_load(g->bias + 40);
    t.a2 = f32x8_load(g->bias + 48), t.a3 = f32x8_load(g->bias + 56);
    for (int y = 0; y < g->height; y++)
        for (ptrdiff_t i = 0; i < g->run; i++, weights += WIDE, next += WIDE) {
            add_wide(&s, g->rows[y] + i, 0, weights, 1);
            add_wide(&t, g->rows[y] + i, 0, next, 1);
        }
    const f32x8 sums[8] = {s.a0, s.a1, s.a2, s.a3, t.a0, t.a1, t.a2, t.a3};
    for (int k = 0; k < 8; k++)
        put(sums[k], g->slope + 8 * k, output + 8 * k);
}

/* Blocks of 3 places, or of 2 if one would be left over. */
static inline void make_wide_row(const group *g, int width, float *output)
{
    int x = 0;
    for (; width - x == 3 || width - x > 4; x += 3)
        make_wide(g, x, 3, output);
    for (; width - x > 1; x += 2)
        make_wide(g, x, 2, output);
    if (x < width)
        make_wide(g, x, 1, output);
}

static inline void make_narrow_row(const group *g, int width, float *output)
{
    int x = 0;
    for (; width - x == 6 || width - x > 8; x += 6)
        make_narrow(g, x, 6, output);
    for (; width - x > 3; x += 4)
        make_narrow(g, x, 4, output);
    for (; width - x > 1; x += 2)
        make_narrow(g, x, 2, output);
    if (x < width)
        make_narrow(g, x, 1, output);
}

static inline void make_few_row(const group *g, int width, float *output)
{
    int x = 0;
    for (; width - x > 7 && width - x != 12; x += 8)
        make_few(g, x, 8, output);
    for (; width - x > 5; x += 6)
        make_few(g, x, 6, output);
    for (; width - x > 3; x += 4)
        make_few(g, x, 4, output);
    for (; width - x > 1; x += 2)
        make_few(g, x, 2, output);
    if (x < width)
        make_few(g, x, 1, output);
}

/* Works from left to right: the next store overwrites what one writes past its maps. */
static void make_row(const facs_channel_layer *layer, const float *const *rows, int width,
                     float *output)
{
    const ptrdiff_t run = (ptrdiff_t)layer->kernel_width * layer->in_maps;
    const ptrdiff_t taps = run * layer->kernel_height;
    group g = {.height = layer->kernel_height,
               .run = run,
               .in_maps = layer->in_maps,
               .out_maps = layer->out_maps};

    for (int y = 0; y < layer->kernel_height; y++)
        g.rows[y] = rows[y];
    for (int map = 0; map < layer->out_maps;) {
        const int left = layer->out_maps - map;
        g.weights = layer->weights + map * taps;
        g.bias = layer->bias + map;
        g.slope = layer->slope + map;
        if (width == 1 && left > WIDE + NARROW) {
            make_tall(&g, g.weights + WIDE * taps, output + map);
            map += 2 * WIDE;
        } else if (left > NARROW) {
            make_wide_row(&g, width, output + map);
            map += WIDE;
        } else {
            if (left > FACS_CHANNEL_FEW)
                make_narrow_row(&g, width, output + map);
            else
                make_few_row(&g, width, output + map);
            map += NARROW;
        }
    }
}

/* ---- Maxima, scalar products ----------------------------------------------------------------- */

/* Computes one place. at: where the window's columns begin. pool: a compile-time constant. */
static inline void make_window(const float *const *rows, const ptrdiff_t *at, int pool,
                               ptrdiff_t maps, float *output)
{
    for (ptrdiff_t k = 0; k < maps; k += 8) {
        f32x8 max = f32x8_load(rows[0] + at[0] + k);
        for (int y = 0; y < pool; y++)
            for (int c = 0; c < pool; c++)
                max = f32x8_max(max, f32x8_load(rows[y] + at[c] + k));
        f32x8_store(output + k, max);
    }
}

/* A truncated window repeats its last place. */
static void make_maxima(const facs_channel_layer *layer, const float *const *rows, int width,
                        int out_width, float *output)
{
    const ptrdiff_t maps = layer->out_maps;
    for (int x = 0; x < out_width; x++, output += maps) {
        ptrdiff_t at[FACS_CHANNEL_KERNEL];
        for (int c = 0; c < layer->pool; c++) {
            const int place = x * layer->stride + c;
            at[c] = (place < width ? place : width - 1) * maps;
        }
        if (layer->pool == 2)
            make_window(rows, at, 2, maps, output);
        else if (layer->pool == 3)
            make_window(rows, at, 3, maps, output);
        else
            make_window(rows, at, layer->pool, maps, output);
    }
}

static void make_dots(const float *row, int width, const float *weights, int maps, float bias,
                      float *sums)
{
    for (int x = 0; x < width; x++, row += maps) {
        f32x8 sum = f32x8_of(0);
        for (int k = 0; k < maps; k += 8)
            sum = f32x8_multiply_add(f32x8_load(row + k), f32x8_load(weights + k), sum);
        sums[x] = bias + f32x8_sum(sum);
    }
}

/* ---- Pairs of rows --------------------------------------------------------------------------- */

/* Several tiles of a pair of rows; maps are computed in groups. */
typedef struct strip {
    const facs_channel_layer *layer;
    int tiles, width;         /* of the rows, from here on */
    float *spread, *products; /* [16] planes of [tiles][in_maps], [tiles][maps of the group] */
    float *outputs[2];
} strip;

/* Stores a tile's maps, from map on, in both rows; the right places only if the row has them. */
static inline void put_tile(const strip *s, int map, int size, ptrdiff_t t)
{
    const facs_channel_layer *layer = s->layer;
    const int right = 2 * t + 1 < s->width;
    for (int k = map; k < map + size && k < layer->out_maps; k += 8) {
        f32x8 result[2][2];
        facs_tile_gather(s->products + t * size + (k - map), facs_tile_plane(s->tiles, size),
                         result);
        const f32x8 bias = f32x8_load(layer->bias + k);
        for (int y = 0; y < 2; y++)
            for (int x = 0; x <= right; x++)
                put(f32x8_add(result[y][x], bias), layer->slope + k,
                    s->outputs[y] + (2 * t + x) * layer->out_maps + k);
    }
}

/* Computes a group of maps for all tiles: the products of each of their 16 values, then the
 * outputs. */
static inline void make_group(const strip *s, int map, int size)
{
    const facs_channel_layer *layer = s->layer;
    const ptrdiff_t in = layer->in_maps, plane = facs_tile_plane(s->tiles, size);
    const ptrdiff_t room = in * ((layer->out_maps + NARROW - 1) / NARROW * NARROW);
    for (int i = 0; i < 16; i++) {
        const group g = {.weights = layer->transformed + i * room + map * in,
                         .rows = {s->spread + i * facs_tile_plane(s->tiles, layer->in_maps)},
                         .height = 1,
                         .run = in,
                         .in_maps = in,
                         .out_maps = size};
        if (size == WIDE)
            make_wide_row(&g, s->tiles, s->products + i * plane);
        else
            make_narrow_row(&g, s->tiles, s->products + i * plane);
    }
    for (int t = 0; t < s->tiles; t++)
        put_tile(s, map, size, t);
}

static inline void make_strip(const strip *s, const float *const *rows)
{
    const ptrdiff_t in = s->layer->in_maps, plane = facs_tile_plane(s->tiles, s->layer->in_maps);
    int size;
    for (ptrdiff_t t = 0; t < s->tiles; t++)
        for (ptrdiff_t k = 0; k < in; k += 8)
            facs_tile_spread(rows, 2 * t * in + k, in, plane, s->spread + t * in + k);
    for (int map = 0; map < s->layer->out_maps; map += size) {
        size = s->layer->out_maps - map > NARROW ? WIDE : NARROW;
        make_group(s, map, size);
    }
}

static void make_pair(const facs_channel_layer *layer, const float *const *rows, int width,
                      float *work, float *const *outputs)
{
    const int tiles = (width + 1) / 2;
    for (int t = 0, count; t < tiles; t += count) {
        count = tiles - t <= FACS_CHANNEL_TILES ? tiles - t : FACS_CHANNEL_TILES - 3;
        const ptrdiff_t in = 2 * (ptrdiff_t)t * layer->in_maps;
        const ptrdiff_t out = 2 * (ptrdiff_t)t * layer->out_maps;
        const float *const from[4] = {rows[0] + in, rows[1] + in, rows[2] + in, rows[3] + in};
        const strip s = {.layer = layer,
                         .tiles = count,
                         .width = width - 2 * t,
                         .spread = work,
                         .products = work + 16 * facs_tile_plane(count, layer->in_maps),
                         .outputs = {outputs[0] + out, outputs[1] + out}};
        make_strip(&s, from);
    }
}

const facs_channel_kernels FACS_KERNEL(facs_channel_kernels) = {make_row, make_pair, make_maxima,
                                                                make_dots};
