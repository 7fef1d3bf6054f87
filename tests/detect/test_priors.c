/* The priors compared with the formula of the paper's code, and decoding with figures by hand. */
#include "detect/priors.h"

#include "cmocka_all.h"

#include <math.h>
#include <stdlib.h>

/* docs/algorithm.md, 1b, to the letter: normalised by width and height, which cancel out in pixels.
 */
static void naive_prior(int width, int height, size_t n, double out[4])
{
    static const int strides[3] = {8, 16, 32};
    static const int sizes[3][2] = {{16, 32}, {64, 128}, {256, 512}};
    size_t at = 0;
    for (int level = 0; level < 3; level++) {
        int s = strides[level];
        for (int i = 0; i < (int)ceil((double)height / s); i++)
            for (int j = 0; j < (int)ceil((double)width / s); j++)
                for (int k = 0; k < 2; k++, at++) {
                    if (at != n)
                        continue;
                    out[0] = (j + .5) * s / width;
                    out[1] = (i + .5) * s / height;
                    out[2] = (double)sizes[level][k] / width;
                    out[3] = (double)sizes[level][k] / height;
                    return;
                }
    }
    fail_msg("there is no prior %zu for %dx%d", n, width, height);
}

static void every_prior_is_the_formulas(void **state)
{
    (void)state;
    static const struct {
        int width, height;
        size_t count; /* by hand: 2 * the sum of the cells */
    } cases[] = {{320, 256, 3360}, {33, 65, 132}, {640, 640, 16800}, {1, 1, 6}};
    for (size_t c = 0; c < 4; c++) {
        const int width = cases[c].width, height = cases[c].height;
        size_t count = facs_priors_count(width, height);
        assert_int_equal(count, cases[c].count);
        facs_prior *priors = calloc(count, sizeof(*priors));
        assert_non_null(priors);
        facs_priors_fill(width, height, priors);
        for (size_t i = 0; i < count; i += 1 + count / 200) {
            double naive[4] = {0};
            naive_prior(width, height, i, naive);
            assert_float_equal(priors[i].x, naive[0] * width, 1e-4);
            assert_float_equal(priors[i].y, naive[1] * height, 1e-4);
            assert_float_equal(priors[i].size, naive[2] * width, 1e-4);
            assert_float_equal(priors[i].size, naive[3] * height, 1e-4);
        }
        free(priors);
    }
}

static void sizes_out_of_range_have_none(void **state)
{
    (void)state;
    assert_int_equal(facs_priors_count(0, 320), 0);
    assert_int_equal(facs_priors_count(320, -1), 0);
    assert_int_equal(facs_priors_count(40000, 320), 0);
}

static void zeros_decode_to_the_prior_itself(void **state)
{
    (void)state;
    const facs_prior prior = {.x = 100, .y = 60, .size = 32};
    const float zeros[10] = {0};
    float box[4], points[10];
    facs_prior_box(&prior, zeros, box);
    assert_float_equal(box[0], 84, 1e-5);
    assert_float_equal(box[1], 44, 1e-5);
    assert_float_equal(box[2], 32, 1e-5);
    assert_float_equal(box[3], 32, 1e-5);
    facs_prior_points(&prior, zeros, points);
    for (int i = 0; i < 10; i++)
        assert_float_equal(points[i], (i % 2) ? 60 : 100, 1e-5);
}

static void offsets_decode_by_the_variances(void **state)
{
    (void)state;
    const facs_prior prior = {.x = 100, .y = 60, .size = 32};
    /* 0.1 * 5 * 32 = 16 px to the right, 0.1 * -2.5 * 32 = 8 px up; exp(0.2 * 5 ln 2) = 2 times as
     * wide */
    const float loc[4] = {5, -2.5f, 5 * logf(2), 0};
    const float landms[10] = {5, -2.5f, 0, 10};
    float box[4], points[10];
    facs_prior_box(&prior, loc, box);
    assert_float_equal(box[2], 64, 1e-4);
    assert_float_equal(box[3], 32, 1e-4);
    assert_float_equal(box[0] + box[2] / 2, 116, 1e-4);
    assert_float_equal(box[1] + box[3] / 2, 52, 1e-4);
    facs_prior_points(&prior, landms, points);
    assert_float_equal(points[0], 116, 1e-4);
    assert_float_equal(points[1], 52, 1e-4);
    assert_float_equal(points[2], 100, 1e-4);
    assert_float_equal(points[3], 92, 1e-4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_prior_is_the_formulas),
        cmocka_unit_test(sizes_out_of_range_have_none),
        cmocka_unit_test(zeros_decode_to_the_prior_itself),
        cmocka_unit_test(offsets_decode_by_the_variances),
    };
    return cmocka_run_group_tests_name("priors", tests, NULL, NULL);
}
