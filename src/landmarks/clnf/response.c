/* Computes responses: each vector holds eight places of the map. */
#include "landmarks/clnf/response.h"

#include "base/simd.h"
#include "landmarks/clnf/ccnf_patches.h"
#include "landmarks/clnf/smoothing.h"

/* ---- The neurons ----------------------------------------------------------------------------- */

/* Up to three vectors of places: where the first pixels of their patches are. */
typedef struct place_set {
    const int32_t *across[3], *below[3];
    const float *scale[3];
} place_set;

/* How far apart in memory neighbours of a patch are. */
typedef struct steps {
    int right, down, below; /* below: down in pairs of column 10 */
} steps;

static const steps by_row = {.right = 1, .down = CCNF_COLUMNS, .below = 8};
static const steps by_column = {.right = CCNF_COLUMNS, .down = 1, .below = 1};

/* Sums of products: four neurons at three vectors of places. Named, because an array would be kept
 * in memory. */
typedef struct sums {
    i32x8 a0, a1, a2, b0, b1, b2, c0, c1, c2, d0, d1, d2;
} sums;

#define ADD(sum, in) (sum) = i32x8_add_products(sum, weight, in)
#define ADD_NEURON(name, number)                                                                   \
    do {                                                                                           \
        const i32x8 weight = i32x8_of(pairs[number]);                                              \
        ADD(s.name##0, in0);                                                                       \
        ADD(s.name##1, in1);                                                                       \
        if (count > 2)                                                                             \
            ADD(s.name##2, in2);                                                                   \
    } while (0)

/* Adds the products of a pair of weights. */
static inline __attribute__((always_inline)) sums
add_pair(sums s, const int32_t *pairs, int width, const int32_t *const at[3], int offset, int count)
{
    const i32x8 in0 = i32x8_load(at[0] + offset), in1 = i32x8_load(at[1] + offset);
    const i32x8 in2 = count > 2 ? i32x8_load(at[2] + offset) : in1;

    ADD_NEURON(a, 0);
    ADD_NEURON(b, 1);
    ADD_NEURON(c, 2);
    if (width > 3)
        ADD_NEURON(d, 3);
    return s;
}

/* width, count, by: constants. */
static inline __attribute__((always_inline)) void correlate(const int32_t *pairs, int width,
                                                            const place_set *at, int count,
                                                            steps by, i32x8 out[4][3])
{
    const i32x8 zero = i32x8_of(0);
    sums s = {zero, zero, zero, zero, zero, zero, zero, zero, zero, zero, zero, zero};

    for (int y = 0; y < FACS_PATCH_SIDE; y++)
        for (int x = 0; x < FACS_CCNF_ACROSS; x++, pairs += width)
            s = add_pair(s, pairs, width, at->across, y * by.down + 2 * x * by.right, count);
    for (int y = 0; y < FACS_PATCH_SIDE; y += 2, pairs += width)
        s = add_pair(s, pairs, width, at->below, y * by.below, count);
    const i32x8 all[4][3] = {
        {s.a0, s.a1, s.a2}, {s.b0, s.b1, s.b2}, {s.c0, s.c1, s.c2}, {s.d0, s.d1, s.d2}};
    memcpy(out, all, sizeof(all));
}

/* Not inlined, so that the sums have the registers to themselves. */
#define CORRELATE(name, width, count, by)                                                          \
    static __attribute__((noinline)) void name(const int32_t *pairs, const place_set *at,          \
                                               i32x8 out[4][3])                                    \
    {                                                                                              \
        correlate(pairs, width, at, count, by, out);                                               \
    }

CORRELATE(four_at_three, 4, 3, by_row)
CORRELATE(three_at_three, 3, 3, by_row)
CORRELATE(four_at_two, 4, 2, by_row)
CORRELATE(three_at_two, 3, 2, by_row)
CORRELATE(four_at_right, 4, 2, by_column)
CORRELATE(three_at_right, 3, 2, by_column)

static inline f32x8 activate(const facs_ccnf_expert *expert, int neuron, i32x8 products,
                             f32x8 scale)
{
    const f32x8 limit = f32x8_of(115), one = f32x8_of(1), zero = f32x8_of(0);
    const f32x8 cosine = f32x8_multiply(f32x8_of_ints(products), scale);
    f32x8 in = f32x8_take_product(cosine, f32x8_spread(&expert->factor[neuron]),
                                  f32x8_subtract(zero, f32x8_spread(&expert->bias[neuron])));
    in = f32x8_max(f32x8_min(in, limit), f32x8_subtract(zero, limit));
    return f32x8_divide(f32x8_spread(&expert->gain[neuron]),
                        f32x8_add(one, f32x8_power_of_two(in)));
}

enum { IN_ROWS, IN_COLUMNS };

/* Sums the neurons at two or three vectors of places. */
static inline void fire_at(const facs_ccnf_expert *expert, const place_set *at, int count, int way,
                           f32x8 response[3])
{
    i32x8 products[4][3];

    for (int k = 0; k < count; k++)
        response[k] = f32x8_of(0);
    for (int first = 0; first < expert->neurons; first += 4) {
        const int32_t *pairs = expert->pairs + FACS_CCNF_PAIRS * first;
        const int width = first == 0 ? 4 : facs_ccnf_others(expert);
        if (way == IN_COLUMNS)
            (width == 4 ? four_at_right : three_at_right)(pairs, at, products);
        else if (count == 3)
            (width == 4 ? four_at_three : three_at_three)(pairs, at, products);
        else
            (width == 4 ? four_at_two : three_at_two)(pairs, at, products);
        for (int n = 0; n < width; n++)
            for (int k = 0; k < count; k++)
                response[k] = f32x8_add(response[k], activate(expert, first + n, products[n][k],
                                                              f32x8_load(at->scale[k])));
    }
}

/* The first eight columns of the map. */
static inline void fire_left(const facs_ccnf_expert *expert, const ccnf_patches *patches,
                             map_rows response)
{
    const int window = patches->window;

    for (int y = 0, count; y < window; y += count) {
        const int left = window - y;
        place_set at;
        f32x8 out[3];
        count = left == 2 || left == 4 ? 2 : 3; /* 3 + 2 + 2 and so on: never one alone */
        for (int k = 0; k < count; k++) {
            at.across[k] = patches->across[y + k];
            at.below[k] = patches->below[y + k];
            at.scale[k] = patches->scale[y + k];
        }
        fire_at(expert, &at, count, IN_ROWS, out);
        for (int k = 0; k < count; k++)
            f32x8_store(response[y + k], out[k]);
    }
}

/* The others: of each, the first eight places and the last eight. */
static inline void fire_right(const facs_ccnf_expert *expert, ccnf_patches *patches,
                              map_rows response)
{
    const int window = patches->window;

    ccnf_measure_right(patches);
    for (int x = 0; x < window - CCNF_RIGHT; x++) {
        float column[FACS_PATCH_MAX_WINDOW];
        place_set at;
        f32x8 out[3];
        for (int k = 0; k < 2; k++) {
            const int y = k * (window - 8);
            at.across[k] = patches->right_across[x] + y;
            at.below[k] = patches->right_below[x] + y;
            at.scale[k] = patches->right_scale[x] + y;
        }
        fire_at(expert, &at, 2, IN_COLUMNS, out);
        f32x8_store(column, out[0]);
        f32x8_store(column + window - 8, out[1]);
        for (int y = 0; y < window; y++)
            response[y][CCNF_RIGHT + x] = column[y];
    }
}

static inline void fire(const facs_ccnf_expert *expert, const facs_area *area, int window,
                        map_rows response)
{
    ccnf_patches patches;

    ccnf_take_patches(area, window, &patches);
    fire_left(expert, &patches, response);
    fire_right(expert, &patches, response);
}

/* ---- The map --------------------------------------------------------------------------------- */

/* Writes the map without what is beyond its rows, minus its minimum if that is negative. */
static inline void put_map(map_rows map, int window, float *response)
{
    const int places = window * window;
    f32x8 lowest = f32x8_of(0);
    float min[8];

    for (int y = 0; y < window; y++)
        memcpy(response + y * window, map[y], (size_t)window * sizeof(float));
    for (int i = 0; i < places; i += 8)
        lowest = f32x8_min(f32x8_load(response + (i < places - 8 ? i : places - 8)), lowest);
    f32x8_store(min, lowest);
    for (int k = 1; k < 8; k++)
        min[0] = min[k] < min[0] ? min[k] : min[0];
    if (!(min[0] < 0))
        return;
    for (int i = 0; i < places; i++)
        response[i] -= min[0];
}

/* Asks for memory that will be read when the patches have been made: there is no room for all
 * experts of a view near the processor. */
static inline void announce(const void *from, size_t bytes)
{
    const char *at = from;
    for (size_t i = 0; i < bytes; i += 64)
        __builtin_prefetch(at + i);
}

void FACS_KERNEL(facs_ccnf_respond)(const facs_ccnf_expert *expert, const facs_sigma_form *form,
                                    const facs_sigma *sigma, const facs_area *area, float *response)
{
    map_rows map;

    announce(expert, sizeof(*expert));
    if (sigma)
        announce(sigma, form->bytes);
    fire(expert, area, form->window, map);
    if (sigma)
        smoothing_apply(form, sigma, map);
    put_map(map, form->window, response);
}
