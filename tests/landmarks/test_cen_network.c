/* The maps of CEN networks, portable and fast, compared with the plainest code in doubles; and
 * networks and areas at their limits. */
#include "landmarks/ceclm/cen_network.h"

#include "base/cpu.h"
#include "base/half.h"
#include "bits.h"
#include "cmocka_all.h"
#include "made_cen.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_SIDE = 21, MAX_PLACES = 121, GUARD = 16 };
#define GUARD_VALUE 7e7F

#define S FACS_CEN_SIGMOID
#define T FACS_CEN_TANH
#define R FACS_CEN_RELU

static const struct {
    int layers, units[MADE_CEN_LAYERS];
    facs_cen_kind kinds[MADE_CEN_LAYERS];
} shapes[] = {
    {1, {1}, {S}},
    {1, {1}, {T}},
    {1, {1}, {R}},
    {2, {2, 1}, {T, R}},
    {4, {7, 3, 2, 1}, {R, R, S, S}},
    {5, {1, 5, 6, 4, 1}, {R, T, S, R, T}},
    {5, {13, 25, 11, 24, 1}, {S, R, T, R, S}},
    {3, {130, 47, 1}, {R, R, S}},
    {2, {2048, 1}, {R, S}}, /* as many as a file may have */
};
#define SHAPES ((int)(sizeof(shapes) / sizeof(shapes[0])))

/* What $FACS_SIMD may say here; NULL: nothing, for the fastest. */
static const char *const paths[] = {"portable", FACS_FAST_NAME, NULL};
#define PATHS ((int)(sizeof(paths) / sizeof(paths[0])))

static facs_cen_respond *responder(const char *path)
{
    assert_int_equal(path ? setenv("FACS_SIMD", path, 1) : unsetenv("FACS_SIMD"), 0);
    facs_cen_respond *respond = facs_cen_responder();
    unsetenv("FACS_SIMD");
    return respond;
}

/* A copy of exactly its size, so that AddressSanitizer sees what is read beyond. */
static float *exact_copy(const float *values, int count)
{
    float *copy = malloc((size_t)count * sizeof(*copy));
    assert_non_null(copy);
    memcpy(copy, values, (size_t)count * sizeof(*copy));
    return copy;
}

/* Computes the maps of one or two areas into maps[count][MAX_PLACES], with exact and odd buffers.
 */
static void respond_to(facs_cen_respond *respond, const made_cen *made, int window, int count,
                       const float areas[2][MAX_SIDE * MAX_SIDE], float maps[2][MAX_PLACES])
{
    const int side = window + 10, places = window * window;
    float *map[2];
    facs_cen_side sides[2];
    int units = 0;

    for (int i = 0; i < made->network.layers; i++)
        units = made->layer[i].units > units ? made->layer[i].units : units;
    char *scratch = malloc(facs_cen_scratch_bytes(units, window) + 1);
    assert_non_null(scratch);
    for (int s = 0; s < count; s++) {
        map[s] = malloc((size_t)(places + 2 * GUARD) * sizeof(float));
        assert_non_null(map[s]);
        for (int i = 0; i < places + 2 * GUARD; i++)
            map[s][i] = GUARD_VALUE;
        /* The second is the mirror in the pairs of view 0; alone, either may be. */
        sides[s] = (facs_cen_side){exact_copy(areas[s], side * side), map[s] + GUARD, s == 1};
    }
    respond(&made->network, sides, count, window, scratch + 1);
    for (int s = 0; s < count; s++) {
        for (int i = 0; i < GUARD; i++) {
            assert_true(map[s][i] == GUARD_VALUE);
            assert_true(map[s][GUARD + places + i] == GUARD_VALUE);
        }
        memcpy(maps[s], sides[s].response, (size_t)places * sizeof(float));
        free((void *)(uintptr_t)sides[s].area);
        free(map[s]);
    }
    free(scratch);
}

/* ---- Against doubles ------------------------------------------------------------------------- */

static double largest_difference(const float *map, const double *expected, int places)
{
    double max = 0;
    for (int i = 0; i < places; i++)
        max = fmax(max, fabs((double)map[i] - expected[i]) / (1 + fabs(expected[i])));
    return max;
}

/* Returns the largest error of the maps of one side, of both, and of the mirror. */
static double worst_of(facs_cen_respond *respond, int shape, int window, uint32_t *seed)
{
    float areas[2][MAX_SIDE * MAX_SIDE], maps[2][MAX_PLACES], alone[2][MAX_PLACES];
    double expected[MAX_PLACES], worst = 0;
    made_cen made;

    made_cen_make(&made, shapes[shape].layers, shapes[shape].units, shapes[shape].kinds, shape % 4,
                  *seed);
    for (int s = 0; s < 2; s++)
        made_cen_area(areas[s], window + 10, seed);
    respond_to(respond, &made, window, 2, (const float(*)[MAX_SIDE * MAX_SIDE]) areas, maps);
    respond_to(respond, &made, window, 1, (const float(*)[MAX_SIDE * MAX_SIDE]) areas, alone);
    assert_memory_equal(alone[0], maps[0], (size_t)(window * window) * sizeof(float));
    for (int s = 0; s < 2; s++) {
        made_cen_map(&made.network, areas[s], window, s == 1, 1, expected);
        worst = fmax(worst, largest_difference(maps[s], expected, window * window));
    }
    made_cen_free(&made);
    return worst;
}

/* 2e-5: sums of up to 130 products in floats, through five layers. */
static void maps_are_those_of_doubles(void **state)
{
    (void)state;
    for (int path = 0; path < PATHS; path++) {
        double worst = 0;
        uint32_t seed = 3;
        for (int shape = 0; shape < SHAPES; shape++)
            for (int window = 3; window <= (shape < SHAPES - 1 ? 11 : 3); window += 2)
                worst = fmax(worst, worst_of(responder(paths[path]), shape, window, &seed));
        print_message("%s: %.1e\n", paths[path] ? paths[path] : "fastest", worst);
        assert_true(worst < 2e-5);
    }
}

/* OpenFace's shortcut of looking at every second place: on smooth areas, the maps differ little
 * from those of all places, but they do. */
static void half_the_places_are_interpolated(void **state)
{
    (void)state;
    float areas[2][MAX_SIDE * MAX_SIDE], maps[2][MAX_PLACES];
    double all[MAX_PLACES], sparse[MAX_PLACES];
    uint32_t seed = 8;
    made_cen made;

    made_cen_make(&made, 4, shapes[4].units, shapes[4].kinds, 0, 5);
    made_cen_area(areas[0], 19, &seed);
    respond_to(responder(NULL), &made, 9, 1, (const float(*)[MAX_SIDE * MAX_SIDE]) areas, maps);
    made_cen_map(&made.network, areas[0], 9, 0, 0, all);
    made_cen_map(&made.network, areas[0], 9, 0, 1, sparse);
    assert_true(largest_difference(maps[0], sparse, 81) < 2e-5);
    for (int i = 1; i < 81; i += 2)
        assert_true(all[i] == sparse[i]);
    assert_true(largest_difference(maps[0], all, 81) > 1e-4);
    made_cen_free(&made);
}

/* ---- The same everywhere --------------------------------------------------------------------- */

/* All paths compute the same in the same order, so every path must give what AVX2 once gave. The
 * areas use no sine, which differs between C libraries. */
static void same_bits_on_every_path(void **state)
{
    (void)state;
    for (int path = 0; path < PATHS; path++) {
        uint64_t bits = BITS_START;
        uint32_t seed = 9;
        for (int i = 0; i < 5 * SHAPES; i++) {
            float areas[2][MAX_SIDE * MAX_SIDE], maps[2][MAX_PLACES];
            const int window = 3 + 2 * (i % 5), count = 1 + i / 5 % 2;
            made_cen made;
            made_cen_make(&made, shapes[i / 5].layers, shapes[i / 5].units, shapes[i / 5].kinds, 0,
                          seed);
            for (int k = 0; k < 2 * MAX_SIDE * MAX_SIDE; k++) {
                seed = seed * 1664525u + 1013904223u;
                areas[k / (MAX_SIDE * MAX_SIDE)][k % (MAX_SIDE * MAX_SIDE)] =
                    (float)(seed >> 8) / 65793;
            }
            respond_to(responder(paths[path]), &made, window, count,
                       (const float(*)[MAX_SIDE * MAX_SIDE]) areas, maps);
            for (int s = 0; s < count; s++)
                bits = bits_of(maps[s], (size_t)(window * window) * sizeof(float), bits);
            made_cen_free(&made);
        }
        print_message("%s: %llx\n", paths[path] ? paths[path] : "fastest",
                      (unsigned long long)bits);
        assert_true(bits == 0x44f03cc68919dc5a);
    }
}

/* ---- Weights of 16 bits ---------------------------------------------------------------------- */

static void round_to_half(char *at, int count)
{
    for (int i = 0; i < count; i++, at += sizeof(float)) {
        float number;
        memcpy(&number, at, sizeof(number));
        number = facs_float_of_half(facs_half(number));
        memcpy(at, &number, sizeof(number));
    }
}

/* The same bits as a network whose weights were rounded. 2e-3: each weight is off by up to 2^-12.
 */
static void halved_networks_are_networks_of_rounded_weights(void **state)
{
    (void)state;
    float areas[2][MAX_SIDE * MAX_SIDE], maps[2][MAX_PLACES], exact[2][MAX_PLACES];
    uint32_t seed = 6;

    for (int i = 0; i < SHAPES * PATHS; i++) {
        const int shape = i / PATHS, window = 11 - 2 * (i % 3);
        facs_cen_respond *respond = responder(paths[i % PATHS]);
        made_cen made, half = {.bytes = NULL};
        made_cen_make(&made, shapes[shape].layers, shapes[shape].units, shapes[shape].kinds, 1, 17);
        for (int s = 0; s < 2; s++)
            made_cen_area(areas[s], window + 10, &seed);
        respond_to(respond, &made, window, 2, (const float(*)[MAX_SIDE * MAX_SIDE]) areas, exact);
        half.bytes = malloc(facs_cen_half_bytes(&made.network) + 1);
        assert_non_null(half.bytes);
        facs_cen_halve(&made.network, half.layer, half.bytes + 1);
        half.network = (facs_cen_network){half.layer, made.network.layers, 1};
        respond_to(respond, &half, window, 2, (const float(*)[MAX_SIDE * MAX_SIDE]) areas, maps);
        for (int k = 0; k < window * window; k++)
            assert_true(fabsf(maps[1][k] - exact[1][k]) < 2e-3F * (1 + fabsf(exact[1][k])));
        for (int layer = 0; layer < made.network.layers; layer++)
            round_to_half(made.bytes + ((const char *)made.layer[layer].weights - made.bytes),
                          made.layer[layer].units * made.layer[layer].inputs);
        respond_to(respond, &made, window, 2, (const float(*)[MAX_SIDE * MAX_SIDE]) areas, exact);
        for (int s = 0; s < 2; s++)
            assert_memory_equal(exact[s], maps[s], (size_t)(window * window) * sizeof(float));
        made_cen_free(&half);
        made_cen_free(&made);
    }
}

/* ---- Limits ---------------------------------------------------------------------------------- */

/* A patch without contrast is zeros: only the 1 and the biases count, everywhere alike. */
static void a_flat_area_answers_with_the_biases(void **state)
{
    (void)state;
    float areas[2][MAX_SIDE * MAX_SIDE], maps[2][MAX_PLACES];
    double expected[MAX_PLACES];
    made_cen made;

    made_cen_make(&made, 4, shapes[4].units, shapes[4].kinds, 3, 5);
    for (int i = 0; i < MAX_SIDE * MAX_SIDE; i++)
        areas[0][i] = areas[1][i] = 200.3F;
    made_cen_map(&made.network, areas[0], 5, 0, 1, expected);
    for (int path = 0; path < PATHS; path++) {
        respond_to(responder(paths[path]), &made, 5, 2, (const float(*)[MAX_SIDE * MAX_SIDE]) areas,
                   maps);
        for (int s = 0; s < 2; s++) {
            assert_true(largest_difference(maps[s], expected, 25) < 1e-6);
            for (int i = 0; i < 25; i++)
                assert_true(fabsf(maps[s][i] - maps[0][1]) <= 1e-7F);
        }
    }
    made_cen_free(&made);
}

/* Multiplies all numbers of a layer. */
static void scale_layer(facs_cen_layer *layer, char *bytes, float factor)
{
    char *at = bytes + ((const char *)layer->bias - bytes);
    for (int i = 0; i < layer->units * (layer->inputs + 1); i++, at += sizeof(float)) {
        float number;
        memcpy(&number, at, sizeof(number));
        number *= factor;
        memcpy(at, &number, sizeof(number));
    }
}

/* Sums far beyond what the sigmoid resolves, or beyond what a float holds, infinite and of both
 * signs: the maps stay finite, and the sigmoid's within 0 and 1. */
static void sums_without_bounds_give_finite_maps(void **state)
{
    (void)state;
    float areas[2][MAX_SIDE * MAX_SIDE], maps[2][MAX_PLACES], first[MAX_PLACES];
    static const float factors[] = {1e3F, 1e38F};
    uint32_t seed = 4;

    made_cen_area(areas[0], 17, &seed);
    for (int i = 0; i < 2 * SHAPES * PATHS; i++) {
        const int shape = i / PATHS % SHAPES, path = i % PATHS;
        made_cen made;
        made_cen_make(&made, shapes[shape].layers, shapes[shape].units, shapes[shape].kinds, 0, 7);
        for (int layer = 0; layer < made.network.layers; layer++)
            scale_layer(&made.layer[layer], made.bytes, factors[i / PATHS / SHAPES]);
        respond_to(responder(paths[path]), &made, 7, 1, (const float(*)[MAX_SIDE * MAX_SIDE]) areas,
                   maps);
        if (path == 0)
            memcpy(first, maps[0], sizeof(first));
        assert_memory_equal(first, maps[0], 49 * sizeof(float));
        for (int k = 0; k < 49; k++) {
            assert_true(isfinite(maps[0][k]));
            if (made.layer[made.network.layers - 1].kind == S)
                assert_true(maps[0][k] >= 0 && maps[0][k] <= 1);
        }
        made_cen_free(&made);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(maps_are_those_of_doubles),
        cmocka_unit_test(half_the_places_are_interpolated),
        cmocka_unit_test(same_bits_on_every_path),
        cmocka_unit_test(halved_networks_are_networks_of_rounded_weights),
        cmocka_unit_test(a_flat_area_answers_with_the_biases),
        cmocka_unit_test(sums_without_bounds_give_finite_maps),
    };
    return cmocka_run_group_tests_name("cen_network", tests, NULL, NULL);
}
