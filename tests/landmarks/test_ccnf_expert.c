/* What is made of a neuron's weights, and that sums of products fit 32 bits. */
#include "landmarks/clnf/ccnf_expert.h"

#include "cmocka_all.h"
#include "made_experts.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

static facs_ccnf_expert expert;

/* The weight of a neuron at a pixel, as the comment on FACS_CCNF_ACROSS has it. */
static int weight(int neuron, int row, int column)
{
    const int others = expert.neurons > 7 ? 4 : 3;
    const int width = neuron < 4 ? 4 : others, first = neuron < 4 ? 0 : 4 * FACS_CCNF_PAIRS;
    const int pair = column < 10 ? 5 * row + column / 2 : 55 + row / 2;
    const uint32_t two = (uint32_t)expert.pairs[first + pair * width + neuron % 4];
    return (int16_t)(two >> ((column < 10 ? column : row) % 2 ? 16 : 0) & 0xffff);
}

/* They sum to 0, their magnitudes to no more than levels leave room for, and times factor they are
 * those of the file less their mean, within what rounding sums costs. */
static void check_neuron(int neuron, const float *weights, double norm)
{
    double mean = 0, magnitudes = 0;
    int64_t sum = 0, size = 0;

    for (int i = 0; i < FACS_CCNF_PIXELS; i++)
        mean += (double)weights[i];
    mean /= FACS_CCNF_PIXELS;
    for (int i = 0; i < FACS_CCNF_PIXELS; i++)
        magnitudes += fabs(norm * ((double)weights[i] - mean));
    const double factor = (double)expert.factor[neuron] * log(2);
    for (int i = 0; i < FACS_CCNF_PIXELS; i++) {
        const int whole = weight(neuron, i / 11, i % 11);
        sum += whole;
        size += abs(whole);
        /* A step of the sum, and the digits of the factor, a float. */
        assert_true(fabs(factor * whole - norm * ((double)weights[i] - mean)) <=
                    fabs(factor) + 1e-6 * magnitudes);
    }
    assert_int_equal(sum, 0);
    assert_true(size * FACS_CCNF_MAX_LEVEL <= INT32_MAX);
    /* No digits are given away: either limit, of one or of all, is within reach. */
    if (magnitudes > 1e-3 && neuron != 6)
        assert_true(size > FACS_CCNF_MAX_WEIGHT - 3 * FACS_CCNF_PIXELS);
}

static void test_weights(void **state)
{
    (void)state;
    float weights[8][FACS_CCNF_PIXELS];
    const double norms[8] = {1, -30, 60, 0, 1e4, 1e-3, 5, 2};
    uint32_t seed = 3;

    for (int neurons = 1; neurons <= 8; neurons++) {
        expert = (facs_ccnf_expert){.neurons = neurons};
        for (int n = 0; n < neurons; n++) {
            for (int i = 0; i < FACS_CCNF_PIXELS; i++)
                weights[n][i] = n == 4   ? (i % 2 ? 1e4F : -1e4F)
                                : n == 5 ? 0.25F /* no neuron, but a constant */
                                : n == 6 ? (i == 60 ? 7.0F : 0)
                                         : (float)(made_random(&seed) - .4);
            facs_ccnf_set_neuron(&expert, n, weights[n], norms[n], -7);
        }
        for (int n = 0; n < neurons; n++) {
            check_neuron(n, weights[n], norms[n]);
            assert_true(isfinite(expert.factor[n]));
            assert_float_equal(expert.bias[n] * logf(2), -7, 1e-5);
        }
    }
}

/* Eleven squares of the largest level, as they are summed down a column. */
static void test_levels(void **state)
{
    (void)state;
    assert_true((int64_t)FACS_CCNF_MAX_LEVEL * FACS_CCNF_MAX_LEVEL * FACS_PATCH_SIDE <= INT32_MAX);
    assert_true(FACS_CCNF_MAX_WEIGHT > 4 * INT16_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_weights),
        cmocka_unit_test(test_levels),
    };
    return cmocka_run_group_tests_name("ccnf_expert", tests, NULL, NULL);
}
