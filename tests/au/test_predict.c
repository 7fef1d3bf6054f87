#include "au/au_models.h"
#include "au/dots.h"
#include "base/cpu.h"
#include "cmocka_all.h"
#include "golden.h"
#include "os/memory.h"
#include "reference_run.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static double random_in(double from, double to)
{
    return from + (to - from) * (rand() / (double)RAND_MAX);
}

/* Every third predictor is static; the padding is 0, which must not matter. */
static facs_au_set make_set(void)
{
    facs_au_set set = {.stride = 4704};
    size_t bytes = sizeof(float) * FACS_AU_OUTPUTS * 4704;
    set.weights = facs_aligned_alloc(64, bytes);
    assert_non_null(set.weights);
    memset(set.weights, 0, bytes);
    for (int k = 0; k < FACS_AU_OUTPUTS; k++) {
        set.predictor[k].dynamic = k % 3 != 0;
        set.predictor[k].bias = random_in(-2, 2);
        for (int i = 0; i < FACS_AU_FEATURES; i++)
            set.weights[k * 4704 + i] = (float)random_in(-0.1, 0.1);
    }
    return set;
}

static void equals_plain_dot_products(void **state)
{
    (void)state;
    srand(3);
    facs_au_set set = make_set();
    /* Exactly as long as promised: a sanitizer sees a read past the end. */
    float *features = malloc(4704 * sizeof(float)), *median = malloc(4704 * sizeof(float));
    float output[FACS_AU_OUTPUTS], part[FACS_AU_OUTPUTS];
    float same[FACS_AU_OUTPUTS], same_part[FACS_AU_OUTPUTS];
    assert_non_null(features);
    assert_non_null(median);
    for (int i = 0; i < 4704; i++) {
        features[i] = i < FACS_AU_FEATURES ? (float)random_in(-1, 3) : 0;
        median[i] = i < FACS_AU_FEATURES ? (float)random_in(-1, 3) : 0;
    }
    facs_au_predict(&set, features, NULL, output, NULL);
    facs_au_median_part(&set, median, part);
    facs_au_predict(&set, features, median, same, same_part); /* both at once */
    assert_memory_equal(output, same, sizeof(same));
    assert_memory_equal(part, same_part, sizeof(same_part));
    for (int k = 0; k < FACS_AU_OUTPUTS; k++) {
        double sum = 0, median_sum = 0;
        for (int i = 0; i < FACS_AU_FEATURES; i++) {
            sum += (double)set.weights[k * 4704 + i] * (double)features[i];
            median_sum += (double)set.weights[k * 4704 + i] * (double)median[i];
        }
        /* 294 float additions a lane, of partial sums up to about 3: a few 1e-6 at most. */
        assert_float_equal(output[k], sum + set.predictor[k].bias, 2e-5);
        assert_float_equal(part[k], set.predictor[k].dynamic ? median_sum : 0, 2e-5);
    }
    free(features);
    free(median);
    facs_aligned_free(set.weights);
}

/* One order of sums, without fusing: a prediction does not depend on the processor. */
static void the_fast_path_gives_the_same_bits(void **state)
{
    (void)state;
    static const int strides[] = {16, 32, 48, 4704};
    double plain[2][FACS_AU_OUTPUTS], fast[3][FACS_AU_OUTPUTS];
    if (!facs_cpu_is_fast())
        skip();
    srand(5);
    facs_au_set set = make_set();
    for (size_t i = 0; i < sizeof(strides) / sizeof(strides[0]); i++) {
        const size_t stride = (size_t)strides[i];
        /* Unaligned, and exactly as long as promised. */
        float *memory = malloc((stride + 2) * sizeof(float));
        const float *const features[2] = {memory + 1, memory + 2};
        assert_non_null(memory);
        for (size_t k = 0; k < stride + 2; k++)
            memory[k] = (float)random_in(-1, 3);
        set.stride = strides[i];
        fast[2][0] = 99;
        facs_au_dots_portable(&set, features, 2, plain);
        FACS_FAST(facs_au_dots)(&set, features, 2, fast);
        assert_memory_equal(plain, fast, sizeof(plain));
        assert_true(fast[2][0] == 99);
        FACS_FAST(facs_au_dots)(&set, features + 1, 1, fast);
        assert_memory_equal(plain[1], fast[0], sizeof(plain[1]));
        assert_memory_equal(plain[1], fast[1], sizeof(plain[1]));
        free(memory);
    }
    facs_aligned_free(set.weights);
}

static void geometry_is_deformation_then_parameters(void **state)
{
    static double basis[204 * 34];
    double local[34];
    float geometry[FACS_AU_GEOMETRY];
    (void)state;
    srand(4);
    for (int i = 0; i < 204 * 34; i++)
        basis[i] = random_in(-1, 1);
    for (int j = 0; j < 34; j++)
        local[j] = random_in(-30, 30);
    facs_au_geometry(basis, local, geometry);
    for (int i = 0; i < 204; i++) {
        long double sum = 0;
        for (int j = 33; j >= 0; j--)
            sum += (long double)basis[34 * i + j] * (long double)local[j];
        assert_float_equal(geometry[i], sum,
                           2e-5); /* sums up to 200: half a float's step is 8e-6 */
    }
    for (int j = 0; j < 34; j++)
        assert_true(geometry[204 + j] == (float)local[j]);
}

/* ---- OpenFace -------------------------------------------------------------------------------- */

/* The modes of the reference's own shape model: its file's second matrix. */
static double *read_modes(void)
{
    FILE *file =
        fopen(shared_path("models/openface/AU_predictors/In-the-wild_aligned_PDM_68.txt"), "rb");
    char line[256];
    double *modes = malloc(204 * 34 * sizeof(*modes));
    assert_non_null(file);
    assert_non_null(modes);
    for (int i = 0; i < 4 + 204 + 4; i++) /* comment, rows, columns, type; the mean; the same */
        assert_non_null(fgets(line, sizeof(line), file));
    for (int i = 0; i < 204 * 34; i++)
        assert_int_equal(fscanf(file, "%lf", &modes[i]), 1);
    fclose(file);
    return modes;
}

static void geometry_is_that_of_openface(void **state)
{
    (void)state;
    shared_path("golden/default");
    double *modes = read_modes();
    double *local = golden_doubles("calcparams_local", 34);
    double *expected = golden_doubles("geom", FACS_AU_GEOMETRY);
    double worst = 0;
    for (int frame = 0; frame < GOLDEN_FRAMES; frame++) {
        float geometry[FACS_AU_GEOMETRY];
        facs_au_geometry(modes, local + 34L * frame, geometry);
        for (int i = 0; i < FACS_AU_GEOMETRY; i++)
            worst = fmax(worst, fabs((double)geometry[i] -
                                     expected[(ptrdiff_t)frame * FACS_AU_GEOMETRY + i]));
    }
    print_message("geometry: max abs. %.2e\n", worst);
    assert_true(worst <= 1e-4); /* the required accuracy */
    free(modes);
    free(local);
    free(expected);
}

static void raw_predictions_are_those_of_openface(void **state)
{
    (void)state;
    reference_run *run = reference_run_new();
    double *intensity = golden_doubles("au_reg_raw", FACS_INTENSITIES);
    double *decision = golden_doubles("au_class_decision", FACS_PRESENCES);
    double *class = golden_doubles("au_class_raw", FACS_PRESENCES);
    double worst = 0, worst_decision = 0;
    int wrong = 0;
    for (int frame = 0; frame < GOLDEN_FRAMES; frame++) {
        const float *own = run->own[frame], *part = run->part[frame];
        for (int i = 0; i < FACS_INTENSITIES; i++)
            worst = fmax(worst, fabs((double)own[i] - (double)part[i] -
                                     intensity[frame * FACS_INTENSITIES + i]));
        for (int i = 0; i < FACS_PRESENCES; i++) {
            const facs_au_predictor *predictor = &run->set->predictor[FACS_INTENSITIES + i];
            double y = (double)own[FACS_INTENSITIES + i] - (double)part[FACS_INTENSITIES + i];
            worst_decision = fmax(worst_decision, fabs(y - decision[frame * FACS_PRESENCES + i]));
            wrong += (y > 0 ? predictor->positive : predictor->negative) !=
                     class[frame * FACS_PRESENCES + i];
        }
    }
    print_message("raw: intensity max abs. %.2e, decision max abs. %.2e, classes wrong %d\n", worst,
                  worst_decision, wrong);
    assert_true(worst <= 1e-3); /* the required accuracy */
    assert_true(worst_decision <= 1e-3);
    assert_int_equal(wrong, 0);
    free(intensity);
    free(decision);
    free(class);
    reference_run_free(run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equals_plain_dot_products),
        cmocka_unit_test(the_fast_path_gives_the_same_bits),
        cmocka_unit_test(geometry_is_deformation_then_parameters),
        cmocka_unit_test(geometry_is_that_of_openface),
        cmocka_unit_test(raw_predictions_are_those_of_openface),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
