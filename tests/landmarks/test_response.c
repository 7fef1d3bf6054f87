/* The responses, portable and fast, compared with the formulas in doubles, and on odd buffers. */
#include "landmarks/clnf/ccnf_experts.h"

#include "base/cpu.h"
#include "bits.h"
#include "cmocka_all.h"
#include "made_experts.h"
#include "make_clip.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { POINTS = 4, GUARD = 16 };
#define GUARD_VALUE 7e7f

typedef enum scene { TEXTURE, EDGE, ALMOST_FLAT, CHECKERS, SCENES } scene;

static const int windows[] = {3, 5, 7, 9, 11};

/* Grey levels with 10 fraction bits, as OpenCV's interpolation makes them. */
static void paint(float *area, int side, scene what, uint32_t *seed)
{
    double fx = .1 + .6 * made_random(seed), fy = .1 + .6 * made_random(seed);
    int edge = (int)(side * made_random(seed));

    for (int y = 0; y < side; y++)
        for (int x = 0; x < side; x++) {
            double level = 0;
            if (what == TEXTURE)
                level = 120 + 60 * sin(fx * x + fy * y) + 30 * made_random(seed);
            else if (what == EDGE) /* noise of one level beside a step of 150 */
                level = (x > edge ? 220 : 70) + made_random(seed);
            else if (what == CHECKERS) /* all the contrast there can be */
                level = (x + y) % 2 ? 255 : 0;
            else /* over-exposed except for a corner */
                level = x + y < edge / 3 ? 255 - 0.01 * (x + y + 1) : 255;
            area[y * side + x] = (float)(floor(level * 1024) / 1024);
        }
}

static void respond(const facs_patch_experts *experts, int point, const float *levels, int side,
                    float *response)
{
    facs_area area;
    made_area(&area, levels, side);
    facs_patch_experts_respond(experts, facs_patch_experts_unit_of(experts, 0, point),
                               (const facs_area *[]){&area}, (float *[]){response}, NULL);
}

static facs_patch_experts *open_with(const char *simd, const made_experts *made, int window)
{
    facs_patch_experts *experts;
    facs_error error;
    size_t size;
    unsigned char *bytes = made_experts_bytes(made, &size);
    const char *path = in_folder("experts.txt");

    write_file(path, bytes, size);
    free(bytes);
    assert_int_equal(simd ? setenv("FACS_SIMD", simd, 1) : unsetenv("FACS_SIMD"), 0);
    int status = facs_ccnf_experts_open(&experts, path, made->points, window, &error);
    unsetenv("FACS_SIMD");
    if (status || facs_patch_experts_prepare(experts, 0, &error) != 0)
        fail_msg("%s", error.text);
    return experts;
}

static double largest(const double *values, int count)
{
    double max = 0;
    for (int i = 0; i < count; i++)
        max = fmax(max, values[i]);
    return max;
}

/*
 * What rounding changes of the sigmoid's argument, and so of the sigmoid where it is small. A
 * neuron's weights are rounded to some 1/150000 of the sum of their magnitudes, up to 570 here: of
 * 121 weights of noise, each of which counts with 1/11 of a patch of noise, such errors are up to
 * 1e-2. Beside an edge of 150, levels are rounded to 1/128, which is much of noise of one level.
 */
static const double tolerance[SCENES] = {1e-2, 4e-2, 1e-2, 1e-2};

/* Returns the largest difference from the formulas, relative to the map's peak and to what is
 * tolerated, over some scenes.
 * Area and response are in buffers of their exact size between guards. */
static double worst_error(const facs_patch_experts *experts, const made_experts *made, int window)
{
    int side = window + 10, places = window * window;
    uint32_t seed = 5;
    double worst = 0, *expected = calloc((size_t)places, sizeof(*expected));
    float *area = malloc((size_t)(side * side) * sizeof(*area));
    float *response = malloc((size_t)(places + 2 * GUARD) * sizeof(*response));

    assert_true(expected && area && response);
    for (int round = 0; round < POINTS * SCENES; round++) {
        int point = round % POINTS;
        paint(area, side, (scene)(round / POINTS), &seed);
        for (int i = 0; i < places + 2 * GUARD; i++)
            response[i] = GUARD_VALUE;
        respond(experts, point, area, side, response + GUARD);
        made_response(made, &made->expert[point], window, area, expected);
        double peak = largest(expected, places);
        for (int i = 0; i < places; i++)
            worst = fmax(worst, fabs((double)response[GUARD + i] - expected[i]) / peak /
                                    tolerance[round / POINTS]);
        for (int i = 0; i < GUARD; i++) {
            assert_true(response[i] == GUARD_VALUE);
            assert_true(response[GUARD + places + i] == GUARD_VALUE);
        }
    }
    free(expected);
    free(area);
    free(response);
    return worst;
}

static void responses_are_the_formulas(const char *simd, int components)
{
    make_folder();
    made_experts *made = made_experts_new(1, POINTS, components, 3);
    for (size_t w = 0; w < sizeof(windows) / sizeof(windows[0]); w++) {
        facs_patch_experts *experts = open_with(simd, made, windows[w]);
        double worst = worst_error(experts, made, windows[w]);
        print_message("window %d: %.2f of what is tolerated\n", windows[w], worst);
        facs_patch_experts_close(&experts);
        assert_true(worst < 1);
    }
    made_experts_free(made);
    remove_folder();
}

static void portable_with_sigma(void **state)
{
    (void)state;
    responses_are_the_formulas("portable", 3);
}

static void portable_without_components(void **state)
{
    (void)state;
    responses_are_the_formulas("portable", 0);
}

static void fast_with_sigma(void **state)
{
    (void)state;
    if (!facs_cpu_is_fast())
        skip();
    responses_are_the_formulas(NULL, 3);
}

static void fast_without_components(void **state)
{
    (void)state;
    if (!facs_cpu_is_fast())
        skip();
    responses_are_the_formulas(NULL, 0);
}

/* All paths compute the same in the same order, so every path must give what AVX2 once gave. It
 * uses no sine, which differs between C libraries. */
static void same_bits_on_every_path(void **state)
{
    (void)state;
    make_folder();
    made_experts *made = made_experts_new(1, POINTS, 3, 3);
    for (int fast = 0; fast <= facs_cpu_is_fast(); fast++) {
        float area[21 * 21], response[121];
        uint64_t bits = BITS_START;
        uint32_t seed = 9;
        facs_patch_experts *experts = open_with(fast ? NULL : "portable", made, 11);
        for (int round = 0; round < 8; round++) {
            for (int i = 0; i < 21 * 21; i++)
                area[i] = (float)(floor(255 * 1024 * made_random(&seed)) / 1024);
            respond(experts, round % POINTS, area, 21, response);
            bits = bits_of(response, sizeof(response), bits);
        }
        facs_patch_experts_close(&experts);
        assert_true(bits == 0xc44e226a14688e90);
    }
    made_experts_free(made);
    remove_folder();
}

/* Eight neurons fill the vector: the last lane counts like the others. */
static void an_eighth_neuron_counts(void **state)
{
    (void)state;
    make_folder();
    made_experts *made = made_experts_new(1, POINTS, 3, 11);
    for (int point = 0; point < POINTS; point++) {
        made->expert[point].neurons = 8;
        made->expert[point].neuron[7] = made->expert[point].neuron[0];
        made->expert[point].neuron[7].alpha = 15;
    }
    facs_patch_experts *portable = open_with("portable", made, 7);
    facs_patch_experts *fast = open_with(NULL, made, 7);
    assert_true(worst_error(portable, made, 7) < 1);
    assert_true(worst_error(fast, made, 7) < 1);
    facs_patch_experts_close(&portable);
    facs_patch_experts_close(&fast);
    made_experts_free(made);
    remove_folder();
}

/* A patch without contrast has no direction: only the biases matter, and they are the same
 * everywhere. */
static void a_flat_area_answers_with_the_biases(void **state)
{
    (void)state;
    float area[13 * 13], response[9];
    double expected = 0, alphas = 0;

    make_folder();
    made_experts *made = made_experts_new(1, 1, 0, 8);
    for (int n = 0; n < 7; n++) {
        const made_neuron *neuron = &made->expert[0].neuron[n];
        alphas += neuron->alpha;
        if (neuron->alpha > 1e-4)
            expected += 2 * neuron->alpha / (1 + exp(-neuron->bias));
    }
    expected /= 2 * alphas;
    for (int i = 0; i < 13 * 13; i++)
        area[i] = 200.25F;
    for (int fast = 0; fast < 2; fast++) {
        facs_patch_experts *experts = open_with(fast ? NULL : "portable", made, 3);
        respond(experts, 0, area, 13, response);
        for (int i = 0; i < 9; i++)
            assert_true(fabs((double)response[i] - expected) < 1e-6 * expected);
        facs_patch_experts_close(&experts);
    }
    made_experts_free(made);
    remove_folder();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(portable_with_sigma),
        cmocka_unit_test(portable_without_components),
        cmocka_unit_test(fast_with_sigma),
        cmocka_unit_test(fast_without_components),
        cmocka_unit_test(same_bits_on_every_path),
        cmocka_unit_test(an_eighth_neuron_counts),
        cmocka_unit_test(a_flat_area_answers_with_the_biases),
    };
    return cmocka_run_group_tests_name("response", tests, NULL, NULL);
}
