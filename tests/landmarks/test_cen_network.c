/* The maps of CEN networks, portable and fast, compared with the plainest code in doubles; and
 * networks and areas at their limits. */
#include "landmarks/ceclm/cen_network.h"

#include "base/cpu.h"
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
};
#define SHAPES ((int)(sizeof(shapes) / sizeof(shapes[0])))

static facs_cen_respond *responder(int fast)
{
    assert_int_equal(fast ? unsetenv("FACS_SIMD") : setenv("FACS_SIMD", "portable", 1), 0);
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
static void maps_are_those_of_doubles(int fast)
{
    double worst = 0;
    uint32_t seed = 3;

    for (int shape = 0; shape < SHAPES; shape++)
        for (int window = 3; window <= 11; window += 2)
            worst = fmax(worst, worst_of(responder(fast), shape, window, &seed));
    print_message("largest error: %.1e\n", worst);
    assert_true(worst < 2e-5);
}

static void portable_maps(void **state)
{
    (void)state;
    maps_are_those_of_doubles(0);
}

static void fast_maps(void **state)
{
    (void)state;
    maps_are_those_of_doubles(1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(portable_maps),
        cmocka_unit_test(fast_maps),
    };
    return cmocka_run_group_tests_name("cen_network", tests, NULL, NULL);
}
