/*
 * Computes the maps of a CEN network: each vector holds a unit's values at eight places, or with
 * AVX-512 at sixteen.
 *
 * The places are divided into panels of a few vectors. A layer's inputs, and its outputs, are
 * panel by panel, and within a panel input by input. A block of the product takes several units and
 * one panel: each weight, read where it is in the file, is multiplied with the panel's vectors, and
 * all sums stay in registers.
 */
#include "landmarks/ceclm/cen_kernels.h"

#include "base/half.h"
#include "base/simd_wide.h"
#include "landmarks/ceclm/cen_places.h"

#include <math.h>

#define LANES      SIMD_LANES
#define LINE       16    /* weights, or more, in a cache line */
#define AHEAD      16384 /* bytes: so long before a weight is needed, it is fetched */
#define FURTHER    8192  /* and once so many bytes earlier */
#define MAX_WIDTH  4     /* vectors of a panel */
#define MAX_PANELS ((FACS_CEN_MAX_PLACES / LANES + MAX_WIDTH) / MAX_WIDTH)
#define SUMS       (SIMD_REGISTERS * 3 / 4) /* the others are for inputs and a weight */

_Static_assert(FACS_CEN_UNITS % SUMS == 0, "a group consists of whole blocks");

/* ---- Panels ---------------------------------------------------------------------------------- */

typedef struct panels {
    int count;
    int width[MAX_PANELS]; /* vectors */
    int first[MAX_PANELS]; /* the vectors before it */
} panels;

/* As wide as each other, or nearly. */
static inline void divide(panels *all, int places)
{
    const int vectors = (places + LANES - 1) / LANES;
    all->count = (vectors + MAX_WIDTH - 1) / MAX_WIDTH;
    for (int i = 0; i < all->count; i++) {
        all->first[i] = vectors * i / all->count;
        all->width[i] = vectors * (i + 1) / all->count - all->first[i];
    }
}

/* The panel's values in a layer of so many units, or inputs. */
static inline float *panel_of(const panels *all, int panel, float *layer, int units)
{
    return layer + (ptrdiff_t)all->first[panel] * units * LANES;
}

static inline void put_input(const panels *all, int input, const float *row, float *layer)
{
    for (int i = 0; i < all->count; i++) {
        float *to = panel_of(all, i, layer, FACS_CEN_INPUTS) + input * all->width[i] * LANES;
        for (int v = 0; v < all->width[i]; v++, row += LANES)
            f32xn_store(to + v * LANES, f32xn_load(row));
    }
}

/* The inputs of the first layer. */
static inline void fill(const cen_places *places, const panels *by, float *layer)
{
    float rows[FACS_PATCH_SIDE][CEN_ROW] = {{0}};

    for (int p = 0; p < CEN_ROW; p++)
        rows[0][p] = 1;
    put_input(by, 0, rows[0], layer);
    memset(rows[0], 0, sizeof(rows[0]));
    for (int column = 0; column < FACS_PATCH_SIDE; column++) {
        cen_patch_column(places, column, rows);
        for (int row = 0; row < FACS_PATCH_SIDE; row++)
            put_input(by, 1 + column * FACS_PATCH_SIDE + row, rows[row], layer);
    }
}

/* ---- The product ----------------------------------------------------------------------------- */

/* Several units of a layer in a panel. */
typedef struct block {
    const char *weights, *bias; /* of the first unit; floats at any address */
    ptrdiff_t inputs;
    const float *in;
    float *out;  /* of the first unit */
    float floor; /* the least value of a sum */
    /* What to fetch ahead: so many rows of weights, with so many bytes from one to the next, and of
     * the weights in a line. */
    uintptr_t ahead;
    int rows;
    ptrdiff_t row, line;
} block;

static inline f32xn spread(const char *from, ptrdiff_t number)
{
    float value;
    memcpy(&value, from + number * (ptrdiff_t)sizeof(value), sizeof(value));
    return f32xn_of(value);
}

/* Into the second cache; twice, because a processor may drop a request whose page it does not know
 * yet. The address may be beyond the file: nothing is read then. */
static inline void fetch(uintptr_t ahead, int rows, ptrdiff_t row)
{
    for (int i = 0; i < rows; i++, ahead += (uintptr_t)row) {
        __builtin_prefetch((const void *)ahead, 0, 2);
        __builtin_prefetch((const void *)(ahead + FURTHER), 0, 2);
    }
}

/* width, units: compile-time constants. */
static inline __attribute__((always_inline)) void sum_up(const block *b, const int width,
                                                         const int units)
{
    const f32xn least = f32xn_of(b->floor);
    const ptrdiff_t inputs = b->inputs;
    const char *weights = b->weights;
    const float *in = b->in;
    float *out = b->out;
    uintptr_t ahead = b->ahead;
    f32xn sum[SUMS];

    for (int u = 0; u < units; u++)
        for (int v = 0; v < width; v++)
            sum[u * width + v] = spread(b->bias, u);
    for (ptrdiff_t left = inputs; left > 0; left -= LINE, ahead += (uintptr_t)b->line) {
        fetch(ahead, b->rows, b->row);
        for (ptrdiff_t k = left < LINE ? left : LINE; k > 0; k--) {
            for (int u = 0; u < units; u++) {
                const f32xn weight = spread(weights, u * inputs);
                for (int v = 0; v < width; v++)
                    sum[u * width + v] =
                        f32xn_multiply_add(weight, f32xn_load(in + v * LANES), sum[u * width + v]);
            }
            weights += sizeof(float);
            in += width * LANES;
        }
    }
    for (int u = 0; u < units; u++)
        for (int v = 0; v < width; v++, out += LANES)
            f32xn_store(out, f32xn_max(sum[u * width + v], least));
}

/* Not inlined, so that the sums have the registers to themselves. */
#define BLOCK(name, width, units)                                                                  \
    static __attribute__((noinline)) void name(const block *b)                                     \
    {                                                                                              \
        sum_up(b, width, units);                                                                   \
    }
BLOCK(several_1, 1, SUMS)
BLOCK(several_2, 2, SUMS / 2)
BLOCK(several_3, 3, SUMS / 3)
BLOCK(several_4, 4, SUMS / 4)
BLOCK(single_1, 1, 1)
BLOCK(single_2, 2, 1)
BLOCK(single_3, 3, 1)
BLOCK(single_4, 4, 1)

/* By a panel's width: the units of a block, a block, and one of a single unit. */
static const struct {
    int units;
    void (*several)(const block *b), (*single)(const block *b);
} blocks[MAX_WIDTH + 1] = {{0, NULL, NULL},
                           {SUMS, several_1, single_1},
                           {SUMS / 2, several_2, single_2},
                           {SUMS / 3, several_3, single_3},
                           {SUMS / 4, several_4, single_4}};

/* Some units of a layer: all that are made while their weights are in the cache. */
typedef struct group {
    const facs_cen_layer *layer;
    int first, end;
    const char *weights; /* of the first, as floats */
    ptrdiff_t size;      /* bytes of a weight in the file */
} group;

/* Makes a group's units of one panel. */
static inline void make_units(const group *g, int width, block b)
{
    const uintptr_t ahead = b.ahead;
    float *const out = b.out;
    const int several = g->end - g->first < blocks[width].units ? 1 : blocks[width].units;

    for (int unit = g->first; unit < g->end; unit += several) {
        const int from = unit < g->end - several ? unit : g->end - several; /* the last overlaps */
        b.weights = g->weights + (from - g->first) * b.inputs * (ptrdiff_t)sizeof(float);
        b.ahead = ahead + (uintptr_t)(from * b.row);
        b.bias = (const char *)g->layer->bias + from * (ptrdiff_t)sizeof(float);
        b.out = out + (ptrdiff_t)from * width * LANES;
        if (several == 1)
            blocks[width].single(&b);
        else
            blocks[width].several(&b);
    }
}

/* By panels; each does its share of the fetching ahead. */
static inline void make_group(const group *g, const panels *by, float *in, float *out)
{
    const facs_cen_layer *layer = g->layer;
    block b = {.inputs = layer->inputs,
               .floor = layer->kind == FACS_CEN_RELU ? 0 : -INFINITY,
               .row = layer->inputs * g->size,
               .line = LINE * g->size};

    for (int i = 0; i < by->count; i++) {
        const int units = blocks[by->width[i]].units;
        const int first = units * i / by->count;
        b.ahead = (uintptr_t)layer->weights + AHEAD + (uintptr_t)(first * b.row);
        b.rows = units * (i + 1) / by->count - first;
        b.in = panel_of(by, i, in, layer->inputs);
        b.out = panel_of(by, i, out, layer->units);
        make_units(g, by->width[i], b);
    }
}

static inline f32x8 sigmoid(f32x8 x)
{
    const f32x8 limit = f32x8_of(80), one = f32x8_of(1), zero = f32x8_of(0);
    const f32x8 in = f32x8_min(f32x8_subtract(zero, x), limit);
    return f32x8_divide(
        one, f32x8_add(one, f32x8_exponential(f32x8_max(in, f32x8_subtract(zero, limit)))));
}

static inline void activate(facs_cen_kind kind, float *values, ptrdiff_t count)
{
    const f32x8 one = f32x8_of(1), two = f32x8_of(2);

    if (kind == FACS_CEN_SIGMOID)
        for (ptrdiff_t i = 0; i < count; i += 8)
            f32x8_store(values + i, sigmoid(f32x8_load(values + i)));
    else if (kind == FACS_CEN_TANH)
        for (ptrdiff_t i = 0; i < count; i += 8) {
            const f32x8 half = sigmoid(f32x8_multiply(two, f32x8_load(values + i)));
            f32x8_store(values + i, f32x8_subtract(f32x8_multiply(two, half), one));
        }
}

/* Of a layer: its inputs and outputs by panels, and the weights of a group as floats if the file
 * has them in 16 bits. */
typedef struct buffers {
    float *in, *out, *weights;
} buffers;

static inline void widen(const char *halves, ptrdiff_t count, float *to)
{
    ptrdiff_t i = 0;

#ifdef FACS_SIMD_WIDE
    for (; i + LANES <= count; i += LANES)
        f32xn_store(to + i, f32xn_of_halves(halves + i * (ptrdiff_t)sizeof(uint16_t)));
#endif
    for (; i < count; i++) {
        uint16_t half;
        memcpy(&half, halves + i * (ptrdiff_t)sizeof(half), sizeof(half));
        to[i] = facs_float_of_half(half);
    }
}

static inline void run_layer(const facs_cen_network *network, const facs_cen_layer *layer,
                             const panels *by, const buffers *b)
{
    const int several = FACS_CEN_GROUP(layer->inputs), last = by->count - 1;
    group g = {.layer = layer, .size = network->is_half ? sizeof(uint16_t) : sizeof(float)};

    for (g.first = 0; g.first < layer->units; g.first += several) {
        const char *from =
            (const char *)layer->weights + g.first * (ptrdiff_t)layer->inputs * g.size;
        g.end = layer->units - g.first > several ? g.first + several : layer->units;
        g.weights = from;
        if (network->is_half) {
            widen(from, (ptrdiff_t)(g.end - g.first) * layer->inputs, b->weights);
            g.weights = (const char *)b->weights;
        }
        make_group(&g, by, b->in, b->out);
    }
    activate(layer->kind, b->out,
             (ptrdiff_t)(by->first[last] + by->width[last]) * layer->units * LANES);
}

/* Takes the scratch apart. */
static inline void place_buffers(buffers *b, const facs_cen_network *network, int places,
                                 void *scratch)
{
    const size_t beyond = (uintptr_t)scratch % FACS_CEN_ALIGNMENT;
    ptrdiff_t units = FACS_CEN_INPUTS; /* of the largest layer */

    for (int i = 0; i < network->layers; i++)
        units = network->layer[i].units > units ? network->layer[i].units : units;
    b->in = (float *)((char *)scratch + (beyond ? FACS_CEN_ALIGNMENT - beyond : 0));
    b->out = b->in + units * ((places + LANES - 1) / LANES * LANES);
    b->weights = b->out + (b->out - b->in);
}

void FACS_KERNEL(facs_cen_respond)(const facs_cen_network *network, const facs_cen_side *sides,
                                   int count, int window, void *scratch)
{
    cen_places places;
    panels by;
    buffers b;

    cen_take_sides(&places, sides, count, window);
    divide(&by, places.count);
    place_buffers(&b, network, places.count, scratch);
    fill(&places, &by, b.in);
    for (int i = 0; i < network->layers; i++) {
        float *const out = b.out;
        run_layer(network, &network->layer[i], &by, &b);
        b.out = b.in;
        b.in = out;
    }
    const float *values = b.in;
    for (int side = 0; side < count; side++)
        values = cen_put_map(values, window, &sides[side]);
}
