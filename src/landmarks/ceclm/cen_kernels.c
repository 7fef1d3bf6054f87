/*
 * Computes the maps of a CEN network: each vector holds a unit's values at eight places.
 *
 * The places are divided into panels of a few vectors. A layer's inputs, and its outputs, are
 * panel by panel, and within a panel input by input. A block of the product takes several units and
 * one panel: each weight, read where it is in the file, is multiplied with the panel's vectors, and
 * all sums stay in registers.
 */
#include "landmarks/ceclm/cen_kernels.h"

#include "base/simd_wide.h"
#include "landmarks/clm/patch_measures.h"

#include <math.h>

#define SIDE           FACS_PATCH_SIDE
#define LANES          SIMD_LANES
#define CACHED_WEIGHTS 4096 /* floats that stay in the first cache while panels are made */
#define MAX_RESPONSE   1e30F

_Static_assert(FACS_CEN_INPUTS == 1 + FACS_PATCH_PIXELS, "a 1 and the pixels");

/* ---- The patches ----------------------------------------------------------------------------- */

#define HALF_COLUMN 24 /* (FACS_PATCH_MAX_AREA + 1) / 2, and what a vector reads beyond */
#define STRIDE      (FACS_CEN_MAX_PLACES + 2 * LANES)

/* The places of all sides that are computed, one after the other, each map column by column. */
typedef struct places {
    int window, sides;
    int count;                         /* of all sides */
    float mean[STRIDE], scale[STRIDE]; /* of the patch there */
    /* By side, and by column of the area (of its mirror): the levels in even rows, in odd rows. */
    float level[FACS_CEN_MAX_SIDES][FACS_PATCH_MAX_AREA][2][HALF_COLUMN];
} places;

/* The first row of the column x of a map that is computed; every second one follows. */
static inline int first_row(int x)
{
    return (x + 1) % 2;
}

static inline void take_side(places *all, int side, const facs_cen_side *from)
{
    const int window = all->window, width = window + SIDE - 1;
    facs_patch_measures measures;

    for (int x = 0; x < width; x++) {
        const float *column = from->area + (from->is_mirrored ? width - 1 - x : x);
        for (int y = 0; y < width; y++)
            all->level[side][x][y % 2][y / 2] = column[y * width];
    }
    facs_patch_measure(from->area, window, &measures);
    for (int x = 0; x < window; x++)
        for (int y = first_row(x); y < window; y += 2) {
            const int place = y * window + (from->is_mirrored ? window - 1 - x : x);
            all->mean[all->count] = measures.mean[place];
            all->scale[all->count++] = measures.scale[place];
        }
}

static inline void take_sides(places *all, const facs_cen_side *sides, int count, int window)
{
    memset(all, 0, sizeof(*all));
    all->window = window;
    all->sides = count;
    for (int side = 0; side < count; side++)
        take_side(all, side, &sides[side]);
}

/* row[STRIDE]: the pixel at (column, row) of the patch of each place. From left to right: the next
 * store overwrites what one writes past its places. */
static inline void gather(const places *all, int column, int row, float *to)
{
    for (int side = 0; side < all->sides; side++)
        for (int x = 0; x < all->window; x++) {
            const int first = first_row(x), y = first + row;
            f32x8_store(to, f32x8_load(all->level[side][x + column][y % 2] + y / 2));
            to += (all->window - first + 1) / 2;
        }
}

/* ---- Panels ---------------------------------------------------------------------------------- */

#define LINE       16    /* weights in a cache line */
#define AHEAD      32768 /* bytes before a weight is needed, it is fetched into the second cache */
#define SUMS       (SIMD_REGISTERS * 3 / 4) /* in registers; the others are for inputs and a weight */
#define MAX_WIDTH  4
#define MAX_PANELS ((FACS_CEN_MAX_PLACES / LANES + MAX_WIDTH - 1) / MAX_WIDTH)

typedef struct panels {
    int count;
    int width[MAX_PANELS]; /* vectors */
    int first[MAX_PANELS]; /* the vectors before it */
} panels;

/* As wide as each other, or nearly. */
static inline void divide(panels *all, int count)
{
    const int vectors = (count + LANES - 1) / LANES;
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
        const int width = all->width[i];
        float *to = panel_of(all, i, layer, FACS_CEN_INPUTS) + (ptrdiff_t)input * width * LANES;
        memcpy(to, row + all->first[i] * LANES, (size_t)(width * LANES) * sizeof(*to));
    }
}

/* The inputs of the first layer. A column at a time, so that its vectors are not read while they
 * are being written. */
static inline void fill(const places *all, const panels *by, float *layer)
{
    float rows[SIDE][STRIDE] = {{0}};

    for (int p = 0; p < STRIDE; p++)
        rows[0][p] = 1;
    put_input(by, 0, rows[0], layer);
    for (int column = 0; column < SIDE; column++) {
        for (int row = 0; row < SIDE; row++)
            gather(all, column, row, rows[row]);
        for (int row = 0; row < SIDE; row++) {
            for (int p = 0; p < all->count; p += 8) {
                const f32x8 level =
                    f32x8_subtract(f32x8_load(rows[row] + p), f32x8_load(all->mean + p));
                f32x8_store(rows[row] + p, f32x8_multiply(level, f32x8_load(all->scale + p)));
            }
            put_input(by, 1 + column * SIDE + row, rows[row], layer);
        }
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
    int ahead, ahead_end;
} block;

static inline f32xn spread(const char *from, ptrdiff_t number)
{
    float value;
    memcpy(&value, from + number * (ptrdiff_t)sizeof(value), sizeof(value));
    return f32xn_of(value);
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
    f32xn sum[SUMS];

    for (int u = 0; u < units; u++)
        for (int v = 0; v < width; v++)
            sum[u * width + v] = spread(b->bias, u);
    for (ptrdiff_t first = 0; first < inputs; first += LINE) {
        const ptrdiff_t end = inputs - first < LINE ? inputs : first + LINE;
        for (int u = b->ahead; u < b->ahead_end; u++)
            __builtin_prefetch(weights + (u * inputs + first) * 4 + AHEAD, 0, 2);
        for (ptrdiff_t k = first; k < end; k++, in += width * LANES)
            for (int u = 0; u < units; u++) {
                const f32xn weight = spread(weights, u * inputs + k);
                for (int v = 0; v < width; v++)
                    sum[u * width + v] =
                        f32xn_multiply_add(weight, f32xn_load(in + v * LANES), sum[u * width + v]);
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

/* Makes the units from first to end of one panel. */
static inline void make_units(const facs_cen_layer *layer, int first, int end, int width, block b)
{
    const ptrdiff_t size = sizeof(float);
    float *const out = b.out;
    const int several = end - first < blocks[width].units ? 1 : blocks[width].units;

    for (int unit = first; unit < end; unit += several) {
        const int from = unit < end - several ? unit : end - several; /* the last overlaps */
        b.weights = (const char *)layer->weights + from * b.inputs * size;
        b.bias = (const char *)layer->bias + from * size;
        b.out = out + (ptrdiff_t)from * width * LANES;
        if (several == 1)
            blocks[width].single(&b);
        else
            blocks[width].several(&b);
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

/* Some units at a time in all panels, so that their weights stay in the cache meanwhile. */
static inline void run_layer(const facs_cen_layer *layer, const panels *by, float *in, float *out)
{
    const int several = (int)(CACHED_WEIGHTS / layer->inputs / SUMS + 1) * SUMS;
    block b = {.inputs = layer->inputs, .floor = layer->kind == FACS_CEN_RELU ? 0 : -INFINITY};

    for (int first = 0; first < layer->units; first += several) {
        const int end = layer->units - first > several ? first + several : layer->units;
        for (int i = 0; i < by->count; i++) {
            b.ahead = blocks[by->width[i]].units * i / by->count;
            b.ahead_end = blocks[by->width[i]].units * (i + 1) / by->count;
            b.in = panel_of(by, i, in, layer->inputs);
            b.out = panel_of(by, i, out, layer->units);
            make_units(layer, first, end, by->width[i], b);
        }
    }
    const int last = by->count - 1;
    activate(layer->kind, out,
             (ptrdiff_t)(by->first[last] + by->width[last]) * layer->units * LANES);
}

/* ---- The maps -------------------------------------------------------------------------------- */

/* Finite, even if a network's sums are not. */
static inline float within(float value)
{
    return value < MAX_RESPONSE ? value : MAX_RESPONSE;
}

static inline float mean_of_neighbours(const float *map, int window, int x, int y)
{
    float sum = 0;
    int count = 0;

    if (x > 0)
        sum += map[y * window + x - 1], count++;
    if (x < window - 1)
        sum += map[y * window + x + 1], count++;
    if (y > 0)
        sum += map[(y - 1) * window + x], count++;
    if (y < window - 1)
        sum += map[(y + 1) * window + x], count++;
    return sum / (float)count;
}

/* Returns what follows the side's values. */
static inline const float *put_map(const float *values, int window, const facs_cen_side *side)
{
    float *map = side->response;

    for (int x = 0; x < window; x++)
        for (int y = first_row(x); y < window; y += 2)
            map[y * window + (side->is_mirrored ? window - 1 - x : x)] = within(*values++);
    for (int y = 0; y < window; y++)
        for (int x = y % 2; x < window; x += 2)
            map[y * window + x] = mean_of_neighbours(map, window, x, y);
    return values;
}

static inline float *aligned(void *scratch)
{
    const size_t beyond = (uintptr_t)scratch % FACS_CEN_ALIGNMENT;
    return (float *)((char *)scratch + (beyond ? FACS_CEN_ALIGNMENT - beyond : 0));
}

/* The floats of the largest layer, or of the first one's inputs. */
static inline ptrdiff_t room(const facs_cen_network *network, int count)
{
    int units = FACS_CEN_INPUTS;

    for (int i = 0; i < network->layers; i++)
        units = network->layer[i].units > units ? network->layer[i].units : units;
    return (ptrdiff_t)units * ((count + LANES - 1) / LANES * LANES);
}

void FACS_KERNEL(facs_cen_respond)(const facs_cen_network *network, const facs_cen_side *sides,
                                   int count, int window, void *scratch)
{
    const int per_side = window * window / 2;
    places all;
    panels by;

    float *in = aligned(scratch), *out = in + room(network, count * per_side);
    take_sides(&all, sides, count, window);
    divide(&by, all.count);
    fill(&all, &by, in);
    for (int i = 0; i < network->layers; i++) {
        float *const made = out;
        run_layer(&network->layer[i], &by, in, made);
        out = in;
        in = made;
    }
    const float *values = in;
    for (int side = 0; side < count; side++)
        values = put_map(values, window, &sides[side]);
}
